"""What was acknowledged is in the database, once, whatever is killed meanwhile.

Killed is with kill -9: the daemon, and PostgreSQL with all its processes. That is a crash of
programs and not of the machine: what they wrote to the kernel's page cache survives them. It is no
power cut, for which PostgreSQL's fsync and synchronous_commit answer.
"""

import hashlib
import json
import os
import pathlib
import random
import signal
import sys
import tempfile
import time
import unittest.mock

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import invented  # noqa: E402
import recomputed  # noqa: E402
from cluster import Cluster  # noqa: E402
from daemon import DaemonTest, Programme  # noqa: E402
from fleet import Fleet, Upload  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402

ROUND = "2026"
SEED = 20262
CLIENTS = 8
FIRST = 1000       # towns that hand in once
CORRECTING = 100   # towns that hand in and then correct, each this often:
CORRECTIONS = 5


def corrections(uploads):
    """Each names the version that it corrects, so it waits until that one is acknowledged."""
    yield uploads[0]
    for before, upload in zip(uploads, uploads[1:]):
        upload.headers["If-Match"] = before.etag
        yield upload


class Durability(DaemonTest):
    options = {"log_requests": "false"}

    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED}")
        cls.chance = random.Random(SEED)
        cls.cluster = Cluster()
        cls.addClassCleanup(cls.cluster.close)
        cls.cluster.start()
        cls.enterClassContext(unittest.mock.patch.dict(
            os.environ, WELTOFFEND_TEST_SERVER=cls.cluster.conninfo))
        super().setUpClass()
        cls.programme.round(ROUND)
        invented.issue_tokens(cls.programme, cls.towns, cls.chance)
        catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_text(encoding="utf-8"))
        cls.answers = invented.Answers(catalogue, cls.chance)

    @classmethod
    def make_programme(cls):
        cls.towns = invented.towns(FIRST + CORRECTING, 0, cls.chance)
        cls.keys = list(cls.towns)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
            file.write(invented.roster(cls.towns))
            file.flush()
            return Programme("durability", roster=file.name)

    def upload(self, key):
        """A self-check that differs from all others."""
        document = json.loads(self.answers.self_check(self.towns[key]))
        level = {"level": 2, "comment": f"erfunden: {self.chance.random()}"}
        document["answers"]["STR.1.01"] = level
        return Upload(ROUND, key, self.programme.token(key), json.dumps(document).encode())

    def kill_daemon(self):
        self.daemon.stop(signal.SIGKILL)
        self.daemon.start()

    def kill_postgres(self):
        self.cluster.kill()
        self.cluster.start()

    def kill_during(self, fleet, count, kills):
        """Kills at moments spread over the uploads: in the middle of them, as all clients are at
        work then."""
        part = count // len(kills)
        for number, kill in enumerate(kills):
            fleet.wait_for(number * part + self.chance.randrange(part // 10, part * 9 // 10))
            time.sleep(self.chance.uniform(0, 0.003))
            kill()
        fleet.join()
        self.assertEqual(fleet.done, count)

    def versions_of(self, keys):
        """Of each municipality the versions: number, SHA-256, of the receipt, and what the receipt
        and the bytes themselves say."""
        found = {key: [] for key in keys}
        for key, *version in recomputed.rows(self.programme, f"""
                SELECT municipality, number, sha256, receipt_sha256, receipt::json ->> 'previous',
                       encode(sha256(bytes), 'hex')
                FROM version WHERE round = '{ROUND}' ORDER BY municipality, number"""):
            if key in found:
                found[key].append(version)
        return found

    def check_acknowledged(self, upload, version):
        """The version is the one whose receipt was handed out for this very upload."""
        number, sha256, _, _, sha256_of_bytes = version
        receipt = upload.answer["receipt"]["receipt"]
        self.assertEqual((receipt["sha256"], receipt["municipality"], str(receipt["version"])),
                         (hashlib.sha256(upload.body).hexdigest(), upload.key, number))
        self.assertEqual((sha256, sha256_of_bytes), (receipt["sha256"], receipt["sha256"]))

    def check_attempts(self, uploads):
        """The last version is current; every acknowledged repeat was counted, and none that did
        not take place."""
        found = {key: (int(current), int(attempts)) for key, current, attempts in recomputed.rows(
            self.programme,
            f"SELECT municipality, current, attempts FROM self_check WHERE round = '{ROUND}'")}
        for upload in uploads:
            current, attempts = found[upload.key]
            self.assertEqual(current, upload.answer["version"], upload.key)
            least = 2 if upload.answer["result"] == "unchanged" else 1
            self.assertIn(attempts, range(least, upload.tries + 1), upload.key)

    def tell(self, uploads):
        unchanged = sum(upload.answer["result"] == "unchanged" for upload in uploads)
        repeated = sum(upload.tries > 1 for upload in uploads)
        self.assertGreater(repeated, 0, "no kill came in the middle of an upload")
        print(f"{len(uploads)} acknowledged, {repeated} after a repeat, {unchanged} of them as "
              f"unchanged: stored already when nobody could tell")

    def test_every_acknowledged_upload_is_there_once(self):
        uploads = [self.upload(key) for key in self.keys[:FIRST]]
        kills = [self.kill_daemon, self.kill_postgres] * 3
        self.chance.shuffle(kills)
        fleet = Fleet(self.daemon.port, CLIENTS)
        fleet.start([upload] for upload in uploads)
        self.kill_during(fleet, FIRST, kills)

        versions = self.versions_of(self.keys[:FIRST])
        for upload in uploads:
            with self.subTest(upload.key):
                self.assertEqual([version[0] for version in versions[upload.key]], ["1"])
                self.check_acknowledged(upload, versions[upload.key][0])
                self.assertIn((upload.status, upload.answer["result"]),
                              [(201, "stored"), (200, "unchanged")])
        self.check_attempts(uploads)
        self.tell(uploads)

    def test_corrections_are_versions_without_a_gap(self):
        made = {key: [self.upload(key) for _ in range(1 + CORRECTIONS)]
                for key in self.keys[FIRST:]}
        fleet = Fleet(self.daemon.port, CLIENTS)
        fleet.start(corrections(uploads) for uploads in made.values())
        self.kill_during(fleet, CORRECTING * (1 + CORRECTIONS), [self.kill_daemon] * 4)

        versions = self.versions_of(made)
        for key, uploads in made.items():
            with self.subTest(key):
                self.assertEqual([int(version[0]) for version in versions[key]],
                                 list(range(1, 2 + CORRECTIONS)))
                for upload, version in zip(uploads, versions[key], strict=True):
                    self.check_acknowledged(upload, version)
                previous = [version[3] for version in versions[key]]
                self.assertEqual(previous, ["", *[version[2] for version in versions[key][:-1]]])
        self.check_attempts([uploads[-1] for uploads in made.values()])
        self.tell([upload for uploads in made.values() for upload in uploads])


if __name__ == "__main__":
    main()
