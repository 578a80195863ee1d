"""DTLS clients in this process (mbedTLS)."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING, Self

from mbedtls.exceptions import TLSError
from mbedtls.tls import (
    ClientContext,
    DTLSConfiguration,
    HandshakeStep,
    WantReadError,
    WantWriteError,
)

from tests.kit.process import TIMEOUT

if TYPE_CHECKING:
    from tests.kit.address import Address

ANYBODY = DTLSConfiguration(validate_certificates=False)
"""Whatever the server's certificate is, it will do."""


class Client:
    """A client whose handshake is done; it is used in a `with`, or left without."""

    def __init__(
        self,
        address: Address,
        *,
        source: tuple[str, int] | None = None,
        configuration: DTLSConfiguration = ANYBODY,
        limit: float = TIMEOUT,
    ) -> None:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        self.plain = socket.socket(family, socket.SOCK_DGRAM)
        # Its own socket does not send again what was lost.
        self._client = ClientContext(configuration).wrap_buffers("localhost")
        self._end = time.monotonic() + limit
        try:
            if source is not None:
                self.plain.bind(source)
            self.plain.connect((address.host, address.port))
            self._shake()
        except BaseException:
            self.vanish()
            raise
        self._end += TIMEOUT

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(TLSError, OSError):
            self._client.shutdown()
            self._flush()
        self.vanish()

    def vanish(self) -> None:
        """Be gone without a word."""
        self.plain.close()

    def send(self, data: bytes) -> None:
        """Send one datagram of data."""
        self._client.write(data)
        self._flush()

    def receive(self) -> bytes:
        """Wait for data, whatever else comes meanwhile."""
        while True:
            with contextlib.suppress(WantReadError):
                if data := bytes(self._client.read(65535)):
                    return data
            self._take()

    def says(self, line: bytes, answer: bytes) -> None:
        """Send a datagram, and receive the expected one."""
        self.send(line)
        assert self.receive() == answer

    def _shake(self) -> None:
        over: object = HandshakeStep.HANDSHAKE_OVER
        while self._client._handshake_state is not over:
            try:
                self._client.do_handshake()
            except WantReadError:
                self._flush()
                self._take()
            except WantWriteError:
                pass
            self._flush()

    def _flush(self) -> None:
        while data := self._client.peek_outgoing(65535):
            self.plain.send(data)
            self._client.consume_outgoing(len(data))

    def _take(self) -> None:
        """Take a datagram, or nothing for a moment: its timer is to be looked at."""
        if time.monotonic() > self._end:
            raise TimeoutError("the server does not answer")
        self.plain.settimeout(0.05)
        with contextlib.suppress(TimeoutError):
            self._client.receive_from_network(self.plain.recv(65535))


def reversal(address: Address, *, source: tuple[str, int] | None = None) -> None:
    """Have a server with -rev reverse a line, and leave."""
    with Client(address, source=source) as client:
        client.says(b"hello\n", b"olleh\n")
