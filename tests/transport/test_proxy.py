"""Proxies by option and variable; both programs are compared in tests/network."""

from __future__ import annotations

import pytest

from s_server.errors import FetchError
from s_server.transport.proxy import proxy_for
from s_server.wire.http_url import parse

PLAIN, SECURE = parse("http://h:8080/x"), parse("https://[2001:DB8::1]/x")
PROXY = "proxy:3128"


@pytest.mark.parametrize(
    ("given", "environment", "plain", "secure"),
    [
        (None, {}, None, None),
        (PROXY, {}, PROXY, PROXY),
        (None, {"http_proxy": PROXY}, PROXY, None),
        (None, {"HTTP_PROXY": PROXY}, PROXY, None),
        (None, {"https_proxy": PROXY}, None, PROXY),
        (None, {"HTTPS_PROXY": PROXY}, None, PROXY),
        (None, {"http_proxy": "", "HTTP_PROXY": PROXY}, None, None),
        ("", {"http_proxy": PROXY, "https_proxy": PROXY}, None, None),
        ("other:1", {"http_proxy": PROXY, "https_proxy": PROXY}, "other:1", "other:1"),
    ],
)
def test_where_a_proxy_comes_from(
    given: str | None,
    environment: dict[str, str],
    plain: str | None,
    secure: str | None,
) -> None:
    found = [proxy_for(url, given, environment=environment) for url in (PLAIN, SECURE)]
    assert [url and url.place for url in found] == [plain, secure]


@pytest.mark.parametrize(
    ("exceptions", "environment", "direct"),
    [
        ("h", {}, "plain"),
        ("H", {}, "plain"),
        ("a,h b", {}, "plain"),
        ("a h", {}, "plain"),
        ("hh,.h,h:8080,*", {}, ""),
        ("[2001:db8::1]", {}, "secure"),
        ("2001:db8::1", {}, "secure"),
        (None, {"no_proxy": "h"}, "plain"),
        (None, {"NO_PROXY": "h"}, "plain"),
        ("a", {"no_proxy": "h"}, ""),
        (None, {"no_proxy": "a", "NO_PROXY": "h"}, ""),
    ],
)
def test_who_is_asked_directly(
    exceptions: str | None, environment: dict[str, str], direct: str
) -> None:
    for name, url in (("plain", PLAIN), ("secure", SECURE)):
        found = proxy_for(url, PROXY, exceptions, environment=environment)
        assert (found is None) is (direct == name)


def test_a_proxy_that_is_none() -> None:
    with pytest.raises(FetchError, match="cannot use the proxy 'ftp://x': it begins"):
        proxy_for(PLAIN, environment={"http_proxy": "ftp://x"})
