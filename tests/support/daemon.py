"""The whole daemon for tests: a programme in a database of its own, and weltoffend beside it.

WELTOFFEND   path of the program
"""

import datetime
import http.client
import json
import pathlib
import random
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from harness import ENVIRONMENT, EXAMPLE, Database, ctl, needed

KEYS = sorted(path.stem for path in (EXAMPLE / "self-checks").glob("*.json"))
JSON_TYPE = {"Content-Type": "application/json"}


def self_check(key):
    """The bytes of an example self-check."""
    return (EXAMPLE / "self-checks" / f"{key}.json").read_bytes()


def path_of(round_id, key):
    return f"/v1/rounds/{round_id}/self-checks/{key}"


PATIENCE = 60  # seconds for what takes parts of one on an idle machine; a wait ends when it is over


def wait_until(condition, what, seconds=PATIENCE, pause=0.05):
    """Waits until the condition gives something that is true, and returns it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(pause)
    raise AssertionError(f"after {seconds} seconds still not so: {what}")


def at_once(functions):
    """Calls all functions in threads that begin together; returns what they return."""
    barrier = threading.Barrier(len(functions))
    results = [None] * len(functions)

    def call(index, function):
        barrier.wait()
        results[index] = function()

    threads = [threading.Thread(target=call, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


_claims = []  # sockets whose names tell other tests which ports are this process's, to its end


def free_port():
    """A port below those that the kernel gives to clients: one that tries to connect while nobody
    listens could get the very port it wants to reach as its own, and so take it. No other test is
    given it, also not while the daemon that it is for is away. Browsers refuse some ports, the highest
    of them 10080 (https://fetch.spec.whatwg.org/#port-blocking)."""
    while True:
        port = random.randrange(10081, 32000)
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0weltoffend-test-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        return port


class Programme(Database):
    """A database with a catalogue and a roster, the example's unless told otherwise; rounds and
    tokens as they are needed."""

    def __init__(self, name, edition="v1", roster=EXAMPLE / "roster.csv"):
        super().__init__(name)
        self.edition = edition
        self.tokens = {}
        self.initialize()
        self.ctl("catalogue", "publish", EXAMPLE / f"catalogue-{edition}.json")
        self.ctl("roster", "import", roster)
        self.directory = tempfile.TemporaryDirectory()
        self.receipt_key = self.new_key()

    def ctl(self, *arguments):
        """weltoffenctl as the operator; what it says on standard output."""
        done = ctl(*arguments, database=self.conninfo("weltoffend_operator"))
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.stderr}")
        return done.stdout.strip()

    def round(self, round_id, opens="2026-01-01", closes="2099-12-31"):
        """Makes a round, open unless told otherwise, and returns its id."""
        self.ctl("round", "create", round_id, "--edition", self.edition, "--opens", opens,
                 "--closes", closes, "--reference-date", "2024-12-31")
        return round_id

    def today(self):
        """The day it is where rounds open and close."""
        return datetime.date.fromisoformat(
            self.query("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date"))

    def new_key(self):
        """Makes a key to sign receipts with, and returns its file."""
        folder = pathlib.Path(self.directory.name)
        path = folder / f"receipt-{len(list(folder.iterdir()))}.pem"
        self.ctl("receipt-key", "create", path)
        return path

    def token(self, who):
        """A token for "director", "operator" or a municipality's key; always the same."""
        if who not in self.tokens:
            self.tokens[who] = self.new_token(who)
        return self.tokens[who]

    def new_token(self, who):
        role = ["--role", who]
        if who not in ("director", "operator"):
            role = ["--role", "municipality", "--municipality", who]
        return self.ctl("token", "issue", *role, "--name", f"test {who}")

    def versions(self, round_id, key=None):
        """How many versions are stored."""
        return int(self.query(f"SELECT count(*) FROM version WHERE round = '{round_id}'" +
                              (f" AND municipality = '{key}'" if key else "")))


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Daemon:
    """weltoffend with a configuration of its own, on free ports."""

    program = "WELTOFFEND"  # the variable with its path

    def __init__(self, database, environment=None, **options):
        self.database = database
        self.directory = tempfile.TemporaryDirectory()
        self.config = pathlib.Path(self.directory.name) / "weltoffend.conf"
        self.port, self.operator_port = free_port(), free_port()
        self.environment = {**ENVIRONMENT, **(environment or {})}
        self.process = None
        self.options = {
            "listen": f"127.0.0.1:{self.port}",
            "listen_operator": f"127.0.0.1:{self.operator_port}",
            "database": database.conninfo("weltoffend"),
            "database_read": database.conninfo("weltoffend_reading"),
            "database_publishing": database.conninfo("weltoffend_publishing"),
            "disclosure_key": self.make_key(),
            "run_interval": 0,
            "receipt_key": getattr(database, "receipt_key", ""),
            # Tests come from one address and ask more than anybody; those of limits set their own.
            "rate_address": 0,
            "rate_token": 0,
            "sign_in_failures": 1000000,
        }
        self.configure(**options)

    def make_key(self):
        """A disclosure key of its own: the same in every run, so that the same is withheld."""
        path = pathlib.Path(self.directory.name) / "disclosure.key"
        path.write_text("a" * 64 + "\n")
        return path

    def configure(self, **options):
        self.options.update(options)
        lines = [f"{name} = {value}\n" for name, value in self.options.items()]
        self.config.write_text("".join(lines))

    def start(self, until_ready=True):
        with (self.config.parent / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [needed(self.program), "--config", self.config], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env=self.environment)
        if until_ready:
            self.wait_until_ready()
        return self

    def wait_until_ready(self, seconds=PATIENCE):
        try:
            wait_until(lambda: self.health("/ready") == 200, "the daemon is ready", seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.log()}") from late

    def stop(self, how=signal.SIGTERM, seconds=PATIENCE):
        """Ends it, which has to go well; stopping twice is fine."""
        if self.process is None:
            return
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(how)
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired as late:
            process.kill()
            process.wait()
            raise AssertionError(f"it does not end:\n{self.log()}") from late
        if status != (-how if how == signal.SIGKILL else 0):
            raise AssertionError(f"it ended with {status}:\n{self.log()}")

    def close(self):
        """Stops it and removes its files."""
        try:
            self.stop()
        finally:
            self.directory.cleanup()

    def log(self):
        return (self.config.parent / "log").read_text()

    def wait_for_log(self, pattern, seconds=PATIENCE):
        """Waits for a line of the log, and returns the match."""
        try:
            return wait_until(lambda: re.search(pattern, self.log(), re.MULTILINE), pattern,
                              seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}\n{self.log()}") from late

    def request(self, method, path, who=None, body=None, headers=None):
        """One request on a connection of its own; who as in Programme.token, or a token."""
        headers = dict(headers or {})
        if who is not None:
            token = who if who.startswith("wok_") else self.database.token(who)
            headers["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, who=None, **headers):
        """Headers with underscores: If_None_Match."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, who, headers=fields)

    def put(self, round_id, key, document, query="", who=None, **headers):
        """Hands in a document or bytes, as JSON unless told otherwise."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.request("PUT", path_of(round_id, key) + query, who or key, body,
                            {**JSON_TYPE, **fields})

    def health(self, path):
        """The status of a page for operators, 0 if nobody answers."""
        try:
            return self.operator(path).status
        except OSError:
            return 0

    def operator(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.operator_port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def hand_in_all(self, round_id, keys=KEYS):
        """Hands in the example self-checks, and returns the replies by key."""
        replies = at_once([lambda key=key: self.put(round_id, key, self_check(key))
                           for key in keys])
        return dict(zip(keys, replies))

    def run(self, round_id):
        """Asks for a run, waits until it has ended, and returns it."""
        asked = self.request("POST", f"/v1/rounds/{round_id}/runs", "operator")
        return self.await_run(asked.headers["Location"])

    def close_round(self, round_id):
        """Closes it, waits for its final release, and returns the number of that. The daemon makes it
        because it is asked to, or had begun by itself: then what is asked for finds nothing new."""
        self.database.ctl("round", "close", round_id)
        self.run(round_id)
        newest = self.get(f"/v1/rounds/{round_id}/releases", "director").json["releases"][0]
        if not newest["final"]:
            raise AssertionError(newest)
        return newest["release"]

    def await_run(self, location, seconds=PATIENCE):
        def ended():
            shown = self.get(location, "operator").json
            return shown if shown["finishedAt"] else None

        return wait_until(ended, f"{location} has ended", seconds)


class DaemonTest(unittest.TestCase):
    """A programme and a daemon for all tests of a class; each makes its own rounds."""

    options = {}

    @classmethod
    def make_programme(cls):
        return Programme(cls.__name__.lower())

    @classmethod
    def setUpClass(cls):
        cls.programme = cls.make_programme()
        cls.addClassCleanup(cls.programme.drop)
        cls.daemon = Daemon(cls.programme, **cls.options)
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.start()

    def is_problem(self, reply, status, code, stored=None):
        """The reply is this problem as RFC 9457 has it; returns its document."""
        self.assertEqual((reply.status, reply.headers["Content-Type"]),
                         (status, "application/problem+json"), reply.body)
        problem = reply.json
        self.assertEqual((problem["type"], problem["status"]), (f"/problems/{code}", status))
        self.assertEqual(problem["instance"], f"urn:uuid:{reply.headers['X-Request-Id']}")
        self.assertTrue(problem["title"] and problem["detail"])
        self.assertEqual(problem.get("stored"), stored)
        return problem
