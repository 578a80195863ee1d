"""Server names that are not ours, and certificates that are for other names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from s_server.events.offer import OwnCertificate
from s_server.explain.causes.names import matches, own_names
from tests.explain.told import check, check_nothing, openssl, serving

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates


def test_a_name_that_is_not_ours(certificates: Certificates) -> None:
    pair = str(certificates.pair("ecdsa"))
    ours = {"cert": pair, "cert2": pair, "servername": "a.example"}
    with serving(**ours, servername_fatal=True) as told:
        record = told.of(openssl("-servername", "b.example"))
        check(record, "unknown_server_name", "suite", "our certificate is")
        check_nothing(told.of(openssl("-servername", "a.example")))


def test_a_certificate_for_another_name(certificates: Certificates) -> None:
    # fmt: off
    strict = ("-verify_return_error", "-CAfile", str(certificates.certificate("ecdsa")),
              "-verify_hostname", "b.example", "-servername", "b.example")
    # fmt: on
    with serving(cert=str(certificates.pair("ecdsa"))) as told:
        record = told.of(openssl(*strict))
        check(record, "wrong_name", "this server ended", "trust", "suite")
        # The name is right, and there is something else that it does not like.
        wrong = ("-purpose", "smimesign", "-servername", "localhost")
        other = told.of(openssl(*strict[:3], *wrong))
        assert other.cause != "wrong_name"


@pytest.mark.parametrize(
    ("asked", "name", "answer"),
    [
        ("a.example", "A.example", True),
        ("a.example", "*.example", True),
        ("a.b.example", "*.example", False),
        ("example", "*.example", False),
        ("b.example", "a.example", False),
    ],
)
def test_what_a_name_covers(asked: str, name: str, *, answer: bool) -> None:
    assert matches(asked, name) is answer


def test_the_common_name_counts_without_others() -> None:
    alone = OwnCertificate(
        kind="EC", subject="C=DE, CN=a.example", names=(), not_after=""
    )
    named = replace(alone, names=("DNS:b.example", "IP Address:127.0.0.1"))
    assert own_names(alone) == ["a.example"]
    assert own_names(named) == ["b.example"]
