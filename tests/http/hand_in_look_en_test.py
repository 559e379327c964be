"""A coordinator's whole task in Chromium, in English."""

import sys

from hand_in_look import walk

if __name__ == "__main__":
    sys.exit(walk("en"))
