"""Invented programmes: municipalities that do not exist, with answers that nobody gave.

Everything comes from a seed, so a test that fails can be had again.
"""

import hashlib
import json
import zlib
from decimal import Decimal

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DAYS = "2019-01-01;;{inhabitants};2024-12-31;2026-01-01;;"
HEADER = ("key;name;official_name;parent;valid_from;valid_to;population;population_date;joined;"
          "left;letter_of_intent;note")


def base_62(number, digits):
    return "".join(ALPHABET[number // 62 ** place % 62] for place in reversed(range(digits)))


def token(role, chance):
    """A token as weltoffenctl issues them."""
    text = f"wok_{role}_{base_62(chance.getrandbits(160), 27)}"
    return text + base_62(zlib.crc32(text.encode()), 6)


def sha256(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def towns(count, kreise, chance):
    """Keys and numbers of inhabitants; most places are small, a few are large."""
    found = {}
    for number in range(count):
        land = chance.randint(1, 16)
        key = f"{land:02}{number + 100:03}" if number < kreise else f"{land:02}{number:06}"
        found[key] = round(chance.lognormvariate(10 if number >= kreise else 12, 1.2)) + 200
    return found


def roster(places):
    """The roster file of these towns."""
    lines = [f"{key};Erfunden {key};Erfundene Kommune {key};;"
             f"{DAYS.format(inhabitants=inhabitants)};erfunden"
             for key, inhabitants in places.items()]
    return "\r\n".join([HEADER, *lines, ""])


def issue_tokens(programme, keys, chance):
    """Gives each municipality a token, straight into the database: weltoffenctl would be started
    a thousand times."""
    keys = list(keys)
    for start in range(0, len(keys), 500):
        issued = {key: token("municipality", chance) for key in keys[start:start + 500]}
        values = ",".join(f"('municipality', '{key}', 'invented', '{sha256(text)}')"
                          for key, text in issued.items())
        programme.query(f"INSERT INTO token (role, municipality, name, sha256) VALUES {values}")
        programme.tokens |= issued


def indicators_of(catalogue):
    return [indicator for field in catalogue["fields"] for goal in field["goals"]
            for indicator in goal["indicators"]]


class Answers:
    """Invents answers. Each indicator has a habit: who answers it at all, and whether all say the
    same, nearly all, or whatever comes."""

    def __init__(self, catalogue, chance):
        self.edition = catalogue["edition"]
        self.indicators = indicators_of(catalogue)
        self.chance = chance
        self.habits = {
            indicator["id"]: {
                "answered": chance.choice((0, 0.04, 0.08, 0.15, 0.3, 0.6, 0.85, 0.97, 1, 1)),
                "position": chance.random(),
                "spread": chance.choice((0, 0.02, 0.2, 1, 1)),
                "at_brink": chance.random() < 0.4,
            } for indicator in self.indicators}

    def position(self, habit):
        """Where on the scale from 0 to 1 an answer lies; skewed towards the indicator's own."""
        if self.chance.random() >= habit["spread"]:
            return habit["position"]
        return self.chance.random() ** self.chance.choice((0.4, 1, 3))

    def brink(self, high, decimals):
        """A power of ten or what comes just before it, where significant digits change places."""
        power = Decimal(1).scaleb(min(high, Decimal(10)).adjusted())
        return power - self.chance.choice((0, 1)) * Decimal(1).scaleb(-decimals)

    def value(self, indicator, inhabitants):
        habit = self.habits[indicator["id"]]
        position = self.position(habit)
        plausible = indicator.get("plausible", {"from": "0", "to": "100"})
        low, high = Decimal(plausible["from"]), Decimal(plausible["to"])
        wanted = low + (high - low) * round(Decimal(position), 4)
        if indicator["kind"] == "level":
            return {"level": min(4, int(position * 5))}
        if indicator["kind"] == "yes-no":
            return {"yes": position < 0.5}
        if indicator["kind"] == "rate":
            if habit["at_brink"]:
                wanted = self.brink(high, indicator["decimals"])
            return {"count": float(round(wanted * inhabitants / 1000, 3))}
        of = self.chance.choice((4, 40, 200, 997, 12345.5))
        return {"count": float(round(wanted * Decimal(of) / 100, 2)), "of": of}

    def answer(self, indicator, inhabitants):
        """An answer, or None where there is none."""
        answered = self.habits[indicator["id"]]["answered"]
        if self.chance.random() < answered:
            return self.value(indicator, inhabitants)
        if indicator["reasons"] and self.chance.random() < 0.3:
            return {"state": "not_applicable", "reason": indicator["reasons"][0]}
        return self.chance.choice((None, {"state": "unknown"}))

    def self_check(self, inhabitants):
        """The bytes of a self-check."""
        answers = {indicator["id"]: self.answer(indicator, inhabitants)
                   for indicator in self.indicators}
        given = {name: answer for name, answer in answers.items() if answer is not None}
        return json.dumps({"edition": self.edition, "answers": given}).encode()
