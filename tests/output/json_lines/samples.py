"""An event of every kind, made from the types of its fields."""

from __future__ import annotations

import dataclasses
import types
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin

from s_server.events import (
    CertificateFacts,
    ConnectionInfo,
    Event,
    Facts,
    OcspResponse,
)
from s_server.output.json_lines.shapes import hints_of
from tests.output.facts import PlainCertificate, tls_1_2

if TYPE_CHECKING:
    from collections.abc import Mapping

E = TypeVar("E", bound=Event)
INFO = ConnectionInfo(7, "127.0.0.1:50000")


class PlainResponse:
    """A response of an OCSP responder (events.OcspResponse)."""

    octets = b"\x30\x03"
    text = b"OCSP Response Data\n"


_PLAIN: dict[object, object] = {
    int: 3,
    str: "words",
    bytes: b"\x16\x03",
    bool: True,
    float: 0.5,
    ConnectionInfo: INFO,
    CertificateFacts: PlainCertificate(),
    Facts: dataclasses.replace(
        tls_1_2(), client_certificates=(PlainCertificate(), PlainCertificate())
    ),
    OcspResponse: PlainResponse(),
}


def sample(
    kind: type[E],
    *,
    empty: bool = False,
    known: Mapping[object, object] = MappingProxyType({}),
) -> E:
    """An event of this kind, with or without what it may be without.

    ``known`` are values of some types, in place of those above.
    """
    hints, known = hints_of(kind), {**_PLAIN, **known}
    values = {
        field.name: _value(hints[field.name], known, empty=empty)
        for field in dataclasses.fields(kind)
    }
    return kind(**values)


def _value(  # noqa: PLR0911 - a value of any type
    hint: Any,  # noqa: ANN401 - as above
    known: Mapping[object, object],
    *,
    empty: bool,
) -> Any:  # noqa: ANN401 - as above
    if hint in known:
        return known[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        if empty and type(None) in arguments:
            return None
        return _value(arguments[0], known, empty=empty)
    if origin is Literal:
        return arguments[0]
    if origin is tuple and arguments[1:] == (...,):
        return () if empty else (_value(arguments[0], known, empty=False),) * 2
    if origin is tuple:
        return tuple(_value(argument, known, empty=empty) for argument in arguments)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    assert isinstance(hint, type), hint
    hints = hints_of(hint)
    return hint(**{name: _value(h, known, empty=empty) for name, h in hints.items()})
