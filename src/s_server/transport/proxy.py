"""Which proxy an HTTP server is reached through, by options and environment.

The rules are OpenSSL's (OSSL_HTTP_adapt_proxy(3)): an option comes before its
variables, and hosts that are reached without a proxy are whole names.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from s_server.errors import FetchError
from s_server.wire import http_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from s_server.wire.http_url import HttpUrl


def proxy_for(
    target: HttpUrl,
    given: str | None = None,
    exceptions: str | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
) -> HttpUrl | None:
    """Answer the proxy for a server, or None; ``given`` and ``exceptions`` are options.

    Raises FetchError when the proxy's address is none.
    """
    direct = _chosen(exceptions, ("no_proxy", "NO_PROXY"), environment)
    if _is_listed(target.host, direct):
        return None
    names = (f"{target.scheme}_proxy", f"{target.scheme.upper()}_PROXY")
    proxy = _chosen(given, names, environment)
    if not proxy:
        return None
    try:
        return http_url.parse(proxy)
    except ValueError as problem:
        raise FetchError(f"cannot use the proxy {proxy!r}: {problem}") from problem


def _chosen(
    option: str | None, names: tuple[str, ...], environment: Mapping[str, str]
) -> str:
    if option is not None:
        return option
    return next((environment[name] for name in names if name in environment), "")


def _is_listed(host: str, names: str) -> bool:
    wanted = host.lower()
    return any(name.strip("[]").lower() == wanted for name in re.split(r"[ ,]+", names))
