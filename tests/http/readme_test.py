"""Every command of README.md is run: those for users here, in their order, against a daemon of
its own; those that build, try and test by config/try and tests/run, which are named below."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from daemon import EXAMPLE, Daemon, Programme, self_check
from harness import SOURCE, main, needed

KEY = "12054000"

# What config/try or tests/run does; the rest of such a block has nothing to show here.
ELSEWHERE = ("./config/try", "./tests/run", "cmake ")


def blocks():
    text = (SOURCE / "README.md").read_text()
    return re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


class Readme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programme = Programme("readme")
        cls.addClassCleanup(cls.programme.drop)
        cls.daemon = Daemon(cls.programme, database_operator=cls.programme.conninfo(
            "weltoffend_operator"))
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()
        cls.programme.round("2026")
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.hand_in_but_one()
        cls.write_files()

    @classmethod
    def hand_in_but_one(cls):
        keys = [path.stem for path in (EXAMPLE / "self-checks").glob("*.json")
                if path.stem != KEY]
        cls.daemon.hand_in_all("2026", keys)
        cls.daemon.run("2026")

    @classmethod
    def write_files(cls):
        """What the commands find beside them: the coordinator's files, and programs by name."""
        place = pathlib.Path(cls.directory.name)
        document = json.loads(self_check(KEY))
        (place / "selbstcheck.json").write_text(json.dumps(document))
        document["answers"]["STR.1.01"] = {"level": 0, "comment": "verbessert"}
        (place / "verbessert.json").write_text(json.dumps(document))
        (place / "config").symlink_to(SOURCE / "config")
        (place / "bin").mkdir()
        for name in ("weltoffend", "weltoffenctl"):
            (place / "bin" / name).symlink_to(needed(name.upper()))

    def environment(self):
        place = self.directory.name
        return {
            **self.daemon.environment,
            "PATH": f"{place}/bin:{os.environ['PATH']}",
            "URL": f"http://127.0.0.1:{self.daemon.port}",
            "HEALTH": f"http://127.0.0.1:{self.daemon.operator_port}",
            "ROUND": "2026",
            "KEY": KEY,
            "TOKEN": self.programme.token(KEY),
            "DIRECTOR": self.programme.token("director"),
            "OPERATOR": self.programme.token("operator"),
            "CONFIG": str(self.daemon.config),
            "SUPERUSER": self.programme.conninfo(),
        }

    def run_block(self, block):
        # A reply with a problem has to fail the command, as it does not fail curl.
        script = "set -eu\ncurl() { command curl --fail-with-body \"$@\"; }\n" + block
        return subprocess.run(["bash", "-c", script], cwd=self.directory.name,
                              env=self.environment(), capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, check=False)

    def test_every_command_works_in_the_order_of_the_page(self):
        ran = 0
        for block in blocks():
            if block.startswith(ELSEWHERE):
                continue
            with self.subTest(block=block):
                done = self.run_block(block)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                ran += 1
        self.assertGreaterEqual(ran, 10)
        self.assertEqual(self.programme.versions("2026", KEY), 2)
        self.assertEqual(self.programme.query("SELECT max(number) FROM release"), "2")

    def test_commands_that_run_elsewhere_are_run_there(self):
        for command, place in (("cmake", "tests/run"), ("cmake --install", "tests/layout_test.sh"),
                               ("tests/run", ".ci/run"), ("config/try", "tests/try_test.sh"),
                               ("try_test", "tests/CMakeLists.txt")):
            with self.subTest(command=command):
                self.assertIn(command, (SOURCE / place).read_text())


if __name__ == "__main__":
    main()
