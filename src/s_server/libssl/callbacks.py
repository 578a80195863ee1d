"""Every function that C calls back, behind one trampoline.

cffi swallows an exception that leaves a callback, and C goes on as if nothing had
happened.  So the trampoline catches it, keeps it on the owner of the callback, and
answers the value that means failure; the owner raises it after the call into C.

The callback objects are made once, here.  Which Python object a call belongs to is
told by an integer that travels through C as a pointer; its entry outlives the C
object, so that a late call finds nobody instead of the wrong one.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Protocol, TypeVar

from s_server.libssl.constants import CryptoIndex, InfoWhere
from s_server.libssl.ffi import ffi
from s_server.libssl.load import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import ConnectionEvent
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

R = TypeVar("R")


# Plain numbers: a callback for each state of each handshake looks at them, and an Enum
# takes longer to ask than all the rest.
_DONE, _WRITE = int(InfoWhere.HANDSHAKE_DONE), int(InfoWhere.WRITE)
_ALERT = int(InfoWhere.ALERT)
_TOLD = _ALERT | _DONE


class Owner(Protocol):
    """A Python object that C calls back; ``problem`` is what a callback raised."""

    problem: BaseException | None


class Talker(Owner, Protocol):
    """An owner that tells of what C calls it for: a connection (libssl/tls.py).

    ``last_message`` is the last handshake message, where messages are heard: whether
    it was ours, and its type (RFC 8446 4).  ``first_hello`` are the fields of the first
    event of a ClientHello, and ``hello_came`` is when that was.
    """

    context: Context
    last_message: tuple[bool, int] | None
    hello_came: float | None
    first_hello: dict[str, object] | None

    def note(self, kind: type[ConnectionEvent], **fields: object) -> None:
        """Keep an event to be told when the call into C is over.

        With ``-async`` callbacks run on a small stack of libssl's own: they copy
        their arguments, take note, and return.
        """

    def note_alert(self, *, sent: bool, level: int, description: int) -> None:
        """Take note of an alert."""

    def note_handshake(self) -> None:
        """Take note that a handshake is done."""

    def make_cookie(self) -> bytes:
        """Answer a cookie for this connection's client."""

    def owns_cookie(self, cookie: bytes) -> bool:
        """Whether a cookie was made for this connection's client."""


class PassPhraseOwner(Owner, Protocol):
    """An owner that knows a pass phrase."""

    def pass_phrase(self) -> bytes | None:
        """Answer the pass phrase, or None when there is none to be had."""


# By the pointers themselves, which are equal when their addresses are.
_owners: dict[CData, Owner] = {}
_numbers = itertools.count(1)
_index: list[int] = []


def enlist(owner: Owner) -> CData:
    """Remember ``owner`` and answer the pointer-sized number to hand to C."""
    number = ffi.cast("void *", next(_numbers))
    _owners[number] = owner
    return number


def dismiss(number: CData) -> None:
    """Forget the owner behind a number; later calls find nobody."""
    _owners.pop(number, None)


def raise_problem(owner: Owner) -> None:
    """Raise what a callback of this owner raised during the last call into C."""
    problem, owner.problem = owner.problem, None
    if problem is not None:
        raise problem


def connection_index(library: Library) -> int:
    """Answer the slot of an SSL in which its owner's number is kept."""
    if not _index:
        null = ffi.NULL
        _index.append(
            library.functions.CRYPTO_get_ex_new_index(
                CryptoIndex.SSL, 0, null, null, null, null
            )
        )
    return _index[0]


def owner_of(number: CData) -> Owner | None:
    """Answer whom a number stands for, or None when that one is gone."""
    return _owners.get(number)


def connection_of(ssl: SSL) -> Talker | None:
    """Answer the connection that C calls about, or None when it is gone."""
    number = current().functions.SSL_get_ex_data(ssl, _index[0])
    return _owners.get(number)  # type: ignore[return-value]  # only Tls is kept there


connection_by: Callable[[CData], Talker | None] = _owners.get  # type: ignore[assignment]  # its users say so
"""Answers the connection of a number that is known to be one's."""


def guarded(owner: Owner, work: Callable[[], R], failing: R) -> R:
    """Do ``work``; what it raises is kept on ``owner``, and C hears ``failing``."""
    try:
        return work()
    except BaseException as problem:
        owner.problem = problem
        return failing


@ffi.callback("s_server_info_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_info(ssl: SSL, where: int, value: int) -> None:
    """Take note of alerts and of the end of handshakes (SSL_set_info_callback(3)).

    Where messages are heard, those tell of alerts: this is called at each of some
    fifty steps of a handshake, and is left out for as long as it can be.
    """
    if not where & _TOLD:
        return
    connection = connection_of(ssl)
    if connection is not None:
        notice(connection, where, value)


def notice(connection: Talker, where: int, value: int) -> None:
    """Take note of alerts and of the end of handshakes."""
    if where & _DONE:
        connection.note_handshake()
    elif where & _ALERT:
        wishes = connection.context.message_wishes
        if wishes is not None and wishes.alerts:
            return  # they are told of as messages
        connection.note_alert(
            sent=bool(where & _WRITE), level=value >> 8, description=value & 0xFF
        )


@ffi.callback("s_server_pass_phrase_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_pass_phrase(room: CData, size: int, _writing: int, number: CData) -> int:
    """Copy the owner's pass phrase into ``room`` (pem_password_cb, PEM_read(3))."""
    owner = owner_of(number)
    if owner is None:
        return -1

    def answer() -> int:
        phrase: bytes | None = owner.pass_phrase()  # type: ignore[attr-defined]  # only PassPhraseOwners are enlisted with it
        if phrase is None or len(phrase) > size:
            return -1
        ffi.memmove(room, phrase, len(phrase))
        return len(phrase)

    return guarded(owner, answer, -1)
