"""Every page beside the function, and every kind of error page, in Chromium:
tests/portal/pages_look_test.mjs looks at them."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import Daemon, Programme  # noqa: E402
from portal import run_portal  # noqa: E402

IMPRINT = "Stadt Musterstadt\nRathausplatz 1\n12345 Musterstadt\n\nVertreten durch <die> Rätin & Co."
PRIVACY = "Verantwortlich ist die Stadt Musterstadt.\n\nAufsicht: Landesbeauftragte."


def main():
    programme = Programme("look")
    folder = pathlib.Path(programme.directory.name)
    (folder / "imprint").write_text(IMPRINT)
    (folder / "privacy").write_text(PRIVACY)
    bare = Daemon(programme)
    filled = Daemon(programme, site_name="Selbstcheck Musterland", site_operator="Stadt Musterstadt",
                    site_contact="hilfe@musterstadt.example", site_imprint=folder / "imprint",
                    site_privacy=folder / "privacy",
                    site_enforcement="https://durchsetzung.example/")
    try:
        bare.start()
        filled.start()
        return run_portal("pages_look_test.mjs", f"http://127.0.0.1:{bare.port}",
                          f"http://127.0.0.1:{filled.port}")
    finally:
        bare.close()
        filled.close()
        programme.drop()


if __name__ == "__main__":
    sys.exit(main())
