"""Uploads per second: versions that share a commit against one commit for each, with the lines of the
audit against the same without, and with all that guards a unit against nothing of it.

The same program, the same server with fsync on, the same clients; only database_shared_commits
differs, or a trigger that drops the lines instead of chaining them (the statement is sent all the
same), or the key of each unit, row-level security and the statements of the audit (bare.c). Blocks of
both alternate, so what the machine does meanwhile hits both.

WELTOFFEND, WELTOFFENCTL   paths of the programs
WELTOFFEND_LOAD            path of the program that hands in (load.c)
WELTOFFEND_BARE            path of the daemon without key and audit (bare.c)
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
BLOCKS = 23
BLOCK = 100  # uploads; short, so that a slow moment of the machine is in both
WARMING = 100


class Bench:
    """A programme and a daemon that hand-ins of towns go to."""

    def __init__(self, programme, daemon, towns, chance):
        catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_text(encoding="utf-8"))
        self.programme = programme
        self.daemon = daemon
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

    def rate(self, count):
        """Uploads per second of one block."""
        requests = [self.request() for _ in range(count)]
        with tempfile.TemporaryFile() as file:
            for request in requests:
                file.write(b"%d\n" % len(request) + request)
            file.seek(0)
            done = subprocess.run([needed("WELTOFFEND_LOAD"), str(self.daemon.port), str(CLIENTS)],
                                  stdin=file, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr)
        return count / float(done.stdout)


def compare(bench, baseline):
    """The rates of both, block by block; who begins alternates."""
    rates = {bench: [], baseline: []}
    for one in (bench, baseline):
        one.rate(WARMING)
    for block in range(BLOCKS):
        for one in (bench, baseline) if block % 2 == 0 else (baseline, bench):
            rates[one].append(one.rate(BLOCK))
    return rates[bench], rates[baseline]


def report(what, against, rates, baseline):
    ratios = sorted(rate / other for rate, other in zip(rates, baseline))
    print(f"uploads {what}: {statistics.median(ratios):.2f}x of baseline {against} "
          f"({statistics.median(rates):.0f}/s against {statistics.median(baseline):.0f}/s, "
          f"median of {BLOCKS} blocks, quartiles {ratios[BLOCKS // 4]:.2f} and "
          f"{ratios[-1 - BLOCKS // 4]:.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)


def programme_of(name, towns, chance):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
        file.write(invented.roster(towns))
        file.flush()
        programme = Programme(name, roster=file.name)
    programme.round(ROUND)
    invented.issue_tokens(programme, towns, chance)
    return programme


def without_lines(programme):
    """The lines of the audit are dropped before anything is read, hashed or written for them."""
    programme.query("CREATE OR REPLACE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql "
                    "AS 'BEGIN RETURN NULL; END'")
    return programme


def unguarded(programme):
    """Nothing in the database asks for the key of a unit."""
    tables = programme.query("SELECT oid::regclass FROM pg_class WHERE relrowsecurity").split()
    programme.query("".join(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;" for table in tables))
    return programme


class BareDaemon(Daemon):
    program = "WELTOFFEND_BARE"


def main():
    chance = random.Random(1)
    uploads = WARMING + BLOCKS * BLOCK
    towns = invented.towns(4 * uploads, 0, chance)
    names = iter(towns.items())
    cluster = Cluster("fsync = on")
    daemons = []

    def bench(programme, is_shared, count, kind=Daemon):
        daemons.append(kind(programme, database_shared_commits=is_shared, log_requests="false"))
        daemons[-1].start()
        return Bench(programme, daemons[-1],
                     dict(next(names) for _ in range(count * uploads)), chance)

    def stored(programme):
        return tuple(int(programme.query(f"SELECT count(*) FROM {what}")) for what in
                     ("version", "audit WHERE action = 'self-check-stored'"))

    try:
        cluster.start()
        os.environ["WELTOFFEND_TEST_SERVER"] = cluster.conninfo
        programme = programme_of("bench", towns, chance)
        shared = bench(programme, "true", 3)
        report("with shared commits", "one commit each",
               *compare(shared, bench(programme, "false", 1)))
        silent = without_lines(programme_of("bench_silent", towns, chance))
        names = iter(towns.items())
        report("with the audit", "without its lines",
               *compare(shared, bench(silent, "true", 1)))
        bare = unguarded(programme_of("bench_bare", towns, chance))
        names = iter(towns.items())
        report("with keys, row-level security and audit", "without all three",
               *compare(shared, bench(bare, "true", 1, BareDaemon)))
        assert stored(programme) == (4 * uploads, 4 * uploads), stored(programme)
        assert stored(silent) == stored(bare) == (uploads, 0), (stored(silent), stored(bare))
    finally:
        for daemon in daemons:
            daemon.close()
        cluster.close()


if __name__ == "__main__":
    main()
