"""The rarer states of the form on the page, in English."""

import sys

from fill_in_look import look

if __name__ == "__main__":
    sys.exit(look("en", "fill_in_states.mjs", first_time=3))
