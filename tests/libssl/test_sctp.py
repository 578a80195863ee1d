"""What of DTLS over SCTP every library has; tests/built/test_sctp.py has the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.constants import SslCtrl, SslMode
from s_server.libssl.context import Context
from s_server.libssl.ffi import ffi
from s_server.libssl.sctp import derive_as_before

if TYPE_CHECKING:
    from s_server.libssl.load import Library


def test_the_label_of_old_is_a_mode(library: Library) -> None:
    with Context(library, datagrams=True) as dtls:
        derive_as_before(dtls)
        modes = library.functions.SSL_CTX_ctrl(dtls.pointer, SslCtrl.MODE, 0, ffi.NULL)
        assert modes & SslMode.DTLS_SCTP_LABEL_LENGTH_BUG
