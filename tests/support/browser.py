"""A browser as far as the door of the pages cares: cookies, redirects by hand, and what it says of
where a request comes from."""

import http.client
import re
import urllib.parse

from daemon import Reply

SESSION = "__Host-weltoffend"
ENTRY = "__Host-weltoffend-entry"
FORM = "application/x-www-form-urlencoded"


class Browser:
    def __init__(self, daemon):
        self.daemon = daemon
        self.cookies = {}

    def request(self, method, path, body=None, site="same-origin", **headers):
        """headers with underscores; one of None is left out."""
        fields = {"Sec-Fetch-Site": site, "Accept": "text/html,*/*;q=0.8",
                  "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())
                            or None}
        fields.update({name.replace("_", "-"): value for name, value in headers.items()})
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=30)
        try:
            connection.request(method, path, body,
                               {name: value for name, value in fields.items() if value is not None})
            reply = Reply(connection.getresponse())
        finally:
            connection.close()
        for line in reply.headers.get_all("Set-Cookie") or []:
            name, value = re.match("([^=]+)=([^;]*)", line).groups()
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return reply

    def get(self, path, **headers):
        return self.request("GET", path, **headers)

    def post(self, path, fields, **headers):
        body = fields if isinstance(fields, bytes) else urllib.parse.urlencode(fields).encode()
        return self.request("POST", path, body, **{"Content_Type": FORM, **headers})

    def sign_in(self, who, **fields):
        """With the access key of who, as in Programme.token(), or an access key."""
        key = who if "wok_" in who else self.daemon.database.token(who)
        return self.try_key(key, **fields)

    def try_key(self, key, **fields):
        """With what somebody types into the form."""
        return self.post("/anmelden", {"csrf": self.entry(), "key": key, **fields})

    def entry(self):
        """What forms carry that are sent without a session. They give this browser the cookie for it,
        too; who is signed in is not shown one, so it is asked for without that."""
        own = self.cookies.get(ENTRY)
        page = self.get("/?next=", Cookie=own and f"{ENTRY}={own}").body.decode()
        return re.search('name="csrf" value="([^"]+)"', page).group(1)

    def csrf(self):
        """What the forms of a page carry: every page has the one for signing out."""
        page = self.get("/datenschutz").body.decode()
        return re.search('name="csrf" value="([^"]+)"', page).group(1)

    @property
    def is_signed_in(self):
        """Whether the daemon knows this browser: the first page leads on only then."""
        return self.get("/").status == 303
