"""How the clients' certificates are asked for and checked."""

from __future__ import annotations

from s_server.config.identity import Form  # noqa: TC001 - its type hints are read
from s_server.frozen import Frozen


class Request(Frozen, kw_only=False):
    """A wish for the client's certificate, to be refused without where ``required``.

    A chain may have ``depth`` authorities between client and root, and errors no
    further from the client than that are forgiven; below 0 there is no limit.
    """

    depth: int
    required: bool


class Verify(Frozen):
    """Whether clients show certificates, who is trusted, and how chains are checked.

    Of several ``request`` the last one counts.  ``time`` is in seconds since 1970;
    ``flags`` are the names of options without a value.
    """

    request: tuple[Request, ...] = ()
    return_error: bool = False
    quiet: bool = False
    ca_file: str | None = None
    ca_path: str | None = None
    ca_store: str | None = None
    no_default_file: bool = False
    no_default_path: bool = False
    no_default_store: bool = False
    client_ca_file: str | None = None
    client_ca_path: str | None = None
    client_ca_store: str | None = None
    no_ca_names: bool = False
    name_format: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    purpose: str | None = None
    parameters: str | None = None
    chain_depth: int | None = None
    auth_level: int | None = None
    time: int | None = None
    host_name: str | None = None
    email: str | None = None
    ip_address: str | None = None
    flags: tuple[str, ...] = ()
    raw_public_key: bool = False
    expected_keys: tuple[str, ...] = ()


class Revocation(Frozen):
    """Lists of revoked certificates: one from a file, others from where they lie."""

    file: str | None = None
    form: Form | None = None
    download: bool = False
