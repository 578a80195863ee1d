"""The server's own certificates: one, a second, further ones, names."""

from __future__ import annotations

from enum import StrEnum

from s_server.frozen import Frozen


class Form(StrEnum):
    """How a certificate or key is written in its file."""

    PEM = "PEM"
    DER = "DER"
    PKCS12 = "P12"
    ENGINE = "ENGINE"
    MSBLOB = "MSBLOB"
    PVK = "PVK"


class Identity(Frozen):
    """The server's own certificates and keys."""

    cert: str | None = None
    cert_form: Form | None = None
    key: str | None = None
    key_form: Form | None = None
    pass_source: str | None = None
    chain: str | None = None
    build_chain: bool = False
    server_info: str | None = None
    second_cert: str | None = None
    second_cert_form: Form | None = None
    second_key: str | None = None
    second_key_form: Form | None = None
    second_pass_source: str | None = None
    second_chain: str | None = None
    none: bool = False
    compress: bool = False
    raw_public_key: bool = False
    dh_parameters: str | None = None
    dh_disabled: bool = False


class Part(StrEnum):
    """What an option says of a further certificate; the values are their names."""

    CERT = "xcert"
    KEY = "xkey"
    CHAIN = "xchain"
    BUILD = "xchain_build"
    CERT_FORM = "xcertform"
    KEY_FORM = "xkeyform"


class GroupPart(Frozen, kw_only=False):
    """One option of a group: the file or form that it names, a flag's is empty."""

    kind: Part
    value: str = ""


class Extended(Frozen):
    """Further certificates: the options of their groups, in the order given."""

    parts: tuple[GroupPart, ...] = ()


class NamedIdentity(Frozen, kw_only=False):
    """A server name in lower case, or a wildcard; its certificate, chain and key."""

    name: str
    cert: str
    key: str | None = None


class Sni(Frozen):
    """Further server names: one as in the C program, and those that are ``named``."""

    name: str | None = None
    cert: str | None = None
    key: str | None = None
    fatal: bool = False
    named: tuple[NamedIdentity, ...] = ()


class ChainTrust(Frozen):
    """Where the issuers for building the server's own chains are."""

    file: str | None = None
    folder: str | None = None
    uri: str | None = None
