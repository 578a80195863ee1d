"""Tickets made with keys that are given, and opened with those that are listed."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.context import Context
from s_server.libssl.ffi import ffi
from s_server.libssl.ticket_keys import RECORD, TicketKeys, use_ticket_keys
from tests.kit.serving import use_pair

from .handshake import client_context, connected_s_client
from .test_shared_sessions import BOTH, TLS_1_2, visit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

SET_TICKET_KEYS = 59  # SSL_CTRL_SET_TLSEXT_TICKET_KEYS


def key(letter: bytes) -> bytes:
    """A key, recognisable by its name."""
    return letter * 16 + b"m" + letter * 31 + b"c" + letter * 31


A, B, C = key(b"a"), key(b"b"), key(b"c")


@pytest.fixture
def machines(library: Library, certificates: Certificates) -> Iterator[list[Context]]:
    """Two contexts that share nothing yet."""
    with ExitStack() as stack:
        made = [stack.enter_context(Context(library)) for _ in range(2)]
        for context in made:
            use_pair(context, certificates.pair("ecdsa"))
            context.set_session_context(b"test")
        yield made


def is_reused(
    context: Context, client: ssl.SSLContext, session: ssl.SSLSession
) -> bool:
    return visit(context, client, session)[0]


@BOTH
def test_a_ticket_of_one_resumes_on_the_other(
    machines: list[Context], version: ssl.TLSVersion
) -> None:
    one, other = machines
    client = client_context(version)
    use_ticket_keys(one, TicketKeys(A))
    _, session, _ = visit(one, client)
    assert not is_reused(other, client, session)
    use_ticket_keys(other, TicketKeys(B + A))
    assert is_reused(other, client, session)
    other.ticket_keys = TicketKeys(B)
    assert not is_reused(other, client, session)


@BOTH
def test_a_ticket_of_an_older_key_is_renewed(
    machines: list[Context], version: ssl.TLSVersion
) -> None:
    context, _ = machines
    client = client_context(version)
    use_ticket_keys(context, TicketKeys(A))
    _, old, _ = visit(context, client)
    context.ticket_keys = TicketKeys(B + A)
    reused, renewed, _ = visit(context, client, old)
    assert reused
    context.ticket_keys = TicketKeys(B)
    assert is_reused(context, client, renewed)
    assert not is_reused(context, client, old)


@pytest.mark.parametrize(("flag", "renewed"), [("-tls1_2", False), ("-tls1_3", True)])
def test_a_ticket_of_the_first_key_stays(
    machines: list[Context], tmp_path: Path, flag: str, *, renewed: bool
) -> None:
    """In TLS 1.3 each connection gets new ones all the same, as from libssl's keys."""
    context, _ = machines
    use_ticket_keys(context, TicketKeys(A))
    path = str(tmp_path / "session")
    assert "NewSessionTicket" in s_client(context, flag, "-msg", "-sess_out", path)
    shown = s_client(context, flag, "-msg", "-sess_in", path)
    assert "Reused" in shown
    assert ("NewSessionTicket" in shown) is renewed


@BOTH
def test_a_ticket_that_was_touched_is_none(
    machines: list[Context], version: ssl.TLSVersion
) -> None:
    context, _ = machines
    client = client_context(version)
    use_ticket_keys(context, TicketKeys(A))
    _, session, _ = visit(context, client)
    for part in (20, 60):
        spoilt = bytearray(A)
        spoilt[part] ^= 1
        context.ticket_keys = TicketKeys(bytes(spoilt))
        assert not is_reused(context, client, session)


@BOTH
def test_tickets_are_as_libssl_makes_its_own(
    machines: list[Context], version: ssl.TLSVersion
) -> None:
    """A server that hands the same 80 bytes to libssl opens them, and we open its."""
    ours, theirs = machines
    use_ticket_keys(ours, TicketKeys(C + A))
    room = ffi.new("char[]", A)
    functions = theirs.library.functions
    assert functions.SSL_CTX_ctrl(theirs.pointer, SET_TICKET_KEYS, RECORD, room) == 1
    client = client_context(version)
    _, session, _ = visit(theirs, client)
    assert is_reused(ours, client, session)
    ours.ticket_keys = TicketKeys(A)
    _, session, _ = visit(ours, client)
    assert is_reused(theirs, client, session)


def test_each_ticket_has_a_vector_of_its_own(machines: list[Context]) -> None:
    context, _ = machines
    use_ticket_keys(context, TicketKeys(A))
    tickets = [ticket(s_client(context, "-tls1_2")) for _ in range(2)]
    assert [one[:16] for one in tickets] == [A[:16]] * 2
    assert tickets[0][16:32] != tickets[1][16:32]


def s_client(context: Context, *options: str) -> str:
    """Connect `openssl s_client`, say something; what it printed."""
    with connected_s_client(context, *options) as (tls, program):
        tls.write(b"said\n")
        program.wait_line(b"^said")
        return (program.stdout + program.stderr).decode(errors="replace")


def ticket(shown: str) -> bytes:
    """The ticket in the block that s_client prints, as `0010 - 61 62-63 ..  ab`."""
    rows = re.findall(r"(?m)^    [0-9a-f]{4} - ([0-9a-f -]{47})", shown)
    return bytes.fromhex("".join(rows).replace("-", " "))


def test_a_context_without_keys_goes_on(machines: list[Context]) -> None:
    """Nobody is there to ask when a connection outlives its server's context."""
    context, _ = machines
    client = client_context(TLS_1_2)
    use_ticket_keys(context, TicketKeys(A))
    _, session, _ = visit(context, client)
    context.ticket_keys = None
    assert not is_reused(context, client, session)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        (b"", "0 bytes"),
        (A[:-1], "79 bytes"),
        (A + b"\n", "81 bytes"),
        (A + A[:16] + B[16:], "same name"),
    ],
)
def test_what_are_no_keys(records: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        TicketKeys(records)


def test_keys_are_counted() -> None:
    keys = TicketKeys(A + B + C)
    assert len(keys) == 3
    assert keys.names == (A[:16], B[:16], C[:16])
