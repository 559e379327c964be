"""The operator's whole task in Chromium: tests/portal/operation_task.mjs does it."""

import contextlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, Daemon, Programme, self_check  # noqa: E402
from operated import operated  # noqa: E402
from portal import run_portal  # noqa: E402

ROUNDS = [f"round-{number}" for number in range(1, 14)]  # one for each way and one more


def main():
    with contextlib.ExitStack() as rest:
        programme = Programme("operation_task")
        rest.callback(programme.drop)
        task = Daemon(programme)
        rest.callback(task.close)
        task.start()
        for name in ROUNDS:
            programme.round(name)
            for key in KEYS[:5]:
                task.put(name, key, self_check(key))
        states, of_states = operated("operation_task_states")
        rest.callback(states.drop)
        rest.callback(of_states.close)
        keys = {"task": programme.token("operator"), "states": states.token("operator")}
        return run_portal("operation_task.mjs", json.dumps(keys), ",".join(ROUNDS),
                          f"http://127.0.0.1:{task.port}",
                          f"http://127.0.0.1:{of_states.port}")


if __name__ == "__main__":
    sys.exit(main())
