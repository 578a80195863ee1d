"""The options about keys and passwords that both sides share beforehand."""

from __future__ import annotations

from s_server.options import values
from s_server.options.row import Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="psk",
        kind=Kind.TEXT,
        section=Section.PSK,
        help="shared key, in pairs of hexadecimal digits without 0x",
        setting="psk.key",
        convert=values.shared_key,
        secret=True,
    ),
    Option(
        name="psk_identity",
        kind=Kind.TEXT,
        section=Section.PSK,
        help="identity to expect (default Client_identity)",
        setting="psk.identity",
    ),
    Option(
        name="psk_file",
        kind=Kind.INPUT,
        section=Section.PSK,
        help="more shared keys: a line identity:key for each",
        setting="psk.file",
        since="s_server",
    ),
    Option(
        name="psk_hint",
        kind=Kind.TEXT,
        section=Section.PSK,
        help="identity hint to send, up to TLS 1.2",
        setting="psk.hint",
        needs="psk",
    ),
    Option(
        name="psk_session",
        kind=Kind.INPUT,
        section=Section.PSK,
        help="PEM file of a session to use as a shared key",
        setting="psk.session",
    ),
    Option(
        name="srpvfile",
        kind=Kind.INPUT,
        section=Section.PSK,
        help="file of SRP users and verifiers (deprecated)",
        setting="srp.verifiers",
        needs="srp",
    ),
    Option(
        name="srpuserseed",
        kind=Kind.TEXT,
        section=Section.PSK,
        help="seed for the salt of unknown SRP users (deprecated)",
        setting="srp.seed",
        needs="srp",
        secret=True,
    ),
)
