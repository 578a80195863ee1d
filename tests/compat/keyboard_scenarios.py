"""The conversations in which the server's own input matters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.compat.clients import FROM_CLIENT, ask, fetch, held, keyboard, send
from tests.compat.scenarios import once

if TYPE_CHECKING:
    from tests.kit.process import Stdin

WHOLE = once("block for the end of input", send(b""))
"""Where the C program prints the information block."""

TYPED = [
    once("typed line", keyboard(b"typed\n", seen=b"typed\n")),
    once("typed line, TLS 1.2", keyboard(b"typed\n", seen=b"typed\n",
         options=("-tls1_2",))),
    once("typed line, crlf", keyboard(b"typed\n", seen=b"typed\r\n"), "-crlf"),
    once("typed statistics", keyboard(b"S\n", seen=b"S\n")),
    once("typed Q", keyboard(b"Q\n")),
    once("typed Q, TLS 1.2", keyboard(b"Q\n", options=("-tls1_2",))),
    once("typed q", keyboard(b"q\n")),
    once("typed question", keyboard(b"question\n")),
    once("typed rx", keyboard(b"rx\n", seen=b"rx\n")),
    once("end of input with a client", keyboard(end=True)),
    once("last line, then the end of input", keyboard(b"last\n", end=True)),
]  # fmt: skip

SENDS = held(data=FROM_CLIENT)
READS = held(wait_for=b"typed\n")
INPUTS: dict[str, Stdin] = {"null": "null", "closed": "closed", "empty": b""}
ENDED = [
    replace(row, stdin=stdin, name=f"{row.name}, stdin {name}", block_of=WHOLE)
    for name, stdin in INPUTS.items()
    for row in (
        once("console", SENDS),
        once("console, -ign_eof", SENDS, "-ign_eof"),
        once("quiet", SENDS, "-quiet"),
        once("brief", SENDS, "-brief"),
        once("page", fetch("/"), "-www"),
        once("file", fetch("/page.html"), "-WWW"),
        once("reverse", ask(b"hello\n", b"olleh\n"), "-rev"),
    )
]

WAITING = [
    replace(row, stdin=stdin, name=f"{row.name} waiting in stdin", block_of=WHOLE)
    for row, stdin in (
        (once("text and end", READS), b"typed\n"),
        (once("text and end, quiet", READS, "-quiet"), b"typed\n"),
        (once("text and end, brief", READS, "-brief"), b"typed\n"),
        (once("Q", SENDS), b"Q\n"),
        (once("q", SENDS), b"q\n"),
        (once("Q, page", fetch("/"), "-www"), b"Q\n"),
    )
]

ALL = [*TYPED, *ENDED, *WAITING]
