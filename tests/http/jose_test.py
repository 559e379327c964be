"""Receipts of two keys, before npm's jose: tests/portal/receipt_test.mjs looks at them.

WELTOFFEND_PORTAL   where npm ci was run (tests/run does it)
"""

import json
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import Daemon, Programme, path_of  # noqa: E402
from harness import SOURCE, needed  # noqa: E402

KEY = "12072"


def document(level):
    return {"edition": "v1", "answers": {"STR.1.01": {"level": level}}}


def receipts_of_two_keys(daemon, round_id):
    first = daemon.put(round_id, KEY, document(1))
    daemon.configure(receipt_key=daemon.database.new_key())
    daemon.process.send_signal(signal.SIGHUP)
    kid = daemon.get("/v1/keys").json["keys"][0]["kid"]
    daemon.wait_for_log(f"receipts are signed key={kid}")
    daemon.put(round_id, KEY, document(2), If_Match=first.headers["ETag"])
    versions = f"{path_of(round_id, KEY)}/versions"
    return [daemon.get(f"{versions}/{number}/receipt", KEY).json for number in (1, 2)]


def main():
    modules = pathlib.Path(needed("WELTOFFEND_PORTAL"))
    if not (modules / "node_modules" / "jose").is_dir():
        print(f"jose is not in {modules}: run npm ci there, as tests/run does")
        print("Tested: 1 | Passing: 0 | Failing: 1")
        return 1
    programme = Programme("jose")
    daemon = Daemon(programme)
    try:
        daemon.start()
        folder = pathlib.Path(programme.directory.name)
        receipts = receipts_of_two_keys(daemon, programme.round("2026"))
        (folder / "receipts.json").write_text(json.dumps(receipts))
        (folder / "keys.json").write_bytes(daemon.get("/v1/keys").body)
        return subprocess.run(["node", SOURCE / "tests" / "portal" / "receipt_test.mjs", folder,
                               modules], timeout=120, check=False).returncode
    finally:
        daemon.close()
        programme.drop()


if __name__ == "__main__":
    sys.exit(main())
