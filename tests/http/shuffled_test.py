"""The same answers give the same release, wherever and in whatever order they came in."""

import json
import pathlib
import random
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import invented  # noqa: E402
from daemon import Daemon, Programme  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402

ROUND = "2026"
EDITION = "v2"
SEED = 20265
SDMX = "application/vnd.sdmx.data+csv;version=2.0.0"
TABLES = ("text/csv", "text/csv;profile=excel-de", SDMX)

# What a release may say of itself and of nothing else: when it was made, and the root over
# receipts, which say when each was handed in, and the heads of the audit by then.
OF_ITS_OWN = rb'"(publishedAt|merkleRoot)":"[^"]*"|"audit":\[[^]]*\]'


class Instance:
    """An installation of its own: database, daemon, tokens, and an order of everything."""

    def __init__(self, name, towns, documents, seed):
        chance = random.Random(seed)
        self.order = list(towns)
        chance.shuffle(self.order)
        self.towns = {key: towns[key] for key in self.order}
        chance.shuffle(self.order)
        self.documents = documents
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
            file.write(invented.roster(self.towns))
            file.flush()
            self.programme = Programme(name, EDITION, file.name)
        self.programme.round(ROUND)
        invented.issue_tokens(self.programme, self.towns, chance)
        self.daemon = Daemon(self.programme).start()

    def close(self):
        self.daemon.close()
        self.programme.drop()

    def hand_in(self, keys, status, **headers):
        for key in self.order:
            if key not in keys:
                continue
            reply = self.daemon.put(ROUND, key, self.documents[key], **headers)
            if reply.status != status:
                raise RuntimeError(reply.body)

    def publish(self):
        run = self.daemon.run(ROUND)
        if run["state"] != "published":
            raise RuntimeError(run)

    def release(self, number, accept="application/json"):
        reply = self.daemon.get(f"/v1/rounds/{ROUND}/releases/{number}", "director",
                                Accept=accept)
        if reply.status != 200:
            raise RuntimeError(reply.body)
        return reply.body


class Shuffled(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        chance = random.Random(SEED)
        path = EXAMPLE / f"catalogue-{EDITION}.json"
        answers = invented.Answers(json.loads(path.read_text(encoding="utf-8")), chance)
        cls.towns = invented.towns(90, 12, chance)
        documents = {key: answers.self_check(inhabitants)
                     for key, inhabitants in cls.towns.items()}
        cls.first = set(chance.sample(sorted(cls.towns), 60))
        cls.instances = []
        for name, seed in (("shuffled_a", 1), ("shuffled_b", 2)):
            cls.instances.append(Instance(name, cls.towns, dict(documents), seed))
            cls.addClassCleanup(cls.instances[-1].close)

    def compare(self, number):
        documents = [re.sub(OF_ITS_OWN, b"", instance.release(number))
                     for instance in self.instances]
        self.assertEqual(*documents)
        for accept in TABLES:
            self.assertEqual(*(instance.release(number, accept) for instance in self.instances))
        published = json.loads(self.instances[0].release(number))["figures"]
        return sum(figure["status"] == "published" for figure in published)

    def test_two_instances_publish_the_same_bytes(self):
        print(f"seed {SEED}")
        self.assertNotEqual(*(instance.order for instance in self.instances))
        for instance in self.instances:
            instance.hand_in(self.first, 201)
            instance.publish()
        self.assertGreater(self.compare(1), 100)
        # The ledger of the first release decides on the second.
        for instance in self.instances:
            instance.hand_in(set(self.towns) - self.first, 201)
            instance.publish()
        self.assertGreater(self.compare(2), 100)


if __name__ == "__main__":
    main()
