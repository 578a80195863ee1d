"""Which event prints what, in which mode."""

from __future__ import annotations

import pytest

from s_server import events
from s_server.errors import QueueEntry
from s_server.events import Cause, Ending, Event, Stage
from s_server.libssl.load import Release
from s_server.output.text.dialects import CONSOLE, NON_BLOCKING, REVERSE, WEB, Dialect
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import INFO, PlainFacts, lines

STYLE = Style(release=Release.V3_0)
QUIET = Style(release=Release.V3_0, quiet=True)
BRIEF = Style(release=Release.V3_0, brief=True)
QUEUE = (
    QueueEntry(
        code=1, library="l", function="f", reason="r", file="c", line=2, data="d"
    ),
)
REASON = "0000000000000000:error:00000001:l:f:r:c:2:d"
COUNTERS = (0,) * 12 + (128,)


def said(
    event: Event, dialect: Dialect = CONSOLE, style: Style = STYLE
) -> tuple[list[str], list[str]]:
    """The lines on standard output and on standard error."""
    renderer = dialect.get(type(event))
    pieces = renderer(event, style) if renderer else []
    return lines(pieces, Stream.OUT), lines(pieces, Stream.ERR)


def failed(stage: Stage, cause: Cause = Cause.PROTOCOL, code: int = 0) -> events.Failed:
    return events.Failed(
        connection=INFO,
        stage=stage,
        cause=cause,
        queue=QUEUE,
        verify_code=code,
        verify_words="words",
    )


@pytest.mark.parametrize(
    ("release", "letter"), [(Release.V1_1_1, "e"), (Release.V3_0, "E")]
)
def test_engines(release: Release, letter: str) -> None:
    for name, line in (("x", 'ngine "x" set.'), (None, "nabling auto ENGINE support")):
        told = said(events.EngineSet(name=name), CONSOLE, Style(release=release))
        assert told == ([], [letter + line])


@pytest.mark.parametrize("dialect", [CONSOLE, REVERSE, WEB])
def test_the_server_itself_says_the_same_in_every_mode(dialect: Dialect) -> None:
    def listening(address: str, port: int | None, *, chosen: bool) -> list[str]:
        event = events.Listening(addresses=(address,), port=port, chosen=chosen)
        return said(event, dialect)[0]

    assert listening("[::]:4433", 4433, chosen=False) == ["ACCEPT"]
    assert listening("[::1]:4", 4, chosen=True) == ["ACCEPT [::1]:4"]
    assert listening("/s", None, chosen=False) == ["ACCEPT localhost:/s"]
    default, setting = (
        said(events.DhChosen(from_file=from_file), dialect)
        for from_file in (False, True)
    )
    assert default == (["Using default temp DH parameters"], [])
    assert setting == (["Setting temp DH parameters"], [])
    stopped = said(events.StoppedListening(), dialect)
    assert stopped == ([], ["shutdown accept socket"])
    warned = said(events.Warned(message="m"), dialect)
    assert warned == ([], ["s_server: warning: m"])
    statistics = said(events.Ended(counters=COUNTERS), dialect)
    assert len(statistics[0]) == 12


@pytest.mark.parametrize(
    ("address", "port", "line"),
    [
        ("[::]:1", 1, "curl --cacert ca https://localhost:1/"),
        ("0.0.0.0:1", 1, "curl --cacert ca https://localhost:1/"),
        ("[::1]:1", 1, "curl --cacert ca https://localhost:1/"),
        ("127.0.0.2:1", 1, "curl --cacert ca --connect-to ::127.0.0.2: "
         "https://localhost:1/"),
        ("/s", None, "curl --cacert ca --unix-socket /s https://localhost/"),
    ],
)  # fmt: skip
def test_the_curl_line(address: str, port: int | None, line: str) -> None:
    event = events.CertificateMade(
        ca_file="ca", names=("localhost", "::1"), address=address, port=port
    )
    out, err = said(event)
    assert out == []
    assert err[-1] == line
    assert "ca" in err[1]


@pytest.mark.parametrize(
    ("address", "where"),
    [("[::]:1", "localhost:1"), ("127.0.0.2:1", "127.0.0.2:1")],
)
def test_the_line_for_datagrams(address: str, where: str) -> None:
    event = events.CertificateMade(
        ca_file="ca", names=("localhost",), address=address, port=1, is_datagram=True
    )
    assert said(event)[1][-1] == f"openssl s_client -dtls -CAfile ca -connect {where}"


def test_what_a_connection_says_at_the_console() -> None:
    for event, line in (
        (events.Delayed(connection=INFO), "DELAY"),
        (events.ReadBlocked(connection=INFO), "Read BLOCK"),
        (events.WriteBlocked(connection=INFO), "Write BLOCK"),
        (events.ReadBlocked(connection=INFO, by_job=True), "Read BLOCK (Async)"),
        (events.WriteBlocked(connection=INFO, by_job=True), "Write BLOCK (Async)"),
        (events.ShuttingDown(connection=INFO), "shutting down SSL"),
        (events.Closed(connection=INFO), "CONNECTION CLOSED"),
    ):
        assert said(event) == ([line], [])
        assert said(event, REVERSE) == said(event, WEB) == ([], [])


