"""Which event prints what, in which mode: a table for each way of speaking.

The console, -rev and the web modes print different lines on the same events; what
is in no table is not printed.  A renderer is pure: event and style in, pieces out.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

from s_server import events
from s_server.events import Cause, Ending, Event, Stage
from s_server.libssl.load import Release
from s_server.output.text import early_data, ech, renegotiation, sessions, status
from s_server.output.text.alpn import alpn_offered, alpn_selected
from s_server.output.text.brief import brief_summary
from s_server.output.text.identity import certificates_compressed, chain_checked
from s_server.output.text.pieces import Piece, Stream, Style, err, out
from s_server.output.text.psk import (
    hint_unused,
    identity_unexpected,
    identity_unknown,
    srp_lookup,
)
from s_server.output.text.queue import queue_lines
from s_server.output.text.revocation import missing_list
from s_server.output.text.security import security_line
from s_server.output.text.session_block import kernel_lines, session_block
from s_server.output.text.sni import name_asked, second_name_added
from s_server.output.text.statistics import statistics_lines
from s_server.output.text.verification import certificate_asked, verify_step

# Each renderer takes its own kind of event; the tables below keep them apart.
Renderer = Callable[[Any, Style], list[Piece]]
Dialect = dict[type[Event], Renderer]


def _dh_chosen(event: events.DhChosen, _: Style) -> list[Piece]:
    word = "Setting" if event.from_file else "Using default"
    return [out(f"{word} temp DH parameters")]


def _certificate_made(event: events.CertificateMade, _: Style) -> list[Piece]:
    names = ", ".join(event.names)
    return [
        err(f"s_server: no certificate given: made one for {names}"),
        err(f"s_server: clients may trust its authority, in {event.ca_file}:"),
        err(_trusting_client(event)),
    ]


def _trusting_client(event: events.CertificateMade) -> str:
    """Answer a command that reaches us, to be copied."""
    words = ["curl", "--cacert", event.ca_file]
    if event.port is None:
        words += ["--unix-socket", event.address, "https://localhost/"]
        return shlex.join(words)
    host = event.address.rpartition(":")[0]
    is_near = host.strip("[]") in {"0.0.0.0", "::", "127.0.0.1", "::1"}
    if event.is_datagram:
        where = f"{'localhost' if is_near else host}:{event.port}"
        words = ["openssl", "s_client", "-dtls", "-CAfile", event.ca_file]
        words += ["-sctp"] if event.is_sctp else []
        return shlex.join([*words, "-connect", where])
    if not is_near:
        # The certificate is for localhost, but that is not where we listen.
        words += ["--connect-to", f"::{host}:"]
    return shlex.join([*words, f"https://localhost:{event.port}/"])


def _engine_set(event: events.EngineSet, style: Style) -> list[Piece]:
    line = (
        f'Engine "{event.name}" set.' if event.name else "Enabling auto ENGINE support"
    )
    if style.release < Release.V3_0:
        line = line[0].lower() + line[1:]
    return [err(line)]


def _warned(event: events.Warned, _: Style) -> list[Piece]:
    return [err(f"s_server: warning: {event.message}")]


def _listening(event: events.Listening, _: Style) -> list[Piece]:
    if event.port is None:
        return [out(f"ACCEPT localhost:{event.addresses[0]}")]
    pieces = [out("Listening for TFO")] if event.fast_open else []
    where = f" {event.addresses[0]}" if event.chosen else ""
    return [*pieces, out(f"ACCEPT{where}")]


def _option_implied(event: events.OptionImplied, style: Style) -> list[Piece]:
    line = (
        f"Warning: -{event.option} depends on -{event.implied}, "
        f"enabling -{event.implied} now."
    )
    if style.release >= Release.V4_0:
        return [err(line)]
    # The older ones print it where -quiet does not reach.
    return [Piece(Stream.RAW, f"{line}\n".encode())]


def _stopped_listening(_: events.StoppedListening, __: Style) -> list[Piece]:
    return [err("shutdown accept socket")]


def _ended(event: events.Ended, _: Style) -> list[Piece]:
    return [out(line) for line in statistics_lines(event.counters)]


def _accepted(_: events.Accepted, style: Style) -> list[Piece]:
    return [] if style.quiet or style.brief else [err("Turned on non blocking io")]


def _delayed(_: events.Delayed, __: Style) -> list[Piece]:
    return [out("DELAY")]


def _retransmitted(_: events.Retransmitted, __: Style) -> list[Piece]:
    return [err("TIMEOUT occurred")]


def _read_blocked(event: events.ReadBlocked, _: Style) -> list[Piece]:
    return [out("Read BLOCK (Async)" if event.by_job else "Read BLOCK")]


def _write_blocked(event: events.WriteBlocked, _: Style) -> list[Piece]:
    return [out("Write BLOCK (Async)" if event.by_job else "Write BLOCK")]


def _turn_began(event: events.TurnBegan, style: Style) -> list[Piece]:
    pieces = brief_summary(event.facts, style) if style.brief else []
    if not (style.quiet or style.brief) or style.debug:
        pieces += session_block(event.facts, style)
    return pieces + kernel_lines(event.facts)


def _statistics_asked(event: events.StatisticsAsked, _: Style) -> list[Piece]:
    return [out(line) for line in statistics_lines(event.counters)]


def _data_received(event: events.DataReceived, _: Style) -> list[Piece]:
    return [Piece(Stream.RAW, event.data)]


def _failed(event: events.Failed, style: Style) -> list[Piece]:
    if event.stage is Stage.EARLY_DATA:
        return [err("Error reading early data"), *_reasons(event, style)]
    say = err if event.stage is Stage.HANDSHAKE else out
    pieces = [say("ERROR")]
    if event.stage is Stage.HANDSHAKE and event.verify_code:
        pieces.append(err(f"verify error:{event.verify_words}"))
    return [*pieces, *_reasons(event, style)]


def _reasons(event: events.Failed, style: Style) -> list[Piece]:
    pieces = [err(line) for line in queue_lines(event.queue, style)]
    if event.cause is Cause.TIMED_OUT:
        where = "connection" if event.stage is Stage.DATA else "handshake"
        pieces.append(err(f"s_server: {where} timed out"))
    return pieces + [err(line) for line in _offer(event, style)]


def _offer(event: events.Failed, style: Style) -> list[str]:
    """Answer what the client offered whose handshake failed, where that is wanted."""
    if not style.client_hello:
        return []
    from s_server.output.text.client_hello import (  # noqa: PLC0415 - seldom wanted
        refused_hello_lines,
    )

    return refused_hello_lines(event)


def _finished(event: events.Finished, _: Style) -> list[Piece]:
    return [] if event.ending is Ending.SERVER else [out("DONE")]


def _shutting_down(_: events.ShuttingDown, __: Style) -> list[Piece]:
    return [out("shutting down SSL")]


def _closed(_: events.Closed, __: Style) -> list[Piece]:
    return [out("CONNECTION CLOSED")]


def _established(event: events.HandshakeFinished, style: Style) -> list[Piece]:
    return [err("CONNECTION ESTABLISHED"), *brief_summary(event.facts, style)]


def _failed_reverse(event: events.Failed, style: Style) -> list[Piece]:
    if event.stage is Stage.HANDSHAKE:
        return [err("CONNECTION FAILURE"), *_reasons(event, style)]
    return [] if style.quiet else _reasons(event, style)


def _finished_reverse(event: events.Finished, _: Style) -> list[Piece]:
    return [] if event.ending is Ending.SERVER else [err("CONNECTION CLOSED")]


def _failed_web(event: events.Failed, style: Style) -> list[Piece]:
    return [] if style.quiet else _reasons(event, style)


def _file_served(event: events.FileServed, style: Style) -> list[Piece]:
    return [] if style.quiet else [err(f"FILE:{event.path}")]


def _key_log_failed(event: events.KeyLogFailed, _: Style) -> list[Piece]:
    return [err(f"s_server: warning: cannot write a secret to {event.problem}")]


def _no_sendfile(_: events.SendfileUnavailable, __: Style) -> list[Piece]:
    return [err("Warning: sendfile requested but KTLS is not available")]


def _sendfile_done(event: events.SendfileDone, style: Style) -> list[Piece]:
    return [] if style.quiet else [err(f"KTLS SENDFILE '{event.path}' OK")]


OUT_ONLY: frozenset[Renderer] = frozenset(
    {
        _dh_chosen,
        certificates_compressed,
        second_name_added,
        name_asked,
        ech.key_added,
        ech.keys_loaded,
        _listening,
        _ended,
        alpn_offered,
        alpn_selected,
        _delayed,
        _read_blocked,
        _write_blocked,
        _finished,
        _shutting_down,
        _closed,
        _statistics_asked,
        renegotiation.renegotiation_asked,
        renegotiation.repeated,
        early_data.ended,
        hint_unused,
        identity_unexpected,
    }
)
"""Renderers that have nothing to say but on standard output's OUT stream."""

