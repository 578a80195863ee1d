"""DTLS: which version, and how its datagrams travel."""

from __future__ import annotations

from s_server.frozen import Frozen


class Dtls(Frozen):
    """DTLS in place of TLS, if a ``version`` is named; "DTLS" is any.

    ``mtu`` is the link's in bytes; without one the path is asked.  Clients prove their
    address whether that was asked for (``listen``) or not: with UDP by a cookie of
    DTLS's, and with SCTP by one of its own (RFC 9260 section 5.1).
    """

    version: str | None = None
    listen: bool = False
    timeouts: bool = False
    mtu: int | None = None
    sctp: bool = False
    sctp_label_bug: bool = False

    @property
    def is_on(self) -> bool:
        """Whether DTLS is spoken at all."""
        return self.version is not None

    @property
    def over_udp(self) -> bool:
        """Whether it is spoken in datagrams that may be lost or forged."""
        return self.is_on and not self.sctp

    @property
    def only(self) -> str | None:
        """The one version that is spoken, or None."""
        return None if self.version == "DTLS" else self.version
