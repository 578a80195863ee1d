"""Hellos that differ in nothing but what is random: their text, with gaps.

A client mostly sends the same hello but for its random, its session id and its keys.
What the first one of a kind came to is kept as a template, and further ones of that
kind are not decoded at all: that takes a tenth of the time.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple, cast

from s_server.errors import WireError
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import KEY_SHARE

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.wire.values import Record

KEPT = 64
"""Templates that are kept: no client can fill the memory."""
ALIKE = 4
"""Templates for hellos of the same length, which are compared one after the other."""
LARGEST = 2048
"""Bytes of a hello up to which it may become a template."""
CHANGING = frozenset({41, 44, 0xFE0D})
"""Extensions that a client fills anew each time: PSKs, cookie, encrypted hello."""
SHORTEST = 16
"""Bytes of a key from which on it is looked for; GREASE has a key of one byte."""

_RANDOM = slice(2, 34)  # in the body of a ClientHello (RFC 8446 4.1.2)
_SESSION_ID = 35


class Template(NamedTuple):
    """The text of a kind of hello.

    ``form`` takes what is ``fresh`` in a hello, in hex, in the order of ``places``;
    ``same`` are the bytes of all its other parts.
    """

    form: str
    fresh: list[slice]
    places: list[slice]
    same: list[tuple[slice, bytes]]

    def fits(self, body: bytes) -> bool:
        """Whether a hello of the same length is of this kind."""
        return all([body[part] == octets for part, octets in self.same])

    def text(self, body: bytes) -> str:
        """Write a hello of this kind."""
        return self.form % tuple([body[part].hex() for part in self.places])


class Templates:
    """Writes hellos by ``write``, and those alike by the template of the first."""

    def __init__(self, write: Callable[[ClientHello], str]) -> None:
        self._write = write
        self._known: dict[tuple[int, bytes], list[Template]] = {}
        self._count = 0

    def text(self, body: bytes) -> str:
        """Write a hello of TLS; raises WireError for what is none."""
        # The length of the session id says where all the rest is.
        alike = self._known.get((len(body), body[34:35]), ())
        for template in alike:
            if template.fits(body):
                return template.text(body)
        hello = ClientHello.decode(body)
        text = self._write(hello)
        has_room = self._count < KEPT and len(alike) < ALIKE
        if has_room and len(body) <= LARGEST and not _changes(hello):
            self._learn(body, hello, text)
        return text

    def _learn(self, body: bytes, hello: ClientHello, text: str) -> None:
        template = _template_of(body, hello, text)
        # Bytes of a client's choice may stand where they are not looked for: only
        # what is right for other bytes too is a template.
        other = bytearray(body)
        for part in template.fresh:
            other[part] = os.urandom(part.stop - part.start)
        try:
            wanted = self._write(ClientHello.decode(bytes(other)))
            is_right = template.text(bytes(other)) == wanted
        except WireError:
            return
        if is_right:
            self._count += 1
            self._known.setdefault((len(body), body[34:35]), []).append(template)


def _changes(hello: ClientHello) -> bool:
    """Whether there will hardly be another one of its kind."""
    return any(extension.code in CHANGING for extension in hello.extensions or ())


def _template_of(body: bytes, hello: ClientHello, text: str) -> Template:
    fresh = [_RANDOM]
    if len(hello.session_id) >= SHORTEST:
        fresh.append(slice(_SESSION_ID, _SESSION_ID + len(hello.session_id)))
    for key in _keys(hello):
        at = body.find(key, _SESSION_ID)
        fresh.append(slice(at, at + len(key)))
    known = {body[part].hex(): part for part in fresh}
    # In the order in which they stand in the text, one perhaps more than once.
    places = re.compile("|".join(known))
    form = places.sub("%s", text.replace("%", "%%"))
    same, at = [], 0
    for part in sorted(fresh, key=lambda part: part.start):
        same.append((slice(at, part.start), body[at : part.start]))
        at = part.stop
    same.append((slice(at, len(body)), body[at:]))
    return Template(form, fresh, [known[found] for found in places.findall(text)], same)


def _keys(hello: ClientHello) -> list[bytes]:
    extension = hello.extension(KEY_SHARE)
    shares = extension.contents if extension else ()
    if not isinstance(shares, tuple):
        return []
    keys = [cast("bytes", cast("Record", share)["key_exchange"]) for share in shares]
    return [key for key in keys if len(key) >= SHORTEST]
