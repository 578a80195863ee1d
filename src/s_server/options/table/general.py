"""The options that concern the whole program."""

from __future__ import annotations

from s_server.options.row import Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="help",
        kind=Kind.FLAG,
        section=Section.GENERAL,
        help="print this list and stop",
        setting="general.help",
        aliases=("h",),
    ),
    Option(
        name="version",
        kind=Kind.FLAG,
        section=Section.GENERAL,
        help="print our version and that of the OpenSSL in use",
        setting="general.version",
        since="s_server",
    ),
    Option(
        name="libssl",
        kind=Kind.INPUT,
        section=Section.GENERAL,
        help="the libssl to load instead of the system's",
        setting="general.library",
        argument="file",
        since="s_server",
    ),
    Option(
        name="ssl_config",
        kind=Kind.TEXT,
        section=Section.GENERAL,
        help="apply this section of the OpenSSL configuration file",
        setting="general.config_section",
    ),
)
