"""Sizes and paddings of records, sockets that do not block, asynchronous jobs.

What stands on the wire is looked at in tests/network/test_records.py.
"""

from __future__ import annotations

from dataclasses import replace

from tests.compat.clients import FROM_CLIENT, ask, fetch, held, refused, talk
from tests.compat.scenarios import AES, CHACHA, once

SIZES = ("-max_send_frag", "512", "-split_send_frag", "256", "-max_pipelines", "4")
SPLIT_FIRST = ("-split_send_frag", "256", "-max_send_frag", "512")
PADDED = ("-record_padding", "512", "-no_middlebox")


REVERSED = ask(b"hello\n", b"olleh\n")

RECORDS = [
    once("small fragments", talk("-tls1_2"), *SIZES),
    once("small fragments, reverse", REVERSED, "-rev", *SIZES),
    once("small fragments, file", fetch("/large.txt"), "-WWW", *SIZES),
    once("small fragments, split first", fetch("/"), "-www", *SPLIT_FIRST),
    once("padded", talk("-tls1_3"), *PADDED),
    once("padded, file", fetch("/large.txt"), "-WWW", *PADDED),
]

JOBS = [
    once("async, tls1.2", talk("-tls1_2"), "-async"),
    once("async, tls1.3", talk("-tls1_3"), "-async"),
    once("async, reverse", REVERSED, "-async", "-rev"),
    once("async, brief", talk(), "-async", "-brief"),
    once("async, page", fetch("/"), "-async", "-www"),
    once("async, file", fetch("/large.txt"), "-async", "-WWW"),
    once(
        "async, refused",
        refused("-tls1_2", "-cipher", CHACHA),
        *("-async", "-cipher", AES),
    ),
]

SENDS = held(data=FROM_CLIENT)
# Which of its waits the C program tells of depends on how fast the client is.
NON_BLOCKING = [
    replace(once(name, client, *options), uncertain=frozenset({"stdout"}))
    for name, client, options in (
        ("non-blocking", SENDS, ("-nbio",)),
        ("non-blocking, async", SENDS, ("-nbio", "-async")),
        ("non-blocking, page", fetch("/"), ("-nbio", "-www")),
        ("non-blocking, file", fetch("/page.html"), ("-nbio", "-WWW")),
    )
]
SILENT = [
    once("non-blocking, quiet", SENDS, "-nbio", "-quiet"),
    once("non-blocking, brief", SENDS, "-nbio", "-brief"),
    once("non-blocking, reverse", REVERSED, "-nbio", "-rev"),
]

ALL = [*RECORDS, *JOBS, *NON_BLOCKING, *SILENT]
