"""The access matrix: who asks, and what each route of `weltoffend --routes` has to answer.

Whatever is not known here fails loudly: a new kind of access, a new capture of a path, a new kind of
body, a new door. Each has its table below, to be extended with the routes that bring it.
"""

import io
import json
import re
import subprocess
import urllib.parse
import zipfile
import zlib

from browser import SESSION
from daemon import JSON_TYPE, KEYS, self_check
from harness import needed

OWN, OTHER = KEYS[0], KEYS[1]  # whose path is asked, and a neighbour on the roster
UNKNOWN = "01051001"           # a municipality that is not on the roster
ROUND = "2026"

# Everybody who may come, and whom the daemon has to take them for: None is nobody.
WHO = {"nobody": None, "own": "own", "other": "other", "director": "director",
       "operator": "operator", "revoked": None, "expired": None, "mistyped": None,
       "invented": None, "no bearer": None}

# Whose tokens are ended when all doors are open: what was got by them counts no more, either.
ENDED = {"revoked", "expired"}

# The access column: whom it lets in.
ACCESS = {
    "open": {None, "own", "other", "director", "operator"},
    "any-role": {"own", "other", "director", "operator"},
    "own": {"own"},
    "municipality": {"own", "other"},  # each sees what its own token leads to
    "oversight": {"director", "operator"},
    "operator": {"operator"},
}

# What who is let in gets, where it is not 200. "*": of every route with this method.
ADMITTED = {
    ("DELETE", "*"): 428,  # no If-Match, so that nothing is gone for the next one
    ("PUT", "/v1/rounds/{round}/self-checks/{key}"): 200,  # "unchanged"
    ("GET", "/v1/rounds/{round}/releases/latest"): 302,
    ("POST", "/v1/rounds/{round}/runs"): 202,
    ("GET", "/static/{file}"): 404,  # names have a digest
}

# The same for pages; a pair: who is not signed in, who is.
ADMITTED_PAGES = {
    ("GET", "/"): (200, 303),
    ("POST", "/anmelden"): 422,  # no key
    ("GET", "/einladung/{code}"): 404,
    ("POST", "/einladung/{code}"): 404,
    ("POST", "/abmelden"): 303,
    ("POST", "/betrieb/runden/{round}/lauf"): 303,
    ("GET", "/abgabe/{round}/pruefen"): 303,  # nothing waits there: back to the round
    ("GET", "/abgabe/{round}/abgeben"): 303,
    ("POST", "/abgabe/{round}/pruefen"): 422,  # no file
    ("POST", "/abgabe/{round}/abgeben"): 409,  # nothing was checked
    ("POST", "/abgabe/{round}/zurueckziehen"): 422,  # no reason
    ("POST", "/abgabe/{round}/ausfuellen"): 303,  # on to the check of the draft
    ("POST", "/abgabe/{round}/ausfuellen/massnahmen"): 409,  # of another draft
    ("POST", "/abgabe/{round}/ausfuellen/{field}"): 409,
    ("GET", "/ergebnisse/{round}/latest"): 303,
}

# Forms that are sent without a session, which prove something else.
ENTRIES = {"/anmelden"}
SIGN_OUT = "/abmelden"

FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}

# The parameters that a route cannot do without.
QUERY = {"/v1/trends": "indicator=STR.1.01&group=all"}


def routes():
    """The route table of the daemon."""
    return json.loads(subprocess.run([needed("WELTOFFEND"), "--routes"], check=True,
                                     capture_output=True, timeout=30).stdout)


def marked(key):
    """An example self-check in which the municipality says something that is found again."""
    document = json.loads(self_check(key if key in KEYS else OWN))
    document["answers"]["STR.1.01"]["comment"] = secret_of(key)
    return json.dumps(document).encode()


def secret_of(key):
    return f"Vertraulich-{zlib.crc32(key.encode()):08x}-{key[::-1]}"


def captures(figure, run):
    """What stands for {name} in a path, but for {key}."""
    return {"round": ROUND, "number": "1", "version": "1", "edition": "v1", "figure": figure,
            "run": run, "code": "forbidden", "file": "x", "field": "STR",
            "form": "csv"}


def bodies(key):
    """Body and headers for each kind of body that a route takes."""
    return {"none": (None, {}), "self-check": (marked(key), JSON_TYPE),
            "draft": (marked(key), JSON_TYPE), "small": (b'{"reason": "x"}', JSON_TYPE),
            "form": (b"csrf=CSRF", FORM_TYPE), "long-form": (b"csrf=CSRF", FORM_TYPE),
            "upload": (b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n--x--\r\n',
                       {"Content-Type": "multipart/form-data; boundary=x"})}


def path_of(route, values, key):
    """The route's path with its captures filled in; an unknown one is a KeyError."""
    path = route["path"]
    for name, value in {**values, "key": key}.items():
        path = path.replace("{" + name + "}", value)
    if "{" in path:
        raise KeyError(f"{path}: say in captures() what stands there")
    return path


