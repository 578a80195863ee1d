"""The options that choose what a connection does after its handshake."""

from __future__ import annotations

from s_server.config import Web
from s_server.options.row import Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="www",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="answer a GET with a page about the connection",
        setting="mode.web",
        value=Web.STATUS_PAGE,
    ),
    Option(
        name="WWW",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="answer a GET with a file below the current folder",
        setting="mode.web",
        value=Web.FILES,
    ),
    Option(
        name="HTTP",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="as -WWW, with files that hold their own headers",
        setting="mode.web",
        value=Web.RAW_FILES,
    ),
    Option(
        name="http_server_binmode",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="open the files of -WWW and -HTTP as binary",
        setting="mode.binary_files",
        since="3.0",
    ),
    Option(
        name="sendfile",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="send the files of -WWW and -HTTP with SSL_sendfile",
        setting="mode.sendfile",
        needs="sendfile",
        since="3.0",
    ),
    Option(
        name="zerocopy_sendfile",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="as -sendfile, without a copy of the file's pages",
        setting="mode.zerocopy",
        needs="zerocopy",
        since="3.2",
    ),
    Option(
        name="rev",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="send each line back, reversed",
        setting="mode.reverse",
    ),
    Option(
        name="crlf",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="send CR LF for each LF typed",
        setting="mode.crlf",
    ),
    Option(
        name="ign_eof",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="stay when the input ends",
        setting="mode.ignore_end_of_input",
        value=True,
    ),
    Option(
        name="no_ign_eof",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="do not stay when the input ends",
        setting="mode.ignore_end_of_input",
        value=False,
    ),
    Option(
        name="unresponsive",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="accept clients, and never answer them",
        setting="mode.unresponsive",
        since="s_server",
    ),
    Option(
        name="truncate",
        kind=Kind.FLAG,
        section=Section.MODES,
        help="with -www, close in mid-page without close_notify",
        setting="mode.truncate",
        since="s_server",
    ),
)
