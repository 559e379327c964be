"""A transaction that is held open while something else runs into it."""

import subprocess

from daemon import wait_until

END = "said all that"
WAITING = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND wait_event_type = 'Lock' AND ({})"""


class Held:
    """A superuser's transaction, begun with this SQL; the end of a with block ends it."""

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

    def begin(self, sql):
        """Begins more of it, which may have to wait itself; end() waits for that."""
        self.psql.stdin.write(f"{sql};\n\\echo {END}\n")
        self.psql.stdin.flush()

    def end(self):
        said = []
        while (line := self.psql.stdout.readline()) != f"{END}\n":
            if not line:
                raise RuntimeError("".join(said))
            said.append(line)

    def say(self, sql):
        """Runs more of it to its end."""
        self.begin(sql)
        self.end()

    def let_go(self):
        self.say("COMMIT")

    def wait_for(self, *whom):
        """Until each of these waits for a lock, said in terms of pg_stat_activity."""
        for who in whom:
            wait_until(lambda who=who: int(self.database.query(WAITING.format(who))) > 0,
                       f"{who} waits for a lock")
