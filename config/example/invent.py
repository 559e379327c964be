#!/usr/bin/python3
"""Invents the self-checks of the example programme: the same ones, byte for byte, every time.

Nothing here was answered by anybody. Larger places are a bit further than smaller ones, and chance
does the rest. Run it without arguments; it writes self-checks/KEY.json beside itself.
"""

import csv
import json
import math
import pathlib
import random

HERE = pathlib.Path(__file__).parent
INVENTED = "Erfundene Angaben für das Beispielprogramm."

# Shares: usual per cent from worst to best, and what they are of: per 1,000 inhabitants, at least.
SHARES = {
    "STR.2.03": (0.3, 3.0, 3_200_000, 1_000_000),
    "STR.2.05": (20, 90, 0.09, 2),
    "ADM.1.01": (6, 28, 6, 15),
    "ADM.1.02": (10, 45, 0.3, 4),
    "ADM.1.03": (2, 18, 0.5, 5),
    "ADM.2.01": (4, 45, 10, 30),
    "ACC.1.02": (25, 90, 30, 60),
    "ACC.2.03": (65, 95, 8, 12),
    "ACC.2.04": (5, 28, 0.7, 6),
    "ACC.3.01": (10, 65, 3, 8),
    "ACC.4.02": (5, 55, 0.4, 4),
    "ECO.1.01": (7, 22, 60, 40),
    "ECO.1.02": (38, 66, 90, 60),
    "PAR.1.02": (2, 22, 0.2, 9),
    "PAR.1.03": (6, 24, 80, 50),
    "PAR.2.02": (1, 18, 6_000, 9_000),
    "COH.1.04": (35, 95, 0.09, 2),
    "COH.2.02": (45, 82, 4, 60),
    "COM.1.01": (5, 75, 0, 20),
}

# Rates: what is usual per 1,000 inhabitants, from little to much.
RATES = {
    "STR.2.02": (0.05, 0.45),
    "ADM.2.04": (1, 25),
    "ADM.3.02": (0.02, 0.5),
    "ACC.1.03": (3, 30),
    "ACC.1.04": (0.8, 4.5),
    "ACC.2.02": (2, 18),
    "ECO.1.04": (0.3, 1.8),
    "ECO.2.03": (0.8, 4),
    "PAR.2.01": (0.05, 0.5),
    "COH.1.01": (0.05, 0.6),
    "COM.3.02": (0.02, 0.6),
}

# Above the plausible range, and confirmed with a reason.
UNUSUAL = {
    "07333503": ("STR.2.02", 8.5, "Die Stellen arbeiten für die ganze Verbandsgemeinde mit."),
}

# If the indicator is at level 0, the others do not apply.
CONSEQUENCES = {
    "STR.1.01": (("STR.1.02", "STR.1.03", "STR.3.02"), "no_concept"),
    "PAR.1.01": (("PAR.1.03",), "no_election"),
}

COMMENTS = [
    "Stand 31. Dezember, vom Fachamt gemeldet.",
    "Der Beschluss liegt vor, die Umsetzung beginnt im Herbst.",
    "Bisher nur in zwei Ämtern, eine Ausweitung ist geplant.",
    "Schätzung, eine genaue Zählung gibt es noch nicht.",
    "Gemeinsam mit dem Nachbarort organisiert.",
    "Wegen einer unbesetzten Stelle zurzeit eingeschränkt.",
]

