"""Builds an OpenSSL that has what distributions leave out, into ``.peers``.

SSLv3 and DTLS over SCTP are options of OpenSSL's that no distribution's build has, and
the kernel's TLS one that Debian's 3.0 has not.  The source is Debian's, fetched by the
ordinary client as in ``peers_openssl``; it is built in a temporary folder, which takes
some minutes, and nothing is installed on this machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from peers_openssl import (
    PEERS,
    PeerMissingError,
    Release,
    fetch_source,
    is_complete,
)

BUILT = Release(
    name="OpenSSL 3.0 with SSLv3 and SCTP",
    folder="built",
    suites=("bookworm", "bookworm-security"),
    # The package with netinet/sctp.h, which the source needs.
    packages=("libsctp-dev",),
    wanted=("libssl.so.3", "libcrypto.so.3", "bin/openssl"),
)
SOURCE = "openssl"
CONFIGURATION = (
    *("shared", "no-tests", "--prefix=/usr", "--libdir=lib"),
    "--openssldir=/usr/lib/ssl",
    *("enable-ssl3", "enable-ssl3-method", "enable-weak-ssl-ciphers"),
    *("enable-sctp", "enable-ktls"),
)
SECONDS = 3600


def main() -> str | None:
    """Build it unless it is there; answer the one line that says why it cannot be."""
    target = PEERS / BUILT.folder
    if is_complete(target, BUILT):
        return None
    print(f"peers: building {BUILT.name} into .peers", file=sys.stderr)
    PEERS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PEERS) as folder:
        try:
            _build(Path(folder)).rename(target)
        except PeerMissingError as problem:
            return f"no {BUILT.name}: {problem}"
    return None


def _build(folder: Path) -> Path:
    """Fetch, build, and answer the folder that is to be the peer."""
    archive = fetch_source(SOURCE, BUILT, folder)
    headers = folder / "root" / "usr" / "include"
    _do(("tar", "-x", "-f", str(archive)), folder)
    (tree,) = (path.parent for path in folder.glob("*/Configure"))
    _do(("./Configure", *CONFIGURATION, f"-I{headers}"), tree)
    _do(("make", "-j2", "build_sw"), tree)
    whole = folder / "whole"
    _do(("make", f"DESTDIR={whole}", "install_sw"), tree)
    for static in whole.rglob("*.a"):
        static.unlink()
    # Not where a suite's own program would be looked for.
    return whole / "usr"


def _do(command: tuple[str, ...], folder: Path) -> None:
    """Run in ``folder``; raises PeerMissingError with the last thing that was said."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise PeerMissingError(f"there is no {command[0]} on this machine") from None
    except subprocess.TimeoutExpired:
        raise PeerMissingError(f"no end after {SECONDS} seconds") from None
    if done.returncode:
        last = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise PeerMissingError(f"{command[0]}: {last}")


if __name__ == "__main__":
    problem = main()
    sys.exit(f"peers: {problem}" if problem else 0)
