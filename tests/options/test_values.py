"""Words that mean more than their kind says, read or refused as C does it."""

from __future__ import annotations

import pytest

from s_server.config import NamedIdentity, ProviderParameter
from s_server.errors import UsageError
from s_server.options.values import (
    STORE_SCHEMES,
    early_data_limit,
    export_length,
    named_identity,
    padding,
    protocol_list,
    provider_parameter,
    proxy,
    responder,
    session_store,
    shared_key,
)

from .program import our_complaint, our_hints, their_complaint


@pytest.mark.parametrize("scheme", STORE_SCHEMES)
def test_stores_that_are_known(scheme: str) -> None:
    for word in (f"{scheme}://h:1/2", f"{scheme.upper()}://u:p@h"):
        assert session_store(word) == word


@pytest.mark.parametrize("word", ["", "redis", "redis:h", "memcached://pw@h", "://pw"])
def test_stores_that_are_not(word: str) -> None:
    with pytest.raises(UsageError, match="-session_store") as caught:
        session_store(word)
    assert "pw" not in caught.value.message + "".join(caught.value.hints)
    assert caught.value.hints


def test_pairs_of_hexadecimal_digits_pass() -> None:
    assert shared_key("1a2B3c00") == b"\x1a\x2b\x3c\x00"


@pytest.mark.parametrize("word", ["", "0", "abc"])
def test_half_a_byte_is_refused(word: str) -> None:
    # The C program takes it, and fails at each handshake.
    says = f"s_server: option -psk takes pairs of hexadecimal digits, not {len(word)}"
    assert our_complaint(["-psk", word]) == [f"{says} digits"]
    assert our_hints(["-psk", word])


@pytest.mark.parametrize("word", ["12g", "0x12", " 12", "1 2", "é", "12\n"])
def test_other_keys_are_refused(word: str) -> None:
    ours, theirs = our_complaint(["-psk", word]), their_complaint(["-psk", word])
    assert "\n".join(ours) == "\n".join(theirs)


def test_a_limit_is_a_number_of_bytes() -> None:
    assert early_data_limit("0x10", option="max_early_data") == 16


@pytest.mark.parametrize("name", ["-max_early_data", "-recv_max_early_data"])
@pytest.mark.parametrize("word", ["-1", "x", "99999999999"])
def test_other_limits_are_refused(name: str, word: str) -> None:
    assert our_complaint([name, word]) == their_complaint([name, word])


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("h2", (b"h2",)),
        ("h2,http/1.1", (b"h2", b"http/1.1")),
        (",,h2,,x,", (b"h2", b"x")),
        ("h2, x", (b"h2", b" x")),
        ("é,\udcff", ("é".encode(), b"\xff")),
        ("x" * 255, (b"x" * 255,)),
    ],
)
def test_a_list_of_protocols(word: str, names: tuple[bytes, ...]) -> None:
    assert protocol_list(word, option="alpn") == names


def test_the_longest_list() -> None:
    word = ("x" * 255 + ",") * 255 + "x" * 254
    assert len(word) == 65534
    assert len(protocol_list(word, option="alpn")) == 256
    with pytest.raises(UsageError) as caught:
        protocol_list(word + "x", option="alpn")
    assert caught.value.message == "-alpn argument has 65535 bytes: 65534 are allowed"


@pytest.mark.parametrize("word", ["", ",", ",,,"])
def test_a_list_without_protocols(word: str) -> None:
    with pytest.raises(UsageError) as caught:
        protocol_list(word, option="nextprotoneg")
    expected = f'-nextprotoneg argument "{word}" has no protocol'
    assert caught.value.message == expected


def test_a_protocol_that_is_too_long() -> None:
    with pytest.raises(UsageError) as caught:
        protocol_list(f"h2,{'é' * 128}", option="alpn")
    expected = "-alpn argument has a protocol of 256 bytes: 255 are allowed"
    assert caught.value.message == expected


def test_a_length_of_an_export() -> None:
    assert export_length("20") == 20
    assert export_length("1048576") == 1 << 20
    with pytest.raises(UsageError):
        export_length("1048577")


