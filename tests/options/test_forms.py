"""Format words are read by OpenSSL's rules; P12 is taken too, as its manual says."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.config import Form
from s_server.errors import SServerError
from s_server.options.forms import ALL, form
from s_server.options.parse import parse

from .program import HELP_LINE, our_complaint, our_hints, their_complaint


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("PEM", "pem", "p", "P"), Form.PEM),
        (("DER", "der", "d", "Derby"), Form.DER),
        (("P12", "p12", "PKCS12", "pkcs12", "1", "12"), Form.PKCS12),
    ],
)
def test_each_format_has_its_spellings(words: tuple[str, ...], expected: Form) -> None:
    for word in words:
        assert parse(["-certform", word]).identity.cert_form is expected
        assert parse(["-keyform", word]).identity.key_form is expected


@pytest.mark.parametrize("option", ["-certform", "-dcertform", "-xkeyform", "-CRLform"])
@pytest.mark.parametrize("word", ["XYZ", "", "Pem", "pKcs12", "P13", "b64", "Pvk"])
def test_unknown_words_are_refused_in_the_same_words(option: str, word: str) -> None:
    complaint, name, hint = their_complaint([option, word])
    assert our_complaint([option, word]) == [complaint, hint]
    assert [f"s_server: {ours}" for ours in our_hints([option, word])] == [name]


@pytest.mark.parametrize("word", ["P12", "text", "engine", "pvk", "1"])
def test_a_revocation_list_is_pem_or_der(word: str) -> None:
    complaint, name, hint = their_complaint(["-CRLform", word])
    assert our_complaint(["-CRLform", word]) == [complaint, hint]
    assert [f"s_server: {ours}" for ours in our_hints(["-CRLform", word])] == [name]


def test_unknown_words_for_keys_are_refused_with_the_formats_that_we_have() -> None:
    theirs = their_complaint(["-keyform", "nope"])
    ours = our_complaint(["-keyform", "nope"])
    assert ours == [f"{theirs[0]} pem der p12", HELP_LINE]
    assert f"s_server: {our_hints(['-keyform', 'nope'])[0]}" == theirs[-2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ENGINE", "e", "Engine"), Form.ENGINE),
        (("pvk", "PVK"), Form.PVK),
        (("MSBLOB", "msblob", "m"), Form.MSBLOB),
    ],
)
def test_keys_have_forms_of_their_own(words: tuple[str, ...], expected: Form) -> None:
    for word in words:
        assert parse(["-keyform", word]).identity.key_form is expected
        assert parse(["-dkeyform", word]).identity.second_key_form is expected
        for option in ("-certform", "-xkeyform"):
            with pytest.raises(SServerError):
                parse([option, word])


@given(st.text())
def test_any_word_is_a_form_or_an_error_of_ours(word: str) -> None:
    for key in (False, True):
        with suppress(SServerError):
            assert form(word, option="x", key=key) in (Form if key else ALL)
