"""What the tests of weltoffenctl share: a database of its own, and how it says things."""

import pathlib
import tempfile
import unittest

import harness

OPERATOR = "weltoffend_operator"
CATALOGUE = harness.EXAMPLE / "catalogue-v1.json"
ROSTER = harness.EXAMPLE / "roster.csv"
ROUND = ["--edition", "v1", "--opens", "2026-01-01", "--closes", "2026-02-28",
         "--reference-date", "2025-12-31"]


class CtlTest(unittest.TestCase):
    """A database that init has been at, and a directory for files."""

    @classmethod
    def setUpClass(cls):
        cls.database = harness.Database("ctl").initialize()
        cls.addClassCleanup(cls.database.drop)
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        cls.prepare()

    @classmethod
    def prepare(cls):
        """For what a class needs beyond empty tables."""

    @classmethod
    def ctl(cls, *arguments, **options):
        return harness.ctl(*arguments, database=cls.database.conninfo(OPERATOR), **options)

    @classmethod
    def make_programme(cls):
        for command in (["catalogue", "publish", CATALOGUE], ["roster", "import", ROSTER]):
            done = cls.ctl(*command)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)

    def write(self, name, text):
        path = self.directory / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def says(self, done, pattern):
        """It worked and said so, and nothing else."""
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, pattern)

    def fails(self, done, pattern, status=1):
        """It did not work: nothing on standard output, the last line of the other says why."""
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        self.assertRegex(done.stderr.splitlines()[-1], "^weltoffenctl: " + pattern)
