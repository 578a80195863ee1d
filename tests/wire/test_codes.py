"""Numbers that know their names."""

from __future__ import annotations

import pytest

from s_server.wire import codes, registries

KINDS = [
    kind
    for kind in vars(codes).values()
    if isinstance(kind, type) and issubclass(kind, codes.Code) and kind.registry
]


@pytest.mark.parametrize(
    ("code", "name", "label"),
    [
        (codes.CipherSuite(0x1301), "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        (codes.CipherSuite(0x1A1A), None, "GREASE 0x1a1a"),
        (codes.CipherSuite(0x1234), None, "0x1234"),
        (codes.Group(29), "x25519", "x25519"),
        (codes.HandshakeType(7), None, "0x07"),
        (codes.PskMode(0x2A), None, "GREASE 0x2a"),
        (codes.PointFormat(0x0B), None, "0x0b"),
        (codes.Version(0x0303), "TLS 1.2", "TLS 1.2"),
    ],
)
def test_a_code_has_a_name_or_is_shown_as_its_number(
    code: codes.Code, name: str | None, label: str
) -> None:
    assert code.name == name
    assert code.label == label
    assert label in repr(code)
    assert code.is_grease == label.startswith("GREASE")


def test_a_code_is_its_number() -> None:
    assert codes.Group(29) == 29
    assert {codes.Group(29)} == {29}
    assert f"{codes.Group(29):d}" == "29"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_table(kind: type[codes.Code]) -> None:
    assert registries.table(kind.registry)
    # SSLv2's kinds of ciphers have three bytes, and stand among the suites.
    limit = 1 << (24 if kind is codes.CipherSuite else 8 * kind.width)
    assert all(0 <= code < limit for code in registries.table(kind.registry))
