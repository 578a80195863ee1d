"""What the letters at the console ask of a client after its handshake."""

from __future__ import annotations

from tests.compat.clients import keyboard, letters
from tests.compat.scenarios import once

TLS_1_2 = ("-tls1_2",)
TLS_1_3 = ("-tls1_3",)

STALE = ("errors-of-letters-stay-where-they-are",)

ALL = [
    once("typed r, TLS 1.2", letters(b"r\n", handshakes=2, options=TLS_1_2)),
    once("typed r, TLS 1.3", letters(b"r\n", options=TLS_1_3), differs=STALE),
    once("typed k K, TLS 1.3", letters(b"k\n", b"K\n", options=TLS_1_3)),
    once("typed k, TLS 1.2", letters(b"k\n", options=TLS_1_2), differs=STALE),
    once("typed K, TLS 1.2", letters(b"K\r\n", options=TLS_1_2), differs=STALE),
    once("typed c, TLS 1.2", letters(b"c\n", options=TLS_1_2)),
    once("typed c, client not willing", letters(b"c\n", options=TLS_1_3)),
    once("typed S", letters(b"S\n"), differs=("letters-are-not-sent",)),
    once("typed P", keyboard(b"P\n")),
    once(
        "typed Support",
        keyboard(b"Support\n", seen=b"Support\n"),
        differs=("statistics-need-a-whole-line",),
    ),
    once(
        "typed Read",
        keyboard(b"Read\n", seen=b"Read\n"),
    ),
]
