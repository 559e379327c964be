"""What pages may answer, in one place: the statuses of each route, and what every answer of a page has
to be, whatever was asked."""

import gzip
import re

from markup import Page

# By method: shown, led on or to the sign-in, wrong parameters or a form that cannot be read, not for
# this role or not from here, no such thing; for what was sent also too large and of another type.
# Problems of HTTP itself are those of the API, x-transport in its description.
ANY = {"GET": {200, 303, 400, 403, 404}, "HEAD": {200, 303, 400, 403, 404},
       "POST": {303, 400, 403, 404, 413, 415}}

# What some routes may answer beside that.
MORE = {
    ("GET", "/einladung/{code}"): {410},  # opened already, or over
    ("POST", "/einladung/{code}"): {200, 410},  # the access key, shown once
    ("POST", "/anmelden"): {422},  # not an access key, or not a valid one
    ("GET", "/abgabe/{round}/fassungen/{number}/datei"): {410},  # erased
    ("GET", "/abgabe/{round}/pruefen"): {409, 422},  # what is wrong with the file that waits
    ("GET", "/abgabe/{round}/abgeben"): {409, 422},
    ("POST", "/abgabe/{round}/pruefen"): {409, 422},  # not open; mistakes, each with its place
    ("POST", "/abgabe/{round}/abgeben"): {409, 412, 422},  # nothing waits, another version, mistakes
    ("POST", "/abgabe/{round}/zurueckziehen"): {409, 410, 412, 422},  # closed, gone, stale, no reason
    ("POST", "/abgabe/{round}/ausfuellen"): {409, 412, 422},  # another draft, mistakes
    ("POST", "/abgabe/{round}/ausfuellen/massnahmen"): {409, 422},
    ("POST", "/abgabe/{round}/ausfuellen/{field}"): {409, 422},
}

HTML = "text/html; charset=utf-8"
COOKIE = re.compile(r"__Host-weltoffend(-entry)?=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict|"
                    r"__Host-weltoffend(-entry)?=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0|"
                    r"lang=(de|en); Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax")
LOCATION = re.compile(r"/(?![/\\])[!-~]*")  # of this service, and a whole header field
OF_PAGES = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Request-Id")


def statuses(method, path):
    """Of this page route, without those of HTTP itself."""
    return ANY[method] | MORE.get(("GET" if method == "HEAD" else method, path), set())


def every_status(routes):
    return set().union(*(statuses(route["method"], route["path"]) for route in routes))


def body_of(answer):
    packed = answer.headers["Content-Encoding"] == "gzip"
    return gzip.decompress(answer.body) if packed else answer.body


def judge(answer):
    """What is wrong with it as an answer of a page, as texts, and the page if it is one."""
    complaints = []
    for name, value in answer.headers.items():
        if name.lower() == "x-mark" or not re.fullmatch("[\t -~]*", value):
            complaints.append(f"the header field {name}: {value!r}")
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        if not COOKIE.fullmatch(cookie):
            complaints.append(f"the cookie {cookie!r}")
    refresh = answer.headers["Refresh"]
    location = answer.headers["Location"] if refresh is None else refresh.removeprefix("0; url=")
    if location is not None and not LOCATION.fullmatch(location):
        complaints.append(f"leads to {location!r}")
    if answer.status == 303 and (location is None or answer.body):
        complaints.append("303 without an address, or with a body")
    if answer.headers["Content-Type"] != HTML or not answer.body:
        return complaints, None
    complaints += [f"no {name}" for name in OF_PAGES if name not in answer.headers]
    try:
        page = Page(body_of(answer).decode("utf-8"))
    except UnicodeDecodeError as wrong:
        return complaints + [f"not UTF-8: {wrong}"], None
    return complaints + page.complaints, page
