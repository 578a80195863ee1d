"""What a handshake agrees on: versions, extensions, keys, sessions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command for ``SSL_CONF_cmd(3)``, as written: ``-groups``, ``X25519``."""

    name: str
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Protocol versions and everything that ``SSL_CONF_cmd(3)`` sets."""

    only: str | None = None
    commands: tuple[Command, ...] = ()
    ignore_unexpected_eof: bool = False
    legacy_server_connect: bool | None = None
    broken_protocol: bool = False
    stateless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpn:
    """Application protocols that we would speak, best first (RFC 7301)."""

    protocols: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Npn:
    """The same for NPN, where the client chooses among what we advertise."""

    protocols: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Srtp:
    """SRTP profiles for DTLS (RFC 5764), as OpenSSL writes a list of them."""

    profiles: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """How sessions are kept and told apart."""

    context: str | None = None
    id_prefix: str | None = None
    no_cache: bool = False
    external_cache: bool = False
    no_resume_ephemeral: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyData:
    """TLS 1.3 early data; limits are in bytes, None is the default.

    ``promised`` is what tickets say, ``limit`` after what a connection fails.
    """

    accept: bool = False
    promised: int | None = None
    limit: int | None = None
