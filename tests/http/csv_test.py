"""Handing in a spreadsheet's file: dialects, places of findings, gzip, and what is given back."""

import base64
import csv
import gzip
import hashlib
import io
import json
import pathlib
import sys
import time
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, path_of, self_check  # noqa: E402
from harness import main  # noqa: E402

KEY = "12072"
LIMIT = 262144
BOMB = 1 << 30  # bytes that would come out
GERMAN = ["Indikator", "Antwort", "von", "Status", "Grund", "Bemerkung", "bestätigt"]
STATES = {"unknown": "k. A.", "not_applicable": "trifft nicht zu", "skipped": "übersprungen"}
# Name, media type, and how Python's own csv module writes it.
DIALECTS = (
    ("Excel", "text/csv", "cp1252", {"delimiter": ";"}),
    ("Excel, named", "text/csv; charset=windows-1252", "cp1252", {"delimiter": ";"}),
    ("Unicode text", "text/csv", "utf-16", {"delimiter": "\t"}),
    ("UTF-8 with a mark", "text/csv;header=present", "utf-8-sig", {"delimiter": ";"}),
    ("commas", "text/csv; charset=utf-8", "utf-8", {"lineterminator": "\n"}),
    ("all in quotation marks", "text/csv", "utf-8",
     {"delimiter": ";", "lineterminator": "\r", "quoting": csv.QUOTE_ALL}),
)


def value_of(answer):
    if "yes" in answer:
        return "ja" if answer["yes"] else "nein"
    return str(answer.get("level", answer.get("count", ""))).replace(".", ",")


def as_csv(document, encoding="utf-8", **dialect):
    """The self-check as a spreadsheet in German would write it; without measures."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, **dialect)
    writer.writerow(GERMAN)
    accepted = {entry["indicator"]: entry["reason"] for entry in document.get("acceptances", [])}
    for indicator, answer in document["answers"].items():
        writer.writerow([indicator, value_of(answer), str(answer.get("of", "")).replace(".", ","),
                         STATES.get(answer.get("state"), ""), answer.get("reason", ""),
                         answer.get("comment", ""), accepted.get(indicator, "")])
    return out.getvalue().encode(encoding)


def digest(data):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(data).digest()).decode() + ":"


def bomb(size):
    """A gzip of this many zeros; only a thousandth of them is ever in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(b"0" * (1 << 20)) for _ in range(size >> 20)]) + packer.flush()


