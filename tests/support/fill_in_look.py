"""A self-check filled in on the page, in Chromium and one language: tests/portal/fill_in.mjs and
fill_in_states.mjs do it."""

import json
import pathlib

from daemon import JSON_TYPE, Daemon, Programme, path_of, self_check
from form import filled_in
from harness import EXAMPLE
from portal import run_portal

SOURCE = "05334002"
WAYS = 7  # one municipality for each way of looking
MEASURE = {"goal": "STR.1", "aim": "Ein Konzept für <alle>", "measure": "Beschluss vorbereiten",
           "responsible": "Stabsstelle", "priority": "1", "due": "2027-03-31", "status": "planned"}
# What the others handed in a year before.
EARLIER = {
    "STR.1.01": {"level": 3, "comment": "Beschlossen im Mai; die Umsetzung <beginnt> mit dem "
                                        "Haushaltsjahr und wird jährlich fortgeschrieben."},
    "STR.1.02": {"state": "not_applicable", "reason": "no_concept"},
    "STR.1.03": {"state": "unknown"},
    "STR.2.02": {"count": 4.125},
    "STR.2.04": {"yes": True},
    "STR.2.05": {"count": 11, "of": 24},
}


def hand_in_earlier(programme, daemon, keys):
    round_id = programme.round("2025", opens="2025-01-01")
    body = json.dumps({"edition": "v1", "answers": EARLIER}).encode()
    for key in keys:
        reply = daemon.request("PUT", path_of(round_id, key), key, body, JSON_TYPE)
        assert reply.status == 201, reply.body
    programme.query(f"UPDATE round SET closes_at = '2025-12-31' WHERE id = '{round_id}'")
    return round_id


def look(language, script="fill_in.mjs", first_time=0):
    """first_time: how many of the municipalities take part for the first time."""
    programme = Programme(script.removesuffix(".mjs").replace("_", "") + language)
    folder = pathlib.Path(programme.directory.name)
    daemon = Daemon(programme, site_name="Selbstcheck Musterland")
    catalogue = json.loads((EXAMPLE / "catalogue-v1.json").read_text())
    document = json.loads(self_check(SOURCE))
    keys = programme.query("SELECT key FROM municipality ORDER BY key").splitlines()[:WAYS]
    try:
        daemon.start()
        told = {"earlier": hand_in_earlier(programme, daemon, keys[first_time:]),
                "round": programme.round("2026"),
                "closed": programme.round("2026-fruehjahr", closes="2026-05-31"),
                "keys": [programme.token(key) for key in keys], "measure": MEASURE,
                "fields": [field["id"] for field in catalogue["fields"]],
                "entries": {field["id"]: filled_in(document, field)
                            for field in catalogue["fields"]}}
        (folder / "stages.json").write_text(json.dumps(told))
        return run_portal(script, f"http://127.0.0.1:{daemon.port}", folder / "stages.json",
                          language)
    finally:
        daemon.close()
        programme.drop()

