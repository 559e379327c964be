"""Pages of results in Chromium, in one language: tests/portal/results.mjs looks at them."""

from daemon import KEYS, Daemon, free_port, wait_until
from portal import run_portal
from results_rounds import FRESH, NEW, OLD, ResultsProgramme


def run_results_portal(language):
    programme = ResultsProgramme(f"results_portal_{language}")
    daemon = Daemon(programme)
    away = Daemon(programme)
    away.configure(database=f"host=127.0.0.1 port={free_port()} user=nobody dbname=nothing")
    try:
        daemon.start()
        programme.fill(daemon)
        programme.round("2098", opens="2098-01-01")
        programme.round("niemand", opens="2024-01-01")
        programme.query("DELETE FROM participant WHERE round = 'niemand'")
        away.start(until_ready=False)
        wait_until(lambda: away.health("/live") == 200, "the daemon without a database lives")
        return run_portal("results.mjs", language, f"http://localhost:{daemon.port}", OLD, NEW,
                          FRESH, programme.token("director"), programme.token(KEYS[0]),
                          f"http://localhost:{away.port}", programme.token("operator"))
    finally:
        away.close()
        daemon.close()
        programme.drop()
