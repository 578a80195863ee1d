"""The pytest plugin: the fixture ``tls_server``, and the story of what failed.

pytest finds ``plugin.py`` by an entry point and loads it in every run, so it imports
nothing until a test asks for the fixture.  The names here are for annotations:

>>> def test_my_client(tls_server: TlsServerFactory) -> None:
...     server = tls_server(certificate="expired")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["ClientCertificate", "Fault", "TlsServer", "TlsServerFactory"]

if TYPE_CHECKING:
    from s_server.testing.authority import ClientCertificate, Fault
    from s_server.testing.server import TlsServer, TlsServerFactory


def __getattr__(name: str) -> object:
    # Looked up when asked for (PEP 562): pytest imports this in runs without TLS.
    if name in __all__:
        from s_server.testing import authority, server  # noqa: PLC0415

        return getattr(server if hasattr(server, name) else authority, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
