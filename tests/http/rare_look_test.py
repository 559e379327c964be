"""States of pages that come up rarely, in Chromium and both languages: tests/portal/rare.mjs looks at
them."""

import contextlib
import json
import sys

from certificates import Certificates
from daemon import JSON_TYPE, KEYS, Daemon, Programme, path_of, self_check
from harness import EXAMPLE
from portal import run_portal

WITHDRAWN = KEYS[:24]  # enough of them that groups become too small for figures
BACK = KEYS[1]  # one of these, which has handed in anew since
LEFT = KEYS[30]
NEWCOMER = "01001000;Flensburg;Flensburg, Stadt;;2019-01-01;;95000;2024-12-31;2026-01-01;;;erfunden"


def withdraw(daemon, round_id, key):
    path = path_of(round_id, key)
    daemon.request("DELETE", path, key, b'{"reason": "Irrtum im Amt"}',
                   {"If-Match": daemon.get(path, key).headers["ETag"], **JSON_TYPE})


def publish(daemon):
    ended = daemon.run("2026")
    assert ended["state"] == "published", ended


def change(programme, daemon):
    """A second release with fewer self-checks and another roster. Nobody can leave the roster of a
    round, but the pages would say so."""
    roster = programme.directory.name + "/roster.csv"
    with open(roster, "w", encoding="utf-8") as file:
        file.write((EXAMPLE / "roster.csv").read_text(encoding="utf-8").rstrip() + f"\n{NEWCOMER}\n")
    programme.round("2026")
    daemon.hand_in_all("2026")
    publish(daemon)
    for key in (*WITHDRAWN, LEFT):
        withdraw(daemon, "2026", key)
    programme.ctl("roster", "import", roster)
    publish(daemon)
    programme.query("SET session_replication_role = replica; "  # releases are frozen
                    f"DELETE FROM release_participant WHERE number = 2 AND municipality = '{LEFT}'")
    again = daemon.put("2026", BACK, self_check(BACK),
                       If_Match=daemon.get(path_of("2026", BACK), BACK).headers["ETag"])
    assert again.status == 201, again.status


def main():
    with contextlib.ExitStack() as rest:
        def begin(programme, **options):
            daemon = Daemon(programme, **options)
            rest.callback(daemon.close)
            return daemon

        changed, complete = Programme("rare_changed"), Programme("rare_complete")
        rest.callback(changed.drop)
        rest.callback(complete.drop)
        certificates = Certificates()
        rest.callback(certificates.close)
        certificate, key = certificates.issue("127.0.0.1", days=10)
        second, first = begin(changed).start(), begin(complete).start()
        # The database of one does not know the other's key.
        troubled = begin(complete, tls_certificate=certificate, tls_key=key,
                         receipt_key=changed.receipt_key)
        troubled.start(until_ready=False)
        troubled.wait_for_log("the database does not know it")
        complete.round("2026")
        first.hand_in_all("2026")
        change(changed, second)
        figures = second.get("/v1/rounds/2026/releases/2", "director").json["figures"]
        gone = next(row["id"].split("@")[0] for row in figures if row.get("lastPublished")
                    and row["group"] == "band-3" and row["level"] == "indicator")
        return run_portal("rare.mjs", json.dumps({
            "complete": f"http://127.0.0.1:{first.port}", "changed": f"http://127.0.0.1:{second.port}",
            "troubled": f"https://127.0.0.1:{troubled.port}", "gone": gone,
            "server": complete.server, "database": complete.name, "ready": first.operator_port,
            "keys": {"complete": {who: complete.token(who) for who in ("director", "operator")},
                     "changed": {"director": changed.token("director"), "back": changed.token(BACK),
                                 "withdrawn": changed.token(WITHDRAWN[0])}}}))


if __name__ == "__main__":
    sys.exit(main())
