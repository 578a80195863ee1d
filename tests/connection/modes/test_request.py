"""Requests as the web modes understand them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.connection.modes.request import (
    HEAD_LIMIT,
    LINE_LIMIT,
    Refusal,
    Request,
    cut,
    head,
    parse_line,
    read_request_untrusted,
    refuse,
)
from tests.connection.pair import LIMIT

if TYPE_CHECKING:
    from tests.connection.pair import Pair

GOOD = b"GET /page HTTP/1.0\r\n"


def http(target: bytes, rest: bytes = b"") -> Request:
    """A request with a head."""
    return Request(target, complete=True, has_head=True, rest=rest)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (GOOD, http(b"/page")),
        (b"GET / HTTP/1.1\r\n", http(b"/")),
        (b"GET /a b c\r\n", Request(b"/a", complete=True)),
        (b"GET /old\r\n", Request(b"/old\r\n", complete=False)),
        (b"GET  HTTP/1.0\r\n", http(b"")),
        (
            b"GET http://h:1/x HTTP/1.1\r\n",
            http(b"/x"),
        ),
        (b"GET HTTPS://h HTTP/1.1\r\n", http(b"/")),
        (b"GET http:///x HTTP/1.1\r\n", http(b"/x")),
        (
            b"GET httpx://h/x HTTP/1.1\r\n",
            http(b"httpx://h/x"),
        ),
        (
            b"GET /http://h/x HTTP/1.1\r\n",
            http(b"/http://h/x"),
        ),
        (
            b"GET /%2e%2e HTTP/1.0\r\n",
            http(b"/%2e%2e"),
        ),
        (b"get / HTTP/1.0\r\n", None),
        (b"GET\t/ HTTP/1.0\r\n", None),
        (b" GET / HTTP/1.0\r\n", None),
        (b"Host: localhost\r\n", None),
        (b"\r\n", None),
        (b"\0\xff\n", None),
    ],
)
def test_a_line_is_understood(line: bytes, expected: Request | None) -> None:
    assert parse_line(line) == expected


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "OPTIONS", "BREW", "GETS"])
def test_other_methods_are_refused(method: str) -> None:
    answer = parse_line(f"{method} / HTTP/1.1\r\n".encode())
    assert isinstance(answer, Refusal)
    assert answer.status is HTTPStatus.METHOD_NOT_ALLOWED


def test_a_nul_byte_is_refused() -> None:
    answer = parse_line(b"GET /a\0b HTTP/1.0\r\n")
    assert isinstance(answer, Refusal)
    assert answer.status is HTTPStatus.BAD_REQUEST


@given(st.binary())
def test_no_line_raises(line: bytes) -> None:
    parse_line(line)
    parse_line(b"GET " + line)


def asked(pair: Pair, data: bytes) -> Request | Refusal | None:
    """What is understood of data that a client sends before it closes."""

    def client() -> None:
        pair.theirs.sendall(data)
        pair.theirs.unwrap()

    sending = pair.meanwhile(client)
    channel = pair.channel()
    answer = read_request_untrusted(channel)
    while channel.read():
        pass
    channel.close_notify()
    sending.result(LIMIT)
    return answer


def test_the_first_get_is_answered_whatever_stands_before(shaken: Pair) -> None:
    second = b"GET /second HTTP/1.0\r\n\r\n"
    data = b"X: y\r\n\r\nnonsense\n" + GOOD + second
    assert asked(shaken, data) == http(b"/page", second)


def test_a_request_may_come_byte_by_byte(shaken: Pair) -> None:
    def client() -> None:
        for byte in GOOD:
            shaken.theirs.sendall(bytes([byte]))

    sending = shaken.meanwhile(client)
    request = read_request_untrusted(shaken.channel())
    sending.result(LIMIT)
    assert request == http(b"/page")


def test_no_request_is_no_answer(shaken: Pair) -> None:
    assert asked(shaken, b"GET /never-ended HTTP/1.0") is None


@pytest.mark.parametrize(
    "data",
    [
        b"GET /" + b"x" * (1024 * 1024) + b" HTTP/1.0\r\n",
        b"X-Header: " + b"x" * (1024 * 1024) + b"\r\n" + GOOD,
        b"x" * LINE_LIMIT,
        b"X: y\r\n" * (HEAD_LIMIT // 6 + 2) + GOOD,
    ],
    ids=["target", "header", "no end", "many lines"],
)
def test_what_is_too_long_is_refused(shaken: Pair, data: bytes) -> None:
    answer = asked(shaken, data)
    assert isinstance(answer, Refusal)
    assert answer.status is HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


def test_the_longest_line_is_answered(shaken: Pair) -> None:
    target = b"/" + b"x" * (LINE_LIMIT - 16)
    line = b"GET " + target + b" HTTP/1.0\r\n"
    assert len(line) == LINE_LIMIT
    assert asked(shaken, line) == http(target)


def test_a_good_head_reads_as_the_c_programs() -> None:
    assert head(HTTPStatus.OK, "text/html") == (
        b"HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n"
    )


def test_a_refusal_names_its_status(shaken: Pair) -> None:
    refusal = Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "only GET")
    refuse(shaken.channel(), refusal)
    assert shaken.theirs.recv(1000) == (
        b"HTTP/1.0 405 Method Not Allowed\r\n"
        b"Content-type: text/plain\r\nAllow: GET\r\n\r\nonly GET\r\n"
    )


def test_a_cut_response_is_half_of_what_it_says() -> None:
    whole = head(HTTPStatus.OK, "text/html") + b"first\r\n\r\nsecond"
    start, _, body = cut(whole).partition(b"\r\n\r\n")
    assert whole.startswith(start.removesuffix(b"\r\nContent-Length: 15"))
    assert start.endswith(b"\r\nContent-Length: 15")
    assert body == b"first\r\n"
