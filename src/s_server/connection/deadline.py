"""When a wait is over, in monotonic seconds; None is never."""

from __future__ import annotations

import time


def earlier(deadline: float | None, other: float) -> float:
    """Answer the earlier of two times, of which the first may be never."""
    return other if deadline is None else min(deadline, other)


def milliseconds(deadline: float | None) -> float | None:
    """Answer poll's time-out: rounded up, so that a wait never ends early."""
    if deadline is None:
        return None
    return max(0.0, (deadline - time.monotonic()) * 1000 + 1)
