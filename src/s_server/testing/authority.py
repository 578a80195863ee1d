"""Authorities of a test run, and the certificates they issue: good and bad."""

from __future__ import annotations

import datetime
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from s_server.errors import UsageError
from s_server.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    import trustme

Fault = Literal["expired", "not_yet_valid", "wrong_name", "untrusted"]
"""What may be wrong with a server's certificate on purpose."""

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
WRONG_NAME = "wrong.example"

_DAY = datetime.timedelta(days=1)


class ClientCertificate(Frozen, kw_only=False):
    """A client's certificate and its key, each in a file of PEM."""

    cert_file: str
    key_file: str

    @property
    def pair(self) -> tuple[str, str]:
        """Both files, as ``requests`` and ``SSLContext.load_cert_chain`` take them."""
        return self.cert_file, self.key_file

    @property
    def pem(self) -> bytes:
        """The certificate in PEM, as ``facts.client_certificate.pem`` has it."""
        return Path(self.cert_file).read_bytes()


class Authorities:
    """Whom clients trust, whom servers trust, and one whom nobody trusts.

    Each is made when it is first needed.  Their keys never touch the disk; what they
    issue goes into ``folder``.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._issued = 0

    @cached_property
    def server_ca_file(self) -> str:
        """The certificate of the authority that clients are to trust."""
        return self._write("server-ca.pem", self._for_servers.cert_pem)

    @cached_property
    def client_ca_file(self) -> str:
        """The certificate of the authority that servers trust."""
        return self._write("client-ca.pem", self._for_clients.cert_pem)

    def server_certificate(
        self, *, fault: Fault | None, names: Sequence[str]
    ) -> tuple[str, str]:
        """Issue a certificate for these names, or a bad one; answers both files."""
        if fault is not None and fault not in get_args(Fault):
            known = ", ".join(map(repr, get_args(Fault)))
            raise UsageError(f"certificate is one of {known}, not {fault!r}")
        issuer = self._untrusted if fault == "untrusted" else self._for_servers
        if fault == "wrong_name":
            names = (WRONG_NAME,)
        return self._issue("server", issuer, names, None, _validity(fault))

    def client_certificate(
        self, name: str, *, fault: Fault | None, names: Sequence[str]
    ) -> ClientCertificate:
        """Issue a client's certificate with this common name, or a bad one."""
        issuer = self._untrusted if fault == "untrusted" else self._for_clients
        files = self._issue("client", issuer, names, name, _validity(fault))
        return ClientCertificate(*files)

    @cached_property
    def _for_servers(self) -> trustme.CA:
        return _authority("of servers in this test run")

    @cached_property
    def _for_clients(self) -> trustme.CA:
        return _authority("of clients in this test run")

    @cached_property
    def _untrusted(self) -> trustme.CA:
        return _authority("that nobody trusts")

    def _issue(
        self,
        kind: str,
        issuer: trustme.CA,
        names: Sequence[str],
        common_name: str | None,
        validity: tuple[datetime.datetime, datetime.datetime],
    ) -> tuple[str, str]:
        not_before, not_after = validity
        leaf = issuer.issue_cert(
            *names,
            common_name=common_name,
            not_before=not_before,
            not_after=not_after,
        )
        self._issued += 1
        stem = f"{kind}-{self._issued}"
        return (
            self._write(f"{stem}.pem", *leaf.cert_chain_pems),
            self._write(f"{stem}.key", leaf.private_key_pem),
        )

    def _write(self, name: str, *pems: trustme.Blob) -> str:
        path = self._folder / name
        with open(path, "xb", opener=_for_us_alone) as file:
            file.write(b"".join(pem.bytes() for pem in pems))
        return str(path)


def _authority(what: str) -> trustme.CA:
    # Takes 0.1 s to import.
    import trustme  # noqa: PLC0415

    return trustme.CA(organization_unit_name=f"authority {what}")


def _validity(fault: Fault | None) -> tuple[datetime.datetime, datetime.datetime]:
    """From when until when a certificate is valid: for a day around now."""
    now = datetime.datetime.now(datetime.UTC)
    match fault:
        case "expired":
            return now - 2 * _DAY, now - _DAY
        case "not_yet_valid":
            return now + _DAY, now + 2 * _DAY
        case _:
            return now - _DAY, now + _DAY


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
