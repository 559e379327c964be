"""A large jump is told against the last version of the round, or else that of the round before."""

import csv
import io
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import workbooks  # noqa: E402
from daemon import KEYS, DaemonTest, Programme, path_of  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402

KEY = KEYS[0]
LEVEL, OTHER, ENDED = "STR.1.01", "STR.1.04", "STR.3.03"


def document(edition="v1", acceptances=(), **levels):
    answers = {name.replace("_", "."): {"level": level} for name, level in levels.items()}
    return {"edition": edition, "answers": answers, "acceptances": list(acceptances)}


def accepted(indicator):
    return {"code": "large-jump", "indicator": indicator, "reason": "Beschluss vom Mai"}


class JumpTest(DaemonTest):
    def jumps(self, reply):
        return [finding["indicator"] for finding in reply.json["findings"]
                if finding["code"] == "large-jump"]

    def stored(self, round_id, body, **headers):
        reply = self.daemon.put(round_id, KEY, body, **headers)
        self.assertIn(reply.status, (200, 201), reply.body)
        return reply

    def stored_warnings(self, round_id):
        return json.loads(self.programme.query(
            f"SELECT warnings FROM version WHERE round = '{round_id}' "
            "ORDER BY number DESC LIMIT 1"))


class Jumps(JumpTest):
    def test_the_last_version_of_the_round_is_compared_with_first(self):
        last = self.programme.round("v-2025", opens="2025-01-01")
        self.stored(last, document(STR_1_01=0))
        this = self.programme.round("v-2026")
        first = self.stored(this, document(STR_1_01=3))
        self.assertEqual(self.jumps(first), [LEVEL])
        warning = first.json["findings"][0]
        self.assertEqual((warning["severity"], warning["received"], warning["pointer"]),
                         ("warning", "3", f"/answers/{LEVEL}/level"))
        day = self.programme.query(
            "SELECT to_char(received_at AT TIME ZONE 'Europe/Berlin', 'DD.MM.YYYY') "
            "FROM version WHERE round = 'v-2025'")
        for word in ("jetzt 3", "war er 0", "v-2025", day):
            self.assertIn(word, warning["detail"])
        self.assertEqual(self.stored_warnings(this), first.json["findings"])

        again = self.stored(this, document(STR_1_01=3))
        self.assertEqual((again.json["result"], again.json["findings"]), ("unchanged", []))
        etag = again.headers["ETag"]
        self.assertEqual(self.jumps(self.daemon.put(this, KEY, document(STR_1_01=1),
                                                    "?dry-run=true", If_Match=etag)), [LEVEL])
        second = self.stored(this, document(STR_1_01=2), If_Match=etag)
        self.assertEqual(second.json["findings"], [])
        third = self.stored(this, document(STR_1_01=0), If_Match=second.headers["ETag"])
        self.assertEqual(self.jumps(third), [LEVEL])
        self.assertIn("v-2026", third.json["findings"][0]["detail"])

        # What was withdrawn is nobody's answer any more: the round before counts again.
        gone = self.daemon.request("DELETE", path_of(this, KEY), KEY, b'{"reason": "x"}',
                                   {"If-Match": third.headers["ETag"],
                                    "Content-Type": "application/json"})
        self.assertEqual(gone.status, 200, gone.body)
        back = self.stored(this, document(STR_1_01=4), If_Match=gone.headers["ETag"])
        self.assertIn("v-2025", back.json["findings"][0]["detail"])

    def test_it_is_the_newest_earlier_round_that_was_handed_in_for(self):
        rounds = [self.programme.round(f"n-{year}", opens=f"{year}-01-01")
                  for year in (2022, 2023, 2024, 2025)]
        self.stored(rounds[0], document(STR_1_01=0))
        self.stored(rounds[1], document(STR_1_01=4))
        # 2024 was not handed in for; 2025 comes later than the one that is looked at.
        self.stored(rounds[3], document(STR_1_01=0))
        reply = self.daemon.put(rounds[2], KEY, document(STR_1_01=1), "?dry-run=true")
        self.assertEqual(self.jumps(reply), [LEVEL])
        self.assertIn("n-2023", reply.json["findings"][0]["detail"])
        other = self.daemon.put(rounds[2], KEYS[1], document(STR_1_01=1), "?dry-run=true")
        self.assertEqual(other.json["findings"], [])


