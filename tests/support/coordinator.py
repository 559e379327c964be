"""A coordinator at a browser, as far as HTTP goes: chooses files, looks at pages and hands in."""

import hashlib
import html
import json
import re

from browser import Browser
from daemon import DaemonTest

KEY = "12072"
ANSWERS = {"STR.1.01": {"level": 3, "comment": "Erfunden <b>ä</b>"}, "STR.1.02": {"yes": True},
           "STR.2.04": {"state": "unknown"}}
DOCUMENT = {"edition": "v1", "answers": ANSWERS}
CHANGED = {"edition": "v1", "answers": {**ANSWERS, "STR.1.01": {"level": 2}}}
BOUNDARY = "----weltoffend-test"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def text_of(reply):
    """What somebody reads on the page: without its markup."""
    body = re.search(r"<main.*</main>", reply.body.decode(), re.DOTALL).group()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title_of(reply):
    return html.unescape(re.search("<title>(.*)</title>", reply.body.decode()).group(1))


def fields_of(reply, action):
    """The hidden fields and texts of the form that goes to this address."""
    page = reply.body.decode()
    form = re.search(f'<form[^>]*action="{action}"[^>]*>(.*?)</form>', page, re.DOTALL)
    fields = re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group(1))
    fields += re.findall('<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', form.group(1))
    return {name: html.unescape(value) for name, value in fields}


class CoordinatorTest(DaemonTest):
    def setUp(self):
        self.browser = self.coordinator()

    def coordinator(self, key=KEY):
        browser = Browser(self.daemon)
        self.assertEqual(browser.sign_in(key).status, 303)
        return browser

    def upload(self, round_id, content, name="selbstcheck.json", media_type="application/json",
               browser=None, csrf=None):
        """Chooses a file on the page of the round and sends it; content None: none is chosen."""
        browser = browser or self.browser
        if isinstance(content, dict):
            content = json.dumps(content).encode()
        head = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'
                f'{csrf or browser.csrf()}\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; '
                f'name="file"; filename="{"" if content is None else name}"\r\n'
                f'Content-Type: {media_type}\r\n\r\n')
        body = head.encode() + (content or b"") + f"\r\n--{BOUNDARY}--\r\n".encode()
        return browser.request("POST", f"/abgabe/{round_id}/pruefen", body,
                               Content_Type=f"multipart/form-data; boundary={BOUNDARY}")

    def check(self, round_id, content, browser=None, status=200, **file):
        """Uploads a file that may be handed in, or one with mistakes; the page that says so."""
        reply = self.upload(round_id, content, browser=browser, **file)
        self.assertEqual((reply.status, reply.headers["Location"]),
                         (303, f"/abgabe/{round_id}/pruefen"), reply.body.decode())
        page = (browser or self.browser).get(f"/abgabe/{round_id}/pruefen")
        self.assertEqual(page.status, status, page.body.decode())
        return page

    def submit(self, round_id, page, browser=None, **fields):
        action = f"/abgabe/{round_id}/abgeben"
        return (browser or self.browser).post(action, {**fields_of(page, action), **fields})

    def hand_in(self, round_id, content, browser=None, **file):
        """From the file to the receipt; the receipt's page."""
        page = self.check(round_id, content, browser, **file)
        reply = self.submit(round_id, page, browser)
        self.assertEqual(reply.status, 303, reply.body.decode())
        receipt = (browser or self.browser).get(reply.headers["Location"])
        self.assertEqual(receipt.status, 200)
        return receipt

    def waiting(self, round_id):
        return self.programme.query(
            f"SELECT municipality, sha256 FROM pending_upload WHERE round = '{round_id}'")
