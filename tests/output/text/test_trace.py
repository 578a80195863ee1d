"""Lines for those who look for faults, also those that no scenario has."""

from __future__ import annotations

import pytest

from s_server import events
from s_server.config import Config, MessagesShown, Trace
from s_server.events import trace as told
from s_server.libssl.constants import InfoWhere
from s_server.libssl.load import Release
from s_server.output.text import trace
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import INFO

OLDEST, OLD = Style(release=Release.V1_1_1), Style(release=Release.V3_0)
NEW = Style(release=Release.V3_2)
TLS_1_2, TLS_1_3, DTLS_1_2 = 0x0303, 0x0304, 0xFEFD


def line(event: events.Event, style: Style, stream: Stream = Stream.OUT) -> str:
    """The first line of what is printed of an event."""
    every = trace.dialect(
        Config(trace=Trace(messages=MessagesShown.DUMPED, states=True, traffic=True,
                           extensions=True))
    )  # fmt: skip
    pieces = every[type(event)](event, style)
    assert {piece.stream for piece in pieces} == {stream}
    return pieces[0].data.decode().partition("\n")[0]


def head(
    style: Style, version: int, content_type: int, data: bytes, *, sent: bool = True
) -> str:
    kind = events.MessagePassed if content_type < 0x100 else events.RecordPassed
    event = kind(connection=INFO, sent=sent, version=version,
                 content_type=content_type, data=data)  # fmt: skip
    return line(event, style, Stream.MESSAGES)


@pytest.mark.parametrize(
    ("content_type", "data", "expected"),
    [
        (20, b"\x01", ", ChangeCipherSpec [length 0001]"),
        (21, b"\x02\x28", ", Alert [length 0002], fatal handshake_failure"),
        (21, b"\x01\x78", ", Alert [length 0002], warning ???"),
        (21, b"\x03\x00", ", Alert [length 0002], ??? close_notify"),
        (21, b"\x01", ", Alert [length 0001], ???"),
        (22, b"\x14\0\0\0", ", Handshake [length 0004], Finished"),
        (22, b"\x63", ", Handshake [length 0001]???"),
        (22, b"", ", Handshake [length 0000]???"),
        (22, b"\x19", ", Handshake [length 0001]???"),
        (23, b"\0", ", ApplicationData [length 0001]"),
        (24, b"\0", ", Unknown (content_type=24) [length 0001]"),
        (0x100, bytes(5), ", RecordHeader [length 0005]"),
        (0x101, b"\x16", ", InnerContent [length 0001]"),
    ],
)
def test_messages(content_type: int, data: bytes, expected: str) -> None:
    assert head(OLD, TLS_1_3, content_type, data) == f">>> TLS 1.3{expected}"


def test_compressed_certificates_have_a_name_since_3_2() -> None:
    assert head(NEW, TLS_1_3, 22, b"\x19").endswith(", CompressedCertificate")


def test_what_1_1_1_says_of_records() -> None:
    assert head(OLDEST, 0, 0x100, bytes(5), sent=False) == "<<< ??? [length 0005]"
    assert head(OLDEST, TLS_1_3, 0x101, b"\x16") == ">>> TLS 1.3 [length 0001]"


@pytest.mark.parametrize("style", [OLDEST, OLD, NEW])
def test_dtls_1_2_has_its_name_everywhere(style: Style) -> None:
    assert head(style, DTLS_1_2, 22, b"\x01") == (
        ">>> DTLS 1.2, Handshake [length 0001], ClientHello"
    )


def test_what_is_no_tls() -> None:
    assert head(OLD, 2, 0, b"\x01") == (
        ">>> Not TLS data or unknown version (version=2, content_type=0) [length 0001]"
    )
    assert head(OLDEST, 2, 0, b"\x01") == ">>> ??? [length 0001]"


def test_messages_have_their_bytes() -> None:
    event = events.MessagePassed(
        connection=INFO, sent=False, version=TLS_1_2, content_type=20, data=b"\x01"
    )
    (piece,) = trace.message(event, OLD)
    assert piece.data == b"<<< TLS 1.2, ChangeCipherSpec [length 0001]\n    01\n"


