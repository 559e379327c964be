"""A programme in which there is something of everything that the operator's pages show."""

from daemon import KEYS, Daemon, Programme, self_check
from harness import EXAMPLE

RUN = """INSERT INTO run (round, state, cause, requested_by, started_at, heartbeat_at, finished_at,
                          progress, message)
         VALUES ('{}', '{}', 'operator', 'test', now(), now(), {}, {}, {})"""


class Operated(Programme):
    """Rounds "moving" (open, with a release, one under embargo, and a run that does not end),
    "planned" (of an edition that no bridge leads to) and "nobody" (without participants)."""

    def __init__(self, name):
        super().__init__(name)
        self.round("moving", closes="2099-06-30")
        self.round("nobody")
        self.ctl("catalogue", "publish", EXAMPLE / "catalogue-v2.json")
        edition, self.edition = self.edition, "v2"
        self.round("planned", opens="2098-01-01")
        self.edition = edition
        self.query("DELETE FROM participant WHERE round = 'nobody'")
        self.ctl("round", "extend", "moving", KEYS[0], "--until", "2099-12-31T12:00")
        revoked, expired = (self.new_token(KEYS[2]) and self.newest() for _ in range(2))
        self.ctl("token", "revoke", revoked)
        self.query(f"UPDATE token SET expires_at = now() - interval '1 day' WHERE id = {expired}")
        self.token("director")
        self.ctl("token", "rotate", self.newest())
        for key in (KEYS[3], KEYS[4], KEYS[4], KEYS[5]):
            self.ctl("invite", key, "--name", f"Rathaus {key}")
        self.query("UPDATE invitation SET created_at = now() - interval '9 days', "
                   f"expires_at = now() - interval '1 day' WHERE municipality = '{KEYS[5]}'")

    def newest(self):
        return self.query("SELECT max(id) FROM token")

    def fill(self, daemon):
        """Hands in, publishes, withdraws; then runs that no daemon made."""
        for key in KEYS[:8]:
            daemon.put("moving", key, self_check(key))
        daemon.run("moving")
        daemon.put("moving", KEYS[8], self_check(KEYS[8]))
        self.ctl("run", "now", "moving", "--embargo", "2099-01-01")
        etag = daemon.get(f"/v1/rounds/moving/self-checks/{KEYS[0]}", KEYS[0]).headers["ETag"]
        daemon.request("DELETE", f"/v1/rounds/moving/self-checks/{KEYS[0]}", KEYS[0],
                       b'{"reason": "Irrtum im Amt"}',
                       {"Content-Type": "application/json", "If-Match": etag})
        self.query(RUN.format("moving", "held-back", "now()", 0, "'nothing has changed'"))
        self.query(RUN.format("moving", "failed", "now()", 40, "'the runner died'"))
        self.query(RUN.format("moving", "running", "NULL", 40, "NULL"))
        self.query("SELECT audit_open('many/1'); INSERT INTO audit (actor, action, subject) "
                   "SELECT 'daemon', 'sign-in', i::text FROM generate_series(1, 120) AS i")


def operated(name, **options):
    """Such a programme, and a daemon that is started before it."""
    programme = Operated(name)
    daemon = Daemon(programme, run_heartbeat=3600, **options).start()
    programme.fill(daemon)
    return programme, daemon