class Editions(JumpTest):
    """From v1 to v2, by the bridge of the example and one of ours with a change in it."""

    def test_only_what_goes_on_unchanged_is_compared(self):
        bridge = json.loads((EXAMPLE / "bridge-v1-v2.json").read_bytes())
        entry = next(one for one in bridge["indicators"] if one.get("from") == OTHER)
        entry["change"] = "changed"
        for level in ("goals", "fields"):
            for one in bridge[level]:
                if OTHER.startswith(one.get("from", "-")):
                    one["change"] = "changed"
        self.programme.ctl("catalogue", "publish", EXAMPLE / "catalogue-v2.json")
        old = self.programme.round("e-2025", opens="2025-01-01")
        self.stored(old, document(STR_1_01=0, STR_1_04=0))
        self.programme.edition = "v2"
        new = self.programme.round("e-2026")
        body = document("v2", STR_1_01=3, STR_1_04=3)
        reply = self.daemon.put(new, KEY, body, "?dry-run=true")
        self.assertEqual(self.jumps(reply), [])  # no bridge says that they are the same
        self.programme.ctl("catalogue", "bridge", EXAMPLE / "bridge-v1-v2.json")
        reply = self.daemon.put(new, KEY, body, "?dry-run=true")
        self.assertEqual(self.jumps(reply), [LEVEL, OTHER])
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(bridge, file)
            file.flush()
            self.programme.ctl("catalogue", "bridge", file.name)
        reply = self.daemon.put(new, KEY, body, "?dry-run=true")
        self.assertEqual(self.jumps(reply), [LEVEL])


class Confirmed(JumpTest):
    """An edition that takes some jumps with a reason only."""

    @classmethod
    def make_programme(cls):
        catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_bytes())
        catalogue["edition"] = "strict"
        for field in catalogue["fields"]:
            for goal in field["goals"]:
                for indicator in goal["indicators"]:
                    if indicator["id"] == LEVEL:
                        indicator.update(jump="1", confirm=["large-jump"])
        programme = Programme(cls.__name__.lower())
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(catalogue, file)
            file.flush()
            programme.ctl("catalogue", "publish", file.name)
        programme.edition = "strict"
        return programme

    def setUp(self):
        name = self.id().split("_")[-1]
        self.stored(self.programme.round(f"{name}-2025", opens="2025-01-01"),
                    document("strict", STR_1_01=1))
        self.round = self.programme.round(f"{name}-2026")

    def is_refused(self, reply, *place):
        problem = self.is_problem(reply, 422, "self-check-invalid", stored=False)
        self.assertEqual([finding["code"] for finding in problem["findings"]],
                         ["large-jump", "confirmation-missing"])
        missing = problem["findings"][1]
        self.assertIn("„large-jump“" if "pointer" in missing else "Spalte „Bestätigt“",
                      missing["remedy"])

    def test_in_json(self):
        self.is_refused(self.daemon.put(self.round, KEY, document("strict", STR_1_01=2)))
        body = document("strict", [accepted(LEVEL)], STR_1_01=2)
        self.assertEqual(self.jumps(self.stored(self.round, body)), [LEVEL])
        again = self.stored(self.round, body)
        self.assertEqual((again.json["result"], again.json["findings"]), ("unchanged", []))

    def test_in_csv(self):
        def table(reason):
            out = io.StringIO()
            csv.writer(out, delimiter=";").writerows(
                [["indicator", "answer", "accepted"], [LEVEL, 2, reason]])
            return out.getvalue().encode()

        kind = {"Content_Type": "text/csv"}
        self.is_refused(self.daemon.put(self.round, KEY, table(""), **kind))
        stored = self.stored(self.round, table("Beschluss vom Mai"), **kind)
        self.assertEqual(self.jumps(stored), [LEVEL])
        again = self.stored(self.round, table("Beschluss vom Mai"), **kind)
        self.assertEqual((again.json["result"], again.json["findings"]), ("unchanged", []))
        same = self.stored(self.round, document("strict", [accepted(LEVEL)], STR_1_01=2))
        self.assertEqual(same.json["result"], "unchanged")

    def test_in_a_workbook(self):
        def template():
            return workbooks.opened(self.daemon.get(
                path_of(self.round, KEY) + "/template", KEY, Accept=workbooks.TYPE).body)

        book = template()
        form = workbooks.Form(book)
        kind = {"Content_Type": workbooks.TYPE}
        form.set(f"{LEVEL}/answer", 2)
        self.is_refused(self.daemon.put(self.round, KEY, workbooks.saved(book), **kind))
        form.set(f"{LEVEL}/accepted", "Beschluss vom Mai")
        self.assertEqual(self.jumps(self.stored(self.round, workbooks.saved(book), **kind)),
                         [LEVEL])
        # The form made of it has the reason in it, and is the same again.
        again = self.stored(self.round, workbooks.saved(template()), **kind)
        self.assertEqual((again.json["result"], again.json["findings"]), ("unchanged", []))


if __name__ == "__main__":
    main()
