"""Sizes of records are bounded by each other; jobs are a mode of the context."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import AsyncJobs, Record
from s_server.errors import UnsupportedError, UsageError
from s_server.libssl.constants import SslCtrl, SslMode
from s_server.setup import records

if TYPE_CHECKING:
    from s_server.libssl.context import Context

NO_JOBS = AsyncJobs()


def has_jobs(context: Context) -> bool:
    return bool(context._ctrl(SslCtrl.MODE, 0) & SslMode.ASYNC)


def test_nothing_asked_for_is_nothing_set(context: Context) -> None:
    records.apply(context, Record(), NO_JOBS)
    assert not has_jobs(context)


def test_jobs_are_a_mode(context: Context) -> None:
    records.apply(context, Record(), AsyncJobs(on=True))
    assert has_jobs(context)


def test_a_system_without_jobs(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Incapable:
        """The functions of a libcrypto built without makecontext(3)."""

        def ASYNC_is_capable(self) -> int:  # noqa: N802 - OpenSSL's name
            return 0

    monkeypatch.setattr(context.library, "functions", Incapable())
    with pytest.raises(UnsupportedError, match="no asynchronous jobs"):
        context.allow_jobs()


@pytest.mark.parametrize(
    "record",
    [
        Record(max_fragment=512, split_fragment=512, max_pipelines=32),
        Record(max_fragment=16384, split_fragment=16384, max_pipelines=1),
        Record(split_fragment=1),
    ],
)
def test_sizes_within_the_bounds(context: Context, record: Record) -> None:
    records.apply(context, record, NO_JOBS)


@pytest.mark.parametrize(
    ("record", "message", "hint"),
    [
        (
            Record(max_fragment=511),
            "Max send fragment size 511 is out of permitted range",
            "-max_send_frag takes 512 to 16384",
        ),
        (
            Record(max_fragment=16385),
            "Max send fragment size 16385 is out of permitted range",
            "-max_send_frag takes 512 to 16384",
        ),
        (
            Record(max_fragment=512, split_fragment=513),
            "Split send fragment size 513 is out of permitted range",
            "-split_send_frag takes 1 to 512, the largest fragment",
        ),
        (
            Record(split_fragment=16385),
            "Split send fragment size 16385 is out of permitted range",
            "-split_send_frag takes 1 to 16384, the largest fragment",
        ),
        (
            Record(max_pipelines=33),
            "Max pipelines 33 is out of permitted range",
            "-max_pipelines takes 1 to 32",
        ),
    ],
)
def test_sizes_beyond_them(
    context: Context, record: Record, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        records.apply(context, record, NO_JOBS)
    assert caught.value.message == message
    assert caught.value.hints == (hint,)
    assert not caught.value.bare