# goal, aim, measure, responsible
MEASURES = [
    ("STR.1", "Vielfalt ist in allen Fachplanungen verankert",
     "Leitfaden für Vielfalt in Beschlussvorlagen einführen", "Hauptamt"),
    ("STR.2", "Die Integrationsarbeit ist dauerhaft gesichert",
     "Zwei befristete Stellen in unbefristete umwandeln", "Personalamt"),
    ("STR.3", "Fortschritte sind öffentlich nachvollziehbar",
     "Jährlichen Bericht mit zehn Kennzahlen veröffentlichen", "Stabsstelle Integration"),
    ("ADM.1", "Mehr Bewerbungen von Menschen mit Einwanderungsgeschichte",
     "Ausbildungsmesse mit Vereinen und Schulen gestalten", "Personalamt"),
    ("ADM.2", "Beschäftigte mit Publikumsverkehr sind sicher im Umgang mit Vielfalt",
     "Fortbildungsreihe für alle Bürgerdienste anbieten", "Fortbildungsstelle"),
    ("ADM.3", "Betroffene von Diskriminierung finden Rat",
     "Anlaufstelle mit festen Sprechzeiten einrichten", "Gleichstellungsstelle"),
    ("ACC.1", "Neu Zugezogene finden sich in den ersten Wochen zurecht",
     "Willkommensmappe in sechs Sprachen herausgeben", "Bürgeramt"),
    ("ACC.2", "Deutschkurse passen zum Bedarf",
     "Runden Tisch der Kursträger zweimal im Jahr einladen", "Volkshochschule"),
    ("ACC.3", "Familien ziehen schneller aus Unterkünften in Wohnungen",
     "Wohnungslotsen gemeinsam mit der Wohnungsgesellschaft einsetzen", "Sozialamt"),
    ("ECO.1", "Ausländische Abschlüsse werden schneller anerkannt",
     "Monatliche Beratung im Rathaus anbieten", "Wirtschaftsförderung"),
    ("PAR.1", "Der Beirat wirkt an Entscheidungen mit",
     "Antrags- und Rederecht in den Ausschüssen beschließen", "Ratsbüro"),
    ("PAR.2", "Kleine Vereine kommen leichter an Mittel",
     "Fonds mit einseitigem Antrag auflegen", "Ehrenamtsstelle"),
    ("COH.1", "Nachbarn begegnen sich",
     "Vier Nachbarschaftsfeste im Jahr unterstützen", "Kulturamt"),
    ("COM.1", "Auskünfte sind für alle verständlich",
     "Die zwanzig wichtigsten Formulare in einfache Sprache bringen", "Pressestelle"),
    ("COM.3", "Konflikte werden früh bearbeitet",
     "Ehrenamtliche Konfliktlotsen ausbilden", "Ordnungsamt"),
]
DUE = {"planned": (2027, 2028), "started": (2026, 2027), "done": (2025, 2026),
       "dropped": (2026, 2026)}


