"""Where to listen is read as BIO_parse_hostserv(3) reads it, less what it misreads."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.config import Endpoint, Family, TcpEndpoint, UnixEndpoint
from s_server.errors import UsageError
from s_server.options.endpoint import accept, port
from s_server.options.parse import parse

from .program import our_complaint, our_hints, their_complaint


@pytest.mark.parametrize(
    ("word", "host", "service"),
    [
        ("4433", None, "4433"),
        ("0", None, "0"),
        ("https", None, "https"),
        ("*:4433", None, "4433"),
        (":4433", None, "4433"),
        ("[]:4433", None, "4433"),
        ("[*]:4433", None, "4433"),
        ("localhost:0", "localhost", "0"),
        ("localhost:https", "localhost", "https"),
        ("127.0.0.1:65535", "127.0.0.1", "65535"),
        ("[::1]:4433", "::1", "4433"),
        ("[fe80::1%eth0]:4433", "fe80::1%eth0", "4433"),
    ],
)
def test_every_form_is_understood(word: str, host: str | None, service: str) -> None:
    assert accept(word) == TcpEndpoint(host=host, service=service)


@pytest.mark.parametrize(
    "word", ["::1", "a:b:c", "::1:4433", "[::1", "[::1]x", "[::1]:a:b", "[::1]:4:4"]
)
def test_malformed_words_are_refused_in_the_same_words(word: str) -> None:
    ours = our_complaint(["-accept", word])
    assert ours == their_complaint(["-accept", word])
    assert word in our_hints(["-accept", word])[0]


@pytest.mark.parametrize("word", ["a]:4433", "[a:4433", "a[b]:1", "[[::1]]:1"])
def test_stray_brackets_are_malformed(word: str) -> None:
    with pytest.raises(UsageError, match="malformed or ambiguous"):
        accept(word)


@pytest.mark.parametrize(
    "word", ["127.0.0.1", "[::1]", "[127.0.0.1]", "", "*", ":", "localhost:", "a:*"]
)
def test_a_host_without_a_port_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="has no port") as caught:
        accept(word)
    assert caught.value.hints


@pytest.mark.parametrize("word", ["65536", "localhost:70000", "[::1]:" + "9" * 5000])
def test_a_port_has_16_bits(word: str) -> None:
    with pytest.raises(UsageError, match="for option -accept is out of range"):
        accept(word)


def test_the_number_of_port_is_a_number_and_fits() -> None:
    assert port("443") == TcpEndpoint(service="443")
    assert port("0x10") == TcpEndpoint(service="16")
    assert port("65535") == TcpEndpoint(service="65535")
    with pytest.raises(UsageError, match="for option -port is out of range"):
        port("65536")


@pytest.mark.parametrize("word", ["https", "", "0", "-1", "127.0.0.1:4433"])
def test_other_words_for_port_are_refused_in_the_same_words(word: str) -> None:
    assert our_complaint(["-port", word]) == their_complaint(["-port", word])


@pytest.mark.parametrize(
    ("words", "endpoint"),
    [
        ([], TcpEndpoint(host=None, service="4433")),
        (["-accept", "a:1", "-port", "2"], TcpEndpoint(service="2")),
        (["-port", "2", "-accept", "a:1"], TcpEndpoint(host="a", service="1")),
        (["-port", "2", "-unix", "/x"], UnixEndpoint("/x")),
        (["-unix", "/x", "-port", "2"], TcpEndpoint(service="2")),
        (["-unix", "/x", "-4"], UnixEndpoint("/x")),
    ],
)
def test_the_last_endpoint_wins(words: list[str], endpoint: Endpoint) -> None:
    assert parse(words).network.endpoint == endpoint


def test_the_last_family_wins() -> None:
    assert parse([]).network.family is Family.ANY
    assert parse(["-6", "-4"]).network.family is Family.IPV4
    assert parse(["-4", "-6"]).network.family is Family.IPV6


@given(st.text(alphabet="[]:*.0123456789a%-", max_size=12) | st.text())
def test_any_word_is_an_endpoint_or_a_usage_error(word: str) -> None:
    with suppress(UsageError):
        endpoint = accept(word)
        assert endpoint.service
        assert endpoint.host != ""
