"""What the user wants: one frozen value, a part for each theme.

The option table names these fields as ``theme.field`` (``identity.cert``).  An
option whose field does not exist here yet is refused by the parser, so nothing
can be accepted and ignored.  This module knows no option, no socket, no OpenSSL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Family(Enum):
    """Which address families to listen on."""

    ANY = "any"
    IPV4 = "4"
    IPV6 = "6"


@dataclass(frozen=True, slots=True)
class TcpEndpoint:
    """Where to listen: a host name or address (None is every one) and a service."""

    host: str | None = None
    service: str = "4433"


@dataclass(frozen=True, slots=True)
class UnixEndpoint:
    """Where to listen: a path in the file system."""

    path: str


Endpoint = TcpEndpoint | UnixEndpoint


class Web(StrEnum):
    """How the web modes answer a GET."""

    STATUS_PAGE = "www"
    FILES = "WWW"
    RAW_FILES = "HTTP"


class Form(StrEnum):
    """How a certificate or key is written in its file."""

    PEM = "PEM"
    DER = "DER"
    PKCS12 = "P12"
    ENGINE = "ENGINE"


@dataclass(frozen=True, slots=True)
class Command:
    """One command for ``SSL_CONF_cmd(3)``, as written: ``-groups``, ``X25519``."""

    name: str
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class General:
    """Which library, and what to tell before anything else."""

    help: bool = False
    version: bool = False
    library: str | None = None
    config_section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Sockets and time limits; limits are in seconds, 0 or None is without limit."""

    endpoint: Endpoint = field(default_factory=TcpEndpoint)
    family: Family = Family.ANY
    unlink: bool = False
    accept_limit: int | None = None
    max_connections: int = 1024
    non_blocking: bool = False
    non_blocking_test: bool = False
    read_buffer: int | None = None
    handshake_timeout: int | None = None
    idle_timeout: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
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
    dh_parameters: str | None = None
    dh_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A wish for the client's certificate, to be refused without where ``required``.

    A chain may have ``depth`` authorities between client and root, and errors no
    further from the client than that are forgiven; below 0 there is no limit.
    """

    depth: int
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
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


class Part(StrEnum):
    """What an option says of a further certificate; the values are their names."""

    CERT = "xcert"
    KEY = "xkey"
    CHAIN = "xchain"
    BUILD = "xchain_build"
    CERT_FORM = "xcertform"
    KEY_FORM = "xkeyform"


@dataclass(frozen=True, slots=True)
class GroupPart:
    """One option of a group: the file or form that it names, a flag's is empty."""

    kind: Part
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """Further certificates: the options of their groups, in the order given."""

    parts: tuple[GroupPart, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedIdentity:
    """A server name in lower case, or a wildcard; its certificate, chain and key."""

    name: str
    cert: str
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sni:
    """Further server names: one as in the C program, and those that are ``named``."""

    name: str | None = None
    cert: str | None = None
    key: str | None = None
    fatal: bool = False
    named: tuple[NamedIdentity, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderPath:
    """The folder in which providers are looked for from now on."""

    folder: str


@dataclass(frozen=True, slots=True)
class ProviderName:
    """A provider to load."""

    name: str


@dataclass(frozen=True, slots=True)
class ProviderParameter:
    """A parameter for one provider that is loaded by now, or for all of them."""

    provider: str | None
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Where algorithms come from, and the properties that they must have."""

    steps: tuple[ProviderPath | ProviderName | ProviderParameter, ...] = ()
    query: str | None = None
    engine: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainTrust:
    """Where the issuers for building the server's own chains are."""

    file: str | None = None
    folder: str | None = None
    uri: str | None = None


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
class Export:
    """Keying material to print (RFC 5705): its label, and how many bytes."""

    label: str | None = None
    length: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLog:
    """The file that the TLS secrets are appended to."""

    file: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Randomness:
    """Files that feed the random generator and keep its state."""

    seed_files: tuple[str, ...] = ()
    write_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What a connection does after its handshake."""

    web: Web | None = None
    reverse: bool = False
    binary_files: bool = False
    sendfile: bool = False
    crlf: bool = False
    ignore_end_of_input: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What is printed."""

    quiet: bool = False
    brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the user asked for.

    ``words`` is the command line as given, and ``given`` the names of its options;
    ``needs`` pairs each option that was given with the feature word of
    ``libssl/features.py`` that it needs.
    """

    general: General = field(default_factory=General)
    network: Network = field(default_factory=Network)
    identity: Identity = field(default_factory=Identity)
    verify: Verify = field(default_factory=Verify)
    extended: Extended = field(default_factory=Extended)
    chain_trust: ChainTrust = field(default_factory=ChainTrust)
    sni: Sni = field(default_factory=Sni)
    providers: Providers = field(default_factory=Providers)
    protocol: Protocol = field(default_factory=Protocol)
    alpn: Alpn = field(default_factory=Alpn)
    npn: Npn = field(default_factory=Npn)
    srtp: Srtp = field(default_factory=Srtp)
    export: Export = field(default_factory=Export)
    keylog: KeyLog = field(default_factory=KeyLog)
    sessions: Sessions = field(default_factory=Sessions)
    early_data: EarlyData = field(default_factory=EarlyData)
    randomness: Randomness = field(default_factory=Randomness)
    mode: Mode = field(default_factory=Mode)
    output: Output = field(default_factory=Output)
    words: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()

    @property
    def attended(self) -> bool:
        """Whether connections talk to the keyboard: neither web mode nor -rev."""
        return self.mode.web is None and not self.mode.reverse

    @property
    def handshake_limit(self) -> int | None:
        """Seconds a handshake may take: none at the console, else 30."""
        return _limit(self.network.handshake_timeout, None if self.attended else 30)

    @property
    def idle_limit(self) -> int | None:
        """Seconds without progress after it: none at the console, else 60."""
        return _limit(self.network.idle_timeout, None if self.attended else 60)


def _limit(given: int | None, default: int | None) -> int | None:
    if given is None:
        return default
    return given or None
