"""Keys for tickets that several servers share, some of them retired.

Tickets are made as libssl makes its own (RFC 5077 4): AES-256-CBC, HMAC with SHA-256,
and a name to know the key by.  SSL_CTX_set_tlsext_ticket_key_evp_cb(3), and up to
1.1.1 SSL_CTX_set_tlsext_ticket_key_cb(3).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import SslCtrl, Version
from s_server.libssl.ffi import ffi
from s_server.libssl.load import current

if TYPE_CHECKING:
    from s_server.libssl._library import EVP_CIPHER_CTX, SSL, CData
    from s_server.libssl.context import Context

NAME, MAC, CIPHER = 16, 32, 32
RECORD = NAME + MAC + CIPHER
"""Bytes of a key with its name, in the order of SSL_CTX_set_tlsext_ticket_keys(3)."""

UTF8_STRING, OCTET_STRING = 4, 5  # OSSL_PARAM(3)
_IV = 16
_FAILED, _UNKNOWN, _TAKEN, _TAKEN_BUT_OLD = -1, 0, 1, 2


class _Key:
    """A key of both algorithms; ``parameters`` hand the one of HMAC to EVP_MAC."""

    def __init__(self, record: bytes) -> None:
        self.name = record[:NAME]
        self.mac = ffi.new("char[]", record[NAME : NAME + MAC])
        self.cipher = ffi.new("unsigned char[]", record[NAME + MAC :])
        self._words = [ffi.new("char[]", w) for w in (b"key", b"digest", b"SHA256")]
        named, digest, sha256 = self._words
        self.parameters = ffi.new(
            "OSSL_PARAM[]",
            [
                (named, OCTET_STRING, self.mac, MAC, 0),
                (digest, UTF8_STRING, sha256, len(b"SHA256"), 0),
                (ffi.NULL, 0, ffi.NULL, 0, 0),
            ],
        )


class TicketKeys:
    """The key of new tickets, and those whose tickets are still taken.

    ``records`` are one or more keys of 80 bytes, the first for new tickets.
    Raises ValueError with the reason in words.
    """

    def __init__(self, records: bytes) -> None:
        if not records or len(records) % RECORD:
            raise ValueError(
                f"it has {len(records)} bytes, and each key takes {RECORD}"
            )
        keys = [
            _Key(records[at : at + RECORD]) for at in range(0, len(records), RECORD)
        ]
        self.first = keys[0]
        self._by_name = {key.name: key for key in keys}
        if len(self._by_name) < len(keys):
            raise ValueError(f"two of its keys have the same name ({NAME} bytes)")

    def __len__(self) -> int:
        return len(self._by_name)

    @property
    def names(self) -> tuple[bytes, ...]:
        """The keys' names, with which their tickets begin."""
        return tuple(self._by_name)

    def find(self, name: bytes) -> _Key | None:
        """Answer the key of this name, or None."""
        return self._by_name.get(name)


def use_ticket_keys(context: Context, keys: TicketKeys) -> None:
    """Make tickets with these keys, and with ``context.ticket_keys`` from now on."""
    context.ticket_keys = keys
    functions, library = context.library.functions, context.library
    if library.has("ticket_key_macs"):
        kind = ffi.typeof(functions.SSL_CTX_set_tlsext_ticket_key_evp_cb).args[1]
        functions.SSL_CTX_set_tlsext_ticket_key_evp_cb(
            context.pointer, ffi.cast(kind, _on_ticket)
        )
        return
    functions.SSL_CTX_callback_ctrl(
        context.pointer,
        SslCtrl.SET_TLSEXT_TICKET_KEY_CB,
        ffi.cast("void (*)(void)", _on_ticket),
    )


@ffi.callback("s_server_ticket_key_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_ticket(  # noqa: PLR0913, PLR0917 - as many as OpenSSL hands over
    ssl: SSL, name: CData, iv: CData, cipher: EVP_CIPHER_CTX, mac: CData, making: int
) -> int:
    """Choose the key and set it up, to make a ticket or to read one."""
    connection = connection_of(ssl)
    keys = None if connection is None else connection.context.ticket_keys
    if connection is None or keys is None:
        return _UNKNOWN

    def make() -> int:
        ffi.memmove(name, keys.first.name, NAME)
        ffi.memmove(iv, os.urandom(_IV), _IV)
        done = _set_up(keys.first, iv, cipher, mac, making=True)
        return _TAKEN if done else _FAILED

    def read() -> int:
        key = keys.find(bytes(ffi.buffer(name, NAME)))
        if key is None:
            return _UNKNOWN
        if not _set_up(key, iv, cipher, mac, making=False):
            return _FAILED
        # In TLS 1.3 each ticket is for one connection (RFC 8446 C.4), so that libssl
        # gives a new one for each of its own; here it leaves that to us.
        is_last = current().functions.SSL_version(ssl) == Version.TLS1_3
        return _TAKEN_BUT_OLD if is_last or key is not keys.first else _TAKEN

    return guarded(connection, make if making else read, _FAILED)


def _set_up(
    key: _Key, iv: CData, cipher: EVP_CIPHER_CTX, mac: CData, *, making: bool
) -> bool:
    library = current()
    functions = library.functions
    start = functions.EVP_EncryptInit_ex if making else functions.EVP_DecryptInit_ex
    method = functions.EVP_aes_256_cbc()
    if start(cipher, method, ffi.NULL, key.cipher, iv) != 1:
        return False
    if library.has("ticket_key_macs"):
        own = ffi.cast("EVP_MAC_CTX *", mac)
        return functions.EVP_MAC_CTX_set_params(own, key.parameters) == 1
    older = ffi.cast("HMAC_CTX *", mac)
    digest = functions.EVP_sha256()
    return functions.HMAC_Init_ex(older, key.mac, MAC, digest, ffi.NULL) == 1
