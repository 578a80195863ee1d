"""Which form a message has, by version and key exchange."""

from __future__ import annotations

import pytest

from s_server.wire.handshake_forms import has_algorithms, is_tls13, key_exchange


@pytest.mark.parametrize(
    ("suite", "name"),
    [
        (0xC02F, "ECDHE_RSA"),
        (0x0003, "RSA"),  # TLS_RSA_EXPORT_WITH_RC4_40_MD5
        (0x0019, "DH_anon"),
        (0xC01E, "SRP_SHA_RSA"),
        (0x1301, ""),
        (0x0A0A, ""),
        (None, ""),
    ],
)
def test_the_key_exchange_stands_in_the_name(suite: int | None, name: str) -> None:
    assert key_exchange(suite) == name


def test_versions() -> None:
    new = [0x0304, 0xFEFC, 0x7F1C]
    middle = [0x0303, 0xFEFD]
    old = [0x0300, 0x0301, 0x0302, 0xFEFF, 0x0100, 0]
    assert [v for v in new + middle + old if is_tls13(v)] == new
    assert [v for v in new + middle + old if has_algorithms(v)] == new + middle
