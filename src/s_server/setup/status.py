"""Stapling OCSP responses: what is checked before the first client comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import LoadError

if TYPE_CHECKING:
    from s_server.config import Status
    from s_server.libssl.context import Context


def apply(context: Context, status: Status) -> None:
    """Staple responses, if asked to; raises LoadError for a file without one."""
    if not status.is_on:
        return
    from s_server.libssl.status import staple_by  # noqa: PLC0415 - seldom needed
    from s_server.setup.stapler import Missing, Stapler, read_file  # noqa: PLC0415 - seldom needed

    for file in status.files:
        read = read_file(context.library, file)
        if isinstance(read, Missing):
            raise LoadError(
                f"cannot read the OCSP response (-status_file) from {file!r}: "
                f"{read.reason}"
            )
    staple_by(context, Stapler(context.library, status))
