"""Clients that do not trust our certificate: OpenSSL's, GnuTLS's, curl, Python's."""

from __future__ import annotations

import contextlib
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    check_nothing,
    openssl,
    serving,
)
from tests.kit.authorities import Entity
from tests.kit.clients import curl

if TYPE_CHECKING:
    from pathlib import Path

    from s_server import ConnectionRecord
    from tests.explain.told import Client
    from tests.kit.address import Address
    from tests.kit.authorities import Authorities
    from tests.kit.certificates import Certificates

NEVER = ("in common", "suite", "-Verify", "this server ended", "-verify_return_error")
STRICT = ("-verify_return_error", "-servername", "localhost")
SECONDS = 20


def gnutls(*options: str) -> Client:
    """A client of GnuTLS's, which checks as far as it can."""

    def client(address: Address) -> object:
        words = ("gnutls-cli", "-p", str(address.port), *options, "localhost")
        return subprocess.run(
            words, input=b"", capture_output=True, timeout=SECONDS, check=False
        )

    return client


def python(address: Address) -> None:
    """A client of Python's that trusts what this system does."""
    context = ssl.create_default_context()
    with (
        contextlib.suppress(ssl.SSLError),
        address.connect() as plain,
        context.wrap_socket(plain, server_hostname="localhost"),
    ):
        pass


@pytest.fixture(scope="module")
def stapling(authorities: Authorities) -> Path:
    """A certificate that is good only together with an OCSP response."""
    feature = x509.TLSFeature([x509.TLSFeatureType.status_request])
    names = (x509.DNSName("localhost"),)
    authorities.issue(
        Entity(name="staple", issuer="root", names=names, extras=((feature, False),))
    )
    return authorities.pair("staple")


def test_a_made_certificate() -> None:
    for version in ("-tls1_2", "-tls1_3"):
        with serving() as told:
            for client in (openssl(*STRICT, version), python, lambda a: curl(a, "/")):
                record = told.of(client)
                check_cause(record, "untrusted_issuer", "/ca.pem, which", "trustme")
                check_not_said(record, "-cert_chain", "here:", *NEVER)
            check_cause(told.of(gnutls()), "certificate_refused", "/ca.pem, which")


def test_a_certificate_of_an_unknown_authority(certificates: Certificates) -> None:
    with serving(cert=str(certificates.signed("ecdsa"))) as told:
        never = ("ca.pem", "expired", "name that", *NEVER)
        check(told.of(openssl(*STRICT)), "untrusted_issuer", *never)
        check(told.of(gnutls()), "certificate_refused", *never)
        trusting = ("--x509cafile", str(certificates.ca))
        check_nothing(told.of(gnutls(*trusting)))
        check_nothing(told.of(lambda a: curl(a, "/", "--cacert", str(certificates.ca))))
    pair = str(certificates.pair("ecdsa"))
    with serving(cert=pair) as told:
        record = told.of(openssl(*STRICT))
        check_cause(record, "untrusted_issuer", "issued by itself", f", {pair} (-CAf")
        check_not_said(record, "-cert_chain", *NEVER)


def test_certificates_that_clients_refuse(authorities: Authorities) -> None:
    trusting = (*STRICT, "-CAfile", str(authorities.certificate("root")))
    lists = ("-crl_check", "-CRL", str(authorities.folder / "root-crl.pem"))
    never = ("does not trust", "/ca.pem", *NEVER)

    def of(name: str, *options: str) -> ConnectionRecord:
        with serving(cert=str(authorities.pair(name))) as told:
            return told.of(openssl(*trusting, *options))

    check(of("expired"), "certificate_expired", *never)
    check(of("early"), "certificate_not_yet_valid", *never)
    check(of("client-only"), "certificate_not_for_servers", *never)
    check(of("revoked", *lists), "certificate_revoked", *never)
    check_nothing(of("client"))
    # To its clock a good one is over.
    with serving(cert=str(authorities.pair("client"))) as told:
        record = told.of(openssl(*trusting, "-attime", "4102444800"))
        check_cause(record, "certificate_expired", "the client says", "its clock")
        check_not_said(record, "-cert with", *NEVER)


def test_a_certificate_that_wants_a_response(
    authorities: Authorities, stapling: Path
) -> None:
    with serving(cert=str(stapling)) as told:
        trusting = ("--x509cafile", str(authorities.certificate("root")))
        check(told.of(gnutls(*trusting)), "not_stapled", "does not trust", *NEVER)
