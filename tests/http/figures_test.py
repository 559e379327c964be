"""Every figure of a release is what a second computation in SQL gives, to the last digit."""

import csv
import io
import json
import pathlib
import random
import sys
import tempfile
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

import invented  # noqa: E402
import recomputed  # noqa: E402
from daemon import KEYS, DaemonTest, Programme, self_check  # noqa: E402
from harness import EXAMPLE, main  # noqa: E402

ROUND = "2026"
HEADS = ["round", "release", "subject", "label_de", "label_en", "level", "group", "status"]
NUMBERS = {name: name for name in ("n", "missing", "mean", "share", "q1", "median", "q3", "lower",
                                   "upper", "indicators")}
NUMBERS |= {"band_indicators": "bandIndicators"}
NUMBERS |= {f"share_{level}": f"shares.{level}" for level in range(5)}
NUMBERS |= {"count": "count", "not_included": "notIncluded"}
CSV_FORMS = {"text/csv": (",", "."), "text/csv;profile=excel-de": (";", ",")}


def read_catalogue(edition):
    return json.loads((EXAMPLE / f"catalogue-{edition}.json").read_text(encoding="utf-8"))


def labels_of(catalogue):
    subjects = {"whole": {"de": "Gesamt", "en": "Overall"}}
    for field in catalogue["fields"]:
        subjects[field["id"]] = field["label"]
        for goal in field["goals"]:
            subjects[goal["id"]] = subjects[f"{goal['id']}#measures"] = goal["label"]
            subjects[f"{goal['id']}#measures"] = goal["label"]
            subjects |= {each["id"]: each["label"] for each in goal["indicators"]}
    return subjects


def number_in(figure, place):
    """The number at a place like "mean" or "shares.0", as text; empty where there is none."""
    member, _, part = place.partition(".")
    value = figure.get(member, "")
    return str(value[part] if part and value else value)


def value_of(indicator, answer, inhabitants):
    """What an answer is worth, as text, by DESIGN.md ("Numbers"); None without a value."""
    if "state" in answer:
        return None
    if indicator["kind"] in ("level", "yes-no"):
        return str(int(answer.get("level", answer.get("yes"))))
    count = Decimal(str(answer["count"]))
    exact = (count * 100 / Decimal(str(answer["of"])) if indicator["kind"] == "share"
             else count * 1000 / inhabitants)
    return str(exact.quantize(Decimal(1).scaleb(-indicator["decimals"]), ROUND_HALF_UP))


class FiguresTest(DaemonTest):
    """Releases of one round, one after the other, each computed a second time."""

    edition = "v1"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = read_catalogue(cls.edition)
        key = bytes.fromhex(pathlib.Path(cls.daemon.options["disclosure_key"]).read_text())
        cls.history = recomputed.History(cls.programme, ROUND, cls.catalogue, key)

    def publish(self):
        """Has a release made, and returns it as JSON."""
        run = self.daemon.run(ROUND)
        self.assertEqual(run["state"], "published", run)
        return self.release("application/json").json

    def release(self, form):
        path = f"/v1/rounds/{ROUND}/releases"
        newest = self.programme.query(f"SELECT max(number) FROM release WHERE round = '{ROUND}'")
        reply = self.daemon.get(f"{path}/{newest}", "director", Accept=form)
        self.assertEqual(reply.status, 200, reply.body)
        return reply

    def compare(self, release):
        """Compares all figures and returns how many."""
        expected = self.history.release()
        given = release["figures"]
        self.assertEqual([figure["id"] for figure in given], [figure["id"] for figure in expected])
        different = [pair for pair in zip(given, expected) if pair[0] != pair[1]]
        self.assertEqual(different[:5], [], f"{len(different)} of {len(expected)} figures differ")
        statuses = Counter(figure["status"] for figure in given)
        print(f"release {release['release']}: {len(given)} figures compared: {dict(statuses)}")
        return len(given)

    def compare_head(self, release):
        members = recomputed.members_of(self.programme, ROUND)
        self.assertEqual([(group["id"], group["members"]) for group in release["groups"]],
                         [(group, len(those)) for group, those in members.items()])
        inputs = self.programme.query(f"""
            SELECT count(*), encode(sha256(convert_to(string_agg(format(
                       E'%s %s %s\\n', municipality, number, content_sha256), ''
                       ORDER BY municipality COLLATE "C"), 'UTF8')), 'hex')
            FROM version JOIN self_check USING (round, municipality)
            WHERE round = '{ROUND}' AND number = current""")
        self.assertEqual(f"{release['inputs']['versions']}|{release['inputs']['sha256']}", inputs)

    def compare_csv(self, release, form):
        """Compares the rows of a CSV form with the figures, and returns how many."""
        delimiter, point = CSV_FORMS[form]
        labels = labels_of(self.catalogue)
        text = self.release(form).body.decode()
        self.assertEqual(text.startswith("\ufeff"), point == ",")
        table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""),
                                delimiter=delimiter))
        self.assertEqual(table[0], [*HEADS, *NUMBERS])
        for row, figure in zip(table[1:], release["figures"], strict=True):
            label = labels[figure["subject"]]
            whole = {"round": ROUND, "release": release["release"], "label_de": label["de"],
                     "label_en": label["en"], **figure,
                     "band_indicators": figure.get("bandIndicators", ""),
                     "not_included": figure.get("notIncluded", ""),
                     **{f"share_{level}": share
                        for level, share in figure.get("shares", {}).items()}}
            numbers = [number_in(figure, place).replace(".", point)
                       for place in NUMBERS.values()]
            self.assertEqual(row, [str(whole[name]) for name in HEADS] + numbers)
        return len(table) - 1

    def compare_values(self, documents):
        """The view "answer" holds what was handed in; returns how many values."""
        listed = recomputed.rows(self.programme, f"""
            SELECT municipality, indicator, state, round(value, decimals)
            FROM answer JOIN edition_indicator USING (indicator)
            WHERE round = '{ROUND}' AND is_current AND edition = '{self.edition}'""")
        given = {(key, indicator): (state, value) for key, indicator, state, value in listed}
        inhabitants = dict(recomputed.rows(
            self.programme, f"SELECT municipality, inhabitants FROM participant "
                            f"WHERE round = '{ROUND}'"))
        expected = {}
        for key, document in documents.items():
            answers = json.loads(document)["answers"]
            for indicator in invented.indicators_of(self.catalogue):
                answer = answers.get(indicator["id"], {"state": "skipped"})
                value = value_of(indicator, answer, int(inhabitants[key]))
                expected[key, indicator["id"]] = (answer.get("state", "answered"), value or "")
        self.assertEqual(given, expected)
        return len(given)


