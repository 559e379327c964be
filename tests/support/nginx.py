"""nginx for tests, with the configuration that is installed as an example and nothing changed in it
but names of files, ports and the log."""

import getpass
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from certificates import Certificates
from daemon import PATIENCE, free_port, wait_until
from harness import SOURCE

EXAMPLE = SOURCE / "config" / "nginx.conf.example"

FRAME = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    log_format plain '$uri $upstream_status';
    {more}
    include {folder}/weltoffend.conf;
    server {{
        listen 127.0.0.1:{static_port};
        access_log off;
        location / {{ return 200 "static"; }}
    }}
}}
"""


def upstream(listens):
    """What of the example has to be another to reach the daemon there."""
    if isinstance(listens, int):
        return [("    server unix:/run/weltoffend/http.sock;\n", ""),
                ("    # server 127.0.0.1:8080;\n", f"    server 127.0.0.1:{listens};\n")]
    return [("server unix:/run/weltoffend/http.sock;", f"server unix:{listens};")]


class Nginx:
    """In a with block: plain on `port`, TLS on `tls_port`, and by itself on `static_port`."""

    def __init__(self, daemon_socket, limit_connections=1000, more=""):
        """The daemon listens on a socket, or on a port: a number. Directives in more are of the http block."""
        self.directory = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.directory.name)
        self.certificates = Certificates()
        self.port, self.tls_port, self.static_port = free_port(), free_port(), free_port()
        self.process = None
        certificate, key = self.certificates.issue()
        text = EXAMPLE.read_text()
        for before, after in (
                ("listen 443 ssl;",
                 f"listen 127.0.0.1:{self.tls_port} ssl; listen 127.0.0.1:{self.port};"),
                ("listen [::]:443 ssl;", ""),
                *upstream(daemon_socket),
                ("server_name selbstcheck.example;", "server_name localhost;"),
                ("/etc/weltoffend/tls.pem", certificate), ("/etc/weltoffend/tls.key", key),
                ("/var/log/nginx/weltoffend.log weltoffend", f"{self.folder}/access.log plain"),
                ("/var/log/nginx/weltoffend-error.log", f"{self.folder}/weltoffend-error.log"),
                ("limit_conn weltoffend 64;", f"limit_conn weltoffend {limit_connections};")):
            if text.count(before) != 1:
                raise AssertionError(f"the example no longer has: {before}")
            text = text.replace(before, str(after))
        (self.folder / "weltoffend.conf").write_text(text)
        (self.folder / "nginx.conf").write_text(
            FRAME.format(user=getpass.getuser(), folder=self.folder, static_port=self.static_port,
                         more=more))

    def __enter__(self):
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
        if program is None:
            sys.exit("nginx is not installed: config/packages has it")
        self.process = subprocess.Popen(
            [program, "-p", self.folder, "-c", self.folder / "nginx.conf"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=(self.folder / "stderr").open("wb"))
        try:
            wait_until((self.folder / "pid").exists, "nginx has started")
        except AssertionError as late:
            raise AssertionError((self.folder / "stderr").read_text()) from late
        return self

    def finish(self):
        """Ends it when every request has its answer and its line in the log."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.certificates.close()
        self.directory.cleanup()

    def requests(self):
        """A line for each request that nginx saw: the path, and the status of the daemon's answer,
        or "-" where nginx did not hand it on."""
        return (self.folder / "access.log").read_text().splitlines()
