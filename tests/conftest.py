"""What the tests ran with, said before the first of them."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys

import pytest
from hypothesis import settings

from tests.kit.release import MACHINE, PYTHON, RELEASE
from tests.kit.unfit import unfit

# A slow machine is no defect: no example has to be done in a time.
settings.register_profile("s_server", deadline=None)
settings.load_profile("s_server")

SECONDS = 30
PEERS = ("openssl", "curl", "gnutls-cli")


def pytest_report_header() -> list[str]:
    """Name Python, the OpenSSL that is loaded, and the programs compared with."""
    chosen = os.environ.get("S_SERVER_LIBSSL")
    missing = [name for name in PEERS if shutil.which(name) is None]
    return [
        f"python: {platform.python_version()}, {sys.executable}",
        *_said("s_server", [PYTHON, "-m", "s_server", "-version"]),
        f"compared with: OpenSSL {RELEASE}, as `make matrix` says it"
        if RELEASE != MACHINE
        else "compared with: the machine's OpenSSL",
        f"S_SERVER_LIBSSL: {chosen or 'not set, so the system loader chose'}",
        *([] if "openssl" in missing else _said("openssl", ["openssl", "version"])),
        *(f"{name}: missing, run `make peers`" for name in missing),
    ]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Expect those tests to fail that the table says cannot pass here."""
    for item in items:
        row = unfit(item.nodeid.removeprefix("tests/"))
        if row is not None:
            reason = f"OpenSSL {RELEASE}: {row.reason}"
            mark = pytest.mark.xfail(reason=reason, run=row.runs, strict=True)
            item.add_marker(mark)


def _said(name: str, command: list[str]) -> list[str]:
    """Every line that a program says, after its name."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [f"{name}: no answer in {SECONDS} seconds"]
    lines = (done.stdout if done.returncode == 0 else done.stderr).splitlines()
    if done.returncode != 0:
        lines = [f"exit status {done.returncode}", *lines[-1:]]
    return [f"{name}: {line}" for line in lines if line.strip()]
