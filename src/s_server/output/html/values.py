"""Decoded bytes (wire/values.py) as a reader wants to see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.output.html.elements import element
from s_server.wire.codes import Code
from s_server.wire.extensions import Extension
from s_server.wire.values import Malformed, Record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from s_server.output.html.elements import Child
    from s_server.wire.values import Value

SHOWN = 32
"""Bytes shown of what has no structure."""

# What could be used to resume somebody's session (RFC 5077, RFC 8446 4.2.11).
_SECRET = {35: "a ticket", 41: "keys"}
_NAMES, _PROTOCOLS, _PADDING = 0, 16, 21


def code(number: Code) -> Element:
    """Show a number of a registry by its name, marked when it is GREASE or unknown."""
    if number.is_grease:
        return _marked(number, "grease")
    if number.name is None:
        return _marked(number, "unknown")
    hexed = f"0x{int(number):0{2 * number.width}x}"
    return element("code", number.name, title=hexed)


def codes(numbers: Iterable[int]) -> Child:
    """Show a list of such numbers in their order."""
    return _listed(
        code(n) if isinstance(n, Code) else element("code", str(n)) for n in numbers
    )


def contents(extension: Extension) -> Child:
    """Show what an extension holds, and of what is secret only how much."""
    if extension.code in _SECRET and extension.data:
        what = _SECRET[extension.code]
        return f"{what}, {len(extension.data)} bytes that are not shown"
    if extension.code == _PADDING:
        return f"{len(extension.data)} bytes"
    found = extension.contents
    if extension.code == _NAMES and isinstance(found, tuple):
        names = (one["name"] for one in found if isinstance(one, Record))
        return _listed(_text(name) for name in names if isinstance(name, bytes))
    if extension.code == _PROTOCOLS and isinstance(found, tuple):
        return _listed(_text(one) for one in found if isinstance(one, bytes))
    return value(found)


def value(found: Value) -> Child:  # noqa: PLR0911 - a case for each kind
    """Show a decoded value."""
    match found:
        case None:
            return None
        case Code():
            return code(found)
        case int():
            return str(found)
        case bytes():
            return _bytes(found)
        case Malformed():
            return _malformed(found)
        case Extension():
            return element("span", code(found.type), " ", value(found.contents))
        case Record():
            return _record(found)
        case tuple():
            return _listed(value(one) for one in found)


def _record(record: Record) -> Element:
    made = element("span")
    for at, (name, found) in enumerate(record.items):
        made.append(element("span", ", " if at else "", f"{name.replace('_', ' ')} "))
        made.append(element("span", value(found)))
    return made


def _malformed(found: Malformed) -> Element:
    badge = element("strong", f"malformed: {found.reason}", class_="malformed")
    return element("span", badge, " ", _bytes(found.data))


def _bytes(data: bytes) -> Child:
    if not data:
        return "empty"
    more = f"… {len(data)} bytes" if len(data) > SHOWN else None
    return element("span", element("code", data[:SHOWN].hex()), more)


def _text(name: bytes) -> Element:
    return element("code", name.decode("ascii", "backslashreplace"))


def _marked(number: Code, what: str) -> Element:
    hexed = f"0x{int(number):0{2 * number.width}x}"
    mark = element("span", "GREASE" if what == "grease" else what, class_=what)
    return element("span", element("code", hexed), " ", mark)


def _listed(items: Iterable[Child]) -> Child:
    items = list(items)
    if not items:
        return "none"
    return element("ul", *(element("li", item) for item in items), class_="inline")
