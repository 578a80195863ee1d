"""Where a certificate says that its list of revoked ones lies (RFC 5280 4.2.1.13).

The extension is DER from the network: ``http_location`` answers the first place to
fetch from, and raises MalformedError for anything that is not such an extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEQUENCE = 0x30
FIRST, FIRST_WHOLE = 0x80, 0xA0  # [0] as octets and as a structure
URI = 0x86  # [6] of GeneralName, an IA5String
SCHEME = "http://"

Element = tuple[int, bytes]


class MalformedError(ValueError):
    """The octets are not what they should be."""


def http_location(extension: bytes) -> str | None:
    """Answer the first ``http://`` address of the first point that has one.

    Other schemes are passed over, as are names in a directory.
    """
    (points,) = _only(extension, SEQUENCE)
    for tag, point in _elements(points):
        if tag != SEQUENCE:
            raise MalformedError(f"tag 0x{tag:02x} instead of a distribution point")
        for uri in _full_names(point):
            if uri.lower().startswith(SCHEME) and len(uri) > len(SCHEME):
                return uri
    return None


def _full_names(point: bytes) -> Iterator[str]:
    for tag, name in _elements(point):
        if tag != FIRST_WHOLE:  # reasons, or who issues the list
            continue
        for kind, names in _elements(name):
            if kind != FIRST_WHOLE:  # relative to the issuer
                continue
            for form, text in _elements(names):
                if form == URI:
                    yield _text(text)


def _text(octets: bytes) -> str:
    text = octets.decode("ascii", errors="replace")
    if not text.isprintable() or " " in text or "\ufffd" in text:
        raise MalformedError("an address with signs that no address has")
    return text


def _only(octets: bytes, tag: int) -> tuple[bytes]:
    found = list(_elements(octets))
    if len(found) != 1 or found[0][0] != tag:
        raise MalformedError(f"not one element with tag 0x{tag:02x}")
    return (found[0][1],)


def _elements(octets: bytes) -> Iterator[Element]:
    """Answer tag and content of each element in turn (X.690 section 8.1)."""
    at = 0
    while at < len(octets):
        if len(octets) - at < 2:
            raise MalformedError("an element ends in its head")
        tag, size = octets[at], octets[at + 1]
        at += 2
        if size >= 0x80:
            count = size & 0x7F
            if not 1 <= count <= 3 or len(octets) - at < count:
                raise MalformedError("a length that no certificate has")
            size = int.from_bytes(octets[at : at + count])
            at += count
        if len(octets) - at < size:
            raise MalformedError("an element is longer than what holds it")
        yield tag, octets[at : at + size]
        at += size