def text_of(reply):
    """Everything that an answer says, also inside a workbook."""
    texts = [str(reply.headers).encode(), reply.body]
    if reply.body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(reply.body)) as book:
            texts += [book.read(name) for name in book.namelist()]
    return b"\n".join(texts).decode(errors="replace")


class Api:
    """The door of programs: a bearer token in, problem documents out."""

    def __init__(self, daemon, tokens):
        self.daemon = daemon
        self.tokens = tokens

    def ask(self, method, path, who, body, headers):
        token = self.tokens[who]
        if token is not None:
            scheme = "Basic" if who == "no bearer" else "Bearer"
            headers = {**headers, "Authorization": f"{scheme} {token}"}
        return self.daemon.request(method, path, None, body, headers)

    @staticmethod
    def expected(route, who):
        """The status that this one has to get."""
        if WHO[who] in ACCESS[route["access"]]:
            return ADMITTED.get((route["method"], route["path"]),
                                ADMITTED.get((route["method"], "*"), 200))
        return 401 if WHO[who] is None else 403


class Page(Api):
    """The door of people: a session by the access key, cookie in, pages out."""

    def __init__(self, daemon, tokens):
        super().__init__(daemon, tokens)
        self.sessions = {who: self.sign_in(tokens[who]) for who, owner in WHO.items()
                         if owner is not None or who in ENDED}
        self.to_sign_out = {who: self.sign_in(tokens[who]) for who in ENDED}

    def sign_in(self, token):
        """The cookie of a new session, and what its forms carry."""
        cookie, csrf = self.entry()
        reply = self.daemon.request("POST", "/anmelden", None,
                                    urllib.parse.urlencode({"csrf": csrf, "key": token}).encode(),
                                    {**FORM_TYPE, "Cookie": cookie, "Sec-Fetch-Site": "same-origin"})
        cookie = reply.headers["Set-Cookie"].split(";")[0]
        if not cookie.startswith(f"{SESSION}=") or not self.csrf(cookie):
            raise AssertionError(f"{reply.status}, {cookie}: nobody is signed in by that")
        return cookie, self.csrf(cookie)

    def session_of(self, who, path):
        """The same for whoever comes; None for those who bring no session. A wrong cookie comes with
        the form of another's session. A session of an ended token cannot be made anew, so signing out
        has one of its own: it would hide on the routes behind it that the other still counts."""
        if who in ("nobody", "no bearer"):
            return None
        if who == "invented":
            return f"{SESSION}={'0' * 43}", self.sessions["own"][1]
        if who == "mistyped":
            (name, value), csrf = self.sessions["own"][0].split("="), self.sessions["own"][1]
            return f"{name}={'A' if value[0] != 'A' else 'B'}{value[1:]}", csrf
        return (self.to_sign_out if path == SIGN_OUT and who in ENDED else self.sessions)[who]

    def entry(self):
        """The cookie of somebody on the way in, and what the form carries that comes with it."""
        page = self.daemon.request("GET", "/", None, None, {"Sec-Fetch-Site": "same-origin"})
        return page.headers["Set-Cookie"].split(";")[0], self.csrf_in(page)

    def csrf(self, cookie):
        """What the forms of this session carry; nothing without one."""
        return self.csrf_in(self.daemon.request("GET", "/datenschutz", None, None,
                                                {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}))

    @staticmethod
    def csrf_in(page):
        found = re.search(rb'name="csrf" value="([^"]+)"', page.body)
        return found.group(1) if found else b""

    def ask(self, method, path, who, body, headers):
        """A form goes with its session's own proof, so that what comes of it is the route's access
        and nothing else. A session that was signed out by it is made anew."""
        session = self.session_of(who, path.partition("?")[0])
        if session is not None:
            headers = {**headers, "Cookie": session[0]}
            if body is not None and path not in ENTRIES:
                body = body.replace(b"CSRF", session[1])
        if path in ENTRIES:
            cookie, csrf = self.entry()
            headers["Cookie"] = "; ".join(filter(None, (headers.get("Cookie"), cookie)))
            body = body and body.replace(b"CSRF", csrf)
        if who == "no bearer":  # the token is not for this door
            headers = {**headers, "Authorization": f"Bearer {self.tokens[who]}"}
        reply = self.daemon.request(method, path, None, body,
                                    {**headers, "Sec-Fetch-Site": "same-origin"})
        if path.startswith(SIGN_OUT) and WHO[who] is not None:
            self.sessions[who] = self.sign_in(self.tokens[who])
        return reply

    @staticmethod
    def expected(route, who):
        """Whoever is not known is led to the sign-in."""
        if WHO[who] not in ACCESS[route["access"]]:
            return 303 if WHO[who] is None else 403
        statuses = ADMITTED_PAGES.get((route["method"], route["path"]), 200)
        return statuses[WHO[who] is not None] if isinstance(statuses, tuple) else statuses


# The column `door` of a route, "api" where there is none; another one is a KeyError.
DOORS = {"api": Api, "page": Page}
