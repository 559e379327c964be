"""Tokens over their life: issued, used, rotated, expired, revoked; also for several daemons."""

import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from browser import Browser  # noqa: E402
from daemon import KEYS, Daemon, DaemonTest, at_once, wait_until  # noqa: E402
from harness import ctl, main  # noqa: E402

KEY = KEYS[0]
WITHIN = 1  # second, in which a revoked token is refused everywhere


class Tokens(DaemonTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = Daemon(cls.programme)
        cls.addClassCleanup(cls.second.close)
        cls.second.start()
        cls.programme.round("2026")
        cls.path = f"/v1/rounds/2026/self-checks/{KEY}/versions"

    def issue(self, name="x"):
        """A token of the municipality and its number."""
        token = self.programme.ctl("token", "issue", "--role", "municipality", "--municipality",
                                   KEY, "--name", name)
        return token, self.programme.query("SELECT max(id) FROM token")

    def statuses(self, token):
        return [daemon.get(self.path, token).status for daemon in (self.daemon, self.second)]

    def shown(self, number):
        """The line of token list, by column."""
        lines = self.programme.ctl("token", "list").splitlines()
        cells = [[cell.strip() for cell in re.split(r"\s{2,}", line)] for line in lines]
        return next(dict(zip(cells[0], row)) for row in cells[1:] if row[0] == number)

    def operator(self, *arguments):
        return ctl(*arguments, database=self.programme.conninfo("weltoffend_operator"))

    def test_a_municipality_has_several_and_each_ends_alone(self):
        (first, number), (second, _) = self.issue("Büro A"), self.issue("Büro B")
        self.assertEqual((self.statuses(first), self.statuses(second)), ([200, 200], [200, 200]))
        self.programme.ctl("token", "revoke", number)
        self.assertEqual((self.statuses(first), self.statuses(second)), ([401, 401], [200, 200]))

    def test_a_revoked_token_is_refused_by_every_daemon_within_a_second(self):
        """Both daemons are asked without a pause, on either side of the revocation."""
        token, number = self.issue()
        self.assertEqual(self.statuses(token), [200, 200])
        revoked_at, last_good = [], [0, 0]

        def revoke():
            time.sleep(0.2)
            self.programme.ctl("token", "revoke", number)
            revoked_at.append(time.monotonic())

        def use(index, daemon):
            good = 0
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                asked_at = time.monotonic()
                if daemon.get(self.path, token).status == 401:
                    break
                good += 1
                last_good[index] = asked_at
            return good

        counts = at_once([revoke, lambda: use(0, self.daemon), lambda: use(1, self.second)])[1:]
        self.assertTrue(all(counts), counts)
        for moment in last_good:
            self.assertLess(moment - revoked_at[0], WITHIN)
        self.assertEqual(self.statuses(token), [401, 401])

    def test_a_revoked_token_ends_its_sessions_on_every_daemon(self):
        token, number = self.issue()
        browsers = [Browser(daemon) for daemon in (self.daemon, self.second)]
        for browser, other in zip(browsers, reversed(browsers)):
            self.assertEqual(browser.sign_in(token).status, 303)
            other.cookies.update(browser.cookies)
            self.assertTrue(other.is_signed_in)
        self.programme.ctl("token", "revoke", number)
        self.assertEqual([browser.is_signed_in for browser in browsers], [False, False])

    def test_the_whole_hash_has_to_be_the_same(self):
        """The database finds a token by 64 bits of its hash; the daemon compares all of them."""
        token, number = self.issue()
        self.assertEqual(self.statuses(token), [200, 200])
        right = self.programme.query(f"SELECT sha256 FROM token WHERE id = {number}")
        for at in (16, 40, 63):
            other = right[:at] + ("0" if right[at] != "0" else "1") + right[at + 1:]
            self.programme.query(f"UPDATE token SET sha256 = '{other}' WHERE id = {number}")
            self.assertEqual(self.statuses(token), [401, 401])
        self.programme.query(f"UPDATE token SET sha256 = '{right}' WHERE id = {number}")
        self.assertEqual(self.statuses(token), [200, 200])

    def test_an_expired_token_is_refused(self):
        token, number = self.issue()
        self.programme.query("UPDATE token SET expires_at = now() + interval '3 seconds' "
                             f"WHERE id = {number}")
        self.assertEqual(self.statuses(token), [200, 200])
        wait_until(lambda: self.statuses(token) == [401, 401], "it has expired")

    def test_the_last_use_is_noted_and_not_at_every_request(self):
        token, number = self.issue()
        self.assertEqual(self.shown(number)["last use"], "-")
        self.assertEqual(self.statuses(token), [200, 200])
        noted = f"SELECT xmin, last_used_at FROM token WHERE id = {number} AND last_used_at IS NOT NULL"
        row = wait_until(lambda: self.programme.query(noted), "the use is noted")
        for _ in range(5):
            self.statuses(token)
        time.sleep(0.2)
        self.assertEqual(self.programme.query(noted), row)
        self.assertRegex(self.shown(number)["last use"], r"^20\d\d-\d\d-\d\d \d\d:\d\d$")
        self.programme.query("UPDATE token SET last_used_at = now() - interval '61 seconds' "
                             f"WHERE id = {number}")
        row = self.programme.query(noted)
        self.statuses(token)
        wait_until(lambda: self.programme.query(noted) != row, "the use is noted again")

    def test_use_through_a_session_is_noted_and_not_at_every_request(self):
        token, number = self.issue()
        browser = Browser(self.daemon)
        self.assertEqual(browser.sign_in(token).status, 303)
        old = f"UPDATE token SET last_used_at = now() - interval '61 seconds' WHERE id = {number}"
        noted = f"SELECT xmin, last_used_at FROM token WHERE id = {number} AND last_used_at IS NOT NULL"
        wait_until(lambda: self.programme.query(noted), "the sign-in is noted")
        self.programme.query(old)
        row = self.programme.query(noted)
        self.assertTrue(browser.is_signed_in)
        wait_until(lambda: self.programme.query(noted) != row, "the session's use is noted")
        row = self.programme.query(noted)
        for _ in range(5):
            self.assertTrue(browser.is_signed_in)
        time.sleep(0.2)
        self.assertEqual(self.programme.query(noted), row)

    def test_a_refused_token_leaves_no_use(self):
        token, number = self.issue()
        self.programme.ctl("token", "revoke", number)
        self.assertEqual(self.statuses(token), [401, 401])
        time.sleep(0.2)
        self.assertEqual(self.shown(number)["last use"], "-")

    def test_rotation_overlaps_and_then_ends(self):
        token, number = self.issue("Büro C")
        done = self.operator("token", "rotate", number)
        self.assertEqual(done.returncode, 0, done.stderr)
        successor = done.stdout.strip()
        self.assertIn(f"Token {number}, which it replaces, is valid until", done.stderr)
        self.assertEqual((self.statuses(token), self.statuses(successor)), ([200] * 2, [200] * 2))
        left = self.programme.query("SELECT extract(epoch FROM expires_at - now())::integer / 3600 "
                                    f"FROM token WHERE id = {number}")
        self.assertIn(left, ("167", "168"))
        new = self.shown(self.programme.query("SELECT max(id) FROM token"))
        self.assertEqual((new["name"], new["municipality"], new["replaces"], new["expires"]),
                         ("Büro C", KEY, number, "-"))
        again = self.operator("token", "rotate", number)
        self.assertEqual((again.returncode, again.stdout), (1, ""))
        self.assertIn(f"token {number} has a successor already", again.stderr)

    def test_rotation_without_overlap_ends_the_old_one_at_once(self):
        token, number = self.issue()
        successor = self.programme.ctl("token", "rotate", number, "--overlap", "0d")
        self.assertEqual((self.statuses(token), self.statuses(successor)), ([401] * 2, [200] * 2))

    def test_a_successor_lives_as_long_as_its_predecessor_was_given(self):
        _, number = self.issue()
        self.programme.query("UPDATE token SET created_at = now() - interval '300 days', "
                             f"expires_at = now() + interval '65 days' WHERE id = {number}")
        self.programme.ctl("token", "rotate", number, "--overlap", "24h")
        days = self.programme.query(
            "SELECT round(extract(epoch FROM expires_at - now()) / 86400) FROM token "
            f"WHERE id = {number} OR replaces = {number} ORDER BY id")
        self.assertEqual(days.split(), ["1", "365"])

    def test_what_has_ended_is_not_rotated(self):
        _, number = self.issue()
        self.programme.ctl("token", "revoke", number)
        for wrong, why in ((number, "is revoked or has expired"), ("999999", "there is no token")):
            done = self.operator("token", "rotate", wrong)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(why, done.stderr)
        for overlap in ("7", "d", "-1d", "91d", "1w", "7d7d", " 7d", ""):
            done = self.operator("token", "rotate", number, "--overlap", overlap)
            self.assertEqual((done.returncode, done.stdout), (2, ""), overlap)

    def test_tokens_are_never_alike(self):
        tokens = {self.issue()[0] for _ in range(20)}
        self.assertEqual(len({token[len("wok_municipality_"):][:8] for token in tokens}), 20)


if __name__ == "__main__":
    main()
