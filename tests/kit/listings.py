"""Which options every `openssl s_server` has: as recorded, and of the programs here.

`tools/record_options.py` writes the records: names and the words for what follows,
which are facts, and no text of theirs.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "data" / "options"
PEERS = ROOT / ".peers"
NAME = re.compile(r"(?<![\w-])-([A-Za-z0-9][\w-]*)")
# What stands with a dash in a page of s_server and is none of its options: an option
# of ecparam in an example, and a misprint of allow_no_dhe_kex.
OTHERS = {"list_curves", "allow-no-dhe-kex"}
ROW = re.compile(r"^ -(?P<name>[\w-]+)(?: (?P<word>\S+))?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listing:
    """Names of options, and the word for what follows each; the head tells whose."""

    head: tuple[str, ...]
    options: Mapping[str, str]

    @property
    def release(self) -> str:
        """The first two numbers of a program's version; three before 3.0."""
        found = re.match(r"OpenSSL (1\.\d+\.\d+|\d+\.\d+)", self.head[0])
        return found[1] if found else ""

    def text(self) -> str:
        """Answer it as a record."""
        head = [f"# {line}" for line in self.head]
        rows = [f"{name} {word}".rstrip() for name, word in self.options.items()]
        return "\n".join([*head, *rows]) + "\n"


def recorded() -> list[Listing]:
    """Read every record."""
    return [read(path) for path in sorted(FOLDER.glob("*.txt"))]


def read(path: Path) -> Listing:
    """Read one record."""
    lines = path.read_text().splitlines()
    head = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    rows = [line.partition(" ") for line in lines if not line.startswith("#")]
    return Listing(tuple(head), {name: word for name, _, word in rows})


def read_page(path: Path, *head: str) -> Listing:
    """Find the options that a manual page names, without what follows them."""
    text = path.read_text()
    title = "openssl-s_server(1)"
    names = [name for name in NAME.findall(text) if name not in OTHERS]
    if "=head1" in text:
        title = "openssl-s_server.pod.in"
        names = re.findall(r"B<-([\w-]+)>", text)
    return Listing((f"{title}, names alone", *head), dict.fromkeys(names, ""))


def programs() -> dict[str, tuple[str, ...]]:
    """Answer the words that start each `openssl` here: the machine's, and the peers'.

    One that came with a C library is started by that library's own loader.
    """
    found: dict[str, tuple[str, ...]] = {"the machine's": ("openssl",)}
    for program in sorted(PEERS.glob("*/usr/bin/openssl")):
        home = program.parents[1]
        folder = next(home.glob("lib/*/libssl.so.[0-9]*")).parent
        path = str(folder)
        loader = next(folder.glob("ld-linux*.so*"), None)
        found[home.parent.name] = (
            (str(loader), "--library-path", path, str(program))
            if loader
            else ("env", f"LD_LIBRARY_PATH={path}", str(program))
        )
    return found


def ask(program: tuple[str, ...], *head: str) -> Listing:
    """Ask a program for its version and its options."""
    version = _run(*program, "version")
    words = {row["name"]: row["word"] or "" for row in ROW.finditer(_help(program))}
    return Listing((version.partition(" (")[0].strip(), *head), words)


def _help(program: tuple[str, ...]) -> str:
    return _run(*program, "s_server", "-help")


def _run(*command: str) -> str:
    return subprocess.run(
        command,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=True,
    ).stdout
