"""What the user wants: one frozen value, a part for each theme.

The option table names these fields as ``theme.field`` (``identity.cert``); a test
proves that somebody reads each of them, so that nothing is accepted and ignored.
This module knows no option, no socket, no OpenSSL.
"""

from __future__ import annotations

from functools import cached_property

from s_server.config.datagram import Dtls
from s_server.config.general import (
    General,
)
from s_server.config.handshake import (
    Alpn,
    Command,
    EarlyData,
    Ech,
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
    MessagesShown,
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
from s_server.frozen import Frozen

__all__ = [
    "Alpn",
    "AsyncJobs",
    "ChainTrust",
    "Command",
    "Config",
    "Dtls",
    "EarlyData",
    "Ech",
    "Endpoint",
    "Export",
    "Extended",
    "Family",
    "Form",
    "General",
    "GroupPart",
    "Identity",
    "KeyLog",
    "MessagesShown",
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


class Config(Frozen):
    """Everything the user asked for.

    ``words`` is the command line as given, ``shown`` the same without its secrets, and
    ``given`` the names of its options;
    ``needs`` pairs each option that was given with the feature word of
    ``libssl/features.py`` that it needs.
    """

    general: General = General()
    network: Network = Network()
    identity: Identity = Identity()
    verify: Verify = Verify()
    revocation: Revocation = Revocation()
    extended: Extended = Extended()
    chain_trust: ChainTrust = ChainTrust()
    sni: Sni = Sni()
    providers: Providers = Providers()
    psk: Psk = Psk()
    srp: Srp = Srp()
    protocol: Protocol = Protocol()
    alpn: Alpn = Alpn()
    npn: Npn = Npn()
    dtls: Dtls = Dtls()
    srtp: Srtp = Srtp()
    ech: Ech = Ech()
    export: Export = Export()
    keylog: KeyLog = KeyLog()
    record: Record = Record()
    async_jobs: AsyncJobs = AsyncJobs()
    status: Status = Status()
    sessions: Sessions = Sessions()
    early_data: EarlyData = EarlyData()
    randomness: Randomness = Randomness()
    mode: Mode = Mode()
    output: Output = Output()
    trace: Trace = Trace()
    words: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def attended(self) -> bool:
        """Whether connections talk to the keyboard: neither web mode nor -rev."""
        return self.mode.web is None and not self.mode.reverse

    @cached_property
    def handshake_limit(self) -> int | None:
        """Seconds a handshake may take: none at the console, else 30; with DTLS 60."""
        return _limit(self.network.handshake_timeout, self._patience(30))

    @cached_property
    def idle_limit(self) -> int | None:
        """Seconds without progress after it: none at the console, else 60.

        With UDP it is 60 everywhere: no network tells of a client that is gone.
        """
        return _limit(self.network.idle_timeout, self._patience(60))

    def _patience(self, seconds: int) -> int | None:
        if self.dtls.over_udp:
            return 60
        return None if self.attended else seconds


def _limit(given: int | None, default: int | None) -> int | None:
    if given is None:
        return default
    return given or None
