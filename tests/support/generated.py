"""Requests made at random from the OpenAPI description: right ones, wrong ones, broken ones.

Plain random numbers with a seed that is printed instead of a property testing library: what is
wanted is as many requests as fit into the time, against one daemon that keeps what it was told.
"""

import base64
import copy
import gzip
import hashlib
import json
import urllib.parse

ODD_TEXTS = ("", "0", "-1", "*", ".", "..", "%", "%00", "a" * 63, "a" * 64, "ä", "\U0001f600",
             "x/../y", "' OR 1=1 --", "\"", "{}", "1e9", "01", "999999", "9" * 40, "\u202e", "STR.1.01@all",
             "STR.1@all", "\t", "\n", "+", "a&b", "a;b")
ODD_VALUES = (None, True, False, 0, -1, 1.5, 0.1234, 3, 99, 10 ** 15, -10 ** 20, 1e308, "", "x", "3", " ",
              "\u0000", "a" * 2001, [], {}, [[]], {"level": 3}, "dropped", "2027-02-30", "not_applicable")
ACCEPTS = ("*/*", "application/json", "text/csv", "text/csv;profile=excel-de", "image/png", "text/*;q=0.1",
           "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "", ";;,,", "a/b;q=x",
           "application/vnd.sdmx.data+csv;version=2.0.0", "application/json;q=0", "*/*;q=0", "text/html")
