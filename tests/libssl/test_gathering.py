"""Gathered records arrive whole and in order, late or on time, or fail."""

from __future__ import annotations

import ctypes
import errno
import os
from functools import partial
from typing import TYPE_CHECKING

from s_server.libssl.ffi import ffi
from s_server.libssl.gathering import GATHERED, flush, gather
from s_server.libssl.tls import Outcome

from .handshake import beside, client_context, connected, insist

if TYPE_CHECKING:
    from s_server.libssl.context import Context

LONG = os.urandom(3 * GATHERED + 100)


def test_records_wait_for_others(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, client):
        before = tls.bytes_written
        assert gather(tls)
        assert tls.write(b"one") is Outcome.DONE
        assert tls.write(b"two") is Outcome.DONE
        assert tls.bytes_written == before
        assert flush(tls) is Outcome.DONE
        assert tls.bytes_written > before
        assert client.recv(3) + client.recv(3) == b"onetwo"
        # From here on each record goes by itself again.
        before = tls.bytes_written
        assert tls.write(b"three") is Outcome.DONE
        assert tls.bytes_written > before
        assert client.recv(5) == b"three"


def test_the_goodbye_takes_all_along(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, client):
        assert gather(tls)
        assert tls.write(b"last") is Outcome.DONE
        assert tls.shutdown() is Outcome.DONE
        assert client.recv(10) == b"last"
        assert client.recv(10) == b""


def test_a_slow_reader_gets_all(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, ours, client):
        assert gather(tls)
        size = 0
        while (written := tls.write(LONG)) is Outcome.DONE:
            size += len(LONG)
        assert written is Outcome.WANT_WRITE
        assert flush(tls) is Outcome.WANT_WRITE

        def read() -> bytes:
            got = bytearray()
            while len(got) < size + len(LONG):
                got += client.recv(65536)
            return bytes(got)

        finish = beside(read)
        assert insist(ours, partial(tls.write, LONG)) is Outcome.DONE
        assert insist(ours, partial(flush, tls)) is Outcome.DONE
        assert finish() == LONG * (size // len(LONG) + 1)


def test_a_reader_that_is_gone(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, client):
        assert gather(tls)
        assert tls.write(b"lost") is Outcome.DONE
        client.close()
        assert flush(tls) is Outcome.FAILED
        assert tls.system_error == errno.EPIPE


def test_a_looker_on_sees_each_record(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, _):
        bio = tls.library.functions.SSL_get_rbio(tls.pointer)
        shape = ctypes.CFUNCTYPE(ctypes.c_long, *[ctypes.c_void_p] * 8)
        callback = shape(lambda *_: 1)
        crypto = ctypes.CDLL(tls.library.crypto_path)
        place = ctypes.c_void_p(int(ffi.cast("intptr_t", bio)))
        crypto.BIO_set_callback_ex(place, callback)
        assert not gather(tls)
        crypto.BIO_set_callback_ex(place, None)
        assert gather(tls)
