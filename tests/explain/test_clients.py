"""The same is said whoever the client is, and however the server waits for it."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from tests.explain.causes.test_foreign import GET
from tests.explain.told import check, check_cause, openssl, saying, serving
from tests.kit.clients import curl, gnutls_cli, python_tls
from tests.kit.process import NotSeenError

if TYPE_CHECKING:
    from tests.explain.told import Client
    from tests.kit.address import Address
    from tests.kit.certificates import Certificates


def gnutls(priority: str, version: str = "TLSv1.3") -> Client:
    """Answer a client: gnutls-cli, which does not get to the end of its handshake."""

    def client(address: Address) -> None:
        try:
            gnutls_cli(address, version=version, exchange=priority)
        except NotSeenError:
            return
        raise AssertionError("its handshake came to an end")

    return client


def python(version: ssl.TLSVersion) -> Client:
    """Answer a client: Python's ssl with this one version."""
    return lambda address: python_tls(address, version=version)


def test_gnutls_and_python_and_curl(certificates: Certificates) -> None:
    # fmt: off
    narrow = {"cert": str(certificates.pair("ecdsa")), "groups": "P-384",
              "ciphersuites": "TLS_AES_256_GCM_SHA384", "cipher": "AES256+ECDHE",
              "sigalgs": "ECDSA+SHA256:RSA-PSS+SHA256"}
    # fmt: on
    with serving(**narrow) as told:
        group = told.of(gnutls(":-GROUP-ALL:+GROUP-X25519"))
        check(group, "no_shared_group", "suite", "scheme", "certificate")
        suite = told.of(gnutls(":-CIPHER-ALL:+AES-128-GCM"))
        check(suite, "no_shared_suite", "group", "scheme", "certificate")
        scheme = told.of(gnutls(":-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256"))
        check(scheme, "unusable_certificate", "in common", "group", "level")
        old = ("--tls-max", "1.2", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256")
        by_curl = told.of(lambda address: curl(address, "/", "--insecure", *old))
        said = "offers ECDHE-ECDSA-AES128-GCM-SHA256; this"
        check_cause(by_curl, "no_shared_suite", said)
    with serving(tls1_3=True) as told:
        check(told.of(python(ssl.TLSVersion.TLSv1_2)), "no_shared_version", "suite")
        by_gnutls = told.of(gnutls("", version="TLSv1.2"))
        check_cause(by_gnutls, "no_shared_version", "TLS 1.2 at most; this server")


def test_however_the_server_begins() -> None:
    for options in (
        {"stateless": True},
        {"early_data": True, "www": False},
        {"async_": True},
        {"nbio": True},
    ):
        with serving(**options, tls1_3=True) as told:
            check(told.of(saying(GET)), "plain_http", "silent")
            check(told.of(openssl("-tls1_2")), "no_shared_version", "closed")
            assert told.of(openssl("-tls1_3")).cause is None
