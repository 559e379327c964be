"""weltoffenctl import: many self-checks at once, each accounted for."""

import http.server
import json
import os
import pathlib
import pty
import shutil
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import KEYS, DaemonTest, free_port, self_check  # noqa: E402
from harness import EXAMPLE, ENVIRONMENT, ctl, main, needed  # noqa: E402

import subprocess  # noqa: E402

SELF_CHECKS = EXAMPLE / "self-checks"
OTHER = b'{"edition": "v1", "answers": {"STR.1.01": {"level": 2}}}'
FAULTY = b'{"edition": "v1", "answers": {"STR.1.01": {"level": 9}, "STR.9.99": {"yes": true}}}'
COUNTS = ("stored", "unchanged", "done before", "differ", "refused", "failed", "not tried")


class ImportTest(DaemonTest):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.report = self.directory / "report.ndjson"
        self.folder = self.directory / "in"
        self.folder.mkdir()

    def put(self, *keys, **others):
        """Files of examples, and others: _09174=b"..."."""
        for key in keys:
            shutil.copy(SELF_CHECKS / f"{key}.json", self.folder)
        for key, content in others.items():
            (self.folder / f"{key[1:]}.json").write_bytes(content)

    def tokens(self, keys=KEYS):
        path = self.directory / "tokens.csv"
        lines = [f"{key};{self.programme.token(key)}\r\n" for key in keys]
        path.write_text("\ufeffkey;token\r\n" + "".join(lines))
        return path

    def run_import(self, round_id, path=None, *more, url=None, keys=KEYS, report=True):
        written = ["--report", self.report] if report else []
        return ctl("import", round_id, path or self.folder, "--url",
                   url or f"http://127.0.0.1:{self.daemon.port}/", "--token-file",
                   self.tokens(keys), *written, *more)

    def lines(self):
        return [json.loads(line) for line in self.report.read_text().splitlines()]

    def counted(self, done, status=0, **wanted):
        """The last line counts every input once; returns the lines before it."""
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        lines = done.stdout.splitlines()
        counts = {name.replace("_", " "): number for name, number in wanted.items()}
        said = ", ".join(f"{counts.get(name, 0)} {name}" for name in COUNTS)
        self.assertEqual(lines[-1], f"{sum(wanted.values())} inputs: {said}")
        return lines[:-1]