_SERVER: Dialect = {
    events.DhChosen: _dh_chosen,
    events.CertificateMade: _certificate_made,
    events.CertificatesCompressed: certificates_compressed,
    events.ChainChecked: chain_checked,
    events.EchKeyAdded: ech.key_added,
    events.EchFolderRead: ech.folder_read,
    events.EchKeysLoaded: ech.keys_loaded,
    events.EngineSet: _engine_set,
    events.OptionImplied: _option_implied,
    events.SecondNameAdded: second_name_added,
    events.NameAsked: name_asked,
    events.Warned: _warned,
    events.IdPrefixSet: sessions.prefix_set,
    events.CertificateAsked: certificate_asked,
    events.VerifyStep: verify_step,
    events.Listening: _listening,
    events.StoppedListening: _stopped_listening,
    events.Ended: _ended,
    events.SessionStored: sessions.stored,
    events.SessionLookedUp: sessions.looked_up,
    events.SessionStoreChanged: sessions.store_changed,
    events.TicketKeysRead: sessions.keys_read,
    # Of a connection, but the same in every mode.
    events.AlpnOffered: alpn_offered,
    events.AlpnSelected: alpn_selected,
    events.KeyLogFailed: _key_log_failed,
    events.PskHintUnused: hint_unused,
    events.PskIdentityUnexpected: identity_unexpected,
    events.PskIdentityUnknown: identity_unknown,
    events.SrpLookup: srp_lookup,
    events.RevocationListMissing: missing_list,
    events.StatusMissing: status.status_missing,
    events.SecurityAsked: security_line,
    events.SecurityAskedAtStart: security_line,
}

