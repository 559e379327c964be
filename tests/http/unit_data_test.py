"""The municipality's key is a parameter of every statement that touches what municipalities handed in.

Which tables these are, which of them a statement touches, and through which functions, PostgreSQL is
asked itself, so that a new table, statement or function is judged without being entered here.
"""

import functools
import re
import unittest

from harness import SOURCE, Database, main

DAEMON = "weltoffend"

# The statements that have no key, and why.
EXCEPTIONS = {
    "publish_versions": "a release is computed from everybody's values",
    "proof": "a Merkle tree has everybody's leaves; hashes of receipts, and of nothing else",
    "participation_progress": "counts by the day: never who, and nothing of what",
    "operation_round": "shows operators how many versions there are, and nothing of what they say",
    "pending_upload_expire": "erases by age, whosever it is, and gives nothing out",
    "retention_apply": "erases by age, whosever it is, and gives nothing out",
    "municipality_export": "its parameter is an announcement, which is of one municipality",
    "round_create": "makes the table for versions that do not exist yet",
}


def statements():
    return {path.stem: path.read_text(encoding="utf-8")
            for path in (SOURCE / "sql" / "statements").glob("*.sql")}


def without_comments(text):
    return re.sub(r"--[^\n]*", "", text)


class UnitData(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.database = Database("unit_data")
        cls.addClassCleanup(cls.database.drop)
        cls.database.initialize()

    def names(self, sql):
        return set(self.database.query(sql).splitlines())

    @functools.cached_property
    def tables(self):
        """{table: whether only its changes count}: those with row-level security. Of one that the
        daemon may see all of, like self_check, only who is written for is anybody's business. The
        audit's is about who writes, and nothing was handed in there."""
        rows = self.database.query(f"""
            SELECT relname, EXISTS (SELECT FROM pg_policies WHERE tablename = relname
                AND cmd IN ('SELECT', 'ALL') AND qual = 'true' AND '{DAEMON}' = ANY (roles))
            FROM pg_class WHERE relrowsecurity AND NOT relispartition AND relname <> 'audit'
              AND relnamespace = 'public'::regnamespace""")
        return {name: flag == "t" for name, flag in
                (row.split("|") for row in rows.splitlines())}

    @functools.cached_property
    def functions(self):
        """Those that touch such a table, themselves or through another one."""
        rows = self.database.query("""
            SELECT proname, encode(convert_to(pg_get_functiondef(oid), 'UTF8'), 'hex') FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype""")
        texts = {}
        for row in rows.splitlines():
            name, text = row.split("|")
            texts[name] = texts.get(name, "") + without_comments(bytes.fromhex(text).decode())
        found, before = set(), None
        while before != found:
            before = set(found)
            for name, text in texts.items():
                for table, only_changes in self.tables.items():
                    verbs = "INTO|UPDATE|DELETE FROM" if only_changes else "FROM|JOIN|INTO|UPDATE|OF"
                    if re.search(rf"\b({verbs})\s+(public\.)?\(*{table}\b", text):
                        found.add(name)
                if any(re.search(rf"\b{other}\s*\(", text) for other in found - {name}):
                    found.add(name)
        return found

    def touched(self, text):
        """The tables and functions of that kind that a statement names: parsing it takes locks on
        tables, and on those behind views."""
        sql = without_comments(text).strip().rstrip(";")
        locks = self.database.query(
            f"BEGIN; PREPARE statement AS {sql}; SELECT relname, mode FROM pg_locks JOIN pg_class "
            "ON pg_class.oid = relation WHERE pid = pg_backend_pid() AND locktype = 'relation'; "
            "ROLLBACK")
        found = set()
        for line in locks.splitlines():
            name, mode = line.split("|")
            if name in self.tables and not (self.tables[name] and mode == "AccessShareLock"):
                found.add(name)
        return found | {name for name in self.functions if re.search(rf"\b{name}\s*\(", sql)}

    def has_key(self, text):
        """One parameter is said to be the municipality, and rows are found or stored by it."""
        said = re.search(r"(\$\d+) municipality\b", " ".join(re.findall(r"--([^\n]*)", text)))
        if said is None:
            return False
        number = re.escape(said.group(1)) + r"\b"
        sql = without_comments(text)
        return (re.search(rf"\bmunicipality = {number}", sql) is not None
                or re.search(r"INSERT INTO \w+ \(round, municipality\b[^;]*?\b(VALUES \(|SELECT )"
                             rf"\$1, {number}", sql) is not None
                or any(re.search(rf"\b{name}\({number}", sql) for name in self.functions))

    def test_it_knows_what_this_is_about(self):
        self.assertLessEqual({"version": False, "withdrawal": False, "draft": False,
                              "pending_upload": False, "self_check": True}.items(),
                             self.tables.items())
        self.assertLessEqual({"release_leaves", "participation_progress", "municipality_erase",
                              "pending_upload_expire", "version_erase", "retention_apply"},
                             self.functions)
        self.assertFalse(self.functions & {"unit_key", "token_find", "self_check_changes", "moment"})

    def test_every_statement_that_touches_it_has_the_key(self):
        touching = {name: self.touched(text) for name, text in statements().items()}
        touching = {name: found for name, found in touching.items() if found}
        for name in ("version_store", "version_bytes", "draft_save", "pending_upload_store",
                     "self_check_withdraw", "self_check_repeat", "fill_in_earlier", "position",
                     "proof", "municipality_erase"):
            self.assertIn(name, touching)
        keyless = {name for name in touching if not self.has_key(statements()[name])}
        self.assertEqual(keyless, set(EXCEPTIONS))
        print(f"{len(touching)} statements touch what was handed in, {len(keyless)} without a key",
              flush=True)

    def test_one_that_forgets_the_key_is_found(self):
        forgetful = ("SELECT content FROM version WHERE round = $1",
                     "-- $2 municipality\nSELECT content FROM version WHERE round = $1 AND $2 <> ''",
                     "-- $1 municipality\nSELECT versions FROM version_overview WHERE round = $1",
                     "UPDATE self_check SET attempts = 1 WHERE round = $1",
                     "SELECT * FROM release_leaves($1, 1)",
                     "WITH other AS (SELECT * FROM draft) SELECT * FROM other")
        for text in forgetful:
            self.assertTrue(self.touched(text), text)
            self.assertFalse(self.has_key(text), text)
        self.assertEqual(self.touched("SELECT current FROM self_check WHERE round = $1"), set())
        self.assertEqual(self.touched("WITH version AS (SELECT 1 AS a) SELECT a FROM version"), set())


if __name__ == "__main__":
    main()
