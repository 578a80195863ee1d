"""A DTLS client that sends again every 300 ms, however often: OpenSSL's, by cffi.

The clients of others wait twice as long each time, so that a handshake over a bad
network takes half a minute now and then.
"""

from __future__ import annotations

import select
import socket
import time
from typing import TYPE_CHECKING, Any

import cffi

from s_server.libssl.load import open_library
from tests.kit.process import TIMEOUT

if TYPE_CHECKING:
    from tests.kit.address import Address

_HANDLE_TIMEOUT = 74
_SET_CONNECTED = 32
_ffi = cffi.FFI()
_ffi.cdef(
    """
    typedef unsigned int (*timer)(void *ssl, unsigned int before);
    void *DTLS_client_method(void);
    void *SSL_CTX_new(void *method);
    void SSL_CTX_free(void *ctx);
    void *SSL_new(void *ctx);
    void SSL_free(void *ssl);
    void *BIO_new_dgram(int fd, int close_flag);
    void SSL_set_bio(void *ssl, void *rbio, void *wbio);
    void SSL_set_connect_state(void *ssl);
    int SSL_do_handshake(void *ssl);
    int SSL_shutdown(void *ssl);
    int SSL_get_error(void *ssl, int answer);
    long SSL_ctrl(void *ssl, int command, long number, void *data);
    void *BIO_ADDR_new(void);
    int BIO_ADDR_rawmake(void *address, int family, const char *where, size_t size,
        unsigned short port);
    void BIO_ADDR_free(void *address);
    long BIO_ctrl(void *bio, int command, long number, void *data);
    void ERR_clear_error(void);
    void DTLS_set_timer_cb(void *ssl, timer callback);
    """
)


@_ffi.callback("timer")
def _always(_ssl: object, _before: int) -> int:
    return 300_000


def shake(address: Address) -> None:
    """Finish a handshake and leave; raises TimeoutError."""
    functions: Any = _ffi.dlopen(str(open_library(None).path))
    with socket.socket(type=socket.SOCK_DGRAM) as plain:
        plain.connect((address.host, address.port))
        plain.setblocking(False)  # noqa: FBT003 - its only parameter
        context = functions.SSL_CTX_new(functions.DTLS_client_method())
        ssl = functions.SSL_new(context)
        try:
            bio = functions.BIO_new_dgram(plain.fileno(), 0)
            there = functions.BIO_ADDR_new()
            raw = socket.inet_aton(address.host)
            port = socket.htons(address.port)
            functions.BIO_ADDR_rawmake(there, socket.AF_INET, raw, len(raw), port)
            functions.BIO_ctrl(bio, _SET_CONNECTED, 0, there)
            functions.BIO_ADDR_free(there)
            functions.SSL_set_bio(ssl, bio, bio)
            functions.SSL_set_connect_state(ssl)
            functions.DTLS_set_timer_cb(ssl, _always)
            _shake(functions, ssl, plain)
            functions.SSL_shutdown(ssl)
        finally:
            functions.SSL_free(ssl)
            functions.SSL_CTX_free(context)


def _shake(functions: Any, ssl: Any, plain: socket.socket) -> None:  # noqa: ANN401 - cffi's
    end = time.monotonic() + TIMEOUT
    while functions.SSL_do_handshake(ssl) != 1:
        functions.ERR_clear_error()
        if time.monotonic() > end:
            raise TimeoutError("the server does not answer")
        if not select.select([plain], [], [], 0.2)[0]:
            functions.SSL_ctrl(ssl, _HANDLE_TIMEOUT, 0, _ffi.NULL)
