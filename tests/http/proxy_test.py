"""Behind a reverse proxy: whose word is taken, what is counted, and nginx as the example sets it up."""

import http.client
import json
import pathlib
import re
import socket
import time

from daemon import KEYS, Daemon, DaemonTest, Reply, path_of, self_check, wait_until
from exchanges import Wire, statuses, unguarded_replies
from harness import main
from nginx import Nginx

KEY = KEYS[0]
SLOW = {"rate_address": 1, "rate_address_burst": 1}


class ProxyTest(DaemonTest):
    def own(self, **options):
        daemon = Daemon(self.programme, **options)
        self.addCleanup(daemon.close)
        return daemon.start(until_ready=False)

    def behind(self, **options):
        """A daemon that listens on a Unix socket, and its path."""
        path = pathlib.Path(self.daemon.directory.name) / f"listen-{time.monotonic_ns()}"
        daemon = self.own(listen=path, **options)
        daemon.wait_until_ready()
        return daemon, path

    def speak(self, where, *fields, target="/v1/catalogues"):
        """One request with these fields over a Unix socket or a port; the answer's bytes."""
        if isinstance(where, int):
            connection = socket.create_connection(("127.0.0.1", where), timeout=10)
        else:
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(10)
            connection.connect(str(where))
        with connection:
            connection.sendall((f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                                "".join(f"{field}\r\n" for field in fields) + "\r\n").encode())
            said = connection.makefile("rb").read()
            self.assertEqual(unguarded_replies(said), [])
            return said.decode()

    def begin(self, path, round_id, address):
        """A self-check that is let in, and no body; the connection, and what it was told."""
        connection = socket.socket(socket.AF_UNIX)
        self.addCleanup(connection.close)
        connection.settimeout(10)
        connection.connect(str(path))
        connection.sendall((f"PUT {path_of(round_id, KEY)} HTTP/1.1\r\nHost: a\r\n"
                            f"X-Forwarded-For: {address}\r\n"
                            f"Authorization: Bearer {self.programme.token(KEY)}\r\n"
                            "Content-Type: application/json\r\nContent-Length: 2\r\n"
                            "Expect: 100-continue\r\n\r\n").encode())
        said = connection.recv(65536)
        self.assertEqual(unguarded_replies(said), [])
        return connection, said

    def status(self, where, *fields):
        return statuses(self.speak(where, *fields).encode())


