"""TLS 1.3 early data (SSL_read_early_data(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.constants import EarlyRead, EarlyStatus
from s_server.libssl.ffi import ffi
from s_server.libssl.tls import READ_SIZE, Outcome

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from s_server.libssl.tls import Tls


def promise(context: Context, size: int) -> None:
    """Have tickets say that so many bytes of early data may be sent."""
    context.library.functions.SSL_CTX_set_max_early_data(context.pointer, size)


def limit(context: Context, size: int) -> None:
    """Have a connection fail after so many bytes of early data."""
    functions = context.library.functions
    functions.SSL_CTX_set_recv_max_early_data(context.pointer, size)


def read(tls: Tls) -> tuple[Outcome, bytes]:
    """Read a piece of early data; CLOSED is its end, and no end of the connection.

    It goes on with the handshake as far as that is needed, and so comes first of all.
    """
    functions = tls.library.functions
    room = ffi.new("char[]", READ_SIZE)
    count = ffi.new("size_t *")
    functions.ERR_clear_error()
    answer = functions.SSL_read_early_data(tls.pointer, room, READ_SIZE, count)
    outcome = tls.outcome_of(0 if answer == EarlyRead.ERROR else 1)
    data = bytes(ffi.buffer(room, count[0]))
    tls.data_received += len(data)
    if outcome is Outcome.DONE and answer == EarlyRead.FINISH:
        outcome = Outcome.CLOSED
    return outcome, data


def was_rejected(tls: Tls) -> bool:
    """Whether the client sent early data that we did not take."""
    status = tls.library.functions.SSL_get_early_data_status(tls.pointer)
    return status == EarlyStatus.REJECTED
