"""How things are called."""

from __future__ import annotations

import pytest

from s_server.explain import words


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "none"),
        (1, "a0"),
        (7, "a0, a1, a2, a3, a4, a5, a6"),
        (8, "a0, a1, a2, a3, a4, a5 and 2 more"),
    ],
)
def test_long_lists_are_cut(count: int, shown: str) -> None:
    assert words.listed(f"a{n}" for n in range(count)) == shown


def test_numbers_have_names_and_grease_has_none() -> None:
    assert words.versions([0x0304, 0x1A1A, 0x0303]) == "TLS 1.2, TLS 1.3"
    assert words.versions([0x0399]) == "0x0399"
    assert words.groups([0x2A2A, 29, 0xFE00]) == "x25519, 0xfe00"
    assert words.schemes([0x0804]) == "rsa_pss_rsae_sha256"
    assert words.alert(48) == "unknown_ca (48)"
    assert words.alert(222) == "alert 222"
    assert not any(map(words.is_suite, (0x00FF, 0x5600, 0x0A0A)))


def test_a_terminal_heeds_nothing_of_a_client() -> None:
    assert words.quoted(b"a\x1b[2J\xff\n") == r'"a\x1b[2J\xff\x0a"'
