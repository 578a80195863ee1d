"""The picture and the table of messages say the same."""

from __future__ import annotations

import pytest

from s_server.events import MessagePassed
from s_server.output.html.messages import Moment, messages_section
from tests.output.facts import INFO


def moment(data: bytes, kind: int = 22, *, sent: bool = False) -> Moment:
    """A message after 1.25 ms."""
    message = MessagePassed(
        connection=INFO, sent=sent, version=0x0304, content_type=kind, data=data
    )
    return Moment(1.25, message)


@pytest.mark.parametrize(
    ("made", "label"),
    [
        (moment(b"\x01\x00"), "client_hello"),
        (moment(b"\xee"), "0xee"),
        (moment(b"\x02\x28", 21), "alert handshake_failure"),
        (moment(b"\x01", 20), "change_cipher_spec"),
        (moment(b""), "handshake"),
        (moment(b"\x02", 21), "alert"),
    ],
)
def test_labels(made: Moment, label: str) -> None:
    assert made.label == label


def test_both_forms() -> None:
    section = messages_section([moment(b"\x01\x00"), moment(b"\x02", sent=True)])
    assert [g.get("class") for g in section.iter("g")] == ["received", "sent"]
    assert [line.get("x1") for g in section.iter("g") for line in g.iter("line")] == [
        "154",
        "596",
    ]
    rows = [[cell.text for cell in row] for row in section.iter("tr")]
    assert rows == [
        ["Time", "From", "Message", "Bytes"],
        ["1.2 ms", "client", "client_hello", "2"],
        ["1.2 ms", "server", "server_hello", "1"],
    ]
    (picture,) = section.iter("svg")
    assert picture.get("role") == "img"
    assert picture.get("aria-label")


def test_no_messages() -> None:
    (picture,) = messages_section([]).iter("svg")
    assert not list(picture.iter("g"))
