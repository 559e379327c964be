"""Every page beside the function, signing in, invitations, and every kind of error page, in Chromium:
tests/portal/pages_look_test.mjs looks at them."""

import contextlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, Daemon, Programme, free_port, wait_until  # noqa: E402
from portal import run_portal  # noqa: E402

IMPRINT = "Stadt Musterstadt\nRathausplatz 1\n12345 Musterstadt\n\nVertreten durch <die> Rätin & Co."
PRIVACY = "Verantwortlich ist die Stadt Musterstadt.\n\nAufsicht: Landesbeauftragte."
WAYS = 12 + 3  # in which pages_look_test.mjs opens an invitation


def invitations(programme):
    """Paths of invitations in every state."""
    def invite(key):
        link = programme.ctl("invite", key, "--name", f"Rathaus {key}")
        return link.removeprefix("http://localhost:8080")

    replaced, expired = invite(KEYS[0]), invite(KEYS[1])
    programme.query("UPDATE invitation SET created_at = now() - interval '9 days', expires_at = "
                    f"now() - interval '1 day' WHERE municipality = '{KEYS[1]}'")
    return {"keyboard": invite(KEYS[0]), "replaced": replaced, "expired": expired,
            "invitations": [invite(key) for key in KEYS[2:2 + WAYS]]}


def main():
    with contextlib.ExitStack() as rest:
        def begin(programme, is_away=False, **options):
            daemon = Daemon(programme, **options)
            rest.callback(daemon.close)
            if is_away:
                daemon.configure(database=f"host=127.0.0.1 port={free_port()} user=nobody dbname=no")
            daemon.start(until_ready=not is_away)
            wait_until(lambda: daemon.health("/live") == 200, "the daemon lives")
            return f"http://127.0.0.1:{daemon.port}"

        programme, broken = Programme("look"), Programme("look_broken")
        rest.callback(programme.drop)
        rest.callback(broken.drop)
        folder = pathlib.Path(programme.directory.name)
        (folder / "imprint").write_text(IMPRINT)
        (folder / "privacy").write_text(PRIVACY)
        given = {
            "bare": begin(programme),
            "filled": begin(programme, site_name="Selbstcheck Musterland",
                            site_operator="Stadt Musterstadt",
                            site_contact="hilfe@musterstadt.example",
                            site_imprint=folder / "imprint", site_privacy=folder / "privacy",
                            site_enforcement="https://durchsetzung.example/"),
            "strict": begin(programme, sign_in_failures=1),
            "broken": begin(broken),
            "away": begin(programme, is_away=True),
            "municipality": programme.token(KEYS[20]),
            "operator": programme.token("operator"),
            "revoked": programme.new_token(KEYS[21]),
            "brokenKey": broken.token("operator"),
            **invitations(programme),
        }
        programme.ctl("token", "revoke", programme.query(
            f"SELECT id FROM token WHERE municipality = '{KEYS[21]}'"))
        broken.query("REVOKE INSERT (action) ON audit FROM weltoffend")
        return run_portal("pages_look_test.mjs", json.dumps(given))


if __name__ == "__main__":
    sys.exit(main())
