"""A wake-up for a poll: a pipe that is readable while somebody is to be woken."""

from __future__ import annotations

import contextlib
import os


class Wakeup:
    """Poll ``descriptor``; any thread may nudge, and who was woken calms it.

    Whatever is written to ``nudged`` is a nudge too (signal.set_wakeup_fd).
    """

    def __init__(self) -> None:
        self.descriptor, self.nudged = os.pipe()
        os.set_blocking(self.descriptor, False)
        os.set_blocking(self.nudged, False)

    def nudge(self) -> None:
        """Wake whoever polls."""
        with contextlib.suppress(BlockingIOError):  # enough nudges are under way
            os.write(self.nudged, b"!")

    def calm(self) -> None:
        """Take all nudges away."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self.descriptor, 4096):
                pass

    def close(self) -> None:
        """Close the pipe, when nobody polls or nudges any more."""
        os.close(self.descriptor)
        os.close(self.nudged)
