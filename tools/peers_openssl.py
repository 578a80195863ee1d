"""Fetches further releases of OpenSSL from Debian into ``.peers``, each in a folder.

OpenSSL 1.1.1 is bullseye's library and headers.  3.5 is trixie's, 3.6 unstable's, 4.0
experimental's; they need a newer C library than the machine may have: their folders
also hold the suite's Python, C library and cffi, and tests start them with that C
library's own loader, so that nobody needs root, mounts or a chroot.

The machine's own apt is left alone: the ordinary client runs on a private state in
a temporary folder.  The address is the one this machine already uses for Debian,
asked for another release.  ``--show`` prints the sources made from ``--etc FOLDER``
(default: /etc/apt) and fetches nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PEERS = Path(__file__).resolve().parent.parent / ".peers"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SECURITY = "-security"
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Release:
    """A release of OpenSSL: which suites and packages have it, what proves it there."""

    name: str
    folder: str
    suites: tuple[str, ...]
    packages: tuple[str, ...]
    wanted: tuple[str, ...]
    whole: bool = False
    """Whether the packages are wanted with all they depend on."""
    preferences: str = ""
    required: bool = True
    """Whether tests fail without it; an experimental suite may be broken for days."""


OLDEST = Release(
    name="OpenSSL 1.1.1",
    folder="libssl1.1",
    suites=("bullseye", "bullseye-security"),
    packages=("libssl1.1", "libssl-dev", "openssl"),
    wanted=("libssl.so.1.1", "libcrypto.so.1.1", "openssl/ssl.h", "bin/openssl"),
)
# Its own Python and C library: the machine's may be older than libssl needs.
PYTHON = ("python3", "python3-cffi-backend")
OF_PYTHON = ("bin/python3", "_cffi_backend.*.so", "ld-linux*.so*")
V3_5 = Release(
    name="OpenSSL 3.5",
    folder="libssl3.5",
    suites=("trixie", "trixie-security"),
    packages=("libssl3t64", "openssl", *PYTHON),
    wanted=("libssl.so.3", "libcrypto.so.3", "bin/openssl", *OF_PYTHON),
    whole=True,
    required=False,
)
V3_6 = Release(
    name="OpenSSL 3.6",
    folder="libssl3.6",
    suites=("sid",),
    packages=V3_5.packages,
    wanted=V3_5.wanted,
    whole=True,
    required=False,
)
NEWEST = Release(
    name="OpenSSL 4.0",
    folder="libssl4",
    suites=("sid", "experimental"),
    packages=("libssl4", "openssl", "libssl-dev", *PYTHON),
    wanted=(
        "libssl.so.4",
        "libcrypto.so.4",
        "openssl/ech.h",
        "bin/openssl",
        *OF_PYTHON,
    ),
    whole=True,
    # Once 4.0 is in unstable, experimental has none or a newer one: both will do.
    preferences=(
        "Package: src:openssl\nPin: release a=experimental\nPin-Priority: 900\n"
    ),
    required=False,
)
# What `make peers` fetches; 3.6 is for `make matrix` alone.
USUAL = (OLDEST, V3_5, NEWEST)


class PeerMissingError(Exception):
    """A release could not be had; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Source:
    """An address that apt knows, and one suite that it has there."""

    uri: str
    suite: str


def main(arguments: list[str]) -> int:
    """Unpack each release unless it is there; with ``--show``, only show sources."""
    etc = Path("/etc/apt")
    if "--etc" in arguments:
        etc = Path(arguments[arguments.index("--etc") + 1])
    failed = 0
    for release in USUAL:
        try:
            if "--show" in arguments:
                sys.stdout.write(sources_of(release, known_sources(etc)))
            else:
                obtain(release, etc)
        except PeerMissingError as problem:
            print(
                f"peers: no {release.name}: {problem} ({', '.join(release.wanted)}"
                f" put into .peers/{release.folder} by hand will do)",
                file=sys.stderr,
            )
            failed |= release.required
    return int(failed)


def obtain(release: Release, etc: Path) -> None:
    """Unpack a release into ``.peers``, unless it is there."""
    if is_complete(PEERS / release.folder, release):
        return
    print(f"peers: fetching {release.name} into .peers", file=sys.stderr)
    PEERS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PEERS) as folder:
        _fetch(release, Path(folder), sources_of(release, known_sources(etc)))


def known_sources(etc: Path) -> list[Source]:
    """Every source of packages in apt's folder, in either of its two notations."""
    lists = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*.list"))]
    stanzas = sorted((etc / "sources.list.d").glob("*.sources"))
    return [
        *(s for p in lists if p.is_file() for s in _one_line(p.read_text())),
        *(s for p in stanzas for s in _deb822(p.read_text())),
    ]


def sources_of(release: Release, known: list[Source]) -> str:
    """Those sources as apt's one-line notation, for the suites of ``release``.

    Sources that are not Debian's are harmless: they have no such suite, or it is not
    signed with Debian's keys, and apt passes over them.
    """
    rows: dict[str, None] = {}
    for source in known:
        fixes = source.suite.endswith(SECURITY)
        for suite in release.suites:
            usable = fixes or "-" not in source.suite
            if usable and fixes == suite.endswith(SECURITY):
                rows[f"deb [signed-by={KEYRING}] {source.uri} {suite} main"] = None
    if not rows:
        raise PeerMissingError("apt has no source of Debian packages to ask")
    return "\n".join(rows) + "\n"