class Csv(DaemonTest):
    def put_csv(self, round_id, body, query="", key=KEY, **headers):
        return self.daemon.put(round_id, key, body, query,
                               **{"Content_Type": "text/csv", **headers})

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.daemon.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0])

    def test_every_example_is_the_same_in_every_dialect(self):
        round_id = self.programme.round("dialects")
        for key in KEYS:
            document = json.loads(self_check(key))
            document["measures"] = []
            first = self.daemon.put(round_id, key, document)
            self.assertEqual(first.status, 201, first.body)
            for name, media_type, encoding, dialect in DIALECTS:
                with self.subTest(key=key, dialect=name):
                    reply = self.put_csv(round_id, as_csv(document, encoding, **dialect), key=key,
                                         Content_Type=media_type)
                    self.assertEqual((reply.status, reply.json["result"]), (200, "unchanged"),
                                     reply.body)
        self.assertEqual(self.programme.versions(round_id), len(KEYS))

    def test_the_file_comes_back_as_it_was_with_its_media_type(self):
        document = json.loads(self_check(KEY))
        for number, (sent, stored) in enumerate((
                ("text/csv", "text/csv"),
                ("Text/CSV; header=present", "text/csv"),
                ('text/csv; Charset="Windows-1252"', "text/csv; charset=windows-1252"))):
            round_id = self.programme.round(f"back-{number}")
            body = as_csv(document, "cp1252", delimiter=";")
            first = self.put_csv(round_id, body, Content_Type=sent)
            self.assertEqual(first.status, 201, first.body)
            receipt = first.json["receipt"]["receipt"]
            self.assertEqual((receipt["bytes"], receipt["sha256"]),
                             (len(body), hashlib.sha256(body).hexdigest()))
            reply = self.daemon.get(path_of(round_id, KEY), KEY)
            self.assertEqual((reply.status, reply.body, reply.headers["Content-Type"]),
                             (200, body, stored))
            self.assertEqual(reply.headers["ETag"], first.headers["ETag"])

    def test_measures_stay_as_they_are(self):
        round_id = self.programme.round("measures")
        document = json.loads(self_check(KEY))
        self.assertGreater(len(document["measures"]), 0)
        etag = self.daemon.put(round_id, KEY, document).headers["ETag"]
        reply = self.put_csv(round_id, as_csv(document, delimiter=";"))
        self.assertEqual((reply.status, reply.json["result"]), (200, "unchanged"), reply.body)

        document["answers"]["STR.1.01"] = {"level": 1}
        reply = self.put_csv(round_id, as_csv(document, delimiter=";"), If_Match=etag)
        self.assertEqual((reply.status, reply.json["result"]), (200, "replaced"), reply.body)
        content = json.loads(self.programme.query(
            f"SELECT content FROM version WHERE round = '{round_id}' AND number = 2"))
        self.assertEqual(content["measures"], document["measures"])
        self.assertEqual(self.daemon.put(round_id, KEY, document).json["result"], "unchanged")

    def test_findings_stand_at_line_and_column_of_the_senders_file(self):
        round_id = self.programme.round("findings")
        body = ("Indikator;Antwort;von;Bemerkung\r\n"
                'STR.1.01;7;;"zwei\r\nZeilen"\r\n'
                "ADM.1.01;1.234;5000;\r\n"
                "STR.2.02;03. Mai;;\r\n"
                "STR.1.02;vielleicht;;\r\n").encode("cp1252")
        expected = [("level-out-of-range", 2, "Antwort"), ("number-ambiguous", 4, "Antwort"),
                    ("cell-became-date", 5, "Antwort"), ("not-yes-or-no", 6, "Antwort")]
        for language, word in (("de", "1234 heißen oder 1,234"), ("en", "1234 or 1.234")):
            reply = self.put_csv(round_id, body, Accept_Language=language)
            problem = self.is_problem(reply, 422, "self-check-invalid", stored=False)
            self.assertEqual(sorted((finding["code"], finding["line"], finding["column"])
                                    for finding in problem["findings"]), sorted(expected))
            self.assertEqual((problem["errorCount"], problem["warningCount"]), (4, 0))
            ambiguous = next(finding for finding in problem["findings"]
                             if finding["code"] == "number-ambiguous")
            self.assertEqual((ambiguous["received"], ambiguous["indicator"]), ("1.234", "ADM.1.01"))
            self.assertIn(word, ambiguous["detail"])
            self.assertNotIn("pointer", ambiguous)
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_another_edition_and_another_municipality_are_told(self):
        round_id = self.programme.round("keys")
        reply = self.put_csv(round_id, b"indicator;answer;edition\nSTR.1.01;3;v0\n")
        problem = self.is_problem(reply, 422, "edition-mismatch", stored=False)
        self.assertEqual([(finding["code"], finding["line"]) for finding in problem["findings"]],
                         [("edition-mismatch", 2)])
        reply = self.put_csv(round_id, b"indicator;answer;municipality\nSTR.1.01;3;1003000\n",
                             "?dry-run=true", "01003000")
        self.assertEqual((reply.status, reply.json["result"]), (200, "would-store"), reply.body)
        self.assertEqual([finding["code"] for finding in reply.json["findings"]], ["key-lost-zero"])
        reply = self.put_csv(round_id, b"indicator;answer;municipality\nSTR.1.01;3;12054000\n")
        problem = self.is_problem(reply, 422, "self-check-invalid", stored=False)
        self.assertEqual(problem["findings"][0]["code"], "municipality-mismatch")

    def test_what_is_no_csv_is_told_by_line_and_column(self):
        round_id = self.programme.round("unreadable")
        for body, media_type, line, column in (
                (b"indicator;answer\nSTR.1.01;\x003", "text/csv", 2, 10),
                (b'indicator;answer\nSTR.1.01;3 "x"', "text/csv", 2, 12),
                (b"indicator;bemerkung\nSTR.1.01;\xe4", "text/csv; charset=utf-8", 2, 10),
                (b"indicator;bemerkung\nSTR.1.01;\x81", "text/csv", 2, 10)):
            reply = self.put_csv(round_id, body, Content_Type=media_type)
            problem = self.is_problem(reply, 400, "unreadable", stored=False)
            self.assertEqual((problem["line"], problem["column"]), (line, column))
        self.is_problem(self.put_csv("nowhere", b"\x00"), 404, "not-found")
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_a_file_just_too_large_and_just_small_enough(self):
        round_id = self.programme.round("size")
        body = b"indicator;answer;comment\nSTR.1.01;3;" + b"\nSTR.1.02;ja;" + b"\n" * LIMIT
        reply = self.put_csv(round_id, body[:LIMIT], "?dry-run=true")
        self.assertEqual(reply.status, 200, reply.body)
        for sent, encoding in ((body[:LIMIT + 1], "identity"),
                               (gzip.compress(body[:LIMIT + 1]), "gzip")):
            reply = self.put_csv(round_id, sent, Content_Encoding=encoding)
            self.assertEqual(self.is_problem(reply, 413, "too-large", stored=False)["limit"], LIMIT)

    def test_gzip_is_the_way_and_not_the_file(self):
        round_id = self.programme.round("gzip")
        for key, body, media_type in ((KEY, self_check(KEY), "application/json"),
                                      ("01003000", as_csv(json.loads(self_check("01003000"))),
                                       "text/csv")):
            packed = gzip.compress(body[:99]) + gzip.compress(body[99:])
            for wrong in (digest(body), digest(packed + b" ")):
                reply = self.daemon.put(round_id, key, packed, Content_Type=media_type,
                                        Content_Encoding="gzip", Content_Digest=wrong)
                self.is_problem(reply, 400, "digest-mismatch", stored=False)
            reply = self.daemon.put(round_id, key, packed, Content_Type=media_type,
                                    Content_Encoding="gzip", Content_Digest=digest(packed))
            self.assertEqual(reply.status, 201, reply.body)
            receipt = reply.json["receipt"]["receipt"]
            self.assertEqual((receipt["bytes"], receipt["sha256"]),
                             (len(body), hashlib.sha256(body).hexdigest()))
            back = self.daemon.get(path_of(round_id, key), key)
            self.assertEqual((back.body, back.headers["Content-Type"]), (body, media_type))
            self.assertNotIn("Content-Encoding", back.headers)

    def test_gzip_that_is_none_is_unreadable(self):
        round_id = self.programme.round("broken")
        packed = gzip.compress(self_check(KEY))
        for name, body in (("cut", packed[:-9]), ("no check sum", packed[:-4]), ("empty", b""),
                           ("more behind it", packed + b"x"), ("JSON", self_check(KEY)),
                           ("deflate", zlib.compress(self_check(KEY))),
                           ("changed", packed[:-5] + bytes([packed[-5] ^ 1]) + packed[-4:])):
            with self.subTest(name):
                reply = self.daemon.put(round_id, KEY, body, Content_Encoding="gzip")
                problem = self.is_problem(reply, 400, "unreadable", stored=False)
                self.assertNotIn("line", problem)
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_a_bomb_costs_no_more_than_a_file(self):
        round_id = self.programme.round("bomb")
        tiny = bomb(LIMIT * 100)
        huge = bomb(BOMB)[:LIMIT]  # as much of it as is taken at all
        self.put_csv(round_id, gzip.compress(as_csv(json.loads(self_check(KEY)))), "?dry-run=true",
                     Content_Encoding="gzip")
        before = self.resident_kib()
        for body in (tiny, huge):
            start = time.monotonic()
            for _ in range(20):
                reply = self.put_csv(round_id, body, Content_Encoding="gzip")
                self.assertEqual(self.is_problem(reply, 413, "too-large", stored=False)["limit"],
                                 LIMIT)
            self.assertLess((time.monotonic() - start) / 20, 0.5)
        self.assertLess(self.resident_kib() - before, 16 * 1024)


if __name__ == "__main__":
    main()
