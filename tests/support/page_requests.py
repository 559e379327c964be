"""Requests to pages made at random: what a browser sends from a form, and everything that is not that."""

import gzip
import json
import urllib.parse

import workbooks
from generated import ACCEPTS, ODD_TEXTS, mutate_bytes, mutate_json

FORM, UPLOAD = "application/x-www-form-urlencoded", "multipart/form-data"

# What must come back as text or not at all: elements, attributes, header fields, templates, addresses.
MARKS = ('"><x-mark a="1">', "' x-mark='1", '" x-mark="1', "</textarea><x-mark>", "</title><x-mark>",
         "<x-mark>", "<!--", "-->", "&lt;x-mark&gt;", "<b id=x-mark>", "{{x}}", "{{{page.csrf}}}",
         "{{&content}}", "javascript:x-mark", "//x-mark.example/", "/\\x-mark.example", "/x\r\nX-Mark: 1",
         "\r\nX-Mark: 1\r\n\r\n<x-mark>", "x\rX-Mark: 1", "%0d%0aX-Mark:%201", "&#60;x-mark&#62;",
         "]]><x-mark>")
NUMBERS = ("3", "12,5", "1.234", "1.234,5", "0", "-1", "1e3", "0x10", "1" * 400, "12.5.6", ",", "٣", "½",
           " 7 ", "18446744073709551617", "nan", "inf", "1,", "2099-02-30", "2027-06-30", "99999")
CONTROLS = ("\0", "a\0b", "\x01", "\x7f", "\x1b[31m", "\ufeff", "\u2028", "\x85", "\r", "a\r\nb", "\ufffe",
            "\U0010ffff")
BROKEN = (b"\xff", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe4", b"a\xf0\x9f",
          b"\x80" * 300)
LONG = ("x" * 501, "ä" * 2001, "x" * 20000, "\U0001f600" * 9000, "<x-mark>" * 9000, "x" * 70000,
        "a\n" * 5000)
NAMES = ("", "csrf", "seen", "once", "key", "next", "choice.STR.1.01", "count.STR.2.02", "of.STR.2.02",
         "comment.STR.1.01", "comment.", "choice.X", "accept.STR.1.01", "goal.0", "aim.0",
         "measure.999999999999", "due.-1", "status.00", "entfernen", "weiter", "reason", "file", "schritt",
         "x-mark", "comment.STR.1.01\0", "constructor", "__proto__")
FILE_NAMES = ("selbstcheck.json", "a.csv", "a.xlsx", "a", "", "../../etc/passwd", "C:\\Temp\\a.xlsx",
              "x" * 201 + ".json", "ä" * 150, "ä" * 1500, "<x-mark>.json", '%22><x-mark a=%221%22>',
              "a&b.csv", "\u202ecod.exe", "a\tb", "CON", '\\"', "x" * 5000, "{{x}}", "a%0d%0ab", ".", "..",
              "/")
SEGMENTS = (b"", b".", b"..", b"%2e%2e", b"%00", b"%zz", b"%", b"a%", b"%4", b"%c0%af", b"%ff", b"%2f",
            b"\\", b"%5c", b"%22%3E%3Cx-mark%3E", b"<x-mark>", b"%0d%0aX-Mark:%201", b"x" * 63, b"x" * 64,
            b"x" * 65, b"x" * 1900, b"x" * 3000, b"-1", b"0", b"1", b"latest", b"1e9", b"9" * 40,
            b"all@all", b"STR.1.01@all", b"STR.1.01%40all", b"%E4", b"%C3%A4", b"@", b"#", b"STR",
            b"massnahmen", b"csv", b"level-out-of-range", b"*", b";", b"%3Bx", b"+", b"\xff", b"//")
PARAMETERS = (b"lang", b"next", b"group", b"x", b"", b"gespeichert", b"after")
ODD_PAIRS = (b"%zz=1", b"a=%", b"a=%4", b"%", b"\xff", b"a=%00", b"lang", b"=", b"x" * 2000, b"a=b?c#d")
FILES = (b"", b" ", b"[" * 5000, b"\0" * 100, b"\xef\xbb\xbf", b"{}", b"null", b"a;b\n" * 9000, b"PK\3\4",
         b"PK\5\6" + b"\0" * 18, b"\xd0\xcf\x11\xe0" * 200, b"%PDF-1.7", b"x" * 2_400_000,
         '"ä"'.encode("utf-16"), b'"' * 900)
