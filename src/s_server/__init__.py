"""A TLS/DTLS server for testing and debugging clients, on the user's own OpenSSL.

``Server`` is the public name: ``with Server(port=0, www=True) as server: ...``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["ConnectionRecord", "Server", "__version__"]

if TYPE_CHECKING:
    from s_server.server.record import ConnectionRecord
    from s_server.server.server import Server


def __getattr__(name: str) -> object:
    # Looked up when asked for (PEP 562): every module of ours imports this one first.
    if name in __all__:
        from s_server import server  # noqa: PLC0415

        return getattr(server, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
