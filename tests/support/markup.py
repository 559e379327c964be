"""A page read as strictly as our own templates write it: what a browser would repair is a mistake here,
since a value that was not escaped looks just like that. Also its forms and links."""

import html
import re

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
ATTRIBUTE = re.compile(r'\s+([a-zA-Z][a-zA-Z0-9:-]*)(?:="([^"<]*)")?')
TOKEN = re.compile(
    r"(?P<doctype>\A<!DOCTYPE html>)|<!--(?P<comment>.*?)-->|</(?P<end>[a-zA-Z][a-zA-Z0-9-]*)>|"
    r'<(?P<start>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:\s+[a-zA-Z][a-zA-Z0-9:-]*(?:="[^"<]*")?)*)\s*'
    r"(?P<closed>/?)>|(?P<text>[^<]+)", re.DOTALL)
BARE = re.compile(r"&(?!(?:[a-zA-Z]+|#[0-9]+|#x[0-9a-fA-F]+);)")
CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
ADDRESS = {"href", "src", "action", "formaction", "data-href"}
SAFE = re.compile(r"(/(?![/\\])|#|\?|https?://|mailto:|data:image/)")


class Field:
    """A control of a form, or one button or one radio button of it."""

    def __init__(self, tag, attributes):
        self.tag, self.attributes = tag, attributes
        self.name = attributes["name"]
        self.type = attributes.get("type", "text") if tag == "input" else tag
        self.value = attributes.get("value", "")
        self.is_chosen = "checked" in attributes
        self.options = []


class Form:
    def __init__(self, attributes):
        self.action, self.method = attributes.get("action"), attributes.get("method", "get").upper()
        self.is_upload = attributes.get("enctype") == "multipart/form-data"
        self.fields = []


class Page:
    """complaints: what is wrong with the markup, as texts; forms; links: the addresses it leads to."""

    def __init__(self, text):
        self.complaints, self.forms, self.links = [], [], []
        self._open, self._ids = [], set()
        self._form = self._field = None
        at = 0
        while at < len(text):
            token = TOKEN.match(text, at)
            if token is None:
                self._complain("no markup of ours", text[at:at + 200])
                break
            self._take(token)
            at = token.end()
        if self._open:
            self._complain("not closed", self._open)
        if not text.startswith("<!DOCTYPE html>"):
            self._complain("no doctype", text[:40])
        found = CONTROL.search(text)
        if found:
            self._complain("a control character", text[found.start() - 40:found.end()])

    def _complain(self, what, where):
        self.complaints.append(f"{what}: {where!r}")

    def _take(self, token):
        if token["start"]:
            self._begin(token["start"], token["attributes"], bool(token["closed"]))
        elif token["end"]:
            self._end(token["end"])
        elif token["text"]:
            self._text(token["text"])

    def _attributes(self, tag, text):
        found = {}
        for name, value in ATTRIBUTE.findall(text):
            if name in found:
                self._complain(f"{name} twice on {tag}", text)
            if BARE.search(value):
                self._complain("a bare &", value)
            found[name] = html.unescape(value)
            if name in ADDRESS and not SAFE.match(found[name]):
                self._complain(f"an address in {name}", value)
            if name.startswith("on") or name == "style":
                self._complain(f"{name} on {tag}", value)
        if "id" in found:
            if found["id"] in self._ids:
                self._complain("an id twice", found["id"])
            self._ids.add(found["id"])
        return found

    def _begin(self, tag, text, is_closed):
        attributes = self._attributes(tag, text)
        if "x-mark" in (tag, *attributes):
            self._complain("what was sent is markup", f"<{tag}{text}>")
        if tag == "form":
            self._form = Form(attributes)
            self.forms.append(self._form)
        elif tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif self._form and tag in ("input", "textarea", "select", "button") and "name" in attributes:
            self._field = Field(tag, attributes)
            self._form.fields.append(self._field)
        elif self._field and tag == "option":
            self._field.options.append(attributes.get("value", ""))
            if "selected" in attributes:
                self._field.value = attributes["value"]
        if tag not in VOID and not is_closed:
            self._open.append(tag)

    def _end(self, tag):
        if not self._open or self._open.pop() != tag:
            self._complain("closed without being open", tag)
        if tag == "form":
            self._form = None
        if tag in ("textarea", "select", "button"):
            self._field = None

    def _text(self, text):
        if BARE.search(text):
            self._complain("a bare &", text[:200])
        if self._field and self._field.tag == "textarea":
            self._field.value += html.unescape(text)
