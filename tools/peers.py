"""Installs the Debian packages that the tests need and that are not there yet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Package: the program in it.  libc6-dev and libssl-dev hold headers, for the test of
# cdef.h; the last two are an engine and a token with keys for it.
PACKAGES = {
    "openssl": "openssl",
    "curl": "curl",
    "gnutls-bin": "gnutls-cli",
    "tshark": "tshark",
    "gcc": "gcc",
    "libc6-dev": None,
    "libssl-dev": None,
    "libengine-pkcs11-openssl": None,
    "softhsm2": "softhsm2-util",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "groff-base": "groff",
    "netbase": None,
    "openssh-client": "ssh",
    "zsh": "zsh",
    "fish": "fish",
}
# Clients whose hellos are recorded; the tests read the records alone.
RECORDED = {
    "firefox-esr": "firefox-esr",
    "nodejs": "node",
    "default-jre-headless": "keytool",
}
UPDATE = ("apt-get", "-qq", "update")
INSTALL = (
    *("apt-get", "-qq", "-y", "--no-install-recommends"),
    *("-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0", "install"),
)
SECONDS = 900


def main(packages: Mapping[str, str | None] = PACKAGES) -> str | None:
    """Install what is missing; answer the one line that says why it cannot be."""
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return _without_apt(packages)
    installed = _installed(packages)
    missing = [name for name in packages if name not in installed]
    if not missing:
        return None
    if os.geteuid() != 0:
        return f"missing, and only root can install: apt-get install {_listed(missing)}"
    print("peers: installing", _listed(missing), file=sys.stderr)
    return _run(UPDATE) or _run((*INSTALL, *missing))


def _without_apt(packages: Mapping[str, str | None]) -> str | None:
    """On another system: look for the programs, and leave the rest to its user."""
    missing = [p for p in packages.values() if p and shutil.which(p) is None]
    return f"missing, and no apt-get: {_listed(missing)}" if missing else None


def _installed(packages: Mapping[str, str | None]) -> set[str]:
    """Names among ours that dpkg has unpacked and configured."""
    query = ("dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages)
    # Status 1 only says that some of the names are unknown to dpkg.
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    rows = (line.split() for line in answer.stdout.splitlines())
    return {row[0] for row in rows if row[1:] == ["installed"]}


def _run(command: tuple[str, ...]) -> str | None:
    """Run apt-get without questions; answer why it failed, in one line.

    RUNLEVEL keeps Debian from starting a Redis of its own.
    """
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{' '.join(command)}: no end after {SECONDS} seconds"
    if done.returncode == 0:
        return None
    last = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
    return f"{' '.join(command)}: {last}"


def _listed(names: list[str]) -> str:
    return " ".join(names)


if __name__ == "__main__":
    problem = main(PACKAGES | RECORDED if "--all" in sys.argv else PACKAGES)
    sys.exit(f"peers: {problem}" if problem else 0)
