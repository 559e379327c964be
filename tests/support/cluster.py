"""A PostgreSQL of a test's own, which it may kill."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from daemon import wait_until
from harness import ENVIRONMENT, run

POSTGRES = pathlib.Path(__file__).with_name("postgres")


def status_of(process):
    """The fields of /proc/PID/stat behind the name: state, parent and so on; [] if it is gone."""
    try:
        stat = pathlib.Path(f"/proc/{process}/stat").read_text(errors="replace")
    except OSError:
        return []
    return stat.rpartition(")")[2].split()


def children_of(process):
    numbers = [entry.name for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit()]
    return [int(number) for number in numbers if status_of(number)[1:2] == [str(process)]]


def has_ended(process):
    """A process that nobody waited for has ended as well."""
    return status_of(process)[:1] in ([], ["Z"])


class Cluster:
    """Settings are lines of postgresql.conf; fsync is off unless they say otherwise."""

    def __init__(self, *settings):
        self.directory = tempfile.mkdtemp(prefix="weltoffend-")
        self.settings = settings
        self.process = None
        self.conninfo = run(POSTGRES, "conninfo", self.directory).stdout.strip()

    def follow(self, other):
        """Becomes a streaming replica of another cluster, before it is started."""
        done = run(POSTGRES, "follow", self.directory, other.conninfo)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return self

    def start(self):
        """To be called from the main thread: the server ends with the thread that started it."""
        self.process = subprocess.Popen([POSTGRES, "serve", self.directory, *self.settings],
                                        env=ENVIRONMENT, stdin=subprocess.DEVNULL)
        wait_until(self.answers, "PostgreSQL answers")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {self.process.returncode}")
        return run("psql", "-Xqd", f"{self.conninfo} dbname=postgres", "-c", "").returncode == 0

    def kill(self):
        """kill -9 of the postmaster and of every process it has. It is stopped first, so that no
        new one can escape; one that went on would write beside the next postmaster's."""
        os.kill(self.process.pid, signal.SIGSTOP)
        doomed = [*children_of(self.process.pid), self.process.pid]
        for process in doomed:
            os.kill(process, signal.SIGKILL)
        self.process.wait()
        wait_until(lambda: all(map(has_ended, doomed)), "PostgreSQL's processes have ended")

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)
        run(POSTGRES, "stop", self.directory)
        shutil.rmtree(self.directory)
