"""What tests of the audit share: its lines, and whether its chains hold."""

import json

from daemon import DaemonTest
from harness import ctl


class AuditTest(DaemonTest):
    def lines(self, where="true"):
        rows = self.programme.query("SELECT to_json(audit) FROM audit "
                                    f"WHERE {where} ORDER BY at, chain, number")
        return [json.loads(row) for row in rows.splitlines()]

    def is_right(self):
        done = ctl("audit", "verify", database=self.programme.conninfo("weltoffend_operator"))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
