"""Records gathered into larger pieces, for what is long: a file.

libssl calls write(2) for each record of 16 KiB.  With four of them in a buffer before
the socket (BIO_f_buffer(3)) the kernel's part of sending a file is a sixth less.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from s_server.libssl.constants import BioCtrl
from s_server.libssl.ffi import ffi
from s_server.libssl.queue import drain
from s_server.libssl.tls import Outcome

if TYPE_CHECKING:
    from s_server.libssl.tls import Tls

GATHERED = 4 * (5 + 16384 + 256)
"""Bytes: four records of the largest size (RFC 8446 section 5.2)."""


def gather(tls: Tls) -> bool:
    """Have records gathered until ``flush`` is done; False where each goes alone.

    That is where somebody looks at each write, and where the kernel makes the records.
    """
    functions, pointer = tls.library.functions, tls.pointer
    # Nothing is written through this one, so it stays without a buffer.
    bare = functions.SSL_get_rbio(pointer)
    if functions.BIO_get_callback_ex(bare) or tls.sends_by_kernel:
        return False
    buffer = functions.BIO_new(functions.BIO_f_buffer())
    if not buffer:
        return False
    # 1 is the half that writes (BIO_set_write_buffer_size).
    functions.BIO_int_ctrl(buffer, BioCtrl.SET_BUFF_SIZE, GATHERED, 1)
    functions.BIO_up_ref(bare)
    functions.SSL_set0_wbio(pointer, functions.BIO_push(buffer, bare))
    return True


def flush(tls: Tls) -> Outcome:
    """Send what was gathered; gathering is over when this is DONE."""
    functions, pointer = tls.library.functions, tls.pointer
    functions.ERR_clear_error()
    flushed = functions.BIO_ctrl(
        functions.SSL_get_wbio(pointer), BioCtrl.FLUSH, 0, ffi.NULL
    )
    system_error = ffi.errno
    if flushed > 0:
        bare = functions.SSL_get_rbio(pointer)
        functions.BIO_up_ref(bare)
        functions.SSL_set0_wbio(pointer, bare)
        return Outcome.DONE
    if system_error in {errno.EAGAIN, errno.EINTR}:
        return Outcome.WANT_WRITE
    tls.failure = drain(tls.library)
    tls.system_error = system_error
    return Outcome.FAILED