CONSOLE: Dialect = _SERVER | {
    events.Delayed: _delayed,
    events.Retransmitted: _retransmitted,
    events.EarlyDataReceived: early_data.received,
    events.EarlyDataEnded: early_data.ended,
    events.TurnBegan: _turn_began,
    events.HandshakeAsked: renegotiation.asked,
    events.RequestRefused: renegotiation.refused,
    events.HandshakeRepeated: renegotiation.repeated,
    events.StatisticsAsked: _statistics_asked,
    events.DataReceived: _data_received,
    events.ReadBlocked: _read_blocked,
    events.WriteBlocked: _write_blocked,
    events.Failed: _failed,
    events.Finished: _finished,
    events.ShuttingDown: _shutting_down,
    events.Closed: _closed,
}

REVERSE: Dialect = _SERVER | {
    events.HandshakeFinished: _established,
    events.Failed: _failed_reverse,
    events.Finished: _finished_reverse,
}

WEB: Dialect = _SERVER | {
    events.Failed: _failed_web,
    events.RenegotiationAsked: renegotiation.renegotiation_asked,
    events.FileServed: _file_served,
    events.SendfileDone: _sendfile_done,
    events.SendfileUnavailable: _no_sendfile,
}

NON_BLOCKING: Dialect = {events.Accepted: _accepted}
"""Added where -nbio is given and the mode takes notice of it."""

STATUS_VERBOSE: Dialect = {
    events.StatusAsked: status.status_asked,
    events.ResponderNamed: status.responder_named,
    events.StatusStapled: status.status_stapled,
}
"""Added with -status_verbose."""
