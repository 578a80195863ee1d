"""Versions that do not meet, with clients that are set to one."""

from __future__ import annotations

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    openssl,
    saying,
    serving,
)

OLD = ("-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0")
NOT_OF_VERSIONS = ("suite", "group", "scheme", "certificate", "DTLS")


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
