"""Choosing a protocol: what each side hears, and what is told of it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from s_server.events import AlpnOffered, AlpnSelected
from s_server.libssl import alpn
from s_server.libssl.callbacks import dismiss
from s_server.libssl.ffi import ffi
from s_server.libssl.load import Release
from s_server.libssl.tls import Outcome, Tls

from .handshake import beside, client_context, connected, insist, pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl.context import Context

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@dataclass
class Told:
    """The events that a connection told."""

    events: list[tuple[type, object]] = field(default_factory=list)

    def __call__(self, kind: type, **fields: object) -> None:
        (value,) = fields.values()
        self.events.append((kind, value))


@pytest.fixture(params=VERSIONS, ids=lambda version: version.name)
def client(request: pytest.FixtureRequest) -> ssl.SSLContext:
    return client_context(request.param)


def refusal(serving: Context, client: ssl.SSLContext, told: Told | None = None) -> str:
    """What the client says of a handshake that must fail."""

    def attempt() -> str:
        with pytest.raises(ssl.SSLError) as caught:
            client.wrap_socket(theirs)
        return str(caught.value).lower().replace("_", " ")

    with pair() as (ours, theirs), Tls(serving, ours.fileno(), tell=told) as tls:
        finish = beside(attempt)
        assert insist(ours, tls.handshake) is Outcome.FAILED
        return finish()


def test_the_first_of_ours_is_chosen(serving: Context, client: ssl.SSLContext) -> None:
    serving.protocols = (b"h2", b"http/1.1")
    alpn.choose_protocols(serving)
    client.set_alpn_protocols(["x", "http/1.1", "h2", "h2"])
    told = Told()
    with connected(serving, client, tell=told) as (_, _, their_end):
        assert their_end.selected_alpn_protocol() == "h2"
    assert told.events == [
        (AlpnOffered, (b"x", b"http/1.1", b"h2")),
        (AlpnSelected, b"h2"),
    ]


def test_names_of_every_length(serving: Context, client: ssl.SSLContext) -> None:
    alpn.choose_protocols(serving)
    client.set_alpn_protocols(["a" * length for length in range(1, 256)])
    for length in (1, 127, 128, 255):
        serving.protocols = (b"nope", b"a" * length)
        with connected(serving, client) as (_, _, their_end):
            assert their_end.selected_alpn_protocol() == "a" * length


def test_without_an_offer_nobody_asks(serving: Context, client: ssl.SSLContext) -> None:
    serving.protocols = (b"h2",)
    alpn.choose_protocols(serving)
    told = Told()
    with connected(serving, client, tell=told) as (_, _, their_end):
        assert their_end.selected_alpn_protocol() is None
    assert told.events == []


def test_no_overlap_ends_the_handshake(
    serving: Context, client: ssl.SSLContext
) -> None:
    serving.protocols = (b"h2",)
    alpn.choose_protocols(serving)
    client.set_alpn_protocols(["H2", "h", "h2c"])
    told = Told()
    assert "no application protocol" in refusal(serving, client, told)
    assert told.events == [(AlpnOffered, (b"H2", b"h", b"h2c"))]


def test_no_overlap_was_ignored_in_1_1_1(
    serving: Context, client: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.library, "release", Release.V1_1_1)
    serving.protocols = (b"h2",)
    alpn.choose_protocols(serving)
    client.set_alpn_protocols(["spdy/1"])
    with connected(serving, client) as (_, _, their_end):
        assert their_end.selected_alpn_protocol() is None


def test_what_goes_wrong_comes_out_of_the_handshake(
    serving: Context, client: ssl.SSLContext
) -> None:
    serving.protocols = None  # type: ignore[assignment]  # what no code of ours does
    alpn.choose_protocols(serving)
    client.set_alpn_protocols(["h2"])
    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:
        finish = beside(lambda: refused(lambda: client.wrap_socket(theirs)))
        with pytest.raises(TypeError):
            insist(ours, tls.handshake)
        finish()


def refused(attempt: Callable[[], object]) -> None:
    with pytest.raises(ssl.SSLError):
        attempt()


def test_a_connection_that_is_gone_gets_nothing(
    serving: Context, client: ssl.SSLContext
) -> None:
    serving.protocols = (b"h2",)
    alpn.choose_protocols(serving)
    client.set_alpn_protocols(["h2"])
    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:
        dismiss(tls.number)
        finish = beside(lambda: refused(lambda: client.wrap_socket(theirs)))
        assert insist(ours, tls.handshake) is Outcome.FAILED
        finish()


def test_the_wire_form() -> None:
    made = alpn.wire_form((b"h2", b"http/1.1"))
    # The zero after it is cffi's, and not sent (test_advertised in the network room).
    assert bytes(ffi.buffer(made)) == b"\x02h2\x08http/1.1\0"
