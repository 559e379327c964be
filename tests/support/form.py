"""Forms of pages as a browser sends them, and a self-check in the fields of those that fill it in."""

import html.parser


class _Forms(html.parser.HTMLParser):
    """The fields of the form with this action, with their values."""

    def __init__(self, action):
        super().__init__()
        self.action = action
        self.inside = False
        self.fields = {}
        self.area = self.select = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.inside = given.get("action") == self.action
        if not self.inside:
            return
        if tag == "input" and "name" in given:
            if given.get("type") != "radio" or "checked" in given:
                self.fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self.area = given["name"]
            self.fields[self.area] = ""
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given:
            self.fields[self.select] = given["value"]

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.fields[self.area] += data


def form_of(page, action):
    """What a browser would send if nothing were changed."""
    forms = _Forms(action)
    forms.feed(page)
    assert forms.fields, f"no form {action} on the page"
    return forms.fields


def number(value):
    """As somebody in Germany types it, so that it can mean nothing else."""
    text = f"{value:.15g}".replace(".", ",")
    return text + "0" if "," in text and len(text.split(",")[1]) == 3 else text


def fields_of(indicator, answer):
    """The fields of one indicator; None for no answer."""
    answer = answer or {}
    choice = {"unknown": "unknown", "skipped": "skipped",
              "not_applicable": f"because.{answer.get('reason')}"}.get(answer.get("state"), "")
    if "level" in answer:
        choice = str(answer["level"])
    if "yes" in answer:
        choice = "yes" if answer["yes"] else "no"
    fields = {f"comment.{indicator}": answer.get("comment", "")}
    if choice:
        fields[f"choice.{indicator}"] = choice
    for part in ("count", "of"):
        if part in answer:
            fields[f"{part}.{indicator}"] = number(answer[part])
    return fields


def filled_in(document, field):
    """The fields of a page: the answers of the document to a field of the catalogue."""
    fields = {}
    for goal in field["goals"]:
        for indicator in goal["indicators"]:
            fields.update(fields_of(indicator["id"], document["answers"].get(indicator["id"])))
    return fields
