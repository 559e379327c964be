"""A transaction that is held open while something else runs into it."""

import subprocess

from daemon import wait_until

END = "said all that"
WAITING = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND usename LIKE 'weltoffend%'"""


class Held:
    """A superuser's transaction, begun with this SQL; a with block ends it, committed if let go."""

    def __init__(self, database, sql):
        self.database = database
        self.psql = subprocess.Popen(
            ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database.conninfo()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.say(f"BEGIN; {sql}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.psql.kill()
        self.psql.wait()
        self.psql.stdin.close()
        self.psql.stdout.close()

    def say(self, sql):
        """Runs more of it; returns the lines that it printed."""
        self.psql.stdin.write(f"{sql};\n\\echo {END}\n")
        self.psql.stdin.flush()
        lines = []
        while (line := self.psql.stdout.readline()) != f"{END}\n":
            if not line:
                raise RuntimeError("".join(lines))
            lines.append(line)
        return "".join(lines)

    def wait_for_others(self):
        """Until a connection of ours waits for a lock."""
        wait_until(lambda: int(self.database.query(WAITING)) > 0, "somebody waits for a lock")

    def let_go(self):
        self.say("COMMIT")
