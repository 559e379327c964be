"""Writes the files of this folder from the example's self-checks, with Python's csv module: not
one line of ours decides how they look. Run it when the example changes.

excel-de       Excel in German, "CSV (Trennzeichen-getrennt)": Windows-1252, ';', CR LF, comma
excel-unicode  Excel in German, "Unicode Text": UTF-16 with its mark, tabs, CR LF, comma
us             a program in English: UTF-8, ',', LF, point, English words
mac            old: UTF-8 with a mark, ';', CR alone, everything in quotation marks
"""

import csv
import io
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parents[4] / "config" / "example" / "self-checks"
GERMAN = ["Indikator", "Antwort", "von", "Status", "Grund", "Bemerkung", "bestätigt"]
ENGLISH = ["indicator", "answer", "of", "state", "reason", "comment", "accepted"]
STATES = {"unknown": "k. A.", "not_applicable": "trifft nicht zu", "skipped": "übersprungen"}


def number(value, is_german):
    text = str(value)
    return text.replace(".", ",") if is_german else text


def value_of(answer, is_german):
    if "level" in answer:
        return str(answer["level"])
    if "yes" in answer:
        return (("ja", "nein") if is_german else ("yes", "no"))[not answer["yes"]]
    return number(answer["count"], is_german) if "count" in answer else ""


def rows(document, is_german):
    accepted = {entry["indicator"]: entry["reason"] for entry in document.get("acceptances", [])}
    for indicator, answer in document["answers"].items():
        state = answer.get("state", "")
        yield [indicator, value_of(answer, is_german),
               number(answer["of"], is_german) if "of" in answer else "",
               STATES.get(state, "") if is_german else state, answer.get("reason", ""),
               answer.get("comment", ""), accepted.get(indicator, "")]


def written(document, is_german, **dialect):
    out = io.StringIO(newline="")
    writer = csv.writer(out, **dialect)
    writer.writerow(GERMAN if is_german else ENGLISH)
    writer.writerows(rows(document, is_german))
    return out.getvalue()


def dialects(document):
    return {
        "excel-de.csv": written(document, True, delimiter=";").encode("cp1252"),
        "excel-unicode.txt": b"\xff\xfe" + written(document, True, delimiter="\t").encode("utf-16-le"),
        "us.csv": written(document, False, lineterminator="\n").encode(),
        "mac.csv": written(document, True, delimiter=";", lineterminator="\r",
                           quoting=csv.QUOTE_ALL).encode("utf-8-sig"),
    }


def main():
    for key in ("12072", "01003000"):
        document = json.loads((EXAMPLE / f"{key}.json").read_bytes())
        for name, data in dialects(document).items():
            (HERE / f"{key}-{name}").write_bytes(data)


if __name__ == "__main__":
    main()
