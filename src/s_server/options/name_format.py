"""How names of subjects and issuers are printed: the words of ``-nameopt``.

The numbers are those of X509_NAME_print_ex(3); the words and their rules are of
openssl-namedisplay-options(1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

SEPARATOR = 0xF << 16
FIELD_NAME = 3 << 21
EVERYTHING = 0xFFFFFFFF
COMMA_SPACE = 2 << 16


class Word(Frozen, kw_only=False):
    """The bits that a word sets, and those that it takes the place of."""

    bits: int
    replaces: int = 0


WORDS = {
    "esc_2253": Word(0x1),
    "esc_2254": Word(0x400),
    "esc_ctrl": Word(0x2),
    "esc_msb": Word(0x4),
    "use_quote": Word(0x8),
    "utf8": Word(0x10),
    "ignore_type": Word(0x20),
    "show_type": Word(0x40),
    "dump_all": Word(0x80),
    "dump_nostr": Word(0x100),
    "dump_der": Word(0x200),
    "compat": Word(0, EVERYTHING),
    "sep_comma_plus": Word(1 << 16, SEPARATOR),
    "sep_comma_plus_space": Word(COMMA_SPACE, SEPARATOR),
    "sep_semi_plus_space": Word(3 << 16, SEPARATOR),
    "sep_multiline": Word(4 << 16, SEPARATOR),
    "dn_rev": Word(1 << 20),
    "nofname": Word(3 << 21, FIELD_NAME),
    "sname": Word(0, FIELD_NAME),
    "lname": Word(1 << 21, FIELD_NAME),
    "align": Word(1 << 25),
    "oid": Word(2 << 21, FIELD_NAME),
    "space_eq": Word(1 << 23),
    "dump_unknown": Word(1 << 24),
    "RFC2253": Word(0x1110317, EVERYTHING),
    "oneline": Word(0x82031F, EVERYTHING),
    "multiline": Word(0x2A40006, EVERYTHING),
    "ca_default": Word(0x2A40006, EVERYTHING),
}
_BY_LOWER = {name.lower(): word for name, word in WORDS.items()}


def name_words(text: str) -> str:
    """Check a list of words joined with commas, each after ``-`` or ``+`` or alone."""
    for word in text.split(","):
        if _word(word) is None:
            raise UsageError(
                f"option -nameopt does not know {word.strip()!r} in {text!r}",
                hints=(f"words are {', '.join(WORDS)}; - before one takes it away",),
            )
    return text


def name_flags(lists: Iterable[str]) -> int | None:
    """Answer what all the lists come to, one after the other; None for no list."""
    flags = None
    for text in lists:
        flags = _applied(flags or 0, text)
    return flags


def _applied(flags: int, text: str) -> int:
    for name in text.split(","):
        word = _word(name)
        assert word is not None, "checked when it was read"
        flags &= ~word.replaces
        if name.strip().startswith("-"):
            flags &= ~word.bits
        else:
            flags |= word.bits
    if flags and not flags & SEPARATOR:
        # Without a separator names could not be told from one another.
        flags |= COMMA_SPACE
    return flags


def _word(name: str) -> Word | None:
    name = name.strip().lower()
    return _BY_LOWER.get(name[1:] if name[:1] in {"-", "+"} else name)
