#!/usr/bin/python3
"""The JSON Schema of an edition accepts the example programme and refuses what breaks a rule."""

import copy
import json
import pathlib
import unittest

import jsonschema

CONFIG = pathlib.Path(__file__).resolve().parents[2] / "config"
SUPPORT = pathlib.Path(__file__).resolve().parents[1] / "support"

LEVEL = ("fields", 0, "goals", 0, "indicators", 0)
YES_NO = ("fields", 0, "goals", 0, "indicators", 1)
SHARE = ("fields", 1, "goals", 0, "indicators", 0)
RATE = ("fields", 1, "goals", 1, "indicators", 0)
ABSENT = object()

# What is changed in the small edition, and to what.
BROKEN = {
    "an edition in capitals": (("edition",), "V1"),
    "no title": (("title",), ABSENT),
    "a member that is unknown": (("author",), "me"),
    "words in one language": (("note", "en"), ABSENT),
    "an empty text": (("title", "de"), ""),
    "four levels": (("scales", "plan", "levels", 4), ABSENT),
    "no field": (("fields",), []),
    "no goal": (("fields", 0, "goals"), []),
    "no indicator": (("fields", 0, "goals", 0, "indicators"), []),
    "a field of two letters": (("fields", 0, "id"), "ST"),
    "a goal that begins with 0": (("fields", 0, "goals", 0, "id"), "STR.01"),
    "an indicator with one digit": (LEVEL + ("id",), "STR.1.1"),
    "a kind that is unknown": (LEVEL + ("kind",), "ordinal"),
    "a level without a scale": (LEVEL + ("scale",), ABSENT),
    "a level with decimals": (LEVEL + ("decimals",), 1),
    "a neutral level": (LEVEL + ("polarity",), "neutral"),
    "a yes-no with a scale": (YES_NO + ("scale",), "plan"),
    "a yes-no to confirm": (YES_NO + ("confirm",), True),
    "a yes-no with a jump": (YES_NO + ("jump",), "1"),
    "a level with half a jump": (LEVEL + ("jump",), "1.5"),
    "a level that cannot be implausible": (LEVEL + ("confirm",), True),
    "a jump that is a number": (RATE + ("jump",), 2),
    "a warning that is unknown": (RATE + ("confirm",), ["level-out-of-range"]),
    "a warning that stands twice": (RATE + ("confirm",), ["large-jump", "large-jump"]),
    "a share without decimals": (SHARE + ("decimals",), ABSENT),
    "a share with four decimals": (SHARE + ("decimals",), 4),
    "a reason that stands twice": (SHARE + ("reasons",), ["no_posts", "no_posts"]),
    "a rate without a denominator": (RATE + ("denominator",), ABSENT),
    "a range of numbers": (RATE + ("plausible",), {"from": 0, "to": 1.5}),
    "a range with a comma": (RATE + ("plausible", "to"), "1,5"),
    "a range with one end": (RATE + ("plausible", "from"), ABSENT),
    "to confirm without a range": (RATE + ("plausible",), ABSENT),
}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def changed(document, path, value):
    document = copy.deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is ABSENT:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


class CatalogueSchema(unittest.TestCase):
    def setUp(self):
        schema = read(CONFIG / "catalogue.schema.json")
        jsonschema.Draft202012Validator.check_schema(schema)
        self.validator = jsonschema.Draft202012Validator(schema)
        self.small = read(SUPPORT / "small_catalogue.json")

    def test_accepts_the_example_programme(self):
        for edition, count in (("v1", 74), ("v2", 78)):
            with self.subTest(edition):
                document = read(CONFIG / "example" / f"catalogue-{edition}.json")
                self.validator.validate(document)
                indicators = [i for f in document["fields"] for g in f["goals"]
                              for i in g["indicators"]]
                self.assertEqual(len(indicators), count)

    def test_accepts_the_small_edition(self):
        self.validator.validate(self.small)

    def test_accepts_jumps_of_ones_own(self):
        for path, value in ((LEVEL + ("jump",), "1"), (LEVEL + ("confirm",), ["large-jump"]),
                            (SHARE + ("jump",), "12.5"), (SHARE + ("confirm",), ["large-jump"]),
                            (RATE + ("jump",), "1.5"),
                            (RATE + ("confirm",), ["implausible", "large-jump"])):
            self.validator.validate(changed(self.small, path, value))

    def test_refuses_what_breaks_a_rule(self):
        for name, (path, value) in BROKEN.items():
            with self.subTest(name):
                document = changed(self.small, path, value)
                self.assertFalse(self.validator.is_valid(document))


if __name__ == "__main__":
    unittest.main()
