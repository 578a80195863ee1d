"""The pre_shared_key extension of a ClientHello (RFC 8446 section 4.2.11)."""

from __future__ import annotations

from s_server.frozen import Frozen


class OfferedPsk(Frozen, kw_only=False):
    """A key that the client would use: its identity, and its binder's length.

    The binder is an HMAC, so its length in bytes tells the key's hash.
    """

    identity: bytes
    binder_size: int


def offered_psks(data: bytes) -> tuple[OfferedPsk, ...]:
    """Read the client's offer, in its order; malformed bytes are no offer.

    They are for OpenSSL to refuse, in its own way.
    """
    try:
        identities, rest = _vector(data, 2)
        binders, _ = _vector(rest, 2)
        offers = []
        while identities:
            identity, identities = _vector(identities, 2)
            identities = identities[4:]  # the obfuscated age of a ticket
            binder, binders = _vector(binders, 1)
            offers.append(OfferedPsk(identity, len(binder)))
    except ValueError:
        return ()
    return tuple(offers)


def _vector(data: bytes, width: int) -> tuple[bytes, bytes]:
    """Split off a vector that begins with its length in ``width`` bytes."""
    end = width + int.from_bytes(data[:width])
    if len(data) < max(width, end):
        raise ValueError("the bytes end early")
    return data[width:end], data[end:]
