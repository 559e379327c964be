"""A self-check filled in on the page, in Chromium and one language: tests/portal/fill_in.mjs does it."""

import json
import pathlib

from daemon import Daemon, Programme, self_check
from form import filled_in
from harness import EXAMPLE
from portal import run_portal

SOURCE = "05334002"
WAYS = 10  # one municipality for each way of looking
MEASURE = {"goal": "STR.1", "aim": "Ein Konzept für <alle>", "measure": "Beschluss vorbereiten",
           "responsible": "Stabsstelle", "priority": "1", "due": "2027-03-31", "status": "planned"}


def look(language):
    programme = Programme(f"fillinlook{language}")
    folder = pathlib.Path(programme.directory.name)
    daemon = Daemon(programme, site_name="Selbstcheck Musterland")
    catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_text())
    document = json.loads(self_check(SOURCE))
    keys = programme.query("SELECT key FROM municipality ORDER BY key").splitlines()[:WAYS]
    try:
        told = {"round": programme.round("2026"),
                "closed": programme.round("2026-fruehjahr", closes="2026-05-31"),
                "keys": [programme.token(key) for key in keys], "measure": MEASURE,
                "fields": [field["id"] for field in catalogue["fields"]],
                "entries": {field["id"]: filled_in(document, field)
                            for field in catalogue["fields"]}}
        (folder / "stages.json").write_text(json.dumps(told))
        daemon.start()
        return run_portal("fill_in.mjs", f"http://127.0.0.1:{daemon.port}", folder / "stages.json",
                          language)
    finally:
        daemon.close()
        programme.drop()

