"""Addresses of HTTP servers, such as OCSP responders and proxies (RFC 3986).

The form is OpenSSL's: ``[http[s]://][user@]host[:port][/path]``.
"""

from __future__ import annotations

import re

from s_server.frozen import Frozen

PORTS = {"http": 80, "https": 443}
_FORM = re.compile(
    r"""
    (?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?
    (?:[^/?\#@]*@)?
    (?P<host>\[[0-9A-Fa-f:.]+\]|[^/?\#@:\[\]]+)
    (?::(?P<port>[0-9]+))?
    (?P<path>[/?][^\#]*)?
    (?:\#.*)?
    """,
    re.VERBOSE,
)
_NO_URL = re.compile(r"[^!-~]")  # RFC 3986 section 2: printable ASCII alone
_LAST_PORT = 65535


class HttpUrl(Frozen, kw_only=False):
    """An address in its parts; a ``host`` of IPv6 is without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_secure(self) -> bool:
        """Whether it is to be reached over TLS."""
        return self.scheme == "https"

    @property
    def place(self) -> str:
        """Host and port, as CONNECT has them (RFC 9110 section 9.3.6)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def authority(self) -> str:
        """Host and port, as the header Host has them: without the usual port."""
        usual = self.port == PORTS[self.scheme]
        return self.place.rpartition(":")[0] if usual else self.place

    @property
    def text(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse(text: str) -> HttpUrl:
    """Read an address; raises ValueError with the reason in words.

    Who the user is goes nowhere: the C program too leaves it out of the request.
    """
    if _NO_URL.search(text):
        raise ValueError("it has blanks, or characters that are no ASCII")
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError("it is not of the form http://host[:port][/path]")
    scheme = (match["scheme"] or "http").lower()
    if scheme not in PORTS:
        raise ValueError(f"it begins with {scheme}, where http or https is known")
    port = int(match["port"][:6]) if match["port"] else PORTS[scheme]
    if not 0 < port <= _LAST_PORT:
        raise ValueError(f"its port is not from 1 to {_LAST_PORT}")
    path = match["path"] or "/"
    if path.startswith("?"):
        path = f"/{path}"
    return HttpUrl(scheme, match["host"].strip("[]"), port, path)
