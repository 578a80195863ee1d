"""OCSP responses that are stapled to handshakes."""

from __future__ import annotations

from enum import StrEnum

from s_server.frozen import Frozen


class Staple(StrEnum):
    """For which of our certificates a client gets OCSP responses."""

    SERVER = "server"
    CHAIN = "chain"


class Status(Frozen):
    """Where responses come from; ``timeout`` is in seconds, 0 is without limit.

    Any option but those on proxies turns it on.
    """

    staple: Staple | None = None
    verbose: bool = False
    timeout: int | None = None
    url: str | None = None
    files: tuple[str, ...] = ()
    proxy: str | None = None
    no_proxy: str | None = None

    @property
    def is_on(self) -> bool:
        """Whether clients that ask get a response, if one is to be had."""
        given = (self.staple, self.timeout, self.url)
        return self.verbose or bool(self.files) or given != (None, None, None)
