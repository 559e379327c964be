"""weltoffenctl and the database: making it, bringing it up to date."""

import unittest

import harness
from ctl_case import OPERATOR, CtlTest


class InitAndMigrate(CtlTest):
    @classmethod
    def prepare(cls):
        cls.server = cls.database.conninfo()

    def test_init_makes_a_database_that_migrate_finds_up_to_date(self):
        files = sorted(path.stem for path in (harness.SOURCE / "sql/migrations").glob("*.sql"))
        ran = self.database.query("SELECT name FROM migration ORDER BY name").splitlines()
        self.assertEqual(ran, files)
        self.says(harness.ctl("migrate", "--database", self.server), "^the database is up to date$")

    def test_init_runs_again_without_harm(self):
        before = self.database.query("SELECT * FROM migration ORDER BY name")
        self.says(harness.ctl("init", "--database", self.server), "^the database is up to date$")
        self.assertEqual(self.database.query("SELECT * FROM migration ORDER BY name"), before)

    def test_everything_belongs_to_the_owner(self):
        owners = self.database.query(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        self.assertEqual(owners, "weltoffend_owner")

    def test_the_roles_read_what_ran_and_cannot_change_it(self):
        for role in ("weltoffend", "weltoffend_reading", "weltoffend_publishing", OPERATOR):
            with self.subTest(role):
                count = self.database.query("SELECT count(*) FROM migration", role)
                self.assertNotEqual(count, "0")
                with self.assertRaisesRegex(RuntimeError, "permission denied"):
                    self.database.query("DELETE FROM migration", role)

    def test_needs_to_be_told_the_database(self):
        for command in ("init", "migrate"):
            with self.subTest(command):
                self.fails(harness.ctl(command), f"{command} needs --database", status=2)


class Migrations(unittest.TestCase):
    def setUp(self):
        self.database = harness.Database("ctl_migrations")
        self.addCleanup(self.database.drop)

    def migrate(self):
        return harness.ctl("migrate", database=self.database.conninfo())

    def status(self):
        return harness.ctl("status", database=self.database.conninfo(OPERATOR))

    def test_a_database_without_init_is_told_of(self):
        done = self.migrate()
        self.assertEqual(done.returncode, 1)
        self.assertIn("run weltoffenctl init first", done.stderr)

    def test_a_missing_migration_is_applied(self):
        self.database.initialize()
        self.database.query("DELETE FROM migration WHERE name = '0007_forms'")
        self.assertIn("older than this program: run weltoffenctl migrate", self.status().stderr)
        self.assertEqual(self.migrate().stdout.splitlines()[0], "applied 0007_forms")
        self.assertEqual(self.status().returncode, 0)

    def test_a_role_that_the_database_does_not_know_yet_is_let_in(self):
        """Migrations grant to roles that may be newer than the database."""
        self.database.initialize()
        self.database.query(f'REVOKE CONNECT ON DATABASE "{self.database.name}" '
                            "FROM weltoffend_reading")
        with self.assertRaisesRegex(RuntimeError, "permission denied for database"):
            self.database.query("SELECT count(*) FROM round", "weltoffend_reading")
        self.assertEqual(self.migrate().returncode, 0)
        self.assertEqual(self.database.query("SELECT count(*) FROM round", "weltoffend_reading"), "0")

    def test_a_migration_that_fails_leaves_nothing(self):
        self.database.initialize()
        self.database.query("ALTER TABLE release_form DROP CONSTRAINT release_form_form_check; "
                            "DELETE FROM migration WHERE name = '0007_forms'")
        done = self.migrate()
        self.assertEqual(done.returncode, 1)
        self.assertIn("migration 0007_forms: ", done.stderr)
        self.assertEqual(
            self.database.query("SELECT count(*) FROM migration WHERE name = '0007_forms'"), "0")

    def test_a_file_that_changed_after_it_ran_stops_everything(self):
        self.database.initialize()
        right = self.database.query("SELECT sha256 FROM migration WHERE name = '0001_programme'")
        self.database.query("UPDATE migration SET sha256 = 'x' WHERE name = '0001_programme'; "
                            "DELETE FROM migration WHERE name = '0007_forms'")
        done = self.migrate()
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("migration 0001_programme was changed after it ran", done.stderr)
        self.assertEqual(
            self.database.query("SELECT count(*) FROM migration WHERE name = '0007_forms'"), "0")
        self.database.query(
            f"UPDATE migration SET sha256 = '{right}' WHERE name = '0001_programme'")
        self.assertEqual(self.migrate().returncode, 0)
        self.database.query("UPDATE migration SET sha256 = 'x' WHERE name = '0001_programme'")
        self.assertIn("not of this program's version", self.status().stderr)

    def test_a_database_of_a_newer_program_is_left_alone(self):
        self.database.initialize()
        self.database.query("INSERT INTO migration (name, sha256) VALUES ('9999_later', 'x')")
        self.assertIn("does not know migration 9999_later", self.migrate().stderr)
        self.assertIn("migration 9999_later", self.status().stderr)


if __name__ == "__main__":
    harness.main()
