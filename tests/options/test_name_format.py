"""The words of -nameopt: their numbers, their rules, and what they print."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.errors import UsageError
from s_server.libssl.load import open_library
from s_server.libssl.x509 import certificate_from_pem
from s_server.options.name_format import WORDS, name_flags, name_words

if TYPE_CHECKING:
    from tests.kit.authorities import Authorities

ONELINE, MULTILINE, COMMA = 0x82031F, 0x2A40006, 2 << 16
LISTS = (
    *WORDS,
    *(f"-{word}" for word in WORDS),
    *(f"oneline,{word}" for word in WORDS),
    *(f"multiline,-{word}" for word in WORDS),
    "RFC2253,sname,+utf8",
    "ESC_msb, Lname",
)


@pytest.mark.parametrize("text", LISTS)
def test_names_are_printed_as_openssl_x509_does(
    authorities: Authorities, text: str
) -> None:
    path = authorities.certificate("odd-name")
    command = [
        "openssl",
        "x509",
        "-in",
        str(path),
        "-noout",
        "-subject",
        "-nameopt",
        text,
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    flags = name_flags([name_words(text)])
    assert flags is not None
    with certificate_from_pem(open_library(), path.read_bytes()) as certificate:
        ours = certificate.subject(flags, titled=True)
    assert b"subject=" + ours + b"\n" == done.stdout


@pytest.mark.parametrize(
    ("lists", "flags"),
    [
        ((), None),
        (("compat",), 0),
        (("oneline",), ONELINE),
        (("ca_default",), MULTILINE),
        (("utf8",), 0x10 | COMMA),
        (("sep_multiline", "utf8"), 0x10 | 4 << 16),
        (("oneline", "-utf8,-esc_msb"), ONELINE & ~0x14),
        (("oneline", "compat"), 0),
        (("lname,oid",), 2 << 21 | COMMA),
        (("-sep_comma_plus_space",), 0),
    ],
)
def test_words_add_up(lists: tuple[str, ...], flags: int | None) -> None:
    assert name_flags(lists) == flags


@pytest.mark.parametrize("text", ["", "nope", "utf8,", ",utf8", "utf8;sname", "--utf8"])
def test_a_word_that_is_none_is_named(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        name_words(text)
    assert f"in {text!r}" in caught.value.message
    assert "sep_multiline" in caught.value.hints[0]