FILE_TYPES = ("text/csv", "application/json", workbooks.TYPE, "text/html", "", "x" * 500, "a\tb")
HEADS = (b"\r\nContent-Transfer-Encoding: base64", b"\r\nContent-Type: text/plain; charset=utf-16",
         b"; filename*=UTF-8''%c3%a4", b'\r\nContent-Disposition: form-data; name="x"',
         b"\r\nX: " + b"x" * 3000, b"\r\n X-Folded: 1", b'; name="b"', b"\r\nX", b'; filename="\xff"',
         b'; filename="a\0b"', b"\r\nX-Mark: 1")
TYPES = (FORM, FORM + "; charset=utf-8", FORM + ";charset=utf-16", FORM.upper(), FORM + ";;", "text/plain",
         "application/json", "", UPLOAD, UPLOAD + "; boundary=", UPLOAD + "; boundary=x",
         UPLOAD + '; boundary="x', UPLOAD + "; boundary=" + "x" * 71, UPLOAD + '; boundary="a b"',
         UPLOAD + "; boundary=x; boundary=y", UPLOAD + "; charset=utf-8; boundary=\xe4", "\xff",
         "multipart/mixed; boundary=x", FORM + "x" * 3000)
SITES = ("same-origin", "none", "cross-site", "same-site", "", "x", "same-origin, none", None)
HEADERS = (("Accept-Language", ("en", "de", "fr;q=1, en;q=0.1", "", "*", "\xe4", "x" * 4000)),
           ("Accept-Encoding", ("gzip", "br, gzip;q=0.5", "gzip;q=0", "*", "identity;q=0", "gzip" * 900)),
           ("Accept", ACCEPTS), ("If-None-Match", ('"x"', "*", 'W/"x"', '"', ",,")),
           ("If-Match", ('"1-x"', "*", '"')),
           ("Origin", ("null", "https://evil.example", "http://127.0.0.1", "x" * 500, "")),
           ("Host", ("evil.example", "", "a b", "[::1]", "127.0.0.1:99999", "x" * 300, "<x-mark>")),
           ("Referer", ("https://evil.example/<x-mark>", "\xff")), ("Expect", ("100-continue", "x")),
           ("Authorization", ("Bearer wok_x", "Basic x", "")), ("Range", ("bytes=0-1", "bytes=5-", "x")),
           ("X-Forwarded-For", ("1.2.3.4", "x")), ("X-HTTP-Method-Override", ("DELETE",)),
           ("Connection", ("keep-alive", "upgrade", "X")),
           ("Content-Encoding", ("identity", "br", "", "gzip")),
           ("Content-Digest", ("sha-256=:x:", "md5=:x:")), ("X-Request-Id", ("<x-mark>", "x" * 300)),
           ("Cookie2", ("$Version=1",)), ("Prefer", ("return=minimal",)))


class Sent:
    """A request as it goes over the wire; route is the page route that it was made for."""

    def __init__(self, route, method, target, fields, body):
        self.route, self.method, self.target, self.fields, self.body = route, method, target, fields, body

    def wire(self):
        line = self.method.encode() + b" " + self.target + b" HTTP/1.1\r\n"
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.fields)
        return line + fields.encode("latin-1", "replace") + b"\r\n" + (self.body or b"")

    def __str__(self):
        text = repr(self.wire())
        return text if len(text) < 3000 else f"{text[:2000]} ... {text[-900:]}"


def as_bytes(value):
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


