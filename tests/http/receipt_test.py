"""Receipts: signed, chained, and worth something to people who do not trust the service."""

import base64
import hashlib
import json
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from daemon import Daemon, DaemonTest, Programme, path_of, self_check, wait_until  # noqa: E402
from harness import EXAMPLE, ctl, main  # noqa: E402

KEY = "12072"


def document(level):
    return {"edition": "v1", "answers": {"STR.1.01": {"level": level}}}


def canonical(receipt):
    return json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class ReceiptTest(DaemonTest):
    def keys(self):
        return self.daemon.get("/v1/keys").json

    def receipt(self, round_id, number):
        return self.daemon.get(f"{path_of(round_id, KEY)}/versions/{number}/receipt", KEY).json

    def write(self, name, content):
        path = pathlib.Path(self.programme.directory.name) / f"file-{name}"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def verify(self, receipt, file, *more, keys=None):
        """What verify-receipt says, without configuration, database or network."""
        return ctl("verify-receipt", self.write("receipt.json", receipt),
                   self.write("file", file), "--keys",
                   self.write("keys.json", keys or self.keys()), *more)

    def holds(self, done, *answers):
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertEqual([line.split()[:2] for line in done.stdout.splitlines()],
                         [[answer, "right"] for answer in answers])

    def fails(self, done, answer, reason):
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, fr"(?m)^{answer} +WRONG +.*{reason}")
        self.assertRegex(done.stderr, "^weltoffenctl: .* does not hold for ")


