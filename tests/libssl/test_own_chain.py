"""What goes out after our certificate, looked for at the start or at each handshake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.libssl.constants import SslCtrl
from s_server.libssl.ffi import ffi
from s_server.libssl.own_chain import _chain, remember_lone_certificates
from s_server.libssl.store import PassPhrase, load_certificate, load_key
from s_server.libssl.trust import trust_defaults

from .handshake import connected_s_client

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context
    from tests.kit.certificates import Certificates


def serve(context: Context, path: Path) -> None:
    nothing = PassPhrase(lambda: None)
    certificate = load_certificate(context.library, str(path), nothing)
    key = load_key(context.library, str(path), nothing)
    assert certificate is not None
    assert key is not None
    with certificate, key:
        context.use_identity(certificate, key)


def received(context: Context, *options: str) -> int:
    """How many certificates a client gets."""
    with connected_s_client(context, "-showcerts", *options) as (_, client):
        client.wait_bytes(b"Server certificate\n")
        return client.stdout.count(b"-----BEGIN CERTIFICATE-----")


@pytest.fixture
def trusting(
    context: Context, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> Context:
    """A context that finds the CA among the trusted certificates."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    trust_defaults(context)
    return context


def test_a_lone_certificate_is_not_looked_up_again(
    context: Context, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(context, certificates.signed("rsa"))
    remember_lone_certificates(context)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    trust_defaults(context)
    # With a look the issuer would be found by now, and sent.
    assert received(context) == 1


def test_an_issuer_that_is_found_is_sent(
    trusting: Context, certificates: Certificates
) -> None:
    serve(trusting, certificates.signed("rsa"))
    assert received(trusting) == 2
    remember_lone_certificates(trusting)
    assert received(trusting) == 2
    assert not _chain(trusting), "libssl goes on looking"


def test_a_chain_that_is_there_stays(
    trusting: Context, certificates: Certificates
) -> None:
    serve(trusting, certificates.signed("rsa"))
    trusting._ctrl(SslCtrl.BUILD_CERT_CHAIN, 0)
    before = _chain(trusting)
    remember_lone_certificates(trusting)
    assert before
    assert _chain(trusting) == before
    assert received(trusting) == 2


def test_each_certificate_is_looked_at_and_the_current_one_stays(
    context: Context, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(context, certificates.signed("ecdsa"))
    serve(context, certificates.signed("rsa"))
    current = context.library.functions.SSL_CTX_get0_certificate
    before = current(context.pointer)
    remember_lone_certificates(context)
    assert current(context.pointer) == before != ffi.NULL
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    trust_defaults(context)
    for kind in ("ECDSA", "RSA-PSS"):
        assert received(context, "-sigalgs", f"{kind}+SHA256") == 1


def test_without_a_certificate_nothing_is_done(context: Context) -> None:
    remember_lone_certificates(context)
    assert not context.library.functions.SSL_CTX_get0_certificate(context.pointer)
