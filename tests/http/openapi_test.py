#!/usr/bin/python3
"""The description of the API is OpenAPI: tests/portal/openapi_test.mjs has it looked at."""

import sys

from daemon import Daemon, Programme
from portal import run_portal


def main():
    programme = Programme("openapi")
    daemon = Daemon(programme)
    try:
        daemon.start()
        return run_portal("openapi_test.mjs", f"http://127.0.0.1:{daemon.port}",
                          module="@seriousme/openapi-schema-validator")
    finally:
        daemon.close()
        programme.drop()


if __name__ == "__main__":
    sys.exit(main())
