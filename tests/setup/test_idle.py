"""Whoever gives an option without effect is told so, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.events import Bus, Warned
from s_server.libssl.context import Context
from s_server.options.parse import parse
from s_server.setup import idle, protocol

if TYPE_CHECKING:
    from s_server.libssl.load import Library

VERSIONLESS = "has no effect without TLS 1.3, which is not served"
TLS1_2 = [("-tls1_2",), ("-no_tls1_3",), ("-max_protocol", "TLSv1.2")]


def warned(library: Library, *words: str) -> list[str]:
    """What is said of these words."""
    told: list[str] = []
    bus = Bus()
    bus.subscribe(Warned, lambda event: told.append(event.message))
    config = parse(words)
    with Context(library, datagrams=config.dtls.is_on) as context:
        protocol.apply(context, config.protocol, config.general, config.dtls)
        idle.warn(context, config, bus)
    return told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("-dkey", "x"), "-dkey has no effect without -dcert"),
        (("-dcert_chain", "x"), "-dcert_chain has no effect without -dcert"),
        (("-cert2", "x"), "-cert2 has no effect without -servername"),
        (("-key2", "x"), "-key2 has no effect without -servername"),
        (
            ("-servername_fatal",),
            "-servername_fatal has no effect without -servername or -sni",
        ),
        (
            ("-mtu", "1400"),
            "-mtu has no effect without -dtls or -dtls1 or -dtls1_2",
        ),
        (("-timeout",), "-timeout has no effect without -dtls or -dtls1 or -dtls1_2"),
    ],
)
def test_without_what_it_needs(
    library: Library, words: tuple[str, ...], why: str
) -> None:
    assert warned(library, *words) == [f"option {why}"]


@pytest.mark.parametrize("version", TLS1_2, ids=" ".join)
@pytest.mark.parametrize(
    "words",
    [("-early_data",), ("-stateless",), ("-ech_key", "x"), ("-ech_greaseretries",)],
    ids=lambda words: words[0],
)
def test_without_the_version_that_has_it(
    library: Library, version: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert warned(library, *version, *words) == [f"option {words[0]} {VERSIONLESS}"]
    assert warned(library, *words) == []
    assert warned(library, *words, "-tls1_3") == []


@pytest.mark.parametrize(
    "words",
    [
        "-servername a -cert2 x -key2 y -servername_fatal",
        "-sni a.b=c -servername_fatal",
        "-dtls -mtu 1400 -timeout",
        "-dtls1_2 -use_srtp x",
        "-tls1_2 -ciphersuites TLS_AES_128_GCM_SHA256 -num_tickets 1 -use_srtp x",
        "-dcert x -dkey y -dcert_chain z",
        "-no_tls1_2 -early_data -stateless",
    ],
)
def test_what_does_something(library: Library, words: str) -> None:
    assert warned(library, *words.split()) == []
