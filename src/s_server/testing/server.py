"""The servers of a test: what the fixture ``tls_server`` makes and stops."""

from __future__ import annotations

import importlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal, cast

from s_server.errors import UsageError
from s_server.server.record import State
from s_server.server.server import Server
from s_server.testing.authority import LOCAL_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from s_server.options._keyword_types import Options
    from s_server.server.record import ConnectionRecord
    from s_server.testing.authority import Authorities, ClientCertificate, Fault

SETTLING = 0.5
"""Seconds in which connections may come to their end before their story is told."""

_DEPTH = 9  # of issuers between a client's certificate and the authority
_MODES = {"www", "WWW", "HTTP", "rev"}
_ENDPOINTS = {"port", "accept", "unix"}
_CERTIFICATES = {"cert", "nocert"}
_NO_PAGE = {"dtls", "dtls1", "dtls1_2"}


class TlsServer(Server):
    """A server whose certificate, and those of its clients, are made for the test.

    ``ca_file`` is for its clients to trust; see TlsServerFactory.
    """

    def __init__(
        self,
        authorities: Authorities,
        options: Options,
        *,
        process: bool,
        is_trusted: bool,
    ) -> None:
        super().__init__(process=process, **options)
        self._authorities = authorities
        self._is_trusted = is_trusted

    @property
    def ca_file(self) -> str | None:
        """The file that clients are to trust; None with a certificate of your own."""
        if self._is_trusted:
            return self._authorities.server_ca_file
        return super().ca_file

    def client_certificate(
        self,
        name: str = "client",
        *,
        expired: bool = False,
        not_yet_valid: bool = False,
        untrusted: bool = False,
        names: Sequence[str] = (),
    ) -> ClientCertificate:
        """Make a certificate for a client: one that the server trusts, or a bad one.

        ``name`` is its common name; ``names`` are further ones: of hosts, addresses,
        or mail addresses.  It is of use with ``tls_server(mtls=True)``.
        """
        faults = {
            "expired": expired,
            "not_yet_valid": not_yet_valid,
            "untrusted": untrusted,
        }
        asked = [fault for fault, is_asked in faults.items() if is_asked]
        if len(asked) > 1:
            raise UsageError(f"a client certificate is not {' and '.join(asked)}")
        fault = cast("Fault", asked[0]) if asked else None
        return self._authorities.client_certificate(name, fault=fault, names=names)

    def settle(self, seconds: float = SETTLING) -> bool:
        """Wait until every connection is closed; False if one is still open then."""

        def settled(records: tuple[ConnectionRecord, ...]) -> bool:
            return all(record.state is State.CLOSED for record in records)

        assert self._records is not None
        return self._records.wait(settled, seconds)


class TlsServerFactory:
    """Makes the servers of one test: what ``tls_server`` is inside of a test."""

    def __init__(self, authorities: Authorities) -> None:
        self._authorities = authorities
        self._servers: list[TlsServer] = []

    def __call__(
        self,
        *,
        certificate: Fault | None = None,
        names: Sequence[str] = LOCAL_NAMES,
        mtls: bool | Literal["optional"] = False,
        process: bool = False,
        **options: Unpack[Options],
    ) -> TlsServer:
        """Start a server and answer it; it ends with the test.

        ``certificate`` is what is wrong with its certificate, which is for ``names``
        and valid without it.  With ``mtls`` it asks clients for one of theirs, and
        refuses those that it does not trust, or that have none unless ``"optional"``.
        Without options on it, it listens on a free port of localhost and serves a
        status page; ``unresponsive`` and ``truncate`` make it misbehave.

        Raises UsageError, and the other SServerErrors.
        """
        # The test's client needs it sooner or later.  Loaded after a libssl of the same
        # soname it may not find there what it was built for; so it goes first.
        importlib.import_module("ssl")
        chosen = _with_defaults(options)
        makes_one = not _given(options, _CERTIFICATES)
        if makes_one:
            files = self._authorities.server_certificate(fault=certificate, names=names)
            chosen["cert"], chosen["key"] = files
        elif certificate is not None:
            raise UsageError("certificate= makes a certificate: leave cert= out")
        if mtls:
            if mtls == "optional":
                chosen.setdefault("verify", _DEPTH)
            else:
                chosen.setdefault("Verify", _DEPTH)
            chosen.setdefault("verify_return_error", True)
            chosen.setdefault("CAfile", self._authorities.client_ca_file)
        server = TlsServer(
            self._authorities, chosen, process=process, is_trusted=makes_one
        )
        server.start()
        self._servers.append(server)
        return server

    def stop(self) -> None:
        """Stop every server."""
        with ExitStack() as stack:
            for server in self._servers:
                stack.callback(server.stop)

    def story(self) -> str:
        """What happened on each server, in words; nothing where none was made."""
        for server in self._servers:
            server.settle()
        return "\n".join(
            f"{server.url}\n{_indented(server.story() or 'no client has connected')}"
            for server in self._servers
        )


def _with_defaults(options: Options) -> Options:
    chosen = options.copy()
    if not _given(options, _ENDPOINTS):
        # Not on every address, as port=0 would: a test is nobody else's business.
        chosen["accept"] = "localhost:0"
    if not _given(options, _MODES | _NO_PAGE) and options.get("www") is None:
        chosen["www"] = True
    return chosen


def _given(options: Mapping[str, object], names: set[str]) -> bool:
    values = (options.get(name) for name in names)
    return any(value is not None and value is not False for value in values)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
