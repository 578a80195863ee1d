"""A certificate made on the fly, by an authority that lives as long as the server.

The authority's key never touches the disk; its certificate goes into a fresh folder
that only we can read, so that a client can be told to trust it.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile

from s_server.errors import LoadError
from s_server.frozen import Frozen


class MadeIdentity(Frozen, kw_only=False):
    """A leaf certificate, its key, and where the authority's certificate lies."""

    certificate_pem: bytes
    key_pem: bytes
    ca_file: str
    names: tuple[str, ...]

    def remove(self) -> None:
        """Remove the authority's certificate and its folder."""
        shutil.rmtree(os.path.dirname(self.ca_file), ignore_errors=True)


def make_identity(extra_name: str | None) -> MadeIdentity:
    """Make an authority and a leaf (P-256) for the names of this machine.

    Raises LoadError when no certificate can be made or its file cannot be written.
    """
    try:
        # Takes 0.1 s to import, so only here; OpenSSL is loaded by now, as it must
        # be before anything that brings its own (design.md, decision 7).
        import trustme  # noqa: PLC0415
    except ImportError as problem:
        raise LoadError(
            f"no certificate given, and none can be made: {problem}",
            hints=("give one with -cert, or install the package trustme",),
        ) from None
    names = _names(extra_name)
    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    leaf = authority.issue_cert(*names, key_type=trustme.KeyType.ECDSA)
    return MadeIdentity(
        certificate_pem=leaf.cert_chain_pems[0].bytes(),
        key_pem=leaf.private_key_pem.bytes(),
        ca_file=_write(authority.cert_pem.bytes()),
        names=names,
    )


def _names(extra: str | None) -> tuple[str, ...]:
    host = socket.gethostname()
    wanted = ["localhost", "127.0.0.1", "::1", host, extra or ""]
    return tuple(dict.fromkeys(name for name in wanted if _is_name(name)))


def _is_name(text: str) -> bool:
    """Whether a certificate can hold this name: an address, or a name of the DNS."""
    import idna  # noqa: PLC0415 - trustme brings it, and encodes names with it

    try:
        ipaddress.ip_address(text)
    except ValueError:
        try:
            idna.encode(text, uts46=True)
        except UnicodeError:
            return False
    return True


def _write(pem: bytes) -> str:
    try:
        folder = tempfile.mkdtemp(prefix="s_server-")
        path = os.path.join(folder, "ca.pem")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(pem)
    except OSError as problem:
        raise LoadError(
            f"cannot write the authority's certificate: {problem.strerror}"
        ) from None
    return path
