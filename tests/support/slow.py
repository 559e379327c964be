"""Slow clients, many at once, in a process of their own."""

import multiprocessing
import resource
import socket
import time

DESCRIPTORS = 4096
CLIENTS_PER_ADDRESS = 50  # below the daemon's default of connections_per_client


def raise_descriptors():
    """Lets this process and those it starts have more files open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(DESCRIPTORS, hard), hard))


class Manner:
    """How a slow client behaves: what it sends at first, and what it drips then; one that drips
    nothing reads drop by drop instead."""

    def __init__(self, first, drips=b""):
        self.first = first
        self.drips = drips


def connect(number, port, manner, trusting):
    client = socket.socket()
    client.bind((f"127.0.1.{1 + number // CLIENTS_PER_ADDRESS}", 0))
    if not manner.drips:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    if trusting is not None:
        client = trusting.wrap_socket(client, server_hostname="localhost")
    client.sendall(manner.first)
    client.setblocking(False)
    return client


def drip(client, manner):
    try:
        if manner.drips:
            client.send(manner.drips)
        else:
            client.recv(1)
    except OSError:
        pass  # it is not ready, or the daemon has had enough: the test counts connections


def live(port, manners, count, authority, ready, drips):
    trusting = None if authority is None else authority()
    clients = []
    for n in range(count):
        manner = manners[n * len(manners) // count]
        clients.append((connect(n, port, manner, trusting), manner))
    ready.set()
    while True:
        for client, manner in clients:
            drip(client, manner)
            drips.value += 1
            time.sleep(1 / count)


class SlowClients:
    """In a with block: so many of them, each kind as often, one kind after the other; a byte a second
    from or to each, or less often when the machine is busy; fifty of them from each address. authority
    makes the SSLContext to connect with, in their process; None is plain."""

    def __init__(self, port, manners, count, authority=None):
        context = multiprocessing.get_context("fork")
        self.ready = context.Event()
        self.drips = context.Value("q", 0, lock=False)  # how many bytes they sent or asked for
        self.process = context.Process(target=live, daemon=True,
                                       args=(port, manners, count, authority, self.ready,
                                             self.drips))

    def __enter__(self):
        self.process.start()
        if not self.ready.wait(60):
            raise AssertionError("the slow clients do not get in")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.join()
