"""tlslite-ng as a client: SRP, and shared keys of either hash.

It is a second implementation; s_client of OpenSSL 3 crashes with SRP itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tlslite.api import HandshakeSettings, TLSConnection
from tlslite.errors import TLSError

from tests.kit.clients import Seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.address import Address

GROUP_BITS = 8192
"""The group of whoever is made up from the seed."""


def srp_client(address: Address, user: str, password: str, send: bytes) -> Seen:
    """Log in with a password, send, leave; ``stderr`` has what went wrong."""
    settings = HandshakeSettings()
    settings.maxVersion = (3, 3)
    settings.maxKeySize = GROUP_BITS + 1
    name, secret = bytearray(user.encode()), bytearray(password.encode())
    return _client(
        address,
        lambda c: c.handshakeClientSRP(name, secret, settings=settings),
        send,
    )


def psk_client(
    address: Address, identity: bytes, key: bytes, digest: str, send: bytes
) -> Seen:
    """Use a shared key for the hash ``digest`` with TLS 1.3, send, leave."""
    settings = HandshakeSettings()
    settings.minVersion = settings.maxVersion = (3, 4)
    settings.pskConfigs = [(identity, key, digest)]
    return _client(address, lambda c: c.handshakeClientCert(settings=settings), send)


def _client(
    address: Address, handshake: Callable[[TLSConnection], object], send: bytes
) -> Seen:
    """Shake hands, send, send close_notify, read until the server's."""
    with address.connect() as plain:
        connection = TLSConnection(plain)
        connection.closeSocket = False
        try:
            handshake(connection)
            connection.write(send)
            connection.close()
        except TLSError as problem:
            return Seen(stderr=str(problem).encode(), status=1)
    return Seen()
