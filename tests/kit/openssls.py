"""Servers on the releases of OpenSSL that `make peers` put into `.peers`.

1.1.1 is only a library: our program loads it with `-libssl`. 4.0 needs a newer
C library than this machine may have, so its folder has Debian unstable's Python
and C library too, and that C library's own loader starts them: no root, no
mounts, and every path means the same as outside.
"""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.kit.servers import Ours, Server, clean_environment

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".peers"


class OursOnOldest(Ours):
    """This project on OpenSSL 1.1.1."""

    name = "ours on 1.1.1"

    def __init__(self) -> None:
        super().__init__()
        library = _found("libssl1.1", "libssl.so.1.1")
        assert library, "no 1.1.1 here: run `make peers`"
        self.library = library
        self.command = (*Ours.command, "-libssl", str(library))
        # Where the loader finds the libcrypto of this libssl.
        self.environment = {
            "LD_LIBRARY_PATH": str(self.library.parent),
            "S_SERVER_LIBSSL": "",
        }


class OursOnNewest(Ours):
    """This project on OpenSSL 4.0, by the Python that came with it."""

    name = "ours on 4.0"

    def __init__(self) -> None:
        super().__init__()
        self.library, home = _newest()
        self.command = (*_loaded(self.library, home / "bin/python3"), "-m", "s_server")
        modules = (
            ROOT / "src",
            # For trustme; what is made for another Python there is passed over.
            Path(sysconfig.get_path("purelib")),
            home / "lib/python3/dist-packages",
        )
        self.environment = {
            "PYTHONHOME": str(home),
            "PYTHONPATH": ":".join(map(str, modules)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "S_SERVER_LIBSSL": "",
        }


class NewestCProgram(Server):
    """The `openssl s_server` of 4.0."""

    name = "C 4.0"

    def __init__(self) -> None:
        self.command = (*newest_openssl(), "s_server")


def newest_openssl() -> tuple[str, ...]:
    """Answer the words that start 4.0's program `openssl`."""
    library, home = _newest()
    return _loaded(library, home / "bin/openssl")


def version_lines(server: OursOnOldest | OursOnNewest) -> list[str]:
    """Answer what our `-version` prints there."""
    done = subprocess.run(
        [*server.command, "-version"],
        env=clean_environment(server.environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.splitlines()


def _newest() -> tuple[Path, Path]:
    """Answer 4.0's libssl and the folder `usr` that it lies in."""
    library = _found("libssl4", "libssl.so.4")
    if library is None:
        # Debian's experimental suite promises nothing, so neither can we.
        pytest.skip("no OpenSSL 4.0 here: `make peers` says why")
    return library, PEERS / "libssl4/usr"


def _loaded(library: Path, program: Path) -> tuple[str, ...]:
    (loader,) = library.parent.glob("ld-linux*.so*")
    return (str(loader), "--library-path", str(library.parent), str(program))


def _found(folder: str, name: str) -> Path | None:
    return next((PEERS / folder).rglob(name), None)
