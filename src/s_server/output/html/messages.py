"""The handshake's messages as a picture, and as the table that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.frozen import Frozen
from s_server.output.html.elements import element, table
from s_server.wire.codes import AlertDescription, ContentType, HandshakeType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree.ElementTree import Element

    from s_server.events import MessagePassed

HANDSHAKE, ALERT = 22, 21
WIDTH, ROW, TOP = 640, 30, 34
LEFT, RIGHT = 150, 600
"""Where the lines of the client and of the server stand in the picture."""


class Moment(Frozen, kw_only=False):
    """A message, and the milliseconds from the accepted connection to it."""

    after: float
    message: MessagePassed

    @property
    def label(self) -> str:
        """What the message is."""
        data, kind = self.message.data, self.message.content_type
        if kind == HANDSHAKE and data:
            return HandshakeType(data[0]).label
        if kind == ALERT and len(data) > 1:
            return f"alert {AlertDescription(data[1]).label}"
        return ContentType(kind).label

    @property
    def time(self) -> str:
        """When it passed."""
        return f"{self.after:.1f} ms"


def messages_section(moments: Sequence[Moment]) -> Element:
    """Show the messages of the connection so far."""
    return element(
        "section",
        element("h2", "The handshake, message by message", id="messages"),
        _picture(moments),
        element("details", element("summary", "The same as a table"), _table(moments)),
        aria_labelledby="messages",
    )


def _table(moments: Iterable[Moment]) -> Element:
    return table(
        "Messages",
        ("Time", "From", "Message", "Bytes"),
        (
            (
                moment.time,
                "server" if moment.message.sent else "client",
                moment.label,
                str(len(moment.message.data)),
            )
            for moment in moments
        ),
    )


def _picture(moments: Sequence[Moment]) -> Element:
    height = TOP + ROW * len(moments) + 12
    return element(
        "svg",
        element("title", f"{len(moments)} messages between client and server"),
        element(
            "defs",
            element(
                "marker",
                element("path", d="M0 0 L8 4 L0 8 z"),
                id="tip",
                viewBox="0 0 8 8",
                refX="8",
                refY="4",
                markerWidth="8",
                markerHeight="8",
                orient="auto",
            ),
        ),
        _text(LEFT, 16, "client", "middle"),
        _text(RIGHT, 16, "server", "middle"),
        _line(LEFT, 24, LEFT, height, class_="lane"),
        _line(RIGHT, 24, RIGHT, height, class_="lane"),
        *(_arrow(at, moment) for at, moment in enumerate(moments)),
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_label="Who sent what and when; the table below says the same",
    )


def _arrow(at: int, moment: Moment) -> Element:
    y = TOP + ROW * at + 20
    sent = moment.message.sent
    start, end = (RIGHT - 4, LEFT + 4) if sent else (LEFT + 4, RIGHT - 4)
    return element(
        "g",
        _text(LEFT - 12, y + 4, moment.time, "end"),
        _line(start, y, end, y, marker_end="url(#tip)"),
        _text((LEFT + RIGHT) // 2, y - 6, moment.label, "middle"),
        class_="sent" if sent else "received",
    )


def _line(x1: int, y1: int, x2: int, y2: int, **attributes: str) -> Element:
    places = {"x1": str(x1), "y1": str(y1), "x2": str(x2), "y2": str(y2)}
    return element("line", **places, **attributes)


def _text(x: int, y: int, words: str, anchor: str) -> Element:
    return element("text", words, x=str(x), y=str(y), text_anchor=anchor)
