"""Keys of algorithms that the installed OpenSSL may not have, and so cannot make."""

from __future__ import annotations

import base64

# 2.16.840.1.101.3.4.3.x: 17 to 19 are ML-DSA-44, -65 and -87.
ALGORITHMS = bytes.fromhex("06096086480165030403")


def ml_dsa_key(number: int) -> bytes:
    """Make a private key in DER: a seed of 32 bytes (RFC 9881 section 6)."""
    identifier = ALGORITHMS + bytes([number])
    algorithm = bytes([0x30, len(identifier)]) + identifier
    key = bytes.fromhex("04228020") + bytes(range(32))
    body = bytes.fromhex("020100") + algorithm + key
    return bytes([0x30, len(body)]) + body


def pem(key: bytes) -> bytes:
    """Write a private key in PEM."""
    return (
        b"-----BEGIN PRIVATE KEY-----\n"
        + base64.encodebytes(key)
        + b"-----END PRIVATE KEY-----\n"
    )
