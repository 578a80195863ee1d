"""Lines about keys and passwords that both sides share beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.load import Release
from s_server.output.text.pieces import Piece, Style, err, out

if TYPE_CHECKING:
    from s_server import events


def hint_unused(_: events.PskHintUnused, style: Style) -> list[Piece]:
    """Answer the line of a hint that TLS 1.3 has no place for; 1.1.1 has none."""
    if style.release < Release.V3_0:
        return []
    return [out("PSK warning: there is NO identity hint in TLSv1.3")]


def identity_unexpected(event: events.PskIdentityUnexpected, _: Style) -> list[Piece]:
    """Answer the warning before the one key is used for another identity."""
    return [
        out(
            b"PSK warning: client identity not what we expected "
            b"(got '%b' expected '%b')" % (event.identity, event.expected)
        )
    ]


def identity_unknown(event: events.PskIdentityUnknown, _: Style) -> list[Piece]:
    """Answer the line about an identity without a key."""
    return [err(b"s_server: unknown PSK identity '%b'" % event.identity)]


def srp_lookup(event: events.SrpLookup, _: Style) -> list[Piece]:
    """Answer what the C program says before, at and after looking a user up."""
    name = event.username
    info = b"<NULL>" if event.info is None else event.info
    pieces = [
        err(b'SRP username = "%b"' % name),
        out(
            "LOOKUP renego during read"
            if event.again
            else b"LOOKUP during accept " + name
        ),
    ]
    if not event.found:
        return [
            *pieces,
            out("LOOKUP not successful"),
            err(b"User %b doesn't exist" % name),
        ]
    return [
        *pieces,
        out(b"LOOKUP done " + info),
        err(b'SRP parameters set: username = "%b" info="%b" ' % (name, info)),
    ]
