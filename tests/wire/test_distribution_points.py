"""Where lists of revoked certificates lie, as certificates say it."""

from __future__ import annotations

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from s_server.wire.distribution_points import MalformedError, http_location

WHERE = "http://lists.example/a.crl"


def point(*uris: str) -> x509.DistributionPoint:
    names = [x509.UniformResourceIdentifier(uri) for uri in uris]
    return x509.DistributionPoint(names, None, None, None)


def encoded(*points: x509.DistributionPoint) -> bytes:
    return x509.CRLDistributionPoints(points).public_bytes()


RELATIVE = x509.DistributionPoint(
    None,
    x509.RelativeDistinguishedName(
        [x509.NameAttribute(x509.NameOID.COMMON_NAME, "list")]
    ),
    None,
    None,
)
ISSUER_ONLY = x509.DistributionPoint(
    None, None, None, [x509.UniformResourceIdentifier("http://no.list/")]
)
WITH_REASONS = x509.DistributionPoint(
    [x509.UniformResourceIdentifier(WHERE)],
    None,
    frozenset([x509.ReasonFlags.key_compromise]),
    None,
)


@pytest.mark.parametrize(
    ("extension", "place"),
    [
        (encoded(point(WHERE)), WHERE),
        (encoded(point("ldap://x/", "https://y/", WHERE, "http://later/")), WHERE),
        (encoded(point("ldap://x/"), point("HTTP://y/")), "HTTP://y/"),
        (encoded(RELATIVE, ISSUER_ONLY, WITH_REASONS), WHERE),
        (encoded(ISSUER_ONLY), None),
        (encoded(point("https://x/", "http://")), None),
        (encoded(point(WHERE + "?" + "x" * 70_000)), WHERE + "?" + "x" * 70_000),
        (b"\x30\x00", None),
    ],
)
def test_the_first_http_address_counts(extension: bytes, place: str | None) -> None:
    assert http_location(extension) == place


@pytest.mark.parametrize(
    "extension",
    [
        b"",
        b"\x30",
        b"\x30\x01",
        b"\x30\x80\x00\x00",
        b"\x30\x84\x00\x00\x00\x00",
        b"\x31\x00",
        b"\x30\x00\x00",
        b"\x30\x02\x02\x00",
        encoded(point(WHERE))[:-1],
        encoded(point(WHERE)).replace(b"lists", b"li ts"),
        encoded(point(WHERE)).replace(b"lists", b"li\r\ns"),
        encoded(point(WHERE)).replace(b"lists", b"li\xffts"),
    ],
)
def test_what_is_no_such_extension(extension: bytes) -> None:
    with pytest.raises(MalformedError):
        http_location(extension)


@settings(deadline=None)
@given(st.binary())
def test_any_octets_lead_to_an_address_or_to_the_one_error(octets: bytes) -> None:
    for extension in (octets, b"\x30" + bytes([min(len(octets), 127)]) + octets[:127]):
        try:
            place = http_location(extension)
        except MalformedError:
            continue
        assert place is None or place.lower().startswith("http://")
