"""Users with passwords (SRP)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s_server.config import Srp
    from s_server.libssl.context import Context


def apply(context: Context, srp: Srp) -> None:
    """Let the users of the verifier file in; raises UsageError.

    Unlike in the C program, what is asked of client certificates stays as it is.
    """
    if srp.verifiers is None:
        return
    # Only here: its callback takes time to make, and most servers have no users.
    from s_server.libssl.srp import Verifiers, use_verifiers  # noqa: PLC0415

    use_verifiers(context, Verifiers(context.library, srp.verifiers, srp.seed))
