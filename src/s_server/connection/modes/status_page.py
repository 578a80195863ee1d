"""-www: answers any GET with a page on the connection.

Programs get the C program's text, and browsers, which accept HTML by name, a page for
people; ``GET /stats`` and ``GET /json`` are for programs again.
``GET /reneg`` first has the client renegotiate, ``GET /renegcert`` asks it for a
certificate too.  In TLS 1.3 a key update and a request after the handshake stand in
for them.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from s_server.connection.modes.request import (
    Refusal,
    Request,
    head,
    read_request_untrusted,
    refuse,
    respond,
    wants_html,
)
from s_server.events import Ending, RenegotiationAsked, RequestRefused
from s_server.libssl import renegotiation
from s_server.output.status_page import page
from s_server.output.text.printer import style_of

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection

RENEGOTIATION_TARGET = b"/reneg"
CERTIFICATE_TARGET = b"/renegcert"
DATA_TARGETS = frozenset({b"/stats", b"/json"})

ANSWER_LIMIT = 10
"""Seconds in which a client may answer: RFC 5246 7.4.1.1 lets it be silent."""


def converse(connection: Connection, channel: Channel) -> Ending:
    """Answer one request with the status page; raises Broken."""
    channel.unread(connection.early())
    request = read_request_untrusted(channel)
    if request is None:
        return Ending.PEER
    if isinstance(request, Refusal):
        refuse(channel, request)
    else:
        if request.target.startswith(CERTIFICATE_TARGET):
            _ask_for_certificate(connection, channel)
        elif request.target.startswith(RENEGOTIATION_TARGET):
            _ask_to_renegotiate(connection, channel)
        _answer(connection, channel, request)
    return Ending.SERVER


def _answer(connection: Connection, channel: Channel, request: Request) -> None:
    stories = connection.service.stories
    if stories is None:
        send(connection, channel)
    elif request.target in DATA_TARGETS:
        from s_server.connection.modes import data_pages  # noqa: PLC0415 - when used

        data_pages.send(connection, channel, stories, request.target)
    elif wants_html(request, channel):
        from s_server.connection.modes import html_page  # noqa: PLC0415 - when used

        html_page.send(connection, channel, stories)
    else:
        send(connection, channel)


def _ask_to_renegotiate(connection: Connection, channel: Channel) -> None:
    tls = channel.tls
    if tls.is_version_1_3:
        # Keys are what a renegotiation without a certificate would change.
        renegotiation.ask_to_update_keys(tls, both=True)
        channel.start_handshake()
        return
    refusal = renegotiation.ask_to_renegotiate(tls)
    connection.tell(RenegotiationAsked, result=0 if refusal else 1)
    if refusal is None:
        _repeat_handshake(connection, channel)


def _ask_for_certificate(connection: Connection, channel: Channel) -> None:
    tls = channel.tls
    if not tls.is_version_1_3:
        renegotiation.demand_certificate(tls)
        _ask_to_renegotiate(connection, channel)
        return
    refusal = renegotiation.ask_for_certificate(tls)
    if refusal is None:
        _repeat_handshake(connection, channel)
    else:
        connection.tell(RequestRefused, queue=refusal)


def _repeat_handshake(connection: Connection, channel: Channel) -> None:
    """Have the client answer; one that does not gets the page all the same."""
    tls = channel.tls
    renegotiation.watch(tls)
    before = tls.handshakes
    channel.start_handshake()
    channel.read_until(lambda: tls.handshakes > before, ANSWER_LIMIT)
    connection.renew_facts(channel)


def send(connection: Connection, channel: Channel) -> None:
    """Send the page; raises Broken."""
    service = connection.service
    body = page(
        connection.facts,
        words=service.config.shown,
        counters=channel.tls.counters,
        style=style_of(service.config, service.context.library.release),
    )
    respond(connection, channel, head(HTTPStatus.OK, "text/html") + body)