class Forwarded(ProxyTest):
    def test_over_a_unix_socket_each_address_has_its_own_rate(self):
        _, path = self.behind(**SLOW)
        one, other = "X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 198.51.100.2"
        self.assertEqual([self.status(path, one), self.status(path, one),
                          self.status(path, other)], ["200", "429", "200"])
        same = "X-Forwarded-For: 203.0.113.9, 198.51.100.1"
        self.assertEqual(self.status(path, same), "429")
        subnet = ["X-Forwarded-For: 2001:db8:0:1::1", "X-Forwarded-For: 2001:db8:0:1:ffff::2",
                  "X-Forwarded-For: 2001:db8:0:2::1"]
        self.assertEqual([self.status(path, field) for field in subnet], ["200", "429", "200"])

    def test_over_tcp_only_a_trusted_proxy_is_believed(self):
        stranger = self.own(**SLOW)
        stranger.wait_until_ready()
        fields = [f"X-Forwarded-For: 198.51.100.{n}" for n in range(3)]
        said = [self.status(stranger.port, field) for field in fields]
        self.assertEqual(said, ["200", "429", "429"])
        trusted = self.own(trusted_proxies="192.0.2.1 127.0.0.0/8", **SLOW)
        trusted.wait_until_ready()
        said = [self.status(trusted.port, field) for field in fields + fields[:1]]
        self.assertEqual(said, ["200", "200", "200", "429"])

    def test_the_loopback_of_ipv6_is_somebody(self):
        _, path = self.behind(**SLOW)
        said = [self.status(path, f"X-Forwarded-For: {address}") for address in ("::1", "::2", "0:0:0:1::1")]
        self.assertEqual(said, ["200", "429", "200"])

    def test_over_ipv6_a_proxy_that_is_not_trusted_has_the_limits_of_one(self):
        daemon = Daemon(self.programme, connections_per_client=2, sign_in_failures=1, rate_address=1,
                        rate_address_burst=3)
        self.addCleanup(daemon.close)
        daemon.configure(listen=f"[::1]:{daemon.port}")
        daemon.start()

        def connect():
            connection = socket.create_connection(("::1", daemon.port), timeout=10)
            self.addCleanup(connection.close)
            return connection

        opened = [connect() for _ in range(3)]
        self.assertEqual(opened[2].recv(1), b"")  # one too many
        for field in ("Authorization: Bearer x", "Authorization: Bearer x"):
            start = time.monotonic()
            opened[0].sendall(f"GET /v1/rounds HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.1"
                              f"\r\n{field}\r\n\r\n".encode())
            self.assertEqual(statuses(opened[0].recv(65536)), "401")
        self.assertGreater(time.monotonic() - start, 0.2)
        said = []
        for _ in range(2):
            opened[1].sendall(b"GET /v1/catalogues HTTP/1.1\r\nHost: a\r\n\r\n")
            said.append(statuses(opened[1].recv(65536)))
        self.assertEqual(said, ["200", "429"])

    def test_those_whom_a_proxy_does_not_name_are_counted_together(self):
        """As with a misspelt forwarded_header: nothing of it is read, so they are as one."""
        daemon, path = self.behind(forwarded_header="forwarded", connections_per_client=2,
                                   sign_in_failures=1, rate_address=1, rate_address_burst=6)
        waits = []
        for n in range(3):
            start = time.monotonic()
            self.assertEqual(statuses(self.speak(
                path, f"X-Forwarded-For: 198.51.100.{n}", "Authorization: Bearer x",
                target="/v1/rounds").encode()), "401")
            waits.append(time.monotonic() - start)
        self.assertLess(waits[0], waits[2])
        self.assertGreater(waits[1], 0.2)
        self.assertGreater(waits[2], 0.45)
        opened = [self.begin(path, "2030", f"198.51.100.{n}") for n in range(3)]
        self.assertEqual([statuses(text) for _, text in opened], ["100", "100", "429"])
        self.assertEqual(self.status(path), "429")  # two open
        for connection, _ in opened:
            connection.close()
        named = "Forwarded: for=198.51.100.1"
        wait_until(lambda: self.unnamed(daemon) == 7, "all are counted")
        self.assertEqual([self.status(path), self.status(path, named)], ["200", "200"])
        self.assertEqual([self.status(path), self.status(path, named)], ["429", "200"])
        self.assertEqual(self.unnamed(daemon), 9)
        self.assertEqual(daemon.log().count("a proxy does not name its clients"), 1)

    def unnamed(self, daemon):
        page = daemon.operator("/metrics").body.decode()
        return int(page.split("\nweltoffend_requests_unnamed_total ")[1].split()[0])

    def test_what_is_malformed_is_refused_where_it_is_believed(self):
        _, path = self.behind()
        for field in ("X-Forwarded-For: nonsense", "X-Forwarded-For:", "X-Forwarded-Proto: ftp",
                      "X-Forwarded-For: 198.51.100.1, unknown"):
            self.assertEqual(self.status(path, field), "400", field)
            self.assertEqual(self.status(self.daemon.port, field), "200", field)

    def test_the_other_field_is_the_clients_own(self):
        _, path = self.behind(forwarded_header="forwarded", **SLOW)
        said = [self.status(path, f"Forwarded: for=198.51.100.1;proto={protocol}",
                            f"X-Forwarded-For: 203.0.113.{n}")
                for n, protocol in enumerate(("https", "http"))]
        self.assertEqual(said, ["200", "429"])

    def test_https_is_to_stay_only_where_it_was(self):
        _, path = self.behind()
        field = "Strict-Transport-Security: max-age=31536000"
        self.assertIn(field, self.speak(path, "X-Forwarded-Proto: https"))
        for where, *fields in ((path, "X-Forwarded-Proto: http"), (path,), (self.daemon.port,),
                               (self.daemon.port, "X-Forwarded-Proto: https")):
            self.assertNotIn("Strict-Transport", self.speak(where, *fields))

    def test_behind_a_proxy_open_requests_are_capped_and_not_connections(self):
        daemon, path = self.behind(connections_per_client=2)
        self.programme.round("2027")

        def begin(address):
            return self.begin(path, "2027", address)

        opened = [begin("198.51.100.1") for _ in range(3)]
        said = [statuses(text) for _, text in opened]
        self.assertEqual(said, ["100", "100", "429"])
        self.assertIn(b"\r\nRetry-After: 1\r\n", opened[2][1])
        page = self.speak(path, "X-Forwarded-For: 198.51.100.1", "Accept: text/html",
                          "Accept-Language: de", target="/abgabe")
        self.assertIn("429 Too Many Requests", page)
        self.assertIn("<title>Fehler: ", page)
        self.assertEqual(statuses(begin("198.51.100.2")[1]), "100")
        opened[0][0].close()
        wait_until(lambda: statuses(begin("198.51.100.1")[1]) == "100", "a place is free")
        self.assertEqual(daemon.process.poll(), None)


class NginxTest(ProxyTest):
    def begin_nginx(self, **options):
        self.nginx = Nginx(**options)
        self.nginx.__enter__()
        self.addCleanup(self.nginx.__exit__)

    def request(self, method, path, body=None, come_from="127.0.0.1", **fields):
        connection = http.client.HTTPSConnection("localhost", self.nginx.tls_port, timeout=20,
                                                 context=self.nginx.certificates.trusting(),
                                                 source_address=(come_from, 0))
        self.addCleanup(connection.close)
        connection.request(method, path, body,
                           {name.replace("_", "-"): value for name, value in fields.items()})
        return Reply(connection.getresponse())


