"""The options that make further certificates, each with its key and chain.

They form groups by their order, so all of them go into one setting, in order.
"""

from __future__ import annotations

from s_server.options.row import Keep, Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="xcert",
        kind=Kind.INPUT,
        section=Section.EXTENDED,
        help="a further certificate",
        setting="extended.parts",
        keep=Keep.ALL,
    ),
    Option(
        name="xkey",
        kind=Kind.INPUT,
        section=Section.EXTENDED,
        help="private key of the -xcert next to it",
        setting="extended.parts",
        keep=Keep.ALL,
    ),
    Option(
        name="xchain",
        kind=Kind.INPUT,
        section=Section.EXTENDED,
        help="certificates to send after that -xcert",
        setting="extended.parts",
        keep=Keep.ALL,
    ),
    Option(
        name="xchain_build",
        kind=Kind.FLAG,
        section=Section.EXTENDED,
        help="build the chain of that -xcert",
        setting="extended.parts",
        keep=Keep.ALL,
    ),
    Option(
        name="xcertform",
        kind=Kind.PEM_OR_DER,
        section=Section.EXTENDED,
        help="format of that -xcert and those after it",
        setting="extended.parts",
        keep=Keep.ALL,
    ),
    Option(
        name="xkeyform",
        kind=Kind.PEM_OR_DER,
        section=Section.EXTENDED,
        help="format of that -xkey and those after it",
        setting="extended.parts",
        keep=Keep.ALL,
    ),
)
