"""Addresses are read as OpenSSL reads them, and what is none is told of."""

from __future__ import annotations

import pytest

from s_server.wire.http_url import parse


@pytest.mark.parametrize(
    ("text", "place", "authority", "path", "whole"),
    [
        ("http://h", "h:80", "h", "/", "http://h/"),
        ("h", "h:80", "h", "/", "http://h/"),
        ("h:8080/a/b?c", "h:8080", "h:8080", "/a/b?c", "http://h:8080/a/b?c"),
        ("https://h/x", "h:443", "h", "/x", "https://h/x"),
        ("https://h:80/x", "h:80", "h:80", "/x", "https://h:80/x"),
        ("http://h:443", "h:443", "h:443", "/", "http://h:443/"),
        ("HTTP://H", "H:80", "H", "/", "http://H/"),
        ("http://user:word@h/x", "h:80", "h", "/x", "http://h/x"),
        ("https://[::1]:5/x", "[::1]:5", "[::1]:5", "/x", "https://[::1]:5/x"),
        ("http://[::1]/x", "[::1]:80", "[::1]", "/x", "http://[::1]/x"),
        ("http://h?x=y", "h:80", "h", "/?x=y", "http://h/?x=y"),
        ("http://h/x#part", "h:80", "h", "/x", "http://h/x"),
    ],
)
def test_addresses(
    text: str, place: str, authority: str, path: str, whole: str
) -> None:
    url = parse(text)
    assert (url.place, url.authority, url.path, url.text) == (
        place,
        authority,
        path,
        whole,
    )
    assert url.is_secure is text.startswith("https")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is not of the form http://host[:port][/path]"),
        ("http://", "it is not of the form http://host[:port][/path]"),
        ("http:///x", "it is not of the form http://host[:port][/path]"),
        ("http://::1/", "it is not of the form http://host[:port][/path]"),
        ("http://h:x/", "it is not of the form http://host[:port][/path]"),
        ("ftp://h", "it begins with ftp, where http or https is known"),
        ("http://h:0", "its port is not from 1 to 65535"),
        ("http://h:65536", "its port is not from 1 to 65535"),
        (f"http://h:{'9' * 5000}", "its port is not from 1 to 65535"),
        ("http://h/a b", "it has blanks, or characters that are no ASCII"),
        ("http://h/\r\nX: y", "it has blanks, or characters that are no ASCII"),
        ("http://h/\u00e9", "it has blanks, or characters that are no ASCII"),
        ("http://h/\x00", "it has blanks, or characters that are no ASCII"),
    ],
)
def test_what_is_no_address(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".*") as caught:
        parse(text)
    assert str(caught.value) == reason