class Chance:
    """Only random() is used: its sequence is the same in every version of Python."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def between(self, low, high):
        return low + (high - low) * self.random()

    def among(self, items):
        return items[int(self.random() * len(items))]

    def happens(self, probability):
        return self.random() < probability


def progress(place, chance):
    """How far a place is, from 0 to 1."""
    size = math.log10(place["population"])
    return min(0.95, max(0.1, 0.2 * size - 0.45 + chance.between(-0.2, 0.2)))


def share_of(indicator, place, how_far):
    worst, best, per_thousand, least = SHARES[indicator["id"]]
    if indicator["polarity"] == "lower":
        worst, best = best, worst
    of = max(least, round(place["population"] * per_thousand / 1000))
    return {"count": round(of * (worst + (best - worst) * how_far) / 100), "of": of}


def count_of(indicator, place, how_far):
    little, much = RATES[indicator["id"]]
    count = place["population"] * (little + (much - little) * how_far) / 1000
    if indicator["id"] == "STR.2.02":
        return {"count": max(1, round(count * 4)) / 4}
    return {"count": round(count)}


def reason_for(indicator, place, chance):
    """Why the indicator does not apply here, or None."""
    others = {"not_responsible", "not_available_at_level"} & set(indicator["reasons"])
    if others and place["parent"] and place["population"] < 50000 and chance.happens(0.3):
        return min(others)
    left_over = [r for r in indicator["reasons"]
                 if r not in ("no_concept", "no_election") and r not in others]
    return chance.among(left_over) if left_over and chance.happens(0.04) else None


def answer_to(indicator, place, how_far, chance):
    """An answer, or None for a skipped indicator."""
    how_far = min(1, max(0, how_far + chance.between(-0.5, 0.5)))
    reason = reason_for(indicator, place, chance)
    if reason:
        return {"state": "not_applicable", "reason": reason}
    if chance.happens(0.03):
        return {"state": "unknown"}
    if chance.happens(0.03):
        return None
    if indicator["kind"] == "level":
        return {"level": round(4 * how_far)}
    if indicator["kind"] == "yes-no":
        return {"yes": chance.happens(how_far + 0.1)}
    if indicator["kind"] == "share":
        return share_of(indicator, place, how_far)
    return count_of(indicator, place, how_far)


def invent_answers(catalogue, place, chance):
    answers = {}
    whole = progress(place, chance)
    for field in catalogue["fields"]:
        here = whole + chance.between(-0.12, 0.12)
        for indicator in (i for goal in field["goals"] for i in goal["indicators"]):
            answer = answer_to(indicator, place, here, chance)
            if answer is None:
                continue
            if chance.happens(0.04):
                answer["comment"] = chance.among(COMMENTS)
            answers[indicator["id"]] = answer
    for cause, (others, reason) in CONSEQUENCES.items():
        if answers.get(cause, {}).get("level") == 0:
            for other in others:
                answers[other] = {"state": "not_applicable", "reason": reason}
    answers.setdefault("STR.1.01", {"level": 1})["comment"] = INVENTED
    return answers


def invent_measures(chance):
    left = list(MEASURES)
    measures = []
    for _ in range(1 + int(4 * chance.random())):
        goal, aim, measure, responsible = left.pop(int(chance.random() * len(left)))
        status = chance.among(["planned", "planned", "planned", "started", "started", "done",
                               "dropped"])
        due = f"{chance.among(DUE[status])}-{chance.among(['03-31', '06-30', '09-30', '12-31'])}"
        measures.append({"goal": goal, "aim": aim, "measure": measure,
                         "responsible": responsible, "priority": 1 + int(3 * chance.random()),
                         "due": due, "status": status})
    return measures


def invent(catalogue, place):
    chance = Chance(f"weltoffend {place['key']}")
    document = {"edition": catalogue["edition"],
                "answers": invent_answers(catalogue, place, chance),
                "acceptances": [], "measures": invent_measures(chance)}
    if place["key"] in UNUSUAL:
        indicator, count, reason = UNUSUAL[place["key"]]
        document["answers"][indicator] = {"count": count}
        document["acceptances"] = [{"code": "implausible", "indicator": indicator,
                                    "reason": reason}]
    return document


def print_json(value):
    return json.dumps(value, ensure_ascii=False)


def print_list(items):
    return "[\n    " + ",\n    ".join(map(print_json, items)) + "\n  ]" if items else "[]"


def print_document(document):
    answers = [f"{print_json(i)}: {print_json(a)}" for i, a in document["answers"].items()]
    return ("{\n"
            f"  \"edition\": {print_json(document['edition'])},\n"
            "  \"answers\": {\n    " + ",\n    ".join(answers) + "\n  },\n"
            f"  \"acceptances\": {print_list(document['acceptances'])},\n"
            f"  \"measures\": {print_list(document['measures'])}\n"
            "}\n")


def main():
    catalogue = json.loads((HERE / "catalogue-v1.json").read_text(encoding="utf-8"))
    with open(HERE / "roster.csv", encoding="utf-8", newline="") as roster:
        places = list(csv.DictReader(roster, delimiter=";"))
    (HERE / "self-checks").mkdir(exist_ok=True)
    for place in places:
        place["population"] = int(place["population"])
        path = HERE / "self-checks" / f"{place['key']}.json"
        path.write_text(print_document(invent(catalogue, place)), encoding="utf-8")


if __name__ == "__main__":
    main()