class Signed(ReceiptTest):
    def test_a_receipt_is_signed_as_it_stands(self):
        round_id = self.programme.round("signed")
        given = self.daemon.put(round_id, KEY, document(1)).json["receipt"]
        header, payload, signature = given["jws"].split(".")
        self.assertEqual(decoded(payload), canonical(given["receipt"]))
        self.assertEqual(json.loads(decoded(header)),
                         {"alg": "EdDSA", "kid": given["receipt"]["keyId"], "typ": "JWS"})
        self.assertEqual(len(decoded(signature)), 64)
        self.assertEqual(self.receipt(round_id, 1), given)
        self.assertEqual(self.daemon.put(round_id, KEY, document(1)).json["receipt"], given)

    def test_the_keys_are_open_to_everybody_and_public_only(self):
        reply = self.daemon.get("/v1/keys")
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.headers["Cache-Control"], "public, max-age=300")
        for key in reply.json["keys"]:
            self.assertEqual({name: key[name] for name in ("kty", "crv", "alg", "use")},
                             {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig"})
            self.assertEqual(set(key), {"kty", "crv", "alg", "use", "kid", "x"})
        again = self.daemon.get("/v1/keys", If_None_Match=reply.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))

    def test_each_receipt_names_the_one_before_it_whatever_happens(self):
        round_id = self.programme.round("chain")
        path, etag = path_of(round_id, KEY), None
        for level in (0, 1, 2):
            reply = self.daemon.put(round_id, KEY, document(level),
                                    **({"If_Match": etag} if etag else {}))
            etag = reply.headers["ETag"]
        withdrawn = self.daemon.request("DELETE", path, KEY, json.dumps({"reason": "erfunden"}),
                                        {"If-Match": etag})
        etag = withdrawn.headers["ETag"]
        for level in (2, 3):
            reply = self.daemon.put(round_id, KEY, document(level), If_Match=etag)
            etag = reply.headers["ETag"]
        previous = None
        for number in range(1, 6):
            receipt = self.receipt(round_id, number)["receipt"]
            self.assertEqual((receipt["version"], receipt["previous"]), (number, previous))
            previous = hashlib.sha256(canonical(receipt)).hexdigest()

    def test_a_receipt_verifies_offline_with_three_files(self):
        round_id = self.programme.round("offline")
        body = self_check(KEY)
        answer = self.daemon.put(round_id, KEY, body).json
        for receipt in (answer, answer["receipt"]):
            self.holds(self.verify(receipt, body), "signature", "payload", "number", "file")

    def test_other_bytes_verify_by_what_they_say(self):
        round_id = self.programme.round("content")
        receipt = self.daemon.put(round_id, KEY, document(3)).json["receipt"]
        other_bytes = json.dumps(document(3), indent=4).encode()
        catalogue = ["--catalogue", EXAMPLE / "catalogue-v1.json"]
        self.holds(self.verify(receipt, other_bytes, *catalogue),
                   "signature", "payload", "number", "content")
        self.fails(self.verify(receipt, other_bytes), "file", "only bytes were compared")
        self.fails(self.verify(receipt, document(2), *catalogue), "content", "something else")
        self.fails(self.verify(receipt, document(9), *catalogue), "content", "1 errors")
        self.fails(self.verify(receipt, b"%PDF", *catalogue), "content", "as JSON: Line 1")
        wrong = self.verify(receipt, other_bytes, "--catalogue", EXAMPLE / "catalogue-v2.json")
        self.assertEqual(wrong.returncode, 1)
        self.assertRegex(wrong.stderr, "the receipt is of edition v1")

    def test_one_changed_byte_is_noticed_wherever_it_is(self):
        round_id = self.programme.round("changed")
        body = self_check(KEY)
        given = self.daemon.put(round_id, KEY, body).json["receipt"]
        header, payload, signature = given["jws"].split(".")
        swapped = {"A": "B"}
        for part, jws in (
                ("header", f"{header[:-2]}{swapped.get(header[-2], 'A')}{header[-1]}.{payload}"
                           f".{signature}"),
                ("payload", f"{header}.{swapped.get(payload[0], 'A')}{payload[1:]}.{signature}"),
                ("signature", f"{header}.{payload}.{swapped.get(signature[0], 'A')}"
                              f"{signature[1:]}")):
            with self.subTest(part):
                self.fails(self.verify({**given, "jws": jws}, body), "signature", "")
        for member, value in (("receivedAt", "2020-01-01T00:00:00.000000Z"), ("bytes", 1),
                              ("version", 7), ("previous", "0" * 64)):
            changed = {**given, "receipt": {**given["receipt"], member: value}}
            with self.subTest(member):
                self.fails(self.verify(changed, body), "payload", "another receipt")
        self.fails(self.verify(given, body + b" "), "file", "not those")
        number = given["receipt"]["number"]
        slip = number[:-1] + ("0" if number[-1] != "0" else "1")
        changed = {**given, "receipt": {**given["receipt"], "number": slip}}
        self.fails(self.verify(changed, body), "number", f"has to be {number}")

    def test_a_receipt_of_an_unknown_key_or_none_does_not_hold(self):
        round_id = self.programme.round("foreign")
        body = self_check(KEY)
        given = self.daemon.put(round_id, KEY, body).json["receipt"]
        self.fails(self.verify(given, body, keys={"keys": []}), "signature", "lacks the key")
        self.fails(self.verify({**given, "jws": None}, body), "signature", "not signed")
        for arguments in ([], ["--keys"]):
            self.assertEqual(ctl("verify-receipt", "a", "b", *arguments).returncode, 2)
        self.assertEqual(ctl("verify-receipt", "/nowhere", "b", "--keys", "c").returncode, 1)


class Rotation(ReceiptTest):
    """Each test has a daemon of its own, whose key it changes."""

    def reload(self, key):
        before = self.daemon.log().count("configuration reloaded")
        self.daemon.configure(receipt_key=key)
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log(fr"(?s)(configuration reloaded.*){{{before + 1}}}")

    def test_a_new_key_signs_and_old_receipts_still_verify(self):
        round_id = self.programme.round("rotated")
        body = self_check(KEY)
        old = self.daemon.put(round_id, KEY, body)
        key = self.programme.new_key()
        self.reload(key)
        kids = [entry["kid"] for entry in self.keys()["keys"]]
        self.daemon.wait_for_log(f"receipts are signed key={kids[0]}")
        new = self.daemon.put(round_id, KEY, document(1), If_Match=old.headers["ETag"])
        self.assertEqual(new.json["receipt"]["receipt"]["keyId"], kids[0])
        self.assertEqual(old.json["receipt"]["receipt"]["keyId"], kids[1])
        self.holds(self.verify(old.json, body), "signature", "payload", "number", "file")
        self.holds(self.verify(new.json, json.dumps(document(1)).encode()),
                   "signature", "payload", "number", "file")

    def test_a_key_that_cannot_be_used_leaves_the_old_one_in_force(self):
        round_id = self.programme.round("kept")
        kid = self.daemon.put(round_id, "09174", document(1)).json["receipt"]["receipt"]["keyId"]
        stranger = Programme("stranger")
        self.addCleanup(stranger.drop)
        folder = pathlib.Path(self.programme.directory.name)
        (folder / "broken").write_text("no key")
        for key, reason in ((stranger.receipt_key, "key of receipts not used .*does not know it"),
                            (folder / "broken", "not reloaded .*no private key in PEM"),
                            (folder / "missing", "not reloaded .*cannot be read")):
            with self.subTest(reason):
                self.reload(key)
                self.daemon.wait_for_log(reason)
                self.assertEqual(self.daemon.health("/ready"), 200)
        reply = self.daemon.put(round_id, KEY, document(1))
        self.assertEqual(reply.json["receipt"]["receipt"]["keyId"], kid)
        self.reload(self.programme.receipt_key)


class Start(ReceiptTest):
    def daemon_with(self, key):
        daemon = Daemon(self.programme, receipt_key=key)
        self.addCleanup(daemon.close)
        return daemon

    def test_without_a_key_receipts_say_that_nobody_signed_them(self):
        round_id = self.programme.round("unsigned")
        daemon = self.daemon_with("").start()
        daemon.wait_for_log("receipts are not signed")
        receipt = daemon.put(round_id, KEY, document(1)).json["receipt"]
        self.assertEqual((receipt["jws"], receipt["receipt"]["keyId"]), (None, None))
        self.assertEqual(self.receipt(round_id, 1), receipt)

    def test_a_key_that_nobody_can_look_up_signs_nothing(self):
        stranger = Programme("unknown_key")
        self.addCleanup(stranger.drop)
        round_id = self.programme.round("unknown")
        daemon = self.daemon_with(stranger.receipt_key).start(until_ready=False)
        daemon.wait_for_log("key of receipts not used .*in_force=none")
        self.assertEqual(daemon.health("/ready"), 503)
        wait_until(lambda: "the database does not know it" in daemon.operator("/ready").json["reason"],
                   "every connection is there, and the key is what is missing")
        reply = daemon.put(round_id, KEY, document(1))
        self.is_problem(reply, 503, "unavailable")
        self.assertEqual(self.programme.versions(round_id), 0)
        self.assertEqual(daemon.put(round_id, KEY, document(1), "?dry-run=true").status, 200)

    def test_a_file_that_holds_no_key_is_noticed_at_once(self):
        daemon = self.daemon_with("/nowhere/receipt.pem").start(until_ready=False)
        daemon.wait_for_log("cannot start reason=.*receipt_key: /nowhere/receipt.pem")
        self.assertEqual(daemon.process.wait(10), 1)
        daemon.process = None


class Keys(ReceiptTest):
    def test_a_key_is_made_once_and_for_its_owner_only(self):
        path = self.programme.new_key()
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        before = path.read_bytes(), self.keys()
        conninfo = self.programme.conninfo("weltoffend_operator")
        done = ctl("receipt-key", "create", path, database=conninfo)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "is there already and stays as it is")
        self.assertEqual((path.read_bytes(), self.keys()), before)
        done = ctl("receipt-key", "create", "/nowhere/key.pem", database=conninfo)
        self.assertEqual((done.returncode, self.keys()), (1, before[1]))

    def test_the_list_has_every_key_newest_first(self):
        self.programme.new_key()
        lines = self.programme.ctl("receipt-key", "list").splitlines()[1:]
        self.assertEqual([line.split()[0] for line in lines],
                         [key["kid"] for key in self.keys()["keys"]])

    def test_a_public_key_never_changes_or_leaves(self):
        for role in ("weltoffend", "weltoffend_operator", None):
            for change in ("UPDATE receipt_key SET created_at = now()", "DELETE FROM receipt_key",
                           "TRUNCATE receipt_key"):
                with self.subTest(role=role, change=change), self.assertRaises(RuntimeError):
                    self.programme.query(change, role)


if __name__ == "__main__":
    main()
