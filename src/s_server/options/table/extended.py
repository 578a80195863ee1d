"""The options that make further certificates, each with its key and chain.

They form groups by their order, so all of them go into one setting, in order.
"""

from __future__ import annotations

from functools import partial

from s_server.config import GroupPart, Part
from s_server.options import forms
from s_server.options.row import Keep, Kind, Option, Section


def _form(kind: Part, word: str) -> GroupPart:
    return GroupPart(kind, forms.form(word, option=kind))


ROWS: tuple[Option, ...] = (
    Option(
        name="xcert",
        kind=Kind.INPUT,
        section=Section.EXTENDED,
        help="a further certificate",
        setting="extended.parts",
        convert=partial(GroupPart, Part.CERT),
        keep=Keep.ALL,
    ),
    Option(
        name="xkey",
        kind=Kind.INPUT,
        section=Section.EXTENDED,
        help="private key of the -xcert next to it",
        setting="extended.parts",
        convert=partial(GroupPart, Part.KEY),
        keep=Keep.ALL,
    ),
    Option(
        name="xchain",
        kind=Kind.INPUT,
        section=Section.EXTENDED,
        help="certificates to send after that -xcert",
        setting="extended.parts",
        convert=partial(GroupPart, Part.CHAIN),
        keep=Keep.ALL,
    ),
    Option(
        name="xchain_build",
        kind=Kind.FLAG,
        section=Section.EXTENDED,
        help="build the chain of that -xcert",
        setting="extended.parts",
        value=GroupPart(Part.BUILD),
        keep=Keep.ALL,
    ),
    Option(
        name="xcertform",
        kind=Kind.PEM_OR_DER,
        section=Section.EXTENDED,
        help="format of that -xcert and those after it",
        setting="extended.parts",
        convert=partial(_form, Part.CERT_FORM),
        keep=Keep.ALL,
    ),
    Option(
        name="xkeyform",
        kind=Kind.PEM_OR_DER,
        section=Section.EXTENDED,
        help="format of that -xkey and those after it",
        setting="extended.parts",
        convert=partial(_form, Part.KEY_FORM),
        keep=Keep.ALL,
    ),
)
