"""A TLS/DTLS server for testing and debugging clients, on the user's own OpenSSL.

``Server`` is the public name: ``with Server(port=0, www=True) as server: ...``.
``events`` has the kinds of what may happen on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["ConnectionRecord", "Server", "State", "__version__", "events"]

if TYPE_CHECKING:
    from s_server import events
    from s_server.server.record import ConnectionRecord, State
    from s_server.server.server import Server


def __getattr__(name: str) -> object:
    # Looked up when asked for (PEP 562): every module of ours imports this one first.
    if name == "events":
        import importlib  # noqa: PLC0415

        return importlib.import_module("s_server.events")
    if name in __all__:
        from s_server import server  # noqa: PLC0415

        return getattr(server, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
