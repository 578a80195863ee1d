"""A context with a certificate, in the process of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.store import PassPhrase, load_certificate, load_key

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context


def use_pair(context: Context, pair: Path) -> None:
    """Serve the certificate of a PEM file, with the key beside it."""
    nothing = PassPhrase(lambda: None)
    certificate = load_certificate(context.library, str(pair), nothing)
    key = load_key(context.library, str(pair), nothing)
    assert certificate is not None
    assert key is not None
    with certificate, key:
        context.use_identity(certificate, key)
