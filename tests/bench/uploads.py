"""Uploads per second: versions that share a commit against one commit for each.

The same program, the same database with fsync on, the same clients; only database_shared_commits
differs. Blocks of both alternate, so what the machine does meanwhile hits both.

WELTOFFEND, WELTOFFENCTL   paths of the programs
WELTOFFEND_LOAD            path of the program that hands in (load.c)
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import invented  # noqa: E402
from cluster import Cluster  # noqa: E402
from daemon import Daemon, Programme, path_of  # noqa: E402
from harness import EXAMPLE, needed  # noqa: E402

ROUND = "2026"
CLIENTS = 16
BLOCKS = 9
BLOCK = 250  # uploads
WARMING = 100


class Bench:
    def __init__(self, programme, towns, chance):
        catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_text(encoding="utf-8"))
        self.programme = programme
        self.answers = invented.Answers(catalogue, chance)
        self.towns = iter(towns.items())

    def request(self):
        """The first self-check of the next town, as it goes over the wire."""
        key, inhabitants = next(self.towns)
        body = self.answers.self_check(inhabitants)
        head = (f"PUT {path_of(ROUND, key)} HTTP/1.1\r\nHost: localhost\r\n"
                f"Authorization: Bearer {self.programme.token(key)}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
        return head.encode() + body

    def rate(self, daemon, count):
        """Uploads per second of one block."""
        requests = [self.request() for _ in range(count)]
        with tempfile.TemporaryFile() as file:
            for request in requests:
                file.write(b"%d\n" % len(request) + request)
            file.seek(0)
            done = subprocess.run([needed("WELTOFFEND_LOAD"), str(daemon.port), str(CLIENTS)],
                                  stdin=file, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr)
        return count / float(done.stdout)


def compare(bench, shared, single):
    """The rates of both, block by block; who begins alternates."""
    rates = {shared: [], single: []}
    for daemon in (shared, single):
        bench.rate(daemon, WARMING)
    for block in range(BLOCKS):
        for daemon in (shared, single) if block % 2 == 0 else (single, shared):
            rates[daemon].append(bench.rate(daemon, BLOCK))
    return rates[shared], rates[single]


def report(rates, baseline):
    ratio = statistics.median(rate / other for rate, other in zip(rates, baseline))
    print(f"uploads with shared commits: {ratio:.2f}x of baseline one commit each "
          f"({statistics.median(rates):.0f}/s against {statistics.median(baseline):.0f}/s, "
          f"median of {BLOCKS} blocks)")


def main():
    chance = random.Random(1)
    towns = invented.towns(2 * (WARMING + BLOCKS * BLOCK), 0, chance)
    cluster = Cluster("fsync = on")
    daemons = []
    try:
        cluster.start()
        os.environ["WELTOFFEND_TEST_SERVER"] = cluster.conninfo
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
            file.write(invented.roster(towns))
            file.flush()
            programme = Programme("bench", roster=file.name)
        programme.round(ROUND)
        invented.issue_tokens(programme, towns, chance)
        for is_shared in ("true", "false"):
            daemons.append(Daemon(programme, database_shared_commits=is_shared,
                                  log_requests="false"))
            daemons[-1].start()
        report(*compare(Bench(programme, towns, chance), *daemons))
    finally:
        for daemon in daemons:
            daemon.close()
        cluster.close()


if __name__ == "__main__":
    main()