class Import(ImportTest):
    def test_a_folder_is_handed_in_and_every_file_is_in_the_report(self):
        round_id = self.programme.round("folder")
        done = self.run_import(round_id, SELF_CHECKS)
        self.assertEqual(self.counted(done, stored=len(KEYS)), [])
        lines = self.lines()
        self.assertEqual([line["input"] for line in lines], [f"{key}.json" for key in KEYS])
        for line in lines:
            self.assertEqual((line["outcome"], line["status"], line["version"], line["round"]),
                             ("stored", 201, 1, round_id))
            self.assertRegex(line["receipt"], f"^{round_id}-{line['municipality']}-1-....$")
        self.assertEqual(self.programme.versions(round_id), len(KEYS))
        self.assertEqual(self.programme.query(
            f"SELECT string_agg(encode(bytes, 'escape'), '') IS NULL FROM version "
            f"WHERE round = '{round_id}' AND municipality = '{KEYS[0]}' "
            f"AND sha256 <> encode(sha256(bytes), 'hex')"), "t")

    def test_a_repeat_is_harmless(self):
        round_id = self.programme.round("repeat")
        self.put(*KEYS[:3])
        self.counted(self.run_import(round_id), stored=3)
        self.report.unlink()
        self.counted(self.run_import(round_id), unchanged=3)
        self.assertEqual(self.programme.versions(round_id), 3)

    def test_each_input_is_accounted_for_whatever_is_wrong_with_it(self):
        round_id = self.programme.round("mixed")
        self.daemon.put(round_id, KEYS[1], OTHER)
        self.put(KEYS[0], KEYS[1], KEYS[3], _09174=FAULTY, _99999999=OTHER, _note=b"x")
        (self.folder / "readme.txt").write_text("nothing to hand in")
        (self.folder / f"{KEYS[4]}.json").mkdir()
        (self.folder / ".hidden").write_text("not meant")
        said = self.counted(self.run_import(round_id, keys=["09174", *KEYS[:3]]), 1,
                            stored=1, differ=1, refused=1, failed=5)
        outcomes = {line["input"]: line for line in self.lines()}
        self.assertEqual({name: line["outcome"] for name, line in outcomes.items()}, {
            f"{KEYS[0]}.json": "stored", f"{KEYS[1]}.json": "differs",
            f"{KEYS[3]}.json": "failed", f"{KEYS[4]}.json": "failed", "09174.json": "refused",
            "99999999.json": "failed", "note.json": "failed", "readme.txt": "failed"})
        refused = outcomes["09174.json"]
        self.assertEqual((refused["errorCount"], refused["status"]), (2, 422))
        self.assertIn("STR.", refused["firstFinding"]["pointer"])
        self.assertIn(refused["firstFinding"]["detail"], refused["message"])
        for name, reason in (("09174.json", "refused: 2 errors"),
                             (f"{KEYS[1]}.json", "differs: "),
                             (f"{KEYS[3]}.json", "failed: there is no token"),
                             ("99999999.json", "failed: '99999999' is no municipality's key"),
                             ("readme.txt", "failed: its name is not KEY.json")):
            self.assertTrue(any(line.startswith(f"{name}: {reason}") for line in said), said)
        self.assertEqual(len(said), 7)
        self.assertEqual(self.daemon.get(f"/v1/rounds/{round_id}/self-checks/{KEYS[1]}",
                                         KEYS[1]).body, OTHER)

    def test_a_file_with_one_self_check_a_line_is_handed_in_byte_for_byte(self):
        round_id = self.programme.round("lines")
        document = b'{"edition":"v1","answers":{"STR.2.03":{"count":12.50,"of":1000.10}}}'
        lines = [b'{"municipality": "%s", "document": %s}' % (key.encode(), document)
                 for key in KEYS[:3]]
        path = self.directory / "all.ndjson"
        path.write_bytes(b"\r\n".join(
            lines + [b"", b"no JSON", b'{"municipality": "09174"}', lines[0]]))
        said = self.counted(self.run_import(round_id, path), 1, stored=3, unchanged=1, failed=3)
        self.assertEqual([line.split(":")[0] for line in said], ["line 4", "line 5", "line 6"])
        self.assertEqual(self.lines()[5]["municipality"], "09174")
        for key in KEYS[:3]:
            reply = self.daemon.get(f"/v1/rounds/{round_id}/self-checks/{key}", key)
            self.assertEqual(reply.body, document)

    def test_it_goes_on_where_it_stopped(self):
        round_id = self.programme.round("resumed")
        self.put(*KEYS[:4], _09174=FAULTY)
        self.counted(self.run_import(round_id), 1, stored=4, refused=1)
        with self.report.open("a") as report:
            report.write('{"input": "cut o')
        self.put(_09174=OTHER, **{f"_{KEYS[0]}": OTHER})
        self.put(KEYS[5])
        done = self.run_import(round_id, None, "--resume")
        self.counted(done, 1, stored=2, differ=1, done_before=3)
        text = self.report.read_text().splitlines()
        self.assertEqual(text[5], '{"input": "cut o')
        self.assertEqual(len(text), 5 + 1 + 3)
        attempts = self.programme.query(
            f"SELECT sum(attempts) FROM self_check WHERE round = '{round_id}'")
        self.assertEqual(attempts, "6")
        other = self.programme.round("resumed-elsewhere")
        self.counted(self.run_import(other, None, "--resume"), stored=6)

    def test_a_report_is_not_overwritten(self):
        round_id = self.programme.round("kept")
        self.put(KEYS[0])
        self.report.write_text("mine\n")
        done = self.run_import(round_id)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, "is there already: --resume goes on with it")
        self.assertEqual(self.report.read_text(), "mine\n")
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_wrong_usage_is_refused_before_anything_is_sent(self):
        round_id = self.programme.round("usage")
        self.put(KEYS[0])
        url = f"http://127.0.0.1:{self.daemon.port}"
        tokens = self.tokens()
        broken = self.directory / "broken.csv"
        base = ["--url", url, "--token-file", tokens]
        for arguments, status, reason in (
                ([round_id, self.folder], 2, "needs --url"),
                ([round_id, self.folder, "--url", url], 2, "needs --token-file"),
                (["../x", self.folder, *base], 2, "ROUND is a round's id"),
                ([round_id, self.folder, "--url", "ftp://x", "--token-file", tokens], 2, "--url"),
                ([round_id, self.folder, *base, "--resume"], 2, "--resume needs"),
                ([round_id, "/nowhere", *base], 1, "/nowhere cannot be opened"),
                ([round_id, "/dev/null", *base], 1, "holds no self-check")):
            with self.subTest(reason):
                done = ctl("import", *arguments)
                self.assertEqual((done.returncode, done.stdout), (status, ""))
                self.assertIn(reason, done.stderr)
        token = self.programme.token(KEYS[0])
        for text, reason in (("09174", "line 1: a line is KEY;TOKEN"),
                             ("key;token\n9174;x", "line 2: it does not begin with a municipality's key"),
                             (f"{token};{KEYS[0]}", "line 1: it does not begin with a"),
                             (f"{KEYS[0]},{token}", "line 1: a line is KEY;TOKEN"),
                             (f"{KEYS[0]};Amt;{token}", "line 1: this is no token"),
                             ("09174;wok_x", "line 1: this is no token")):
            with self.subTest(text):
                broken.write_text(text)
                done = ctl("import", round_id, self.folder, "--url", url, "--token-file", broken)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn(reason, done.stderr)
                self.assertNotIn("wok_", done.stderr)
        self.assertEqual(self.programme.versions(round_id), 0)

    def test_a_terminal_gets_a_progress_bar(self):
        round_id = self.programme.round("bar")
        self.put(*KEYS[:2])
        ours, theirs = pty.openpty()
        done = subprocess.run(
            [needed("WELTOFFENCTL"), "import", round_id, self.folder, "--url",
             f"http://127.0.0.1:{self.daemon.port}", "--token-file", self.tokens()],
            env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs,
            timeout=60, check=False)
        os.close(theirs)
        shown = os.read(ours, 65536).decode()
        os.close(ours)
        self.assertEqual(done.returncode, 0)
        self.assertIn("\r[###############               ] 1/2", shown)
        self.assertIn("\r[##############################] 2/2", shown)
        self.assertTrue(done.stdout.startswith(b"2 inputs: 2 stored"), done.stdout)

    def test_a_closed_round_refuses_all_and_a_wrong_token_fails(self):
        round_id = self.programme.round("closed")
        self.programme.ctl("round", "close", round_id)
        self.put(*KEYS[:2])
        self.counted(self.run_import(round_id), 1, refused=2)
        self.assertEqual([line["status"] for line in self.lines()], [409, 409])
        self.report.unlink()
        token = self.programme.tokens.pop(KEYS[0])
        self.programme.tokens[KEYS[0]] = self.programme.token(KEYS[1])
        self.addCleanup(self.programme.tokens.update, {KEYS[0]: token})
        self.counted(self.run_import(round_id), 1, failed=1, refused=1)
        self.assertEqual(self.lines()[0]["status"], 403)