class WithNginx(NginxTest):
    def setUp(self):
        _, path = self.behind(rate_address=60, rate_address_burst=20)
        self.begin_nginx(daemon_socket=path, limit_connections=8)

    def test_a_self_check_arrives_and_is_stored(self):
        round_id = self.programme.round("2028")
        bearer = f"Bearer {self.programme.token(KEY)}"
        reply = self.request("PUT", path_of(round_id, KEY), self_check(KEY), Authorization=bearer,
                             Content_Type="application/json")
        self.assertEqual((reply.status, json.loads(reply.body)["version"]), (201, 1))
        self.assertIn("max-age=31536000", reply.headers["Strict-Transport-Security"])
        too_long = self.request("PUT", path_of(round_id, KEY), b" " * 300000,
                                Authorization=bearer, Content_Type="application/json")
        self.is_problem(too_long, 413, "too-large", stored=False)

    def test_a_form_is_from_here_by_its_origin_with_port_and_https(self):
        here = f"localhost:{self.nginx.tls_port}"
        page = self.request("GET", "/", Accept="text/html")
        csrf = re.search(b'name="csrf" value="([^"]+)"', page.body).group(1)
        cookie = page.headers["Set-Cookie"].split(";")[0]
        for origin, status in ((f"https://{here}", 422), (f"http://{here}", 403),
                               ("https://localhost", 403), (f"https://evil.example:{here[10:]}", 403)):
            with self.subTest(origin):
                reply = self.request("POST", "/anmelden", b"key=&csrf=" + csrf, Origin=origin,
                                     Accept="text/html", Cookie=cookie,
                                     Content_Type="application/x-www-form-urlencoded")
                self.assertEqual(reply.status, status)

    def test_route_and_token_are_judged_before_the_body(self):
        wire = Wire(self.nginx.port)
        self.addCleanup(wire.close)
        start = time.monotonic()
        wire.send(b"POST /v1/rounds/none/runs HTTP/1.1\r\nHost: localhost\r\n"
                  b"Content-Length: 100\r\n\r\n", 1000)
        self.assertEqual(statuses(wire.read(2)), "401")
        self.assertLess(time.monotonic() - start, 3)

    def test_what_a_client_says_of_itself_goes_no_further(self):
        """Were one of these believed, each would have a rate of its own."""
        said = []
        for n in range(30):
            reply = self.request("GET", "/v1/catalogues", X_Forwarded_For=f"198.51.100.{n}",
                                 Forwarded=f"for=203.0.113.{n}", Connection="X-Forwarded-For")
            said.append(reply.status)
        self.assertEqual((said[:20], said[-1]), ([200] * 20, 429))

    def test_underscores_and_named_fields_do_not_get_through(self):
        wire = Wire(self.nginx.port)
        self.addCleanup(wire.close)
        wire.send(b"GET /v1/rounds HTTP/1.1\r\nHost: localhost\r\nX_Forwarded_For: nonsense\r\n"
                  b"X-Forwarded-Proto: https\r\nConnection: close, X-Forwarded-Proto\r\n\r\n", 1000)
        said = wire.read(5)
        self.assertEqual(statuses(said), "401")
        self.assertNotIn(b"Strict-Transport", said)

    def test_connections_to_nginx_are_capped(self):
        """Ten clients that owe a body, of which the test's limit admits eight."""
        round_id = self.programme.round("2029")
        head = (f"PUT {path_of(round_id, KEY)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                f"Bearer {self.programme.token(KEY)}\r\nContent-Type: application/json\r\n"
                "Content-Length: 9\r\n\r\n").encode()
        wires = [Wire(self.nginx.port) for _ in range(10)]
        for wire in wires:
            self.addCleanup(wire.close)
            wire.send(head, 1000)
        said = [statuses(wire.read(0.5)) for wire in wires]
        self.assertEqual((said.count(""), said.count("429")), (8, 2))


class WithNginxOverTcp(NginxTest):
    """The other upstream of the example."""

    def of_clients(self, **options):
        """What two clients, of whom the first comes twice, are told."""
        daemon = self.own(**options, **SLOW)
        daemon.wait_until_ready()
        self.begin_nginx(daemon_socket=daemon.port)
        replies = [self.request("GET", "/v1/catalogues", come_from=client)
                   for client in ("127.0.0.2", "127.0.0.2", "127.0.0.3")]
        return [reply.status for reply in replies], replies[0].headers["Strict-Transport-Security"]

    def test_each_client_has_limits_of_its_own_if_nginx_is_trusted(self):
        self.assertEqual(self.of_clients(trusted_proxies="127.0.0.1"),
                         ([200, 429, 200], "max-age=31536000"))

    def test_all_share_the_limits_of_one_if_it_is_not(self):
        self.assertEqual(self.of_clients(), ([200, 429, 429], None))


if __name__ == "__main__":
    main()
