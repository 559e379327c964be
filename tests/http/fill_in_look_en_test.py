"""A self-check filled in on the page, in English."""

import sys

from fill_in_look import look

if __name__ == "__main__":
    sys.exit(look("en"))
