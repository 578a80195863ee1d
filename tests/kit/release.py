"""The release of OpenSSL that these tests are run on, as `make matrix` says it.

It is the one of the machine unless `S_SERVER_TESTS_ON` names another; then the
Python that runs the tests, its libssl and `openssl` on the PATH are that release's.
"""

from __future__ import annotations

import os
import sys

MACHINE = "3.0"
"""The release whose words the tables of the tests have."""
RELEASE = os.environ.get("S_SERVER_TESTS_ON") or MACHINE
PYTHON = os.environ.get("S_SERVER_TESTS_PYTHON") or sys.executable
"""What starts servers: a release may be beside the Python of the tests only."""


def is_since(since: str, release: str = RELEASE) -> bool:
    """Tell whether a release is that one or a later one."""
    return _numbers(release) >= _numbers(since)


def refused_command(name: str, value: str | None, release: str = RELEASE) -> str:
    """Answer what is said of a command that the library refuses."""
    if is_since("3.0", release):
        return f"Call to SSL_CONF_cmd({name}, {value or '<NULL>'}) failed"
    return f'Error with command: "{name} {value or ""}"'


def _numbers(release: str) -> list[int]:
    return [int(number) for number in release.split(".")]