TYPES = ("application/json", "application/json; charset=utf-8", "text/csv", "text/csv; charset=windows-1252",
         "text/csv; charset=utf-16", "text/csv; charset=\"x", "APPLICATION/JSON", "text/plain", "",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def mutate_bytes(random, data, times=None):
    """The bytes with some of them flipped, taken out, doubled or moved."""
    data = bytearray(data)
    for _ in range(times or random.randint(1, 6)):
        at = random.randrange(len(data) + 1)
        length = random.choice((1, 1, 2, 8, 64))
        kind = random.randrange(6)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << random.randrange(8)
        elif kind == 1:
            del data[at:at + length]
        elif kind == 2:
            data[at:at] = random.randbytes(length)
        elif kind == 3:
            data[at:at] = data[at:at + length]
        elif kind == 4:
            data[at:at] = random.choice((b"\r\n", b"\0", b" ", b":", b"\n", b"%", b"\xff", b"-1",
                                         b"Transfer-Encoding: chunked\r\n", b"99999999999999999999"))
        else:
            data = data[:at]
    return bytes(data)


def places_in(value, path=()):
    """The paths of everything inside a JSON value, the value itself among them."""
    yield path
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places_in(inner, path + (key,))


def odd_value(random):
    """One of them as a copy: an array or object that is put into a document may be changed there."""
    return copy.deepcopy(random.choice(ODD_VALUES))


def mutate_json(random, document):
    document = copy.deepcopy(document)
    for _ in range(random.randint(1, 3)):
        path = random.choice(list(places_in(document)))
        if not path:
            continue
        place = document
        for step in path[:-1]:
            place = place[step]
        kind = random.randrange(4)
        if kind == 0:
            del place[path[-1]]
        elif kind == 1 and isinstance(place, dict):
            place[random.choice(ODD_TEXTS)] = odd_value(random)
        else:
            place[path[-1]] = odd_value(random)
    return document


class Request:
    def __init__(self, method, path, who, headers, body):
        self.method, self.path, self.who, self.headers, self.body = method, path, who, headers, body

    def __str__(self):
        return f"{self.method} {self.path} as {self.who} {self.headers} {(self.body or b'')[:200]}"


class Generator:
    """known: the values that there are, by the name of the parameter. documents, files: bodies."""

    def __init__(self, random, known, documents, files):
        self.random, self.known, self.documents, self.files = random, known, documents, files
        self.etags = ['"x"']

    def value(self, name):
        if self.random.random() < 0.85 and name in self.known:
            return self.random.choice(self.known[name])
        return self.random.choice(ODD_TEXTS)

    def path(self, operation):
        steps = []
        for step in operation.path.split("/"):
            value = self.value(step[1:-1]) if step.startswith("{") else step
            steps.append(urllib.parse.quote(value, safe="@"))
        if self.random.random() < 0.01:
            steps.insert(self.random.randrange(len(steps) + 1), self.random.choice(ODD_TEXTS[:8]))
            steps = [urllib.parse.quote(step) for step in steps]
        return "/".join(steps) + self.query(operation)

    def query(self, operation):
        names = [name for name in operation.names("query") if self.random.random() < 0.4]
        if self.random.random() < 0.03:
            names.append(self.random.choice(ODD_TEXTS))
        if self.random.random() < 0.03:
            names = names * self.random.choice((2, 3, 70))
        pairs = [(name, self.value(name)) for name in names]
        return "?" + urllib.parse.urlencode(pairs) if pairs else ""

    def headers(self, operation):
        headers, random = {}, self.random
        for name in operation.names("header"):
            if name in ("If-Match", "If-None-Match") and random.random() < 0.5:
                headers[name] = random.choice((self.etags[-1], random.choice(self.etags), "*", '"x"', "",
                                               "W/" + self.etags[-1], '"', ",,,", '"a", ' + self.etags[-1]))
        if random.random() < 0.3:
            headers["Accept"] = random.choice(ACCEPTS)
        if random.random() < 0.3:
            headers["Accept-Language"] = random.choice(("en", "de", "fr;q=1, en;q=0.1", "", "*", "\xe4"))
        if random.random() < 0.02:
            headers["Expect"] = random.choice(("100-continue", "x"))
        return headers

    def body(self, operation, headers):
        """A body and what has to be said of it, or none."""
        random = self.random
        if not operation.body:
            return random.choice((b"", b"x")) if random.random() < 0.01 else None
        kind = random.random()
        document = random.choice(self.documents)
        if kind < 0.35:
            body = json.dumps(document).encode()
        elif kind < 0.75:
            body = json.dumps(mutate_json(random, document)).encode()
        elif kind < 0.8:
            body = mutate_bytes(random, json.dumps(document).encode())
        elif kind < 0.95:
            media_type, body = random.choice(self.files)
            headers["Content-Type"] = media_type
            if random.random() < 0.7:
                body = mutate_bytes(random, body)
        else:
            body = random.choice((b"", b"{}", b"[" * 5000, b"[" * 300000, b"\xef\xbb\xbf{}", b"null",
                                  b'{"reason": "x"}', b'{"reason": "\\u0000"}', b'{"a":1,"a":2}'))
        headers.setdefault("Content-Type", random.choice(TYPES) if random.random() < 0.1 else TYPES[0])
        self.wrap(headers, body)
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.compress(body) if random.random() < 0.8 else mutate_bytes(random, gzip.compress(body))
        return body

    def wrap(self, headers, body):
        if self.random.random() < 0.1:
            headers["Content-Encoding"] = self.random.choice(("gzip", "identity", "br", ""))
        if self.random.random() < 0.1:
            digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
            headers["Content-Digest"] = self.random.choice((f"sha-256=:{digest}:", "sha-256=:x:", "md5=:x:"))

    def request(self, operation):
        random = self.random
        headers = self.headers(operation)
        who = random.choice(self.known["who"])
        own = "{key}" in operation.path and random.random() < 0.8
        path = self.path(operation)
        if own:  # mostly as the municipality that the path names
            who = urllib.parse.unquote(path.split("/")[5].split("?")[0])
            who = who if who in self.known["who"] else random.choice(self.known["who"])
        method = operation.method
        if random.random() < 0.02:
            method = random.choice(("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"))
        elif method == "GET" and random.random() < 0.05:
            method = "HEAD"
        return Request(method, path, who, headers, self.body(operation, headers))
