"""What the user wants: one frozen value, a part for each theme.

The option table names these fields as ``theme.field`` (``identity.cert``).  An
option whose field does not exist here yet is refused by the parser, so nothing
can be accepted and ignored.  This module knows no option, no socket, no OpenSSL.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from s_server.config.general import (
    General,
)
from s_server.config.handshake import (
    Alpn,
    Command,
    EarlyData,
    Npn,
    Protocol,
    Sessions,
    Srtp,
)
from s_server.config.identity import (
    ChainTrust,
    Extended,
    Form,
    GroupPart,
    Identity,
    NamedIdentity,
    Part,
    Sni,
)
from s_server.config.network import (
    Endpoint,
    Family,
    Network,
    TcpEndpoint,
    UnixEndpoint,
)
from s_server.config.output import (
    Export,
    KeyLog,
    Mode,
    Output,
    SecurityShown,
    Trace,
    Web,
)
from s_server.config.outside import (
    ProviderName,
    ProviderParameter,
    ProviderPath,
    Providers,
    Randomness,
)
from s_server.config.psk import (
    Psk,
    Srp,
)
from s_server.config.records import AsyncJobs, Record
from s_server.config.status import (
    Staple,
    Status,
)
from s_server.config.verify import (
    Request,
    Revocation,
    Verify,
)

__all__ = [
    "Alpn",
    "AsyncJobs",
    "ChainTrust",
    "Command",
    "Config",
    "EarlyData",
    "Endpoint",
    "Export",
    "Extended",
    "Family",
    "Form",
    "General",
    "GroupPart",
    "Identity",
    "KeyLog",
    "Mode",
    "NamedIdentity",
    "Network",
    "Npn",
    "Output",
    "Part",
    "Protocol",
    "ProviderName",
    "ProviderParameter",
    "ProviderPath",
    "Providers",
    "Psk",
    "Randomness",
    "Record",
    "Request",
    "Revocation",
    "SecurityShown",
    "Sessions",
    "Sni",
    "Srp",
    "Srtp",
    "Staple",
    "Status",
    "TcpEndpoint",
    "Trace",
    "UnixEndpoint",
    "Verify",
    "Web",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the user asked for.

    ``words`` is the command line as given, ``shown`` the same without its secrets, and
    ``given`` the names of its options;
    ``needs`` pairs each option that was given with the feature word of
    ``libssl/features.py`` that it needs.
    """

    general: General = field(default_factory=General)
    network: Network = field(default_factory=Network)
    identity: Identity = field(default_factory=Identity)
    verify: Verify = field(default_factory=Verify)
    revocation: Revocation = field(default_factory=Revocation)
    extended: Extended = field(default_factory=Extended)
    chain_trust: ChainTrust = field(default_factory=ChainTrust)
    sni: Sni = field(default_factory=Sni)
    providers: Providers = field(default_factory=Providers)
    psk: Psk = field(default_factory=Psk)
    srp: Srp = field(default_factory=Srp)
    protocol: Protocol = field(default_factory=Protocol)
    alpn: Alpn = field(default_factory=Alpn)
    npn: Npn = field(default_factory=Npn)
    srtp: Srtp = field(default_factory=Srtp)
    export: Export = field(default_factory=Export)
    keylog: KeyLog = field(default_factory=KeyLog)
    record: Record = field(default_factory=Record)
    async_jobs: AsyncJobs = field(default_factory=AsyncJobs)
    status: Status = field(default_factory=Status)
    sessions: Sessions = field(default_factory=Sessions)
    early_data: EarlyData = field(default_factory=EarlyData)
    randomness: Randomness = field(default_factory=Randomness)
    mode: Mode = field(default_factory=Mode)
    output: Output = field(default_factory=Output)
    trace: Trace = field(default_factory=Trace)
    words: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
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
