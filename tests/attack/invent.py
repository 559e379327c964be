"""Invented worlds: programmes that do not exist, with answers that nobody gave.

A world is a dictionary that goes to the product as JSON, one line each:

    name            where it comes from
    edition         a catalogue of one to three indicators
    participants    key, inhabitants, and of towns the parent
    groups          the operator's own: id and the keys of its members
    releases        final, and the current versions: key, version, values, states,
                    planned (of each goal, whether there is a measure)
    key             the installation's secret (the attacker does not look at it)
    rules           the switches of the positive controls, all true unless told otherwise

Everything comes from a seed, so a world that is lost can be had again.
"""

import random

ANSWERED, SKIPPED, UNKNOWN, NOT_APPLICABLE = 1, 0, 2, 3

# What a share may be in these worlds: few values, so that an attacker who knows them has less to
# guess.
COARSE = (0, 20, 40, 60, 80, 100)
KINDS = ("yes-no", "yes-no", "level", "level", "share")
INHABITANTS = (4000, 9000, 15000, 19999, 20000, 45000, 99999, 100000, 250000)
RULES = ("older", "coalitions", "mixed", "withholding")


def domain(kind):
    """The values that an indicator of this kind may have, ascending."""
    return {"yes-no": (0, 1), "level": (0, 1, 2, 3, 4), "share": COARSE}[kind]


def words(text):
    return {"de": f"{text}, erfunden", "en": f"{text}, invented"}


def indicator(position, kind):
    entry = {"id": f"AAA.1.{position + 1:02}", "label": words("indicator"), "kind": kind,
             "polarity": "higher", "reasons": [], "evidence": "self_assessment",
             "sensitive": False}
    if kind == "level":
        entry["scale"] = "five"
    if kind == "share":
        entry |= {"decimals": 0, "numerator": words("these"), "denominator": words("all")}
    return entry


def edition(kinds):
    indicators = [indicator(position, kind) for position, kind in enumerate(kinds)]
    return {
        "edition": "v1", "title": words("edition"), "note": words("note"),
        "scales": {"five": {"label": words("scale"), "levels": [words("level")] * 5}},
        "reasons": {},
        "fields": [{"id": "AAA", "label": words("field"), "goals": [
            {"id": "AAA.1", "label": words("goal"), "indicators": indicators}]}],
    }


def place(key, inhabitants):
    return {"key": key, "inhabitants": inhabitants, "parent": key[:5] if len(key) == 8 else None}


def participants(chance, count):
    """Single towns, and a few Kreise with towns of theirs."""
    laender = chance.sample(range(1, 17), chance.choice((1, 2, 2, 3, 4)))
    keys = []
    for number in range(chance.choice((0, 1, 1, 2, 3))):
        kreis = f"{chance.choice(laender):02}{number + 300:03}"
        keys += [kreis] + [f"{kreis}{town:03}" for town in range(chance.randint(1, 4))]
    while len(keys) < count:
        keys.append(f"{chance.choice(laender):02}{len(keys) + 500:03}000")
    bands = chance.choice((INHABITANTS, INHABITANTS, INHABITANTS[:5], INHABITANTS[:2],
                           (4000, 45000), (4000, 45000, 45000, 250000)))
    return [place(key, chance.choice(bands)) for key in keys[:max(count, 8)]]


class Habit:
    """How an indicator is answered: by whom at all, and how much alike."""

    def __init__(self, chance, kind):
        self.chance = chance
        self.values = domain(kind)
        self.usual = chance.choice(self.values)
        self.other = chance.choice(self.values)
        self.answered = chance.choice((1, 1, 1, 0.9, 0.7, 0.4))
        self.alike = chance.choice((1, 0.95, 0.85, 0.7, 0.5, 0.3, 0))
        self.two_only = chance.random() < 0.3

    def answer(self):
        """A value and its state."""
        if self.chance.random() >= self.answered:
            return 0, self.chance.choice((SKIPPED, UNKNOWN, NOT_APPLICABLE))
        if self.chance.random() < self.alike:
            return self.usual, ANSWERED
        return self.other if self.two_only else self.chance.choice(self.values), ANSWERED


class Programme:
    """Who has handed in what, from release to release."""

    def __init__(self, chance, keys, habits):
        self.chance = chance
        self.keys = keys
        self.habits = habits
        self.current = {}

    def hand_in(self, key):
        version = self.current[key][0] + 1 if key in self.current else 1
        self.current[key] = (version, [habit.answer() for habit in self.habits], self.plan())

    def correct(self, key):
        """New answers to some indicators; the others stay as they are."""
        version, answers, planned = self.current[key]
        answers = [habit.answer() if self.chance.random() < 0.7 else answer
                   for habit, answer in zip(self.habits, answers)]
        if self.chance.random() < 0.3:
            planned = self.plan()
        self.current[key] = (version + 1, answers, planned)

    def plan(self):
        return [int(self.chance.random() < 0.3)]

    def some(self, keys, counts):
        keys = sorted(keys)
        return self.chance.sample(keys, min(self.chance.choice(counts), len(keys)))

    def step(self):
        """What happens between two releases."""
        for key in self.some(set(self.keys) - set(self.current), (0, 1, 1, 2, 5, 6, 8, 12)):
            self.hand_in(key)
        for key in self.some(self.current, (0, 0, 1, 2, 5, 6, 8)):
            self.correct(key)
        for key in self.some(self.current, (0, 0, 0, 1, 2, 5)):
            del self.current[key]

    def contributions(self):
        return [{"key": key, "version": version, "planned": planned,
                 "values": [value for value, _ in answers],
                 "states": [state for _, state in answers]}
                for key, (version, answers, planned) in sorted(self.current.items())]


def own_groups(chance, keys):
    if chance.random() < 0.6:
        return []
    return [{"id": "own-1", "members": sorted(chance.sample(keys, chance.randint(5, len(keys))))}]


def world(seed, rules=(), sizes=(8, 40)):
    """The world with this seed; rules names the switches that are off."""
    chance = random.Random(seed)
    places = participants(chance, chance.randint(*sizes))
    keys = [place["key"] for place in places]
    kinds = [chance.choice(KINDS) for _ in range(chance.choice((1, 1, 2, 3)))]
    programme = Programme(chance, keys, [Habit(chance, kind) for kind in kinds])
    share = chance.choice((0.3, 0.6, 0.8, 1))
    for key in keys:
        if chance.random() < share:
            programme.hand_in(key)
    releases = []
    count = chance.choice((1, 2, 2, 3, 4))
    for number in range(count):
        if number:
            programme.step()
        releases.append({"final": number + 1 == count,
                         "contributions": programme.contributions()})
    return {"name": f"seed {seed}", "edition": edition(kinds), "participants": places,
            "groups": own_groups(chance, keys), "releases": releases,
            "key": f"{chance.getrandbits(256):064x}",
            "rules": {rule: rule not in rules for rule in RULES}}
