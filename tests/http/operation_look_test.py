"""The operator's pages in every state, in Chromium: tests/portal/operation.mjs looks at them."""

import contextlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import Daemon, Programme, free_port, wait_until  # noqa: E402
from operated import operated  # noqa: E402
from portal import run_portal  # noqa: E402


def address(daemon):
    return f"http://127.0.0.1:{daemon.port}"


def main():
    with contextlib.ExitStack() as rest:
        def begin(programme, **options):
            rest.callback(programme.drop)
            daemon = Daemon(programme, **options)
            rest.callback(daemon.close)
            return daemon

        empty = begin(Programme("operation_empty")).start()
        states, of_states = operated("operation_states")
        rest.callback(states.drop)
        rest.callback(of_states.close)
        away = begin(Programme("operation_away"))
        away.configure(database=f"host=127.0.0.1 port={free_port()} user=nobody dbname=nothing")
        away.start(until_ready=False)
        wait_until(lambda: away.health("/live") == 200, "the daemon without a database lives")
        keys = {"empty": empty.database.token("operator"), "states": states.token("operator")}
        return run_portal("operation.mjs", json.dumps(keys),
                          *map(address, (empty, of_states, away)))


if __name__ == "__main__":
    sys.exit(main())
