"""Application protocols that do not meet."""

from __future__ import annotations

from tests.explain.causes.test_ends import hello
from tests.explain.told import check, check_nothing, openssl, saying, serving
from tests.kit.clients import curl


def test_no_protocol_in_common() -> None:
    with serving(alpn="h2") as told:
        record = told.of(openssl("-alpn", "http/1.1"))
        check(record, "no_shared_protocol", "suite", "version", "certificate")
        by_curl = told.of(lambda a: curl(a, "/", "--insecure", "--http1.1"))
        assert by_curl.words == record.words
        check_nothing(told.of(openssl("-alpn", "h2")))
        check_nothing(told.of(openssl()))


def test_a_client_that_insists() -> None:
    with serving() as told:
        alert = b"\x15\x03\x03\0\x02\x02\x78"
        record = told.of(saying(hello("h2") + alert))
        check(record, "protocol_missed", "in common", "suite", "this server ended")
