"""A municipality's own position in Chromium, in English."""

import sys

from position_look import walk

if __name__ == "__main__":
    sys.exit(walk("en"))
