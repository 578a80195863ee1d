"""SRTP profiles: which media encryption a DTLS client may agree on (RFC 5764)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import LibraryError, UsageError

if TYPE_CHECKING:
    from s_server.config import Srtp
    from s_server.libssl.context import Context


def apply(context: Context, srtp: Srtp) -> None:
    """Offer the profiles of -use_srtp; raises UsageError where the list is bad."""
    if srtp.profiles is None:
        return
    try:
        context.use_srtp(srtp.profiles)
    except LibraryError as problem:
        # The C program prints this line without its name.
        raise UsageError(
            "Error setting SRTP profile",
            bare=True,
            hints=(
                f'-use_srtp argument "{srtp.profiles}": {problem.reasons}',
                "write profiles with colons: SRTP_AEAD_AES_128_GCM:"
                "SRTP_AES128_CM_SHA1_80",
            ),
        ) from problem
