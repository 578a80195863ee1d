"""The lines on a list that could not be fetched."""

from __future__ import annotations

from s_server.events import RevocationListMissing
from s_server.libssl.load import Release
from s_server.output.text.pieces import Stream, Style
from s_server.output.text.revocation import missing_list
from tests.output.facts import INFO


def test_the_c_programs_line_and_the_reason() -> None:
    event = RevocationListMissing(connection=INFO, place="http://x/", reason="gone")
    pieces = missing_list(event, Style(release=Release.V3_0))
    assert {piece.stream for piece in pieces} == {Stream.ERR}
    assert b"".join(piece.data for piece in pieces) == (
        b"Unable to load CRL via CDP\ns_server: http://x/: gone\n"
    )
