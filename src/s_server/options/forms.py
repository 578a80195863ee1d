"""The words for how a file is written: ``PEM``, ``DER``, ``P12`` and their kin.

OpenSSL looks mostly at the first letter (openssl-format-options(1)), so ``d`` and
``Derby`` both mean DER; PEM, PVK and PKCS#12 have a few spellings each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.config import Form
from s_server.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPELT: Mapping[str, str] = {
    **dict.fromkeys(("p", "P", "pem", "PEM"), "PEM"),
    **dict.fromkeys(("p12", "P12", "pkcs12", "PKCS12"), "P12"),
    **dict.fromkeys(("pvk", "PVK"), "PVK"),
}

_FIRST_LETTER: Mapping[str, str] = {
    "1": "P12",
    "d": "DER",
    "e": "ENGINE",
    "h": "HTTP",
    "m": "MSBLOB",
    "n": "NSS",
    "s": "SMIME",
    "t": "TEXT",
}

_FOR_KEYS_ONLY = frozenset({Form.ENGINE, Form.MSBLOB, Form.PVK})

ALL: tuple[Form, ...] = (Form.PEM, Form.DER, Form.PKCS12)


def form(
    word: str, *, option: str, allowed: tuple[Form, ...] = ALL, key: bool = False
) -> Form:
    """Read a format word; ``key`` says that the formats of keys make sense."""
    name = _SPELT.get(word) or _FIRST_LETTER.get(word[:1].lower())
    if name in allowed or (key and name in _FOR_KEYS_ONLY):
        return Form(name)
    message = f'Bad format "{word}"'
    if name is not None or key:
        message += _must_be(allowed)
    raise UsageError(
        message,
        see_help=True,
        hints=(f'Invalid format "{word}" for option -{option}',),
    )


def _must_be(allowed: tuple[Form, ...]) -> str:
    words = [form.value.lower() for form in allowed]
    # The C program takes two formats and words it so; scripts may know that line.
    if len(words) == 2:
        return f"; must be {words[0]} or {words[1]}"
    return f"; must be one of: {' '.join(words)}"