def _one_line(text: str) -> Iterator[Source]:
    """``deb [options] URI SUITE COMPONENT...`` (sources.list(5))."""
    for line in text.splitlines():
        kind, _, rest = line.partition("#")[0].strip().partition(" ")
        if rest.lstrip().startswith("["):
            rest = rest.partition("]")[2]
        words = rest.split()
        if kind == "deb" and len(words) > 2 and "main" in words[2:]:
            yield Source(words[0], words[1])


def _deb822(text: str) -> Iterator[Source]:
    """Stanzas of ``Field: value`` lines, continued by indented ones."""
    for stanza in re.split(r"\n[ \t]*\n", text):
        fields: dict[str, list[str]] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith("#"):
                continue
            if not line[:1].isspace():
                name, _, line = line.partition(":")  # noqa: PLW2901
            fields.setdefault(name.lower(), []).extend(line.split())
        usable = "main" in fields.get("components", ())
        usable = usable and "deb" in fields.get("types", ())
        if usable and fields.get("enabled") != ["no"]:
            for uri in fields.get("uris", ()):
                yield from (Source(uri, suite) for suite in fields.get("suites", ()))


def is_complete(folder: Path, release: Release) -> bool:
    """Whether all that is wanted of a release is in this folder."""
    return all(any(folder.rglob(name)) for name in release.wanted)


def _fetch(release: Release, folder: Path, sources: str) -> None:
    """Download and unpack in ``folder``, then move the whole to its place at once."""
    apt = _private_apt(folder, sources, release.preferences)
    wish = (*release.packages, "--download-only") if release.whole else release.packages
    # Judged by the download alone: a source without this release fails the update.
    said = _run((*apt, "update"), folder)
    said += _run((*apt, "install" if release.whole else "download", *wish), folder)
    unpacked = folder / "root"
    for package in folder.rglob("*.deb"):
        said += _run(("dpkg-deb", "-x", str(package), str(unpacked)), folder)
    if not is_complete(unpacked, release):
        raise PeerMissingError(_cause(said))
    target = PEERS / release.folder
    if target.exists():
        target.rename(folder / "incomplete")
    unpacked.rename(target)


def _cause(said: str) -> str:
    """Answer the first complaint: the later ones follow from it."""
    cause = re.search(r"^(?:E: |W: Failed|dpkg).*", said, re.MULTILINE)
    return cause[0] if cause else "apt-get fetched nothing"


def fetch_source(source: str, release: Release, folder: Path) -> Path:
    """Answer the archive of a source package, as its authors made it, in ``folder``.

    The packages of ``release`` are unpacked beside it.  Raises PeerMissingError.
    """
    rows = sources_of(release, known_sources(Path("/etc/apt")))
    apt = _private_apt(folder, rows + rows.replace("deb [", "deb-src ["), "")
    said = _run((*apt, "update"), folder)
    said += _run((*apt, "download", *release.packages), folder)
    for package in folder.glob("*.deb"):
        said += _run(("dpkg-deb", "-x", str(package), str(folder / "root")), folder)
    said += _run((*apt, "source", "--tar-only", "--download-only", source), folder)
    archive = next(folder.glob(f"{source}_*.orig.tar.*"), None)
    if archive is None:
        raise PeerMissingError(_cause(said))
    return archive


def _private_apt(folder: Path, sources: str, preferences: str) -> tuple[str, ...]:
    """The client with its lists, cache and idea of what is installed in ``folder``."""
    if not KEYRING.exists():
        raise PeerMissingError(f"cannot check what apt would fetch: no {KEYRING}")
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text(sources)
    (folder / "preferences").write_text(preferences)
    settings = {
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": os.devnull,
        "Dir::Etc::preferences": folder / "preferences",
        "Dir::Etc::preferencesparts": os.devnull,
        "Dir::State": folder,
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "APT::Default-Release": "",
        "APT::Install-Recommends": "false",
        "Acquire::Languages": "none",
        # An old release is not signed anew; its signature is checked all the same.
        "Acquire::Check-Valid-Until": "false",
        "Acquire::Retries": "2",
        "Acquire::http::Timeout": "30",
        "Acquire::https::Timeout": "30",
        # The user _apt cannot write here, and apt would say so at length.
        **({"APT::Sandbox::User": "root"} if os.geteuid() == 0 else {}),
    }
    options = (("-o", f"{name}={value}") for name, value in settings.items())
    return ("apt-get", "-q", "-y", *(word for pair in options for word in pair))


def _run(command: tuple[str, ...], folder: Path) -> str:
    """Run in ``folder`` without questions; answer what was said on stderr."""
    try:
        return subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        ).stderr
    except FileNotFoundError:
        raise PeerMissingError(f"there is no {command[0]} on this machine") from None
    except subprocess.TimeoutExpired:
        raise PeerMissingError(f"no end after {SECONDS} seconds") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
