"""The protocol's own messages, as they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events.base import ConnectionEvent

if TYPE_CHECKING:
    from s_server.wire.client_hello import ClientHello

_SESSION_ID = slice(34, 35)  # its length in the body of a ClientHello (RFC 8446 4.1.2)
# What extensions begin with; other bytes may look like that as well.
_PRE_SHARED_KEY, _VERSIONS = b"\x00\x29", b"\x00\x2b"
_TICKET, _EMPTY_TICKET = b"\x00\x23", b"\x00\x23\x00\x00"


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
    def may_resume(self) -> bool:
        """Whether it may offer a session or a shared key, by a look at its bytes.

        A no is sure, and takes a twentieth of the time of ``hello``.
        """
        data = self.data
        if self.is_sslv2 or _PRE_SHARED_KEY in data:
            return True
        if data.count(_TICKET) > data.count(_EMPTY_TICKET):
            return True
        # The session id of a client with supported_versions is nobody's (RFC 8446 D.4).
        return _VERSIONS not in data and data[_SESSION_ID] != b"\0"

    @property
    def hello(self) -> ClientHello:
        """What is in it, decoded at each call; raises WireError if it is ill-formed."""
        from s_server.wire.client_hello import ClientHello  # noqa: PLC0415 - when asked

        if self.is_sslv2:
            return ClientHello.decode_sslv2(self.data)
        return ClientHello.decode(self.data, dtls=self.is_datagram)