class Requests:
    """known: by the name of a capture, values that there are. files: (name, media type, bytes) of whole
    self-checks; documents: the same as JSON; hostile: bytes of workbooks that mean harm."""

    def __init__(self, random, known, files, documents, hostile):
        self.random, self.known = random, known
        self.files, self.documents, self.hostile = files, documents, hostile

    def chance(self, probability):
        return self.random.random() < probability

    def value(self):
        """Something to type where anything may be typed."""
        return self.random.choice(self.random.choice(
            (MARKS, MARKS, NUMBERS, NUMBERS, ODD_TEXTS, CONTROLS, BROKEN, LONG, ("Erfunden.",))))

    # --- where it goes ---

    def target(self, route):
        """The path of the route with values that there are, mostly, and a query that it takes."""
        steps = []
        for step in route["path"].split("/"):
            if step.startswith("{"):
                values = self.known[step[1:-1]]
                step = urllib.parse.quote(self.random.choice(values), safe="@")
            steps.append(step.encode())
        query = [(name, self.known[name]) for name in route["query"] if self.chance(0.4)]
        if self.chance(0.1):
            query.append(("lang", ("de", "en", "fr", "", "<x-mark>")))
        pairs = [(name, self.random.choice(values)) for name, values in query]
        return b"/".join(steps) + (b"?" + urllib.parse.urlencode(pairs).encode() if pairs else b"")

    def mutated_target(self, target):
        path, _, query = target.partition(b"?")
        steps, pairs = path.split(b"/"), [pair for pair in query.split(b"&") if pair]
        for _ in range(self.random.randint(1, 2)):
            at = self.random.randrange(1, len(steps)) if len(steps) > 1 else 0
            kind = self.random.randrange(9)
            if kind < 3:
                steps[at] = self.random.choice(SEGMENTS)
            elif kind == 3:
                steps.insert(at, self.random.choice(SEGMENTS))
            elif kind == 4 and len(steps) > 2:
                del steps[at]
            elif kind == 5:
                value = urllib.parse.quote(as_bytes(self.value())[:700]).encode()
                pairs.append(self.random.choice(PARAMETERS) + b"=" + value)
            elif kind == 6:
                pairs = pairs * self.random.choice((2, 3, 70)) or [b"&&", b"="]
            elif kind == 7 and pairs:
                pairs[-1] = pairs[-1].partition(b"=")[0] + b"=" + self.random.choice(SEGMENTS)
            else:
                pairs.append(self.random.choice(ODD_PAIRS))
        target = b"/".join(steps) + (b"?" + b"&".join(pairs) if pairs else b"")
        return target.translate(None, b" \r\n") or b"/"

    # --- who comes ---

    def fields(self, cookie, host):
        """What a browser says of itself; now and then something else."""
        random = self.random
        site = "same-origin" if self.chance(0.93) else random.choice(SITES)
        fields = [("Host", host), ("Accept", "text/html,*/*;q=0.8")]
        fields += [("Sec-Fetch-Site", site)] if site is not None else []
        if self.chance(0.06):
            cookie = self.cookie(cookie)
        fields += [("Cookie", cookie)] if cookie else []
        for name, values in random.sample(HEADERS, random.choice((0, 0, 0, 0, 1, 2))):
            if self.chance(0.8):
                fields = [field for field in fields if field[0] != name]
            fields.append((name, random.choice(values)))
        if self.chance(0.005):
            fields += [("X-Odd", "x" * random.choice((1, 300)))] * random.choice((40, 100))
        return fields

    def cookie(self, cookie):
        def on_a_line(data):
            return data.decode("latin-1")[:5000].translate({10: None, 13: None, 0: None})

        cookie = cookie or "__Host-weltoffend=x"
        name, value = cookie.split("=", 1)
        text = on_a_line(as_bytes(self.value()))
        return self.random.choice((
            f"{name}={value[:-1]}", f"{name}={value}x", f"{name}=", f"{name}={text}", name,
            f"{name}=a; {cookie}", f"{cookie}; {name}=a", f"lang={text}; {cookie}", f"lang=en; {cookie}",
            f"lang=e; lang=de; {cookie}", f'{name}="{value}"', f" ;;; {cookie} ;",
            f"{name.lower()}={value}", "; ".join([cookie] * 50), f"{cookie},{name}=b",
            on_a_line(mutate_bytes(self.random, cookie.encode()))))

    # --- what it sends ---

    def filled(self, form, csrf):
        """The pairs that a browser sends of this form, filled in by somebody who can do it, mostly."""
        random, pairs, radios, buttons = self.random, [], {}, []
        for field in form.fields:
            if field.name == "csrf":
                pairs.append((field.name, csrf))
            elif field.type == "radio":
                radios.setdefault(field.name, []).append(field)
            elif field.tag == "button":
                buttons.append(field)
            elif field.type == "checkbox":
                pairs += [(field.name, field.value or "on")] if self.chance(0.5) else []
            elif field.tag == "select":
                is_other = field.options and self.chance(0.5)
                pairs.append((field.name, random.choice(field.options) if is_other else field.value))
            elif field.type == "hidden" or self.chance(0.5):
                pairs.append((field.name, field.value))
            else:
                typed = NUMBERS[:3] + MARKS[:3] + ("Erfunden.", "", field.value)
                pairs.append((field.name, random.choice(typed)))
        for name, choices in radios.items():
            before = next((choice for choice in choices if choice.is_chosen), None)
            chosen = random.choice(choices) if self.chance(0.5) else before
            pairs += [(name, chosen.value)] if chosen else []
        if buttons and self.chance(0.7):
            button = random.choice(buttons)
            pairs.append((button.name, button.value))
        return pairs

    def mutated_pairs(self, pairs):
        random = self.random
        pairs = list(pairs)
        for _ in range(random.choice((1, 1, 2, 5))):
            at = random.randrange(len(pairs)) if pairs else 0
            kind = random.randrange(10)
            if kind < 5 and pairs:
                if pairs[at][0] != "csrf" or self.chance(0.2):
                    pairs[at] = (pairs[at][0], self.value())
            elif kind == 5 and pairs and (pairs[at][0] != "csrf" or self.chance(0.2)):
                del pairs[at]
            elif kind == 6 and pairs:
                pairs[at:at] = [pairs[at]] * random.choice((1, 1, 3, 2100))
            elif kind == 7:
                pairs.insert(at, (random.choice(NAMES), self.value()))
            elif kind == 8:
                random.shuffle(pairs)
            elif pairs:
                name, value = pairs[at]
                pairs[at] = (name + random.choice(("\0", ".", "x", "[]", "\xe4", "<x-mark>")), value)
        return pairs

    def encoded(self, pairs):
        """Such a body as a form has it, or nearly."""
        def joined(quote):
            return b"&".join(quote(name) + b"=" + quote(value) for name, value in pairs)

        quote = self.random.choice((urllib.parse.quote_plus, urllib.parse.quote_plus, urllib.parse.quote))
        body = joined(lambda text: quote(as_bytes(text)).encode())
        kind = self.random.random()
        if kind < 0.85:
            return body
        if kind < 0.95:
            return mutate_bytes(self.random, body)
        return self.random.choice((b"", b"=", b"&" * 3000, joined(as_bytes), body.replace(b"&", b";"),
                                   body.decode().encode("utf-16"), body + b"&csrf=", b"%" * 300, body * 3,
                                   body + b"%", body + b"%4", body[:self.random.randrange(len(body) + 1)]))

    def file(self):
        """(name, type, bytes) of a file to hand in: whole, or changed in some way."""
        random, kind = self.random, self.random.random()
        name, media_type, data = random.choice(self.files)
        if kind < 0.3:
            name, media_type = "selbstcheck.json", "application/json"
            data = json.dumps(self.document()).encode()
        elif kind < 0.45:
            data = self.changed_table(name, data)
        elif kind < 0.65:
            data = mutate_bytes(random, data)
        elif kind < 0.7:
            name, media_type, data = "a.xlsx", workbooks.TYPE, random.choice(self.hostile)
        elif kind < 0.85:
            data = random.choice(FILES)
        if self.chance(0.3):
            name = random.choice(FILE_NAMES)
        if self.chance(0.2):
            media_type = random.choice(FILE_TYPES)
        return name, media_type, data

    def document(self):
        document = self.random.choice(self.documents)
        if self.chance(0.3):
            return document
        if self.chance(0.5):
            return mutate_json(self.random, document)
        answers = {key: {**answer, "comment": self.random.choice(MARKS)} if self.chance(0.2) else answer
                   for key, answer in document.get("answers", {}).items()}
        return {**document, "answers": answers}

    def changed_table(self, name, data):
        """A CSV with other fields, or a workbook one of whose parts is changed inside."""
        random = self.random
        if name.endswith(".csv"):
            lines = data.splitlines(keepends=True)
            for _ in range(random.randint(1, 4)):
                at = random.randrange(len(lines))
                cells = lines[at].split(b";")
                cells[random.randrange(len(cells))] = as_bytes(self.value())[:3000]
                lines[at] = b";".join(cells)
            return b"".join(lines)
        if name.endswith(".xlsx"):
            parts = workbooks.parts(data)
            part = random.choice(list(parts))
            parts[part] = mutate_bytes(random, parts[part])
            return workbooks.packed(parts)
        return mutate_bytes(random, data)

    @staticmethod
    def parts(pairs, file):
        """(head, content) of each field and of the file."""
        of_field = 'Content-Disposition: form-data; name="{}"'
        of_file = of_field + '; filename="{}"\r\nContent-Type: {}'
        name, media_type, data = file
        parts = [(of_field.format(field), as_bytes(value)) for field, value in pairs]
        parts.append((of_file.format("file", name, media_type), data))
        return [(head.encode("utf-8", "replace"), content) for head, content in parts]

    @staticmethod
    def glued(delimiter, parts):
        return b"".join(delimiter + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n"
                        for head, content in parts) + delimiter + b"--\r\n"

    def multipart(self, pairs, file):
        """(boundary, body): fields and a file as browsers send them, or nearly."""
        random = self.random
        boundary = random.choice(("----weltoffend", "x", "a'()+_,-./:=?", "9" * 70))
        parts = self.parts(pairs, file)
        is_odd = self.chance(0.3)
        if is_odd:
            parts = self.mutated_parts(parts)
        delimiter = b"--" + boundary.encode()
        body = self.glued(delimiter, parts)
        if is_odd and self.chance(0.5):
            body = random.choice((
                lambda: body[:random.randrange(len(body) + 1)], lambda: body * 2,
                lambda: mutate_bytes(random, body), lambda: b"preamble\r\n" + body,
                lambda: body + b"epilogue", lambda: body.replace(b"\r\n", b"\n"),
                lambda: body.replace(delimiter, delimiter + b" "), lambda: body[:-4], lambda: body[:-2],
                lambda: delimiter, lambda: delimiter + b"--", lambda: (delimiter + b"\r\n") * 3000,
                lambda: body.replace(delimiter + b"--", b""),
                lambda: body.replace(b"\r\n\r\n", b"\r\n", 1)))()
        return boundary, body

    def mutated_parts(self, parts):
        random = self.random
        for _ in range(random.randint(1, 3)):
            at = random.randrange(len(parts)) if parts else 0
            kind = random.randrange(8)
            if not parts:
                return parts
            head, content = parts[at]
            if kind == 0:
                parts[at:at] = [parts[at]] * random.choice((1, 2, 2100 if len(content) < 200 else 1))
            elif kind == 1:
                del parts[at]
            elif kind == 2:
                parts[at] = (mutate_bytes(random, head), content)
            elif kind == 3:
                parts[at] = (head, as_bytes(self.value()))
            elif kind == 4:
                parts[at] = (head + random.choice(HEADS), content)
            elif kind == 5:
                parts[at] = (head.replace(b'"', random.choice((b"", b"'", b'\\"'))), content)
            elif kind == 6:
                name = random.choice(NAMES).encode()
                parts[at] = (b'Content-Disposition: form-data; name="' + name + b'"', content)
            else:
                random.shuffle(parts)
        return parts

    def query_of(self, form, action):
        """Where a form leads that asks for a page."""
        pairs = self.filled(form, "")
        query = self.encoded(self.mutated_pairs(pairs) if self.chance(0.5) else pairs)
        return action.partition(b"?")[0] + b"?" + query.translate(None, b" \r\n\0")[:3000]

    def right_body(self, form, csrf):
        """(media type, body) of a form as it stands, with a whole file."""
        pairs = [(field.name, csrf if field.name == "csrf" else field.value) for field in form.fields
                 if field.type not in ("radio", "checkbox", "file") or field.is_chosen]
        if not form.is_upload:
            return FORM, urllib.parse.urlencode(pairs).encode()
        return f"{UPLOAD}; boundary=x", self.glued(b"--x", self.parts(pairs, self.files[0]))

    def body(self, form, csrf):
        """(media type, body) of a form that is sent."""
        pairs = self.filled(form, csrf)
        if self.chance(0.5):
            pairs = self.mutated_pairs(pairs)
        if form.is_upload != self.chance(0.02):
            fields = [pair for pair in pairs if pair[0] != "file"]
            boundary, body = self.multipart(fields, self.file())
            media_type = f'{UPLOAD}; boundary="{boundary}"'
        else:
            media_type, body = FORM, self.encoded(pairs)
        if self.chance(0.03):
            media_type = self.random.choice(TYPES)
        return media_type, body

    def framed(self, fields, media_type, body):
        """The header fields with those of the body, and the body as they say."""
        random = self.random
        if ("Content-Encoding", "gzip") in fields:
            body = gzip.compress(body) if self.chance(0.8) else mutate_bytes(random, gzip.compress(body))
        fields = fields + ([("Content-Type", media_type)] if self.chance(0.99) else [])
        if self.chance(0.04):
            middle = random.randrange(len(body) + 1)
            chunks = [chunk for chunk in (body[:middle], body[middle:]) if chunk] + [b""]
            body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
            return fields + [("Transfer-Encoding", "chunked")], body
        return fields + [("Content-Length", str(len(body)))], body
