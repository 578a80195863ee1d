"""A connection over SCTP: messages as with UDP, an end and order as with TCP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.connection.channel import Channel
from s_server.libssl.sctp import LARGEST_RECORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl.tls import Outcome


class SctpChannel(Channel):
    """A DTLS connection over an association that can be waited for."""

    keeps_boundaries = True

    def write(
        self,
        data: bytes | memoryview,
        on_wait: Callable[[Outcome], object] | None = None,
    ) -> None:
        """Write all of ``data``, in records that are full; raises Broken."""
        view = memoryview(data)
        for start in range(0, len(view), LARGEST_RECORD):
            super().write(bytes(view[start : start + LARGEST_RECORD]), on_wait)
