"""Lines about shared keys and passwords."""

from __future__ import annotations

import pytest

from s_server import events
from s_server.libssl.load import Release
from s_server.output.text.dialects import CONSOLE, OUT_ONLY, REVERSE, WEB, Dialect
from s_server.output.text.pieces import Stream, Style
from s_server.output.text.psk import srp_lookup
from tests.output.facts import INFO, lines

STYLE = Style(release=Release.V3_0)


def looked_up(
    *, found: bool = True, info: bytes | None = b"the info", again: bool = False
) -> tuple[list[str], list[str]]:
    event = events.SrpLookup(
        connection=INFO, username=b"alice", found=found, info=info, again=again
    )
    pieces = srp_lookup(event, STYLE)
    return lines(pieces, Stream.OUT), lines(pieces, Stream.ERR)


@pytest.mark.parametrize("dialect", [CONSOLE, REVERSE, WEB])
def test_identities_in_every_mode(dialect: Dialect) -> None:
    unexpected = events.PskIdentityUnexpected(
        connection=INFO, identity=b"x", expected=b"y"
    )
    pieces = dialect[type(unexpected)](unexpected, STYLE)
    assert lines(pieces, Stream.OUT) == [
        "PSK warning: client identity not what we expected (got 'x' expected 'y')"
    ]
    unknown = events.PskIdentityUnknown(connection=INFO, identity=b"x")
    pieces = dialect[type(unknown)](unknown, STYLE)
    assert lines(pieces, Stream.ERR) == ["s_server: unknown PSK identity 'x'"]
    unused = events.PskHintUnused()
    pieces = dialect[type(unused)](unused, STYLE)
    assert lines(pieces, Stream.OUT) == [
        "PSK warning: there is NO identity hint in TLSv1.3"
    ]
    assert dialect[type(unused)](unused, Style(release=Release.V1_1_1)) == []
    assert dialect[type(unused)] in OUT_ONLY
    assert events.SrpLookup in dialect


def test_a_user_who_is_found() -> None:
    assert looked_up() == (
        ["LOOKUP during accept alice", "LOOKUP done the info"],
        [
            'SRP username = "alice"',
            'SRP parameters set: username = "alice" info="the info" ',
        ],
    )


def test_a_user_who_is_made_up() -> None:
    out, err = looked_up(info=None)
    assert out[1] == "LOOKUP done <NULL>"
    assert err[1] == 'SRP parameters set: username = "alice" info="<NULL>" '


def test_a_user_who_is_not_there() -> None:
    assert looked_up(found=False) == (
        ["LOOKUP during accept alice", "LOOKUP not successful"],
        ['SRP username = "alice"', "User alice doesn't exist"],
    )


def test_a_renegotiation() -> None:
    assert looked_up(again=True)[0][0] == "LOOKUP renego during read"
