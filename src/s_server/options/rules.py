"""Which options go together: conflicts and needs, a row for each.

A rule looks at the options in force: of those that share a setting the last one,
as in ``-unix path -port 4433``, which listens on the port.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.frozen import Frozen
from s_server.options.row import Keep, Option

if TYPE_CHECKING:
    from collections.abc import Sequence


class Rule(Frozen):
    """Options that may not be given: twice, with others, or without others.

    Any of ``options`` breaks the rule, if one of ``beside`` is given too (where there
    are some) and none of ``without`` is.  With ``once`` a second of ``options``
    breaks it.  ``text`` is the C program's, which prints it without its name.
    """

    options: tuple[str, ...]
    text: str
    beside: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    once: bool = False
    see_help: bool = False
    hint: str = ""


class Implication(Frozen):
    """An option that turns on another one, with a warning, from OpenSSL 3.2 on."""

    option: str
    implies: str


class Idle(Frozen):
    """Options that do nothing without one of others, which is warned of.

    The C program takes them without a word, so they are no error.
    """

    options: tuple[str, ...]
    without: tuple[str, ...]


_DTLS = ("dtls", "dtls1", "dtls1_2")
_ONLY = ("ssl3", "tls1", "tls1_1", "tls1_2", "tls1_3", *_DTLS)
_NOT = ("no_ssl3", "no_tls1", "no_tls1_1", "no_tls1_2", "no_tls1_3")

RULES: tuple[Rule, ...] = (
    Rule(options=_ONLY, once=True, text="Cannot supply multiple protocol flags"),
    Rule(
        options=_ONLY,
        beside=_NOT,
        text="Cannot supply both a protocol flag and '-no_<prot>'",
    ),
    Rule(
        options=("nextprotoneg",),
        beside=("tls1_3",),
        text="Cannot supply -nextprotoneg with TLSv1.3",
        see_help=True,
    ),
    # The C program refuses -www and -rev too.
    Rule(
        options=("WWW", "HTTP"),
        beside=_DTLS,
        text="Can't use -HTTP, -www or -WWW with DTLS",
    ),
    Rule(options=("listen",), without=_DTLS, text="Can only use -listen with DTLS"),
    Rule(
        options=("unresponsive",),
        beside=_DTLS,
        text="Can only use -unresponsive with TLS",
    ),
    Rule(
        options=("truncate",),
        without=("www",),
        text="Can only use -truncate with -www",
    ),
    Rule(
        options=("truncate",),
        beside=("rev",),
        text="Can only use -truncate with -www",
    ),
    Rule(options=("tfo",), beside=_DTLS, text="Can only use -tfo with TLS"),
    Rule(
        options=("tfo",),
        beside=("unix",),
        text="Can't use -tfo with unix sockets, which have no TCP",
    ),
    Rule(
        options=("stateless",),
        beside=_DTLS,
        text="Can only use --stateless with TLS",
    ),
    Rule(
        options=("unix",),
        beside=_DTLS,
        text="Can't use unix sockets and datagrams together",
    ),
    # With the web modes it depends on the release: setup/early_data.py.
    Rule(
        options=("early_data",),
        beside=("rev",),
        text=("Can't use -early_data in combination with -www, -WWW, -HTTP, or -rev"),
    ),
    # A cache that is off keeps nothing to be shared, and sessions are in one place.
    Rule(
        options=("session_store",),
        beside=("no_cache", "ext_cache"),
        text="Can't use -session_store in combination with -no_cache or -ext_cache",
    ),
    Rule(
        options=("nbio_test",),
        beside=("stateless",),
        text="Can't use -nbio_test with -stateless",
    ),
    # It cuts what is written, and half a datagram is none.
    Rule(options=("nbio_test",), beside=_DTLS, text="Can't use -nbio_test with DTLS"),
    Rule(options=("sctp",), without=_DTLS, text="Can't use -sctp without DTLS"),
    Rule(
        options=("sendfile",),
        without=("WWW", "HTTP"),
        text="Can't use -sendfile without -WWW or -HTTP",
    ),
    Rule(
        options=("zerocopy_sendfile",),
        without=("WWW", "HTTP"),
        text="Can't use -sendfile without -WWW or -HTTP",
        hint="-zerocopy_sendfile turns -sendfile on",
    ),
)

# OpenSSL 3.0 has neither option: setup/kernel.py knows the loaded one.
IMPLICATIONS: tuple[Implication, ...] = (
    Implication(
        option="zerocopy_sendfile",
        implies="sendfile",
    ),
    Implication(
        option="sendfile",
        implies="ktls",
    ),
)


IDLE: tuple[Idle, ...] = (
    Idle(options=("dkey", "dcert_chain"), without=("dcert",)),
    Idle(options=("cert2", "key2"), without=("servername",)),
    Idle(options=("servername_fatal",), without=("servername", "sni")),
    Idle(options=("mtu", "timeout"), without=_DTLS),
    Idle(options=("sctp_label_bug",), without=("sctp",)),
)

NEEDS_TLS1_3 = (
    *("early_data", "stateless", "ech_key", "ech_dir", "ech_noretry_dir"),
    *("ech_trialdecrypt", "ech_greaseretries"),
)
"""Options that do nothing where TLS 1.3 is not served, which the library knows.

Those that a script may give for any version (``-ciphersuites``, ``-num_tickets``) are
not among them.
"""


def check(given: Sequence[Option]) -> None:
    """Refuse the first combination, in the order of the rules, that makes no sense."""
    names = [option.name for option in given]
    in_force = _in_force(given)
    for rule in RULES:
        if _breaks(rule, names, in_force):
            hints = (rule.hint,) if rule.hint else ()
            raise UsageError(rule.text, bare=True, see_help=rule.see_help, hints=hints)


def _in_force(given: Sequence[Option]) -> frozenset[str]:
    last = {
        option.name if option.keep is Keep.ALL else option.setting: option.name
        for option in given
    }
    return frozenset(last.values())


def _breaks(rule: Rule, names: Sequence[str], in_force: frozenset[str]) -> bool:
    if rule.once:
        return sum(name in rule.options for name in names) > 1
    if in_force.isdisjoint(rule.options) or not in_force.isdisjoint(rule.without):
        return False
    return not rule.beside or not in_force.isdisjoint(rule.beside)
