"""Messages that differ in nothing but what is random: their text, with gaps.

A client mostly sends the same hello but for its random, its session id and its keys,
and our own messages are alike, too.  What the first one of a kind came to is kept as a
template, and further ones of that kind are not decoded at all: that takes a tenth of
the time.
"""

from __future__ import annotations

import os
import re
from operator import itemgetter
from typing import TYPE_CHECKING, Generic, TypeVar

from s_server.errors import WireError
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import KEY_SHARE, Extension
from s_server.wire.values import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from s_server.wire.values import Value

T = TypeVar("T")

KEPT = 64
"""Templates that are tried: no client can fill the memory, or always take the time."""
ALIKE = 4
"""Templates for messages of the same length, which are compared one after the other."""
LARGEST = 2048
"""Bytes of a message up to which it may become a template."""
CHANGING = frozenset({41, 44, 0xFE0D})
"""Extensions that a client fills anew each time: PSKs, cookie, encrypted hello."""
SHORTEST = 12
"""Bytes of what is taken to be random: a Finished of TLS 1.2; GREASE's key has one."""


class Template:
    """The text of a kind of message.

    ``form`` takes what is fresh in a message, in hex, in the order of ``places``;
    ``same`` are the places of all its other parts, which are those of ``body``.
    """

    def __init__(
        self, form: str, places: list[slice], same: list[slice], body: bytes
    ) -> None:
        # With one place alone itemgetter would answer no tuple.
        nothing = slice(0, 0)
        self._form = form + "%s%s"
        self._take = itemgetter(*places, nothing, nothing)
        self._compare = itemgetter(*same, nothing)
        self._same = self._compare(body)

    def text(self, body: bytes) -> str | None:
        """Write a message of the same length; None where it is not of this kind."""
        if self._compare(body) != self._same:
            return None
        return self._form % (*map(bytes.hex, self._take(body)),)


class Templates(Generic[T]):
    """Writes messages of a sort, and those alike by the template of the first.

    ``decode`` and ``write`` make the text of any.  ``fresh_of`` answers what is random
    in one, in its order, or None where there will hardly be another one of its kind;
    ``mark`` is where those alike are the same, besides being as long.
    """

    def __init__(
        self,
        decode: Callable[[bytes], T],
        write: Callable[[T], str],
        fresh_of: Callable[[T], Iterable[bytes] | None],
        mark: slice,
    ) -> None:
        self._decode = decode
        self._write = write
        self._fresh_of = fresh_of
        self._mark = mark
        self._known: dict[tuple[int, bytes], list[Template]] = {}
        self._count = 0

    def text(self, body: bytes) -> str:
        """Write a message; raises WireError for what is none."""
        key = len(body), body[self._mark]
        alike = self._known.get(key, ())
        for template in alike:
            known = template.text(body)
            if known is not None:
                return known
        value = self._decode(body)
        text = self._write(value)
        has_room = self._count < KEPT and len(alike) < ALIKE
        if has_room and len(body) <= LARGEST:
            self._learn(key, body, value, text)
        return text

    def _learn(self, key: tuple[int, bytes], body: bytes, value: T, text: str) -> None:
        octets = self._fresh_of(value)
        if octets is None:
            return
        self._count += 1
        fresh = list(_places(body, octets))
        template = _template_of(body, fresh, text)
        # Bytes of a client's choice may stand where they are not looked for: only
        # what is right for other bytes too is a template.
        other = bytearray(body)
        for part in fresh:
            other[part] = os.urandom(part.stop - part.start)
        try:
            wanted = self._write(self._decode(bytes(other)))
            is_right = template.text(bytes(other)) == wanted
        except WireError:
            return
        if is_right:
            self._known.setdefault(key, []).append(template)


def hello_templates(write: Callable[[ClientHello], str]) -> Templates[ClientHello]:
    """Answer what writes ClientHellos of TLS, from the body on."""
    # The length of the session id says where all the rest is.
    return Templates(ClientHello.decode, write, _fresh_of_hello, slice(34, 35))


def _fresh_of_hello(hello: ClientHello) -> list[bytes] | None:
    extensions = hello.extensions or ()
    if any(extension.code in CHANGING for extension in extensions):
        return None
    shares = [extension for extension in extensions if extension.code == KEY_SHARE]
    return [hello.random, *octets_of((hello.session_id, *shares[:1]))]


def octets_of(value: Value) -> Iterator[bytes]:
    """Give the opaque parts of a decoded value that are long enough to be random."""
    match value:
        case bytes() if len(value) >= SHORTEST:
            yield value
        case tuple():
            for part in value:
                yield from octets_of(part)
        case Record():
            for _, part in value.items:
                yield from octets_of(part)
        case Extension():
            yield from octets_of(value.contents)
        case _:
            pass


def _places(body: bytes, parts: Iterable[bytes]) -> Iterator[slice]:
    at = 0
    for octets in parts:
        at = body.index(octets, at)
        yield slice(at, at + len(octets))
        at += len(octets)


def _template_of(body: bytes, fresh: list[slice], text: str) -> Template:
    known = {body[part].hex(): part for part in fresh}
    # In the order in which they stand in the text, one perhaps more than once.
    places = re.compile("|".join(known) or "(?!)")
    form = places.sub("%s", text.replace("%", "%%"))
    found = [known[octets] for octets in places.findall(text)]
    starts = [0, *(part.stop for part in fresh)]
    stops = [*(part.start for part in fresh), len(body)]
    return Template(form, found, list(map(slice, starts, stops)), body)
