"""Datagrams to a port for DTLS that are something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import StrangeDatagram
from s_server.explain.row import Row

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence

_TLS = tuple(bytes([22, 3, minor]) for minor in range(5))
_LONG = 0xC0  # the two bits of a long header (RFC 9000 17.2)
_VERSIONS = {b"\0\0\0\1": "QUIC", b"\x6b\x33\x43\xcf": "QUIC version 2"}


def _tls(evidence: Evidence) -> list[str] | None:
    if not evidence.stranger.startswith(_TLS):
        return None
    return [
        "the client sends TLS in datagrams, where this server expects DTLS",
        "here: leave out -dtls to serve TLS, over TCP",
        "client: use DTLS, or TLS over TCP with a server for that",
    ]


def _quic(evidence: Evidence) -> list[str] | None:
    first = evidence.stranger
    if not first or first[0] & _LONG != _LONG or first[1:5] not in _VERSIONS:
        return None
    return [
        f"the client speaks {_VERSIONS[first[1:5]]}, where this server expects DTLS",
        "client: turn HTTP/3 off, or let it use the port of a server for that",
    ]


ROWS = (
    Row(
        cause="tls_in_datagrams",
        when="A client sent TLS, which is for streams, to a port for DTLS.",
        words=_tls,
        example=(
            "the client sends TLS in datagrams, where this server expects DTLS",
            "here: leave out -dtls to serve TLS, over TCP",
            "client: use DTLS, or TLS over TCP with a server for that",
        ),
        after=(StrangeDatagram,),
    ),
    Row(
        cause="quic",
        when="A client for QUIC, such as HTTP/3, found a port for DTLS.",
        words=_quic,
        example=(
            "the client speaks QUIC, where this server expects DTLS",
            "client: turn HTTP/3 off, or let it use the port of a server for that",
        ),
        after=(StrangeDatagram,),
    ),
)