def test_received_data_is_raw() -> None:
    event = events.DataReceived(connection=INFO, data=b"\xff no line feed")
    (piece,) = CONSOLE[events.DataReceived](event, QUIET)
    assert (piece.stream, piece.data) == (Stream.RAW, b"\xff no line feed")
    assert events.DataReceived not in REVERSE
    assert events.DataReceived not in WEB


def test_the_block_comes_with_the_turn() -> None:
    turn = events.TurnBegan(connection=INFO, facts=PlainFacts())
    out, err = said(turn)
    assert "CIPHER is TLS_AES_256_GCM_SHA384" in out
    assert err == []
    assert said(turn, style=QUIET) == ([], [])
    out, err = said(turn, style=BRIEF)
    assert out == []
    assert err[0] == "Protocol version: TLSv1.3"


def test_reverse_tells_of_the_handshake_at_once() -> None:
    event = events.HandshakeFinished(connection=INFO, facts=PlainFacts())
    out, err = said(event, REVERSE, QUIET)
    assert out == []
    assert err[:2] == ["CONNECTION ESTABLISHED", "Protocol version: TLSv1.3"]
    assert said(event) == said(event, WEB) == ([], [])


@pytest.mark.parametrize("ending", Ending)
def test_who_ended_it(ending: Ending) -> None:
    event = events.Finished(connection=INFO, ending=ending)
    told = ending is not Ending.SERVER
    assert said(event) == (["DONE"] * told, [])
    assert said(event, REVERSE) == ([], ["CONNECTION CLOSED"] * told)
    assert said(event, WEB) == ([], [])


def test_a_failed_handshake() -> None:
    event = failed(Stage.HANDSHAKE, code=1)
    assert said(event) == ([], ["ERROR", "verify error:words", REASON])
    assert said(failed(Stage.HANDSHAKE)) == ([], ["ERROR", REASON])
    assert said(event, REVERSE) == ([], ["CONNECTION FAILURE", REASON])
    assert said(event, REVERSE, QUIET) == said(event, REVERSE)
    assert said(event, WEB) == ([], [REASON])
    assert said(event, WEB, QUIET) == ([], [])


def test_a_failure_after_the_handshake() -> None:
    event = failed(Stage.DATA)
    assert said(event) == (["ERROR"], [REASON])
    assert said(event, REVERSE) == said(event, WEB) == ([], [REASON])
    assert said(event, REVERSE, QUIET) == ([], [])


def test_time_that_ran_out_is_told() -> None:
    handshake = said(failed(Stage.HANDSHAKE, Cause.TIMED_OUT), WEB)[1]
    assert handshake[-1] == "s_server: handshake timed out"
    connection = said(failed(Stage.DATA, Cause.TIMED_OUT), WEB)[1]
    assert connection[-1] == "s_server: connection timed out"


def test_files_are_named() -> None:
    event = events.FileServed(connection=INFO, path="a/b")
    assert said(event, WEB) == ([], ["FILE:a/b"])
    assert said(event, WEB, QUIET) == ([], [])
    sendfile = events.SendfileUnavailable(connection=INFO)
    warning = "Warning: sendfile requested but KTLS is not available"
    assert said(sendfile, WEB, QUIET) == ([], [warning])


def test_non_blocking_io_is_told_of_each_connection() -> None:
    event = events.Accepted(connection=INFO)
    assert said(event, NON_BLOCKING) == ([], ["Turned on non blocking io"])
    assert said(event, NON_BLOCKING, QUIET) == ([], [])
    assert said(event, NON_BLOCKING, BRIEF) == ([], [])


def test_the_kernel_sends_files() -> None:
    event = events.SendfileDone(connection=INFO, path="a/b")
    assert said(event, WEB) == ([], ["KTLS SENDFILE 'a/b' OK"])
    assert said(event, WEB, QUIET) == ([], [])


def test_the_kernel_does_tls() -> None:
    facts = PlainFacts(sends_by_kernel=True, receives_by_kernel=True)
    event = events.TurnBegan(connection=INFO, facts=facts)
    lines_of_it = ["Using Kernel TLS for sending", "Using Kernel TLS for receiving"]
    for style in (STYLE, QUIET, BRIEF):
        assert said(event, CONSOLE, style)[1][-2:] == lines_of_it


def test_an_option_that_was_turned_on() -> None:
    event = events.OptionImplied(option="sendfile", implied="ktls")
    line = "Warning: -sendfile depends on -ktls, enabling -ktls now."
    newest = Style(release=Release.V4_0, quiet=True)
    assert said(event, WEB, newest) == ([], [line])
    # Before 4.0 on standard output, where -quiet does not silence it.
    (piece,) = WEB[events.OptionImplied](event, QUIET)
    assert (piece.stream, piece.data) == (Stream.RAW, f"{line}\n".encode())


def test_fast_open_is_told_before_the_address() -> None:
    event = events.Listening(
        addresses=("[::]:4",), port=4, chosen=False, fast_open=True
    )
    assert said(event)[0] == ["Listening for TFO", "ACCEPT"]
