"""Which OpenSSL brought the algorithm that the loaded one does not know.

Its own complaints about a key or a group that came after it are those about damage and
misspelling.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from s_server.libssl.load import Release

if TYPE_CHECKING:
    from s_server.libssl.load import Library

# Object identifiers of 2.16.840.1.101.3.4.3.x in DER, and what x stands for (RFC 9881
# section 2, RFC 9909 section 3).
_SIGNATURE = re.compile(rb"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03([\x11-\x1f])")
_ML_DSA = {0x11: "ML-DSA-44", 0x12: "ML-DSA-65", 0x13: "ML-DSA-87"}
_PEM = re.compile(
    rb"-----BEGIN ([A-Z0-9 ]+)-----\s+([A-Za-z0-9+/=\s]+)-----END \1-----"
)
_NAME = re.compile(
    r"(?i)\b(?:X25519|SecP256r1|SecP384r1)?MLKEM(?:512|768|1024)\b"
    r"|\bML-?DSA-?(?:44|65|87)\b"
)


def newer_in_file(library: Library, path: str) -> str:
    """Name the algorithm of a key or certificate if it is newer than the library."""
    if library.release >= Release.V3_5:
        return ""
    with open(path, "rb") as file:
        content = file.read()
    for block in (content, *(_decoded(text) for _, text in _PEM.findall(content))):
        if found := _SIGNATURE.search(block):
            return _lacking(library, _ML_DSA.get(found[1][0], "SLH-DSA"))
    return ""


def newer_in_names(library: Library, names: str) -> str:
    """Say the same of a list of groups or signature schemes."""
    found = _NAME.search(names)
    if library.release >= Release.V3_5 or found is None:
        return ""
    return _lacking(library, found[0])


def _lacking(library: Library, name: str) -> str:
    return f"{name}, which {library.version} does not have: OpenSSL 3.5 brought it"


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""
