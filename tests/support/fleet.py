"""Clients that hand in self-checks and do not give up: what a municipality's program does when
its connection is cut, or when it is told to come back later."""

import http.client
import json
import queue
import threading
import time

from daemon import JSON_TYPE, path_of


class Upload:
    """One self-check to be handed in, and what came of it."""

    def __init__(self, round_id, key, token, body):
        self.path = path_of(round_id, key)
        self.key = key
        self.headers = {**JSON_TYPE, "Authorization": f"Bearer {token}"}
        self.body = body
        self.tries = 0
        self.status = None  # of the answer, once it is acknowledged
        self.etag = None
        self.answer = None


class Client:
    """One connection, made again when it is lost."""

    def __init__(self, port, patience=60):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        self.patience = patience

    def try_once(self, upload):
        """Whether the upload is acknowledged now."""
        upload.tries += 1
        self.connection.request("PUT", upload.path, upload.body, upload.headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status == 503:
            return False
        if response.status not in (200, 201):
            raise AssertionError(f"{upload.path}: {response.status} {body.decode()}")
        upload.answer = json.loads(body)
        upload.etag = response.headers["ETag"]
        upload.status = response.status
        return True

    def deliver(self, upload):
        """Repeats the same request until it is acknowledged."""
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            try:
                if self.try_once(upload):
                    return
            except (OSError, http.client.HTTPException):
                self.connection.close()
            time.sleep(0.01)
        raise AssertionError(f"{upload.path} is not acknowledged after {self.patience} seconds")


class Fleet:
    """Several clients that work through a list together."""

    def __init__(self, port, clients):
        self.port = port
        self.clients = clients
        self.work = queue.SimpleQueue()
        self.changed = threading.Condition()
        self.done = 0
        self.faults = []
        self.threads = []

    def note(self, fault=None):
        with self.changed:
            self.done += fault is None
            self.faults += [] if fault is None else [fault]
            self.changed.notify_all()

    def client(self):
        client = Client(self.port)
        try:
            while not self.faults:
                for upload in self.work.get_nowait():
                    client.deliver(upload)
                    self.note()
        except queue.Empty:
            pass
        except Exception as fault:  # told to wait_for(), whose thread is the test's
            self.note(fault)
        finally:
            client.connection.close()

    def start(self, work):
        """work yields lists of uploads, or generators of them; each is one client's, in order."""
        for uploads in work:
            self.work.put(uploads)
        self.threads = [threading.Thread(target=self.client) for _ in range(self.clients)]
        for thread in self.threads:
            thread.start()

    def wait_for(self, count, seconds=120):
        """Waits until so many uploads are acknowledged."""
        with self.changed:
            is_there = self.changed.wait_for(lambda: self.faults or self.done >= count, seconds)
        if self.faults:
            raise self.faults[0]
        if not is_there:
            raise AssertionError(f"{self.done} of {count} uploads after {seconds} seconds")

    def join(self):
        for thread in self.threads:
            thread.join()
        if self.faults:
            raise self.faults[0]
