"""Pages of results in Chromium, in one language: tests/portal/results.mjs looks at them."""

from daemon import KEYS, Daemon
from portal import run_portal
from results_rounds import FRESH, NEW, OLD, ResultsProgramme


def run_results_portal(language):
    programme = ResultsProgramme(f"results_portal_{language}")
    daemon = Daemon(programme)
    try:
        daemon.start()
        programme.fill(daemon)
        return run_portal("results.mjs", language, f"http://localhost:{daemon.port}", OLD, NEW,
                          FRESH, programme.token("director"), programme.token(KEYS[0]))
    finally:
        daemon.close()
        programme.drop()
