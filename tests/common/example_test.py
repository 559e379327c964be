#!/usr/bin/python3
"""The example self-checks are what config/example/invent.py makes, and say so."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "config" / "example"


def self_checks(folder):
    return {path.name: path.read_bytes() for path in (folder / "self-checks").iterdir()}


class Example(unittest.TestCase):
    def test_is_made_again_byte_for_byte(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder)
            for name in ("invent.py", "catalogue-v1.json", "roster.csv"):
                shutil.copy(EXAMPLE / name, copy)
            subprocess.run([sys.executable, copy / "invent.py"], check=True)
            self.assertEqual(self_checks(copy), self_checks(EXAMPLE))

    def test_says_that_it_is_invented(self):
        roster = (EXAMPLE / "roster.csv").read_text(encoding="utf-8").splitlines()
        for line in roster[1:]:
            with self.subTest(line):
                self.assertIn("erfundene Teilnahme", line)
        for name, content in self_checks(EXAMPLE).items():
            with self.subTest(name):
                answers = json.loads(content)["answers"].values()
                comments = [answer.get("comment", "") for answer in answers]
                self.assertTrue(any("Erfundene Angaben" in comment for comment in comments))


if __name__ == "__main__":
    unittest.main()
