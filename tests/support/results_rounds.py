"""Rounds in every state in which somebody may look at results."""

import datetime
import json

from daemon import Programme, at_once, path_of, self_check
from daemon import KEYS
from harness import EXAMPLE

OLD, NEW, FRESH, EMBARGOED = "2025", "2026", "2027", "2026-sonder"
DAYS_OPEN, DAYS_LEFT = 60, 21  # of NEW
NEVER = KEYS[-6:]  # do not hand in for NEW: fewer would point at themselves


def changed(key, edition):
    """The example self-check with another answer."""
    document = json.loads(edition_self_check(key, edition))
    level = document["answers"].get("STR.2.01", {}).get("level", 0)
    document["answers"]["STR.2.01"] = {"level": (level + 1) % 5}
    return json.dumps(document).encode()


def edition_self_check(key, edition):
    """The example self-check, in v2 with some other answers."""
    if edition == "v1":
        return self_check(key)
    document = json.loads(self_check(key))
    document["edition"] = edition
    document["answers"].pop("COM.1.03", None)
    document["answers"]["COM.1.04"] = {"level": int(key[-1]) % 5}
    if "level" in document["answers"].get("STR.1.01", {}):
        document["answers"]["STR.1.01"] = {"level": 4 - int(key[-1]) % 2}
    return json.dumps(document).encode()


class ResultsProgramme(Programme):
    """OLD has a final release behind a provisional one, NEW two provisional ones and a
    correction that waits, EMBARGOED one that only operators see yet, FRESH none and nobody."""

    def __init__(self, name):
        super().__init__(name)
        self.ctl("catalogue", "publish", EXAMPLE / "catalogue-v2.json")
        self.ctl("catalogue", "bridge", EXAMPLE / "bridge-v1-v2.json")
        self.round(OLD, opens="2025-01-01")
        self.edition = "v2"
        today = self.today()
        self.round(NEW, opens=today - datetime.timedelta(DAYS_OPEN),
                   closes=today + datetime.timedelta(DAYS_LEFT))
        self.round(EMBARGOED, opens="2026-02-01")
        self.round(FRESH, opens="2026-03-01")
        at_once([lambda who=who: self.token(who) for who in (*KEYS, "director", "operator")])

    def fill(self, daemon):
        """Hands in, corrects, publishes and closes."""
        self.put(daemon, OLD, KEYS[:-1], "v1")
        self.publish(daemon, OLD)
        daemon.close_round(OLD)
        self.put(daemon, NEW, [key for key in KEYS if key not in NEVER], "v2")
        self.publish(daemon, NEW)
        for key in KEYS[:6]:
            self.correct(daemon, NEW, key)
        self.publish(daemon, NEW)
        self.correct(daemon, NEW, KEYS[7])
        self.spread(NEW)
        self.put(daemon, EMBARGOED, KEYS[:20], "v2")
        run = self.query(
            "INSERT INTO run (round, cause, requested_by, embargo_until) VALUES "
            f"('{EMBARGOED}', 'operator', 'test', '2099-01-01T09:00:00Z') RETURNING id")
        if daemon.await_run(f"/v1/runs/{run}")["state"] != "published":
            raise RuntimeError("no release under embargo")

    def spread(self, round_id):
        """Writes the versions of a round back to days since its opening, since nobody can wait for
        them: few at first, many in the end."""
        self.query("SET session_replication_role = replica; "  # versions are frozen
                   "UPDATE version SET received_at = received_at - days * interval '1 day' FROM ("
                   f"SELECT municipality, floor({DAYS_OPEN - 2} * (1 - sqrt("
                   "row_number() OVER (ORDER BY md5(municipality)) / count(*) OVER ()::float)))"
                   f" AS days FROM self_check WHERE round = '{round_id}') AS taking_part "
                   f"WHERE round = '{round_id}' AND number = 1"
                   " AND version.municipality = taking_part.municipality")

    def put(self, daemon, round_id, keys, edition):
        replies = at_once([lambda key=key: daemon.put(round_id, key,
                                                      edition_self_check(key, edition))
                           for key in keys])
        for reply in replies:
            if reply.status != 201:
                raise RuntimeError(reply.body)

    def correct(self, daemon, round_id, key):
        etag = daemon.get(path_of(round_id, key), key).headers["ETag"]
        reply = daemon.put(round_id, key, changed(key, "v2"), If_Match=etag)
        if reply.status != 200:
            raise RuntimeError(reply.body)

    def publish(self, daemon, round_id):
        state = daemon.run(round_id)["state"]
        if state != "published":
            raise RuntimeError(f"{round_id}: {state}")
