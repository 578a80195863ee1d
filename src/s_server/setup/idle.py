"""Options that do nothing as they were given: whoever gave them should know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import Warned
from s_server.libssl.constants import Version
from s_server.options.rules import IDLE, NEEDS_TLS1_3

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.events import Bus
    from s_server.libssl.context import Context


def warn(context: Context, config: Config, bus: Bus) -> None:
    """Tell of each of them; the versions of the context must be settled."""
    for row in IDLE:
        if not set(row.without).intersection(config.given):
            others = " or ".join(f"-{name}" for name in row.without)
            _tell(row.options, f"without {others}", config, bus)
    # What serves DTLS is refused with some of them, and has no TLS 1.3.
    if not context.serves(Version.TLS1_3):
        _tell(NEEDS_TLS1_3, "without TLS 1.3, which is not served", config, bus)


def _tell(options: tuple[str, ...], why: str, config: Config, bus: Bus) -> None:
    for option in options:
        if option in config.given:
            bus.emit(Warned(message=f"option -{option} has no effect {why}"))
