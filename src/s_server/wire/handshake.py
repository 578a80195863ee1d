"""Every handshake message of TLS 1.0 to 1.3 and of DTLS, as its fields.

The same type may have another form in another version, and a key exchange's form is
known from the cipher suite alone: who decodes says both, as far as they are agreed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from s_server.errors import WireError
from s_server.frozen import Frozen
from s_server.wire import codes
from s_server.wire import handshake_types as kinds
from s_server.wire.client_hello import ClientHello
from s_server.wire.codecs import decode
from s_server.wire.handshake_forms import DATA, form_of, is_hello_retry_request
from s_server.wire.reader import Reader
from s_server.wire.values import Record

if TYPE_CHECKING:
    from s_server.wire.codecs import Codec
    from s_server.wire.extensions import Extension


class Fragment(Frozen, kw_only=False):
    """Where bytes belong in a message of DTLS (RFC 6347 4.2.2); counted in bytes."""

    sequence: int
    offset: int
    length: int
    whole: int

    @property
    def is_whole(self) -> bool:
        """Whether it is the message itself."""
        return self.length == self.whole


class Message(Frozen, kw_only=False):
    """One handshake message, or with DTLS a fragment of one.

    ``version`` and ``cipher_suite`` are what it was decoded by, not what it says.  A
    part of a message has the one field ``fragment``.
    """

    type: codes.HandshakeType
    fields: Record
    version: int
    cipher_suite: int | None = None
    fragment: Fragment | None = None

    @property
    def name(self) -> str | None:
        """The type's name; a HelloRetryRequest is told from a ServerHello."""
        if self.is_hello_retry_request:
            return codes.HandshakeType(kinds.HELLO_RETRY_REQUEST).name
        return self.type.name

    @property
    def is_hello_retry_request(self) -> bool:
        """Whether it is the ServerHello that asks for another ClientHello."""
        return self.type == kinds.SERVER_HELLO and is_hello_retry_request(self.fields)

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """Its extensions; none where it has no block of them."""
        return cast("tuple[Extension, ...]", self.fields.get("extensions") or ())

    @property
    def client_hello(self) -> ClientHello | None:
        """The same as a ClientHello, if it is one."""
        if self.type != kinds.CLIENT_HELLO or "fragment" in self.fields:
            return None
        return ClientHello.from_fields(self.fields)

    @property
    def body(self) -> bytes:
        """The bytes behind the header."""
        return self._form.write(self.fields)

    def encode(self) -> bytes:
        """Give the bytes that it was read from."""
        body, at = self.body, self.fragment
        if at is None:
            return self.type.to_bytes(1) + len(body).to_bytes(3) + body
        head = (at.whole.to_bytes(3), at.sequence.to_bytes(2), at.offset.to_bytes(3))
        return b"".join((self.type.to_bytes(1), *head, len(body).to_bytes(3), body))

    @property
    def _form(self) -> Codec[Record]:
        if self.fragment and not self.fragment.is_whole:
            return FRAGMENT
        dtls = self.fragment is not None
        return form_of(self.type, self.version, self.cipher_suite, dtls=dtls)


FRAGMENT = DATA["fragment"]


def decode_message(
    data: bytes,
    version: int,
    *,
    dtls: bool = False,
    cipher_suite: int | None = None,
) -> Message:
    """Read one message from its header on.

    ``version`` is the connection's (0x0304, 0xfefd), as far as it is known.  Without
    ``cipher_suite`` a key exchange of TLS 1.2 is bytes.
    """
    reader = Reader(data)
    kind = codes.HandshakeType(reader.number(1))
    whole = reader.number(3)
    fragment = None
    if dtls:
        sequence, offset, length = (reader.number(width) for width in (2, 3, 3))
        if offset + length > whole:
            raise WireError(f"a fragment to byte {offset + length} of {whole}")
        fragment = Fragment(sequence, offset, length, whole)
    body = reader.take(fragment.length if fragment else whole)
    reader.finish()
    blank = Message(kind, Record(), version, cipher_suite, fragment)
    return Message(
        kind, decode(blank._form, body), version, cipher_suite, fragment
    )  # fmt: skip
