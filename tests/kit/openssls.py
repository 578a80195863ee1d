"""Servers on the releases of OpenSSL that `make peers` put into `.peers`.

1.1.1 is only a library: our program loads it with `-libssl`. Newer ones need a newer
C library than this machine may have, so their folders have their suite's Python
and C library too, and that C library's own loader starts them: no root, no
mounts, and every path means the same as outside.
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import Path
from typing import ClassVar, NoReturn

import pytest

from tests.kit.servers import Ours, Server, clean_environment

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".peers"


class OursOnOldest(Ours):
    """This project on OpenSSL 1.1.1."""

    name = "ours on 1.1.1"
    release = "1.1.1"
    soname = "1.1"

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


class _OursInSuite(Ours):
    """This project on a release, by the Python that came with it."""

    folder: ClassVar[str]
    soname: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.library, home = _suite(self.folder, self.soname)
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
            "PYTHONPYCACHEPREFIX": str(PEERS / "pycache"),
            "S_SERVER_LIBSSL": "",
        }


class OursOn35(_OursInSuite):
    """This project on OpenSSL 3.5."""

    name = "ours on 3.5"
    release = "3.5"
    folder, soname = "libssl3.5", "3"


class OursOnNewest(_OursInSuite):
    """This project on OpenSSL 4.0."""

    name = "ours on 4.0"
    release = "4.0"
    folder, soname = "libssl4", "4"


class NewestCProgram(Server):
    """The `openssl s_server` of 4.0."""

    name = "C 4.0"

    def __init__(self) -> None:
        self.command = (*newest_openssl(), "s_server")


class OursOnBuilt(Ours):
    """This project on the OpenSSL 3.0 that `make peers-built` has built."""

    name = "ours on a build"

    def __init__(self) -> None:
        super().__init__()
        library = _built("libssl.so.3")
        self.environment = {
            "LD_LIBRARY_PATH": str(library.parent),
            "S_SERVER_LIBSSL": str(library),
        }


class BuiltCProgram(Server):
    """The `openssl s_server` of that build."""

    name = "C, built"

    def __init__(self) -> None:
        self.command = (*built_openssl(), "s_server")


def built_openssl() -> tuple[str, ...]:
    """Answer the words that start the program `openssl` of that build."""
    folder, program = _built("libssl.so.3").parent, _built("openssl")
    return ("env", f"LD_LIBRARY_PATH={folder}", str(program))


def newest_openssl() -> tuple[str, ...]:
    """Answer the words that start 4.0's program `openssl`."""
    library, home = _suite(OursOnNewest.folder, OursOnNewest.soname)
    return _loaded(library, home / "bin/openssl")


def version_lines(server: OursOnOldest | OursOn35 | OursOnNewest) -> list[str]:
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


def _suite(folder: str, soname: str) -> tuple[Path, Path]:
    """Answer a libssl and the folder `usr` that it lies in."""
    library = _found(folder, f"libssl.so.{soname}")
    if library is None:
        # Debian's experimental suite promises nothing, so neither can we.
        pytest.skip(f"no {folder} here: `make peers` says why")
    return library, PEERS / folder / "usr"


def _built(name: str) -> Path:
    found = _found("built", name)
    if found is None:
        lacking("no OpenSSL that was built for this: `make peers-built`")
    return found


def lacking(reason: str) -> NoReturn:
    """Skip a test that this machine cannot hold; `make machine` has all they need."""
    if os.environ.get("S_SERVER_MACHINE"):
        pytest.fail(reason)
    pytest.skip(reason)


def _loaded(library: Path, program: Path) -> tuple[str, ...]:
    (loader,) = library.parent.glob("ld-linux*.so*")
    return (str(loader), "--library-path", str(library.parent), str(program))


def _found(folder: str, name: str) -> Path | None:
    found = (PEERS / folder).rglob(name)
    return next((path for path in found if path.is_file()), None)
