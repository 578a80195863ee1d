"""Numbers that mean nothing, sent to keep servers used to the unknown (RFC 8701)."""

from __future__ import annotations

STEP = 0x1F
FIRST_MODE = 0x0B


def is_grease(code: int, *, width: int = 2) -> bool:
    """Whether a number of ``width`` bytes is one that RFC 8701 has set apart.

    Two bytes: versions, suites, groups, schemes, extensions.  One: PSK key exchange
    modes, of which every 31st from 11 on is set apart.
    """
    if width == 1:
        return FIRST_MODE <= code < 0x100 and (code - FIRST_MODE) % STEP == 0
    return code & 0x0F0F == 0x0A0A and code >> 8 == code & 0xFF


def is_grease_protocol(protocol: bytes) -> bool:
    """Whether an ALPN identifier is one of the two-byte ones that are set apart."""
    return len(protocol) == 2 and is_grease(int.from_bytes(protocol))
