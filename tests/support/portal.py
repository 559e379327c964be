"""Tests in tests/portal, which run in Node.js with modules from npm, as parts of Python tests.

WELTOFFEND_PORTAL   where npm ci was run (tests/run does it)
WELTOFFEND_SHOTS    a folder for pictures of pages; without it, none are made
"""

import os
import pathlib
import subprocess

from harness import SOURCE, needed


def run_portal(name, *arguments, module="playwright-core"):
    """Runs tests/portal/NAME with MODULES and the arguments; the exit status."""
    modules = pathlib.Path(needed("WELTOFFEND_PORTAL"))
    if not (modules / "node_modules" / module).is_dir():
        print(f"{module} is not in {modules}: run npm ci there, as tests/run does")
        print("Tested: 1 | Passing: 0 | Failing: 1")
        return 1
    words = [str(word) for word in (SOURCE / "tests" / "portal" / name, modules, *arguments)]
    return subprocess.run(["node", *words], timeout=1180, check=False,
                          env=dict(os.environ)).returncode
