"""Pages of results in Chromium, in German."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from results_portal import run_results_portal  # noqa: E402

if __name__ == "__main__":
    sys.exit(run_results_portal("de"))
