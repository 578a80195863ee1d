"""What a key is that a client sent for the agreement of secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import TemporaryKey
from s_server.libssl.constants import NID_DH, NID_EC_KEY, NID_UNDEF
from s_server.libssl.ffi import ffi, text

if TYPE_CHECKING:
    from s_server.libssl._library import CData
    from s_server.libssl.load import Library

_CURVE_NAME_SIZE = 80


def temporary_key(library: Library, key: CData) -> TemporaryKey:
    """Describe a key; the library must have ``key_types``."""
    functions = library.functions
    kind = functions.EVP_PKEY_get_base_id(key)
    bits = functions.EVP_PKEY_get_bits(key)
    if kind == NID_UNDEF:  # A provider knows more kinds than have numbers.
        return TemporaryKey(text(functions.EVP_PKEY_get0_type_name(key)), "", 0)
    if kind == NID_DH:
        return TemporaryKey("DH", "", bits)
    if kind != NID_EC_KEY:
        return TemporaryKey(text(functions.OBJ_nid2sn(kind)), "", bits)
    room = ffi.new("char[]", _CURVE_NAME_SIZE)
    size = ffi.new("size_t *")
    functions.EVP_PKEY_get_group_name(key, room, _CURVE_NAME_SIZE, size)
    return TemporaryKey("ECDH", text(room), bits)
