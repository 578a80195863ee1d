"""The options about OCSP responses stapled to the handshake."""

from __future__ import annotations

from s_server.config import Staple
from s_server.options import values
from s_server.options.row import Keep, Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="status",
        kind=Kind.FLAG,
        section=Section.STATUS,
        help="staple an OCSP response when the client asks",
        setting="status.staple",
        value=Staple.SERVER,
    ),
    Option(
        name="status_all",
        kind=Kind.FLAG,
        section=Section.STATUS,
        help="staple a response for each certificate of the chain",
        setting="status.staple",
        value=Staple.CHAIN,
        needs="status_all",
        since="3.6",
    ),
    Option(
        name="status_verbose",
        kind=Kind.FLAG,
        section=Section.STATUS,
        help="as -status, and print how the response was got",
        setting="status.verbose",
    ),
    Option(
        name="status_timeout",
        kind=Kind.INTEGER,
        section=Section.STATUS,
        help="as -status, and seconds to ask (default 10, 0 for no limit)",
        setting="status.timeout",
    ),
    Option(
        name="status_url",
        kind=Kind.TEXT,
        section=Section.STATUS,
        help="as -status, and the responder when none is named",
        setting="status.url",
        convert=values.responder,
    ),
    Option(
        name="status_file",
        kind=Kind.INPUT,
        section=Section.STATUS,
        help="as -status, and the response itself, in DER",
        setting="status.files",
        keep=Keep.ALL,
    ),
    Option(
        name="proxy",
        kind=Kind.TEXT,
        section=Section.STATUS,
        help="HTTP proxy for asking the responder",
        setting="status.proxy",
        convert=values.proxy,
        since="3.0",
    ),
    Option(
        name="no_proxy",
        kind=Kind.TEXT,
        section=Section.STATUS,
        help="responders that are asked without a proxy",
        setting="status.no_proxy",
        since="3.0",
    ),
)
