"""The protocol's own messages, as they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events.base import ConnectionEvent

if TYPE_CHECKING:
    from s_server.wire.client_hello import ClientHello


class MessagePassed(ConnectionEvent):
    """A message passed, in the clear or decrypted: handshake, alert, change of cipher.

    ``version`` is the number that OpenSSL has for the protocol, ``content_type`` that
    of RFC 8446 5.1; a handshake message has its header before it (with DTLS the longer
    one of RFC 6347 4.2.2).
    """

    sent: bool
    version: int
    content_type: int
    data: bytes


class RecordPassed(ConnectionEvent):
    """What wraps a message passed, in OpenSSL's numbers of types beyond a byte.

    0x100 is a record's header, 0x101 the content type inside an encrypted record.
    """

    sent: bool
    version: int
    content_type: int
    data: bytes


class ClientHelloReceived(ConnectionEvent):
    """A ClientHello came; ``data`` is its body, without the handshake's header.

    A client that was asked to retry sends a second one, and a renegotiation begins
    with one too.  With ``is_sslv2`` it has the form of SSLv2, and ``data`` is all of
    its message.
    """

    data: bytes
    is_datagram: bool = False
    is_sslv2: bool = False

    @property
    def hello(self) -> ClientHello:
        """What is in it, decoded at each call; raises WireError if it is ill-formed."""
        from s_server.wire.client_hello import ClientHello  # noqa: PLC0415 - when asked

        if self.is_sslv2:
            return ClientHello.decode_sslv2(self.data)
        return ClientHello.decode(self.data, dtls=self.is_datagram)
