"""Clients that speak something else than TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import ClientHelloReceived, Stage
from s_server.explain.numbers import Reason
from s_server.explain.row import Row
from s_server.explain.words import quoted

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence

_METHODS = (
    *(b"GET ", b"HEAD ", b"POST ", b"PUT ", b"DELETE ", b"OPTIONS ", b"PATCH "),
    *(b"TRACE ", b"PRI * HTTP/2"),
)
_MAIL = (b"EHLO", b"HELO", b"LHLO")
_RECORDS = range(20, 24)  # types of records (RFC 8446 5.1)
_SHOWN = 24  # bytes
_MAJOR = 3
_DATAGRAM = b"\x16\xfe"
_ANY = "let it begin with TLS, or use another port"
_BALANCER = "the load balancer must not send it: turn its PROXY protocol off"
_FIRST = "this server has no STARTTLS: TLS begins with the first byte"
# How others begin: first bytes, what speaks so, and what to do there.
_OTHERS = (
    (b"CONNECT ", "a request to an HTTP proxy", "this is none: see its proxy settings"),
    (b"PROXY ", "the PROXY protocol", _BALANCER),
    (b"\r\n\r\n\0\r\nQUIT\n", "the PROXY protocol 2", _BALANCER),
    (b"RTSP", "RTSP", _ANY),
    (b"STARTTLS", "a STARTTLS command", _FIRST),
    (b"USER ", "FTP or POP3", _FIRST),
    (b"CAPA", "POP3", _FIRST),
    (b"A001 ", "IMAP", _FIRST),
    (b"a001 ", "IMAP", _FIRST),
    (b"<?xml", "XMPP", _FIRST),
    (b"<stream", "XMPP", _FIRST),
    (b"\0\0\0\x08\x04\xd2\x16\x2f", "PostgreSQL, which asks for TLS first", _FIRST),
    (b"*1\r\n", "Redis", _ANY),
    (b"\x05", "SOCKS 5", "this is no proxy: see its proxy settings"),
    (b"\x04\x01", "SOCKS 4", "this is no proxy: see its proxy settings"),
    (b"\x30", "LDAP", _ANY),
    (b"\x10", "MQTT", _ANY),
    (b"\x03\0\0", "RDP", _ANY),
)


def _beginning(evidence: Evidence) -> bytes | None:
    """The first bytes of a client that we could not understand as TLS."""
    end = evidence.end
    if end.stage is Stage.DATA or not end.first:
        return None
    if evidence.last(ClientHelloReceived) is not None:
        return None
    if end.first[0] in _RECORDS and end.first[1:2] in {b"", bytes([_MAJOR])}:
        return None
    return end.first


def _http(evidence: Evidence) -> list[str] | None:
    first = _beginning(evidence)
    asked = {Reason.HTTP_REQUEST}.intersection(evidence.reasons)
    if first is None or not (asked or first.startswith(_METHODS)):
        return None
    line = first.partition(b"\r")[0].partition(b"\n")[0]
    return [
        f"the client speaks plain HTTP, not TLS: its request begins {quoted(line)}",
        "client: ask with https:// instead of http://, or of another port",
    ]


def _ssh(evidence: Evidence) -> list[str] | None:
    first = _beginning(evidence)
    if first is None or not first.startswith(b"SSH-"):
        return None
    line = first.partition(b"\r")[0].partition(b"\n")[0]
    return [
        f"the client speaks SSH, not TLS: it says {quoted(line)}",
        "client: this port is for TLS; let ssh use the port of its own server",
    ]


def _smtp(evidence: Evidence) -> list[str] | None:
    first = _beginning(evidence)
    if first is None or not first.upper().startswith(_MAIL):
        return None
    line = first.partition(b"\r")[0].partition(b"\n")[0]
    return [
        f"the client speaks plain SMTP, not TLS: it says {quoted(line)}",
        _FIRST,
        'client: set it to "TLS" or "SMTPS" instead of "STARTTLS" or none',
    ]


def _datagram(evidence: Evidence) -> list[str] | None:
    first = _beginning(evidence)
    if first is None or not first.startswith(_DATAGRAM):
        return None
    return [
        "the client speaks DTLS over a stream, where this server expects TLS",
        "client: use TLS, or DTLS over UDP with a server for that",
    ]


def _other(evidence: Evidence) -> list[str] | None:
    first = _beginning(evidence)
    if first is None:
        return None
    what, change = "nothing that is known here", _ANY
    for beginning, name, hint in _OTHERS:
        if first.startswith(beginning):
            what, change = name, hint
            break
    return [
        f"the client does not speak TLS: this looks like {what}",
        f"its first bytes are {quoted(first[:_SHOWN])}",
        f"client: {change}",
    ]


ROWS = (
    Row(
        cause="plain_http",
        when="The client sent an HTTP request where TLS should begin.",
        words=_http,
        example=(
            "the client speaks plain HTTP, not TLS: its request begins "
            '"GET / HTTP/1.1"',
            "client: ask with https:// instead of http://, or of another port",
        ),
    ),
    Row(
        cause="plain_ssh",
        when="The client is one for SSH.",
        words=_ssh,
        example=(
            'the client speaks SSH, not TLS: it says "SSH-2.0-OpenSSH_9.2p1"',
            "client: this port is for TLS; let ssh use the port of its own server",
        ),
    ),
    Row(
        cause="plain_smtp",
        when="The client is one for mail, and expects STARTTLS or none.",
        words=_smtp,
        example=(
            'the client speaks plain SMTP, not TLS: it says "EHLO localhost"',
            "this server has no STARTTLS: TLS begins with the first byte",
            'client: set it to "TLS" or "SMTPS" instead of "STARTTLS" or none',
        ),
    ),
    Row(
        cause="datagram_on_stream",
        when="The client sent DTLS over TCP.",
        words=_datagram,
        example=(
            "the client speaks DTLS over a stream, where this server expects TLS",
            "client: use TLS, or DTLS over UDP with a server for that",
        ),
    ),
    Row(
        cause="not_tls",
        when="The client sent something else that is no TLS.",
        words=_other,
        example=(
            "the client does not speak TLS: this looks like SOCKS 5",
            'its first bytes are "\\x05\\x01\\x00"',
            "client: this is no proxy: see its proxy settings",
        ),
    ),
)
