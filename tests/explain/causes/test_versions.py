"""Versions that do not meet, with clients that are set to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    openssl,
    saying,
    serving,
)
from tests.kit.clients import ProgramClient

if TYPE_CHECKING:
    from tests.kit.address import Address

OLD = ("-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0")
NOT_OF_VERSIONS = ("suite", "group", "scheme", "certificate", "DTLS")


def gnutls(address: Address) -> None:
    """Connect with TLS 1.2 alone."""
    # fmt: off
    command = ["gnutls-cli", "--no-ca-verification", "--port", str(address.port),
               "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2", address.host]
    # fmt: on
    with ProgramClient(command) as client:
        client.wait()


def test_no_version_in_common() -> None:
    with serving(tls1_3=True) as told:
        record = told.of(openssl("-tls1_2"))
        check(record, "no_shared_version", "security level", *NOT_OF_VERSIONS)
        assert record.failure == "unsupported protocol"
        older = told.of(openssl(*OLD))
        said = ("TLS 1.1 at most", "-min_protocol TLSv1.1 -cipher DEFAULT:@SECLEVEL=0")
        check_cause(older, "no_shared_version", *said)
    with serving(tls1_2=True) as told:
        newer = told.of(openssl("-tls1_3"))
        said = ("offers TLS 1.3; this server has TLS 1.2", "-max_protocol TLSv1.3")
        check_cause(newer, "no_shared_version", *said)
        check_not_said(newer, "or later", *NOT_OF_VERSIONS)


def test_a_client_that_does_not_go_so_low() -> None:
    # What it takes at least stands in no hello without a list of versions.
    with serving(tls1_1=True, cipher="DEFAULT:@SECLEVEL=0") as told:
        record = told.of(openssl("-tls1_2"))
        check(record, "version_refused", "in common", "security level")
        assert record.failure == "wrong version number"
        other = told.of(gnutls)
        said = ("the client ended it with alert protocol_version (70)",)
        check_cause(other, "version_refused", *said)


def test_a_level_that_refuses_the_version() -> None:
    with serving(min_protocol="TLSv1", cipher="DEFAULT:@SECLEVEL=1") as told:
        record = told.of(openssl(*OLD))
        check(record, "security_level_version", "in common", "min_protocol")


def test_a_fallback() -> None:
    with serving() as told:
        record = told.of(openssl("-tls1_2", "-fallback_scsv"))
        check(record, "inappropriate_fallback", "in common", "here:")


def test_a_client_of_the_last_century() -> None:
    hello = b"\x01\x00\x02\x00\x03\x00\x00\x00\x10\x01\x00\x80" + b"c" * 16
    with serving() as told:
        record = told.of(saying((0x8000 | len(hello)).to_bytes(2) + hello))
        check_cause(record, "no_shared_version", "SSL 2.0 at most", "here: nothing")
