"""Groups of options, taken apart and read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Form, GroupPart, Part
from s_server.errors import LoadError, UsageError
from s_server.options.parse import parse
from s_server.setup.extended import load_groups, sources

if TYPE_CHECKING:
    from s_server.libssl.load import Library
    from s_server.setup.identity import Source
    from tests.kit.certificates import Certificates


def taken(*words: str) -> list[Source]:
    return sources(parse(words).extended.parts)


def nobody(_: str) -> str | None:
    return None


def test_no_option_is_no_group() -> None:
    assert taken() == []


def test_a_certificate_begins_a_group_where_there_is_one_already() -> None:
    first, second, third = taken(
        *("-xkey", "k1", "-xcert", "c1", "-xchain", "h1"),
        *("-xcert", "c2", "-xchain_build"),
        *("-xcert", "c3", "-xkey", "k3"),
    )
    assert (first.certificate.uri, first.key.uri) == ("c1", "k1")
    assert first.chain is not None
    assert (first.chain.uri, first.chain.option) == ("h1", "xchain")
    # Without a key of its own, it is in the file of the certificate.
    assert second.key is second.certificate
    assert second.chain is None
    assert [one.build_chain for one in (first, second, third)] == [False, True, False]
    assert (third.key.uri, third.key.option) == ("k3", "xkey")


def test_forms_go_on_to_the_groups_that_follow() -> None:
    groups = taken(
        *("-xcert", "c1", "-xcertform", "DER", "-xkey", "k1", "-xkeyform", "P12"),
        *("-xcert", "c2", "-xkey", "k2"),
        *("-xcert", "c3", "-xcertform", "PEM"),
    )
    forms = [(group.certificate.form, group.key.form) for group in groups]
    assert forms == [
        (Form.DER, Form.PKCS12),
        (Form.DER, Form.PKCS12),
        (Form.PEM, Form.PEM),
    ]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("-xcert c -xkey a -xkey b", "Key already specified",
         "-xkey 'b' is the second -xkey of -xcert 'c'"),
        ("-xchain a -xchain b", "Chain already specified",
         "-xchain 'b' is the second -xchain of its -xcert"),
        ("-xkey a", "Missing filename",
         "-xkey 'a' has no -xcert, which names the certificate"),
        ("-xchain a", "Missing filename",
         "-xchain 'a' has no -xcert, which names the certificate"),
    ],
)  # fmt: skip
def test_groups_that_make_no_sense(words: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        taken(*words.split())
    assert caught.value.message == message
    assert caught.value.hints[0] == hint
    assert caught.value.bare is (message == "Missing filename")


def test_groups_are_read_in_order(library: Library, certificates: Certificates) -> None:
    words = [word for kind in ("ecdsa", "rsa")
             for word in ("-xcert", str(certificates.pair(kind)))]  # fmt: skip
    groups = load_groups(library, parse(words).extended.parts, nobody)
    try:
        with groups as members:
            subjects = [group.certificate.subject(0x82031F) for group in members]
        assert subjects == [b"CN = localhost, O = ecdsa", b"CN = localhost, O = rsa"]
    finally:
        groups.close()


def test_a_group_that_cannot_be_read_leaves_none_open(
    library: Library, certificates: Certificates
) -> None:
    parts = [
        GroupPart(Part.CERT, str(certificates.pair("rsa"))),
        GroupPart(Part.CERT, str(certificates.empty)),
    ]
    # What is left open is a ResourceWarning, which fails the test.
    with pytest.raises(LoadError, match="the file is empty"):
        load_groups(library, parts, nobody)
