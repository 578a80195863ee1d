"""The sizes of records, pipelines, and cryptography in asynchronous jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.config import AsyncJobs, Record
    from s_server.libssl.context import Context

SMALLEST_FRAGMENT = 512
LARGEST_FRAGMENT = 16384
MOST_PIPELINES = 32


def apply(context: Context, record: Record, async_jobs: AsyncJobs) -> None:
    """Allow jobs, then set the sizes; raises UsageError or UnsupportedError.

    The largest fragment goes before the split, whatever the order of the options:
    libssl bounds the one by the other.
    """
    if async_jobs.on:
        context.allow_jobs()
    largest = record.max_fragment or LARGEST_FRAGMENT
    _set(
        context.set_max_fragment,
        record.max_fragment,
        what="Max send fragment size",
        takes=f"-max_send_frag takes {SMALLEST_FRAGMENT} to {LARGEST_FRAGMENT}",
    )
    _set(
        context.set_split_fragment,
        record.split_fragment,
        what="Split send fragment size",
        takes=f"-split_send_frag takes 1 to {largest}, the largest fragment",
    )
    _set(
        context.set_max_pipelines,
        record.max_pipelines,
        what="Max pipelines",
        takes=f"-max_pipelines takes 1 to {MOST_PIPELINES}",
    )


def _set(
    setter: Callable[[int], bool], number: int | None, *, what: str, takes: str
) -> None:
    if number is not None and not setter(number):
        raise UsageError(f"{what} {number} is out of permitted range", hints=(takes,))
