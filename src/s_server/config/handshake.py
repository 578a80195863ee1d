"""What a handshake agrees on: versions, extensions, keys, sessions."""

from __future__ import annotations

from s_server.frozen import Frozen


class Command(Frozen, kw_only=False):
    """One command for ``SSL_CONF_cmd(3)``, as written: ``-groups``, ``X25519``."""

    name: str
    value: str | None = None


class Protocol(Frozen):
    """Protocol versions and everything that ``SSL_CONF_cmd(3)`` sets."""

    only: str | None = None
    commands: tuple[Command, ...] = ()
    ignore_unexpected_eof: bool = False
    legacy_server_connect: bool | None = None
    broken_protocol: bool = False
    stateless: bool = False


class Alpn(Frozen):
    """Application protocols that we would speak, best first (RFC 7301)."""

    protocols: tuple[bytes, ...] = ()


class Npn(Frozen):
    """The same for NPN, where the client chooses among what we advertise."""

    protocols: tuple[bytes, ...] = ()


class Ech(Frozen):
    """Keys for encrypted ClientHellos (RFC 9849): PEM files, and folders of them.

    Those of ``folders_without_retry`` are not offered to clients that used another.
    """

    keys: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    folders_without_retry: tuple[str, ...] = ()
    trial_decrypt: bool = False
    grease_retries: bool = False


class Srtp(Frozen):
    """SRTP profiles for DTLS (RFC 5764), as OpenSSL writes a list of them."""

    profiles: str | None = None


class Sessions(Frozen):
    """How sessions are kept and told apart.

    ``store`` is the URL of where machines share them, and ``ticket_keys`` the file of
    the keys that they share for tickets.
    """

    context: str | None = None
    id_prefix: str | None = None
    no_cache: bool = False
    external_cache: bool = False
    no_resume_ephemeral: bool = False
    store: str | None = None
    ticket_keys: str | None = None


class EarlyData(Frozen):
    """TLS 1.3 early data; limits are in bytes, None is the default.

    ``promised`` is what tickets say, ``limit`` after what a connection fails.
    """

    accept: bool = False
    promised: int | None = None
    limit: int | None = None
