"""A municipality's own position in Chromium, in one language: tests/portal/position.mjs looks at
it in every state."""

import json
import pathlib

from daemon import KEYS, Daemon
from portal import run_portal
from results_rounds import FRESH, NEW, NEVER, OLD, ResultsProgramme


def states(programme, daemon):
    """The first one is what nearly everybody sees: a final release with bands."""
    late = NEVER[0]
    programme.put(daemon, NEW, [late], "v2")
    programme.put(daemon, FRESH, [KEYS[1]], "v2")
    rows = [("release", OLD, "", KEYS[0]), ("suppressed", NEW, "?group=band-3", KEYS[0]),
            ("not-included", NEW, "", late), ("no-release", FRESH, "", KEYS[1]),
            ("not-taken-part", FRESH, "", KEYS[0])]
    return [{"name": name, "path": f"/abgabe/{round_id}/position{query}",
             "key": programme.token(key)} for name, round_id, query, key in rows]


def walk(language):
    """Looks at every state in this language; the exit status."""
    programme = ResultsProgramme(f"position_{language}")
    daemon = Daemon(programme)
    try:
        daemon.start()
        programme.fill(daemon)
        told = pathlib.Path(programme.directory.name) / "states.json"
        told.write_text(json.dumps(states(programme, daemon)))
        return run_portal("position.mjs", language, f"http://127.0.0.1:{daemon.port}", told)
    finally:
        daemon.close()
        programme.drop()
