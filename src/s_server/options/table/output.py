"""The options about what is printed."""

from __future__ import annotations

from s_server.config import MessagesShown, SecurityShown
from s_server.options.row import Kind, Option, Section
from s_server.options.values import export_length

ROWS: tuple[Option, ...] = (
    Option(
        name="quiet",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="print received data and errors alone",
        setting="output.quiet",
    ),
    Option(
        name="brief",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="print a short summary of each connection",
        setting="output.brief",
    ),
    Option(
        name="explain",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="say in plain words why a connection failed (default on a terminal)",
        setting="output.explain",
        since="s_server",
    ),
    Option(
        name="no_explain",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="do not say why, on a terminal either",
        setting="output.explain",
        value=False,
        since="s_server",
    ),
    Option(
        name="json",
        kind=Kind.OUTPUT,
        section=Section.OUTPUT,
        help="write every event as a line of JSON (- is standard output)",
        setting="output.json",
        since="s_server",
    ),
    Option(
        name="debug",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="dump every byte read and written",
        setting="trace.traffic",
    ),
    Option(
        name="msg",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="dump the protocol's messages",
        setting="trace.messages",
        value=MessagesShown.DUMPED,
    ),
    Option(
        name="trace",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="print the protocol's messages decoded",
        setting="trace.messages",
        value=MessagesShown.DECODED,
    ),
    Option(
        name="msgfile",
        kind=Kind.OUTPUT,
        section=Section.OUTPUT,
        help="where -msg and -trace go instead of standard output",
        setting="trace.file",
    ),
    Option(
        name="state",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="print the states of the handshake and alerts",
        setting="trace.states",
    ),
    Option(
        name="tlsextdebug",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="dump the extensions that the client sent",
        setting="trace.extensions",
    ),
    Option(
        name="client_hello",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="print all that the client offered, and what of it could be used",
        setting="trace.client_hello",
        since="s_server",
    ),
    Option(
        name="security_debug",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="print what the security level refuses",
        setting="trace.security",
        value=SecurityShown.REFUSED,
    ),
    Option(
        name="security_debug_verbose",
        kind=Kind.FLAG,
        section=Section.OUTPUT,
        help="print all that the security level is asked",
        setting="trace.security",
        value=SecurityShown.ALL,
    ),
    Option(
        name="keymatexport",
        kind=Kind.TEXT,
        section=Section.OUTPUT,
        help="print keying material exported with this label",
        setting="export.label",
    ),
    Option(
        name="keymatexportlen",
        kind=Kind.POSITIVE,
        section=Section.OUTPUT,
        help="bytes of keying material to export (default 20)",
        setting="export.length",
        convert=export_length,
    ),
    Option(
        name="keylogfile",
        kind=Kind.OUTPUT,
        section=Section.OUTPUT,
        help="append the TLS secrets to this file (else to SSLKEYLOGFILE)",
        setting="keylog.file",
    ),
)