@pytest.mark.parametrize("word", ["0", "-1", "x"])
def test_other_lengths_are_refused(word: str) -> None:
    words = ["-keymatexportlen", word]
    assert our_complaint(words) == their_complaint(words)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a.example=c.pem", NamedIdentity("a.example", "c.pem")),
        ("A.Example=c.pem:k.pem", NamedIdentity("a.example", "c.pem", "k.pem")),
        ("*.example=c.pem", NamedIdentity("*.example", "c.pem")),
        ("localhost=c=d.pem", NamedIdentity("localhost", "c=d.pem")),
        ("a_b=c.pem:file:k.pem", NamedIdentity("a_b", "c.pem", "file:k.pem")),
        ("xn--mnchen-3ya=c", NamedIdentity("xn--mnchen-3ya", "c")),
    ],
)
def test_a_name_has_a_certificate_and_perhaps_a_key(
    word: str, expected: NamedIdentity
) -> None:
    assert named_identity(word) == expected


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("", "takes NAME=CERT or NAME=CERT:KEY, not ''"),
        ("a.example", "takes NAME=CERT"),
        ("=c.pem", "takes NAME=CERT"),
        ("a=", "takes NAME=CERT"),
        ("a=:k.pem", "takes NAME=CERT"),
        ("a=c.pem:", "takes NAME=CERT"),
        ("*=c.pem", "takes [*] for the whole first label alone, not '[*]'"),
        ("f*.example=c.pem", "takes [*] for the whole first label"),
        ("a.*.example=c.pem", "takes [*] for the whole first label"),
        ("a..b=c.pem", "takes the name of a host, not 'a..b'"),
        (".b=c.pem", "takes the name of a host"),
        ("b.=c.pem", "takes the name of a host"),
        ("a b=c.pem", "takes the name of a host"),
        ("a" * 64 + "=c.pem", "takes the name of a host"),
        ("münchen=c.pem", "takes names as clients send them, not 'münchen'"),
    ],
)
def test_other_names_are_refused(word: str, said: str) -> None:
    with pytest.raises(UsageError, match=f"option -sni {said}"):
        named_identity(word)


def test_a_name_in_other_letters_is_shown_as_clients_send_it() -> None:
    with pytest.raises(UsageError) as caught:
        named_identity("münchen.example=c.pem")
    assert caught.value.hints == ("write it as xn--mnchen-3ya.example",)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a=b", ProviderParameter(None, "a", "b")),
        ("p:a=b", ProviderParameter("p", "a", "b")),
        (" p : a = b ", ProviderParameter("p", "a", "b")),
        (":a=", ProviderParameter(None, "a", "")),
        ("a=b:c=d", ProviderParameter(None, "a", "b:c=d")),
    ],
)
def test_a_parameter_is_for_one_provider_or_all(
    word: str, expected: ProviderParameter
) -> None:
    assert provider_parameter(word) == expected


@pytest.mark.parametrize("word", ["", "a", "=b", "p:=b"])
def test_other_parameters_are_refused(word: str) -> None:
    with pytest.raises(UsageError, match="malformed '-provparam' option value"):
        provider_parameter(word)


@pytest.mark.parametrize(
    ("word", "read"), [("512", "512"), ("0x200", "512"), ("010,16", "8,16")]
)
def test_padding_goes_on_in_decimal(word: str, read: str) -> None:
    assert padding(word) == read


@pytest.mark.parametrize("word", ["", "abc", "512,", "1,2,3", "99999999999"])
def test_other_paddings_are_refused(word: str) -> None:
    with pytest.raises(UsageError):
        padding(word)


@pytest.mark.parametrize("word", ["http://h/x", "h", "https://[::1]:5"])
def test_an_address_of_a_responder_stays_as_it_is(word: str) -> None:
    assert responder(word) == word


@pytest.mark.parametrize("word", ["ftp://x/", "http://h:99999/", "http://h:x/"])
def test_what_is_no_address_is_told_as_c_tells_it(word: str) -> None:
    given = ["-status_url", word]
    assert our_complaint(given) == their_complaint(given)
    assert our_hints(given)[0].startswith(f"{word!r}: it")


@pytest.mark.parametrize(
    ("word", "address"),
    [("", ""), ("h:3128", "http://h:3128/"), ("https://h", "https://h/")],
)
def test_a_proxy_is_an_address_or_none(word: str, address: str) -> None:
    assert proxy(word) == address


def test_a_proxy_that_is_none() -> None:
    with pytest.raises(UsageError, match='cannot use -proxy argument "x y": it has'):
        proxy("x y")