def test_decoded_messages_are_the_librarys_words() -> None:
    event = told.MessageDecoded(
        connection=INFO, sent=True, version=TLS_1_2, content_type=20, data=b"\x01",
        text=b"Sent Record\n",
    )  # fmt: skip
    (piece,) = trace.decoded(event, OLD)
    assert (piece.stream, piece.data) == (Stream.MESSAGES, b"Sent Record\n")
    chosen = trace.dialect(Config(trace=Trace(messages=MessagesShown.DECODED)))
    assert chosen == {told.MessageDecoded: trace.decoded}


@pytest.mark.parametrize(
    ("where", "result", "words", "expected"),
    [
        (InfoWhere.LOOP | 0x2000, 1, ("x",), "SSL_accept:x"),
        (InfoWhere.LOOP | 0x1000, 1, ("x",), "SSL_connect:x"),
        (InfoWhere.LOOP, 1, ("x",), "undefined:x"),
        (InfoWhere.EXIT | 0x2000, 0, ("x",), "SSL_accept:failed in x"),
        (InfoWhere.EXIT | 0x2000, -1, ("x",), "SSL_accept:error in x"),
        (InfoWhere.ALERT | InfoWhere.READ, 0x0100, ("a", "b c"),
         "SSL3 alert read:a:b c"),
        (InfoWhere.ALERT | InfoWhere.WRITE, 0x0228, ("a", "b"),
         "SSL3 alert write:a:b"),
    ],
)  # fmt: skip
def test_states(where: int, result: int, words: tuple[str, ...], expected: str) -> None:
    event = told.StateReached(connection=INFO, where=where, result=result, words=words)
    assert line(event, OLD, Stream.ERR) == expected


@pytest.mark.parametrize(
    ("code", "style", "name"),
    [
        (0, OLDEST, "server name"),
        (44, NEW, "unknown"),
        (42, OLDEST, "unknown"),
        (42, OLD, "early_data"),
        (27, OLD, "unknown"),
        (27, NEW, "compress certificate"),
        (0xFE0D, Style(release=Release.V4_0), "encrypted ClientHello (draft-13)"),
    ],
)
def test_extensions(code: int, style: Style, name: str) -> None:
    event = told.ExtensionReceived(connection=INFO, code=code, data=b"ab")
    assert line(event, style) == f'TLS client extension "{name}" (id={code}), len=2'


@pytest.mark.parametrize(
    ("style", "result", "data", "expected"),
    [
        (OLD, 2, b"ab", "(5 bytes => 2 (0x2))"),
        (OLD, -1, b"", "(5 bytes => -1)"),
        (OLDEST, -1, b"", "(5 bytes => -1 (0xFFFFFFFFFFFFFFFF))"),
        (OLDEST, 0, b"", "(5 bytes => 0 (0x0))"),
    ],
)
def test_bytes(style: Style, result: int, data: bytes, expected: str) -> None:
    event = told.BytesPassed(
        connection=INFO, sent=False, bio=0x10, place=0xABC, asked=5, result=result,
        data=data,
    )  # fmt: skip
    assert line(event, style) == f"read from 0x10 [0xabc] {expected}"


def test_a_key_of_another_identity_was_not_found() -> None:
    event = told.PskFetched(connection=INFO, size=3, expected=False)
    assert line(event, OLD) == "fetched PSK len=3"


def test_what_the_library_has_no_words_for_has_ours() -> None:
    event = told.MessageDecoded(
        connection=INFO, sent=True, version=TLS_1_2, content_type=20, data=b"\x01",
        text=None,
    )  # fmt: skip
    (piece,) = trace.decoded(event, OLDEST)
    assert piece.data == b"    change_cipher_spec (1)\n\n"


def test_nothing_is_asked_for() -> None:
    assert trace.dialect(Config()) == {}
