"""The client's key of a handshake, as each kind of it is described."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.events import TemporaryKey
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.store import PassPhrase, load_certificate, load_key

from .handshake import connected_s_client

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from tests.kit.certificates import Certificates


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("X25519", TemporaryKey("X25519", "", 253)),
        ("P-256", TemporaryKey("ECDH", "prime256v1", 256)),
        ("ffdhe2048", TemporaryKey("DH", "", 2048)),
    ],
)
def test_kinds(
    context: Context, certificates: Certificates, group: str, expected: TemporaryKey
) -> None:
    if not context.library.has("key_types"):
        pytest.skip("1.1.1 has no words for it, and its program does not print it")
    path, phrase = str(certificates.pair("rsa")), PassPhrase(lambda: None)
    certificate = load_certificate(context.library, path, phrase)
    key = load_key(context.library, path, phrase)
    assert certificate is not None
    assert key is not None
    with certificate, key:
        context.use_identity(certificate, key)
    with connected_s_client(context, "-tls1_3", "-groups", group) as (tls, client):
        assert HandshakeFacts(tls).peer_temporary_key == expected
        tls.shutdown()
        client.finish()
