"""What Python tests of the programs share: databases of their own, and running programs.

WELTOFFENCTL             path of the program
WELTOFFEND_TEST_SERVER   conninfo of a superuser on a private cluster, without a dbname
"""

import os
import pathlib
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "config" / "example"

# What libpq would take from the environment must not decide where a test works.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def needed(variable):
    """The value of an environment variable that has to be there."""
    value = os.environ.get(variable)
    if not value:
        sys.exit(f"{variable} is not set; see {__file__}")
    return value


def run(*command, timeout=60):
    """Runs a program to its end; the result has returncode, stdout and stderr."""
    words = [word if isinstance(word, bytes) else str(word) for word in command]
    return subprocess.run(words, env=ENVIRONMENT, timeout=timeout,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def ctl(*arguments, database=None, timeout=60):
    """Runs weltoffenctl, against the database with this conninfo if there is one."""
    before = [] if database is None else ["--database", database]
    return run(needed("WELTOFFENCTL"), *before, *arguments, timeout=timeout)


def psql(conninfo, sql):
    """Runs SQL and returns its rows, one a line, columns separated by '|'."""
    done = run("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", conninfo, "-c", sql)
    if done.returncode != 0:
        raise RuntimeError(f"{sql}: {done.stderr.strip()}")
    return done.stdout.rstrip("\n")


class Database:
    """A database of its own, dropped at the end of a with block or by drop()."""

    def __init__(self, name="test"):
        self.name = f"weltoffend_{name}_{os.getpid()}"
        self.server = needed("WELTOFFEND_TEST_SERVER")
        self.drop()
        psql(f"{self.server} dbname=postgres", f'CREATE DATABASE "{self.name}"')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.drop()

    def drop(self):
        psql(f"{self.server} dbname=postgres",
             f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def conninfo(self, role=None):
        """How to reach it: as the superuser, or as one of our roles."""
        user = "" if role is None else f" user={role}"
        return f"{self.server} dbname={self.name}{user}"

    def query(self, sql, role=None):
        return psql(self.conninfo(role), sql)

    def initialize(self):
        """Makes roles and tables with weltoffenctl init."""
        done = ctl("init", database=self.conninfo())
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return self


def main():
    """Runs the tests of the calling file; the last line is the one that tests/run counts."""
    program = unittest.main(module="__main__", exit=False, verbosity=2,
                            testRunner=unittest.TextTestRunner(stream=sys.stdout, verbosity=2))
    result = program.result
    failing = {str(getattr(test, "test_case", test)) for test, _ in result.failures + result.errors}
    failing |= {str(test) for test in result.unexpectedSuccesses}
    # A class that could not be set up fails although none of its tests ran.
    tested = max(result.testsRun, len(failing), 1)
    failed = len(failing) if result.testsRun else max(len(failing), 1)
    print(f"Tested: {tested} | Passing: {tested - failed} | Failing: {failed}")
    sys.exit(1 if failed else 0)
