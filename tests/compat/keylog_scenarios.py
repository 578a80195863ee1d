"""The key log, written to standard error: which lines, and in which order."""

from __future__ import annotations

from tests.compat.clients import ask, fetch, no_overlap, talk
from tests.compat.scenarios import VERSIONS, once

LOG = ("-keylogfile", "/dev/stderr")

ALL = [
    *(
        once(f"key log, {version}", talk(flag), *LOG)
        for version, flag in VERSIONS.items()
    ),
    once("key log, -quiet", talk(), *LOG, "-quiet"),
    once("key log, -rev", ask(b"hello\n", b"olleh\n"), *LOG, "-rev"),
    once("key log, -www", fetch("/"), *LOG, "-www"),
    once("key log, a handshake that fails", no_overlap("-tls1_3", "-alpn", "x"),
         *LOG, "-alpn", "y"),
]  # fmt: skip
