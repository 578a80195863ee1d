"""The options about resumable sessions and early data."""

from __future__ import annotations

from functools import partial

from s_server.options import values
from s_server.options.row import Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="context",
        kind=Kind.TEXT,
        section=Section.SESSIONS,
        help="session context, which tells servers apart",
        setting="sessions.context",
    ),
    Option(
        name="id_prefix",
        kind=Kind.TEXT,
        section=Section.SESSIONS,
        help="how session identifiers begin, up to TLS 1.2",
        setting="sessions.id_prefix",
    ),
    Option(
        name="no_cache",
        kind=Kind.FLAG,
        section=Section.SESSIONS,
        help="keep no sessions",
        setting="sessions.no_cache",
    ),
    Option(
        name="ext_cache",
        kind=Kind.FLAG,
        section=Section.SESSIONS,
        help="keep sessions outside of OpenSSL",
        setting="sessions.external_cache",
    ),
    Option(
        name="session_store",
        kind=Kind.URI,
        section=Section.SESSIONS,
        help="share sessions in Redis or Valkey: redis://host:port/db",
        setting="sessions.store",
        convert=values.session_store,
        since="s_server",
        secret=True,
    ),
    Option(
        name="ticket_keys",
        kind=Kind.INPUT,
        section=Section.SESSIONS,
        help="keys of tickets, 80 bytes each, the first for new ones",
        setting="sessions.ticket_keys",
        since="s_server",
    ),
    Option(
        name="no_resume_ephemeral",
        kind=Kind.FLAG,
        section=Section.SESSIONS,
        help="resume no session that has forward secrecy",
        setting="sessions.no_resume_ephemeral",
    ),
    Option(
        name="early_data",
        kind=Kind.FLAG,
        section=Section.SESSIONS,
        help="take TLS 1.3 early data",
        setting="early_data.accept",
    ),
    Option(
        name="max_early_data",
        kind=Kind.INTEGER,
        section=Section.SESSIONS,
        help="bytes of early data that tickets promise",
        setting="early_data.promised",
        convert=partial(values.early_data_limit, option="max_early_data"),
    ),
    Option(
        name="recv_max_early_data",
        kind=Kind.INTEGER,
        section=Section.SESSIONS,
        help="bytes of early data after which the connection fails",
        setting="early_data.limit",
        convert=partial(values.early_data_limit, option="recv_max_early_data"),
    ),
)