class Busy(http.server.BaseHTTPRequestHandler):
    """Answers with the statuses of its server, then with that a self-check is stored."""

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, retry_after = self.server.answers.pop(0) if self.server.answers else (201, None)
        self.server.requests.append((self.path, body))
        answer = b'{"result": "stored", "version": 1}' if status == 201 else b""
        self.send_response(status)
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class Patience(ImportTest):
    def serve(self, *answers):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Busy)
        server.answers, server.requests = list(answers), []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        return server

    def test_a_busy_service_is_asked_again(self):
        server = self.serve((503, "1"), (429, "0"), (503, None))
        self.put(*KEYS[:2])
        self.counted(self.run_import("2026", url=self.url), stored=2)
        first = (f"/v1/rounds/2026/self-checks/{KEYS[0]}", self_check(KEYS[0]))
        self.assertEqual(server.requests[:4], [first] * 4)
        self.assertEqual(len(server.requests), 5)

    def test_patience_ends_and_the_rest_is_not_tried(self):
        server = self.serve(*[(503, "0")] * 6)
        self.put(*KEYS[:3])
        self.counted(self.run_import("2026", url=self.url), 1, failed=1, not_tried=2)
        self.assertEqual(len(server.requests), 6)
        self.assertEqual([line["outcome"] for line in self.lines()],
                         ["failed", "not-tried", "not-tried"])
        self.counted(self.run_import("2026", None, "--resume", url=self.url), stored=3)

    def test_a_service_that_is_not_there_is_said_to_be_so(self):
        self.put(*KEYS[:2])
        done = self.run_import("2026", url=f"http://127.0.0.1:{free_port()}")
        said = self.counted(done, 1, failed=1, not_tried=1)
        self.assertRegex(said[0], "failed: Couldn't connect to server")

    def test_an_answer_of_another_service_is_no_success(self):
        self.serve((200, None), (500, None))
        self.put(*KEYS[:2])
        self.counted(self.run_import("2026", url=self.url), 1, failed=2)


if __name__ == "__main__":
    main()