# 74 indicators, 19 goals and their measures, 7 fields and the whole, for 20 groups.
FIGURES = 120 * 20


class ExampleProgramme(FiguresTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programme.round(ROUND)
        cls.daemon.hand_in_all(ROUND)

    def test_every_figure_is_computed_a_second_time(self):
        documents = {key: self_check(key) for key in KEYS}
        self.assertEqual(self.compare_values(documents), 40 * 74)
        release = self.publish()
        self.assertEqual(self.compare(release), FIGURES)
        self.compare_head(release)
        for form in CSV_FORMS:
            with self.subTest(form):
                self.assertEqual(self.compare_csv(release, form), FIGURES)


class SeededProgramme(FiguresTest):
    """120 towns that do not exist, of which 108 hand in, 36 before each of three releases; those
    who have handed in before correct a third of their answers."""

    edition = "v2"
    seed = 20261

    @classmethod
    def setUpClass(cls):
        cls.chance = random.Random(cls.seed)
        cls.towns = invented.towns(120, 15, cls.chance)
        cls.contributors = cls.chance.sample(list(cls.towns), 108)
        super().setUpClass()
        cls.programme.round(ROUND)
        invented.issue_tokens(cls.programme, cls.towns, cls.chance)

    @classmethod
    def make_programme(cls):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="") as file:
            file.write(invented.roster(cls.towns))
            file.flush()
            return Programme("seededprogramme", cls.edition, file.name)

    def hand_in(self, number, documents):
        """Hands in what is due before a release; everybody's answers follow new habits."""
        answers = invented.Answers(self.catalogue, self.chance)
        corrected = {indicator["id"] for indicator in answers.indicators[number % 3::3]}
        for place, key in enumerate(self.contributors[:36 * number]):
            document = json.loads(answers.self_check(self.towns[key]))
            before = documents.get(key)
            if before is not None:
                kept = {indicator: answer for indicator, answer in before["answers"].items()
                        if indicator not in corrected}
                document["answers"] = kept | {indicator: answer for indicator, answer
                                              in document["answers"].items()
                                              if indicator in corrected}
            document["measures"] = [
                {"goal": goal["id"], "aim": "Erfunden", "measure": "Erfunden",
                 "status": self.chance.choice(("planned", "done", "dropped"))}
                for field in self.catalogue["fields"] for goal in field["goals"]
                if self.chance.random() < place / 72]
            documents[key] = document
            reply = self.daemon.put(ROUND, key, document,
                                    **({"If_Match": "*"} if before is not None else {}))
            self.assertEqual(reply.status, 201 if before is None else 200, reply.body)

    def test_every_figure_of_three_releases_is_computed_a_second_time(self):
        print(f"seed {self.seed}")
        documents = {}
        remembered = set()
        for number in (1, 2, 3):
            with self.subTest(release=number):
                self.hand_in(number, documents)
                self.compare_values({key: json.dumps(document)
                                     for key, document in documents.items()})
                release = self.publish()
                self.assertEqual(release["release"], number)
                self.compare(release)
                self.compare_head(release)
                for form in CSV_FORMS:
                    self.compare_csv(release, form)
                remembered |= {(number, figure["status"], figure["lastPublished"])
                               for figure in release["figures"]
                               if figure["status"] != "published"}
        # Otherwise the releases would not show that lastPublished is right.
        self.assertEqual(remembered, {
            (number, status, last) for number in (1, 2, 3) for status in ("too-few", "withheld")
            for last in (None, 1, 2) if last is None or last < number})


if __name__ == "__main__":
    main()
