#!/usr/bin/python3
"""The JSON Schema of a self-check, as the daemon serves it, before a validator that is not ours:
it refuses nothing that is accepted, and what it cannot refuse is written down here."""

import json
import re
from decimal import Decimal

import jsonschema

from daemon import KEYS, DaemonTest, self_check
from harness import SOURCE, main
from written_cases import cases

# The documents with errors that only the judge can tell, by the reason why no schema can.
ONLY_JUDGED = {
    "needs the population": {
        "acceptances.json: a rate that is unusual and has to be confirmed",
        "acceptances.json: two rates that have to be confirmed",
        "acceptances.json: two rates, one of them confirmed",
        "acceptances.json: an unusual value that is confirmed for another indicator",
        "rates.json: a count that no municipality can have",
        "rates.json: a count that no municipality can have is not implausible as well"},
    "one entry of a list for each indicator": {
        "acceptances.json: a confirmation that stands there twice",
        "acceptances.json: a confirmation that stands there three times and is not needed"},
    "how a number is written, which a schema does not see": {
        "levels.json: a level that is nearly whole",
        "levels.json: a level with an exponent",
        "measures.json: priority with an exponent",
        "numbers.json: a count with an exponent",
        "numbers.json: a count with a capital exponent",
        "numbers.json: a count too small for any computer",
        "numbers.json: sixteen digits, three of them decimals",
        "numbers.json: four decimals",
        "numbers.json: a trace behind three decimals",
        "numbers.json: what a spreadsheet makes of 0.3",
        "numbers.json: four decimals in the total",
        "numbers.json: different faults in count and total"},
    "a day that the calendar does not have": {
        "measures.json: 31 April",
        "measures.json: 29 February of a common year",
        "measures.json: 29 February of a common century"},
    "compares two numbers": {
        "shares.json: a count above its total",
        "shares.json: a count a thousandth above its total",
        "shares.json: count and total exchanged"},
}


def severities():
    """Whether each code is an error, from the one list of them."""
    text = (SOURCE / "common" / "finding.def").read_text(encoding="utf-8")
    return {code: severity == "ERROR" for code, severity in
            re.findall(r'FINDING\(\w+, "([a-z-]+)", SEVERITY_(\w+)', text)}


class Schema(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reply = cls.daemon.get("/v1/catalogues/v1/schema")
        cls.schema = cls.reply.json
        cls.validator = jsonschema.Draft202012Validator(cls.schema)
        cls.is_error = severities()

    def test_is_a_schema_of_2020_12(self):
        self.assertEqual((self.reply.status, self.reply.headers["Content-Type"]),
                         (200, "application/schema+json"))
        self.assertEqual(self.schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_names_every_indicator_as_the_catalogue_has_it(self):
        catalogue = self.daemon.get("/v1/catalogues/v1").json
        indicators = {i["id"]: i for f in catalogue["fields"] for g in f["goals"]
                      for i in g["indicators"]}
        described = self.schema["properties"]["answers"]["properties"]
        self.assertEqual(list(described), list(indicators))
        for name, indicator in indicators.items():
            with self.subTest(name):
                answer = described[name]
                self.assertEqual((answer["x-kind"], answer["title"], answer["description"]),
                                 (indicator["kind"], indicator["label"]["de"],
                                  indicator["label"]["en"]))
                self.assertEqual(answer.get("x-decimals"), indicator.get("decimals"))
                self.assertEqual({end: Decimal(value) for end, value in
                                  answer.get("x-plausible", {}).items()},
                                 {end: Decimal(value) for end, value in
                                  indicator.get("plausible", {}).items()})
                reasons = [form["properties"]["reason"]["enum"] for form in answer["oneOf"]
                           if "enum" in form["properties"]["reason"]]
                self.assertEqual(sum(reasons, []), indicator["reasons"])

    def test_accepts_every_example(self):
        for key in KEYS:
            with self.subTest(key):
                self.validator.validate(json.loads(self_check(key)))

    def test_refuses_what_is_wrong_unless_only_the_judge_can_tell(self):
        refused, accepted, let_through, unreadable = 0, 0, set(), 0
        for label, case, body in cases():
            if "unreadable" in case:
                unreadable += 1
                continue
            has_errors = any(self.is_error[code] for code, _ in case.get("findings", []))
            problems = [e.message[:200] for e in self.validator.iter_errors(json.loads(body))]
            refused += bool(problems)
            accepted += not has_errors
            if not has_errors:
                with self.subTest(label):
                    self.assertEqual(problems, [])
            elif not problems:
                let_through.add(label)
        print(f"{refused} documents refused, {len(let_through)} for the judge alone, "
              f"{accepted} sound ones accepted, {unreadable} no JSON", flush=True)
        self.assertEqual(let_through, set().union(*ONLY_JUDGED.values()))

    def test_of_an_edition_that_does_not_exist_is_404(self):
        self.is_problem(self.daemon.get("/v1/catalogues/v9/schema"), 404, "not-found")


if __name__ == "__main__":
    main()
