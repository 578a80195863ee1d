"""What happened, as values, and who is told.

A connection emits events; outputs subscribe.  An event carries facts and raw bytes,
never prepared text, and what is expensive to know is computed when it is asked for:
an event that nobody subscribes to costs nothing.
"""

from s_server.events.alpn import (
    AlpnOffered,
    AlpnSelected,
)
from s_server.events.base import (
    ConnectionEvent,
    ConnectionInfo,
    Event,
)
from s_server.events.bus import (
    Bus,
)
from s_server.events.connection import (
    Accepted,
    Alert,
    Cause,
    Closed,
    DataReceived,
    DataSent,
    Delayed,
    EarlyDataEnded,
    EarlyDataReceived,
    Ending,
    Failed,
    FileServed,
    Finished,
    HandshakeAsked,
    HandshakeFinished,
    HandshakeRepeated,
    ReadBlocked,
    RenegotiationAsked,
    RequestRefused,
    Retransmitted,
    SendfileDone,
    SendfileUnavailable,
    ShuttingDown,
    Stage,
    StatisticsAsked,
    TurnBegan,
    WriteBlocked,
)
from s_server.events.ech import EchFolderRead, EchKeyAdded, EchKeysLoaded
from s_server.events.explain import (
    Ender,
    Explained,
    Explanation,
    StrangeDatagram,
)
from s_server.events.facts import (
    CertificateFacts,
    CertificateSummary,
    EarlyDataFate,
    EchOutcome,
    ExpectedKeyMatch,
    Facts,
    RawPublicKeys,
    SignatureScheme,
    TemporaryKey,
)
from s_server.events.identity import (
    CertificatesCompressed,
    ChainChecked,
)
from s_server.events.keylog import (
    KeyLogFailed,
)
from s_server.events.message import (
    ClientHelloReceived,
    MessagePassed,
    RecordPassed,
)
from s_server.events.psk import (
    PskHintUnused,
    PskIdentityUnexpected,
    PskIdentityUnknown,
    SrpLookup,
)
from s_server.events.revocation import RevocationListMissing
from s_server.events.security import (
    SecurityAsked,
    SecurityAskedAtStart,
    SecurityQuestion,
)
from s_server.events.server import (
    CertificateMade,
    DhChosen,
    Ended,
    EngineSet,
    IdPrefixSet,
    Listening,
    OptionImplied,
    StoppedListening,
    Warned,
)
from s_server.events.sessions import (
    SessionLookedUp,
    SessionStoreChanged,
    SessionStored,
    TicketKeysRead,
)
from s_server.events.sni import (
    NameAsked,
    SecondNameAdded,
)
from s_server.events.status import (
    OcspResponse,
    ResponderNamed,
    StatusAsked,
    StatusMissing,
    StatusProblem,
    StatusStapled,
)
from s_server.events.verify import (
    CertificateAsked,
    PolicyReport,
    VerifyStep,
)

__all__ = [
    "Accepted",
    "Alert",
    "AlpnOffered",
    "AlpnSelected",
    "Bus",
    "Cause",
    "CertificateAsked",
    "CertificateFacts",
    "CertificateMade",
    "CertificateSummary",
    "CertificatesCompressed",
    "ChainChecked",
    "ClientHelloReceived",
    "Closed",
    "ConnectionEvent",
    "ConnectionInfo",
    "DataReceived",
    "DataSent",
    "Delayed",
    "DhChosen",
    "EarlyDataEnded",
    "EarlyDataFate",
    "EarlyDataReceived",
    "EchFolderRead",
    "EchKeyAdded",
    "EchKeysLoaded",
    "EchOutcome",
    "Ended",
    "Ender",
    "Ending",
    "EngineSet",
    "Event",
    "ExpectedKeyMatch",
    "Explained",
    "Explanation",
    "Facts",
    "Failed",
    "FileServed",
    "Finished",
    "HandshakeAsked",
    "HandshakeFinished",
    "HandshakeRepeated",
    "IdPrefixSet",
    "KeyLogFailed",
    "Listening",
    "MessagePassed",
    "NameAsked",
    "OcspResponse",
    "OptionImplied",
    "PolicyReport",
    "PskHintUnused",
    "PskIdentityUnexpected",
    "PskIdentityUnknown",
    "RawPublicKeys",
    "ReadBlocked",
    "RecordPassed",
    "RenegotiationAsked",
    "RequestRefused",
    "ResponderNamed",
    "Retransmitted",
    "RevocationListMissing",
    "SecondNameAdded",
    "SecurityAsked",
    "SecurityAskedAtStart",
    "SecurityQuestion",
    "SendfileDone",
    "SendfileUnavailable",
    "SessionLookedUp",
    "SessionStoreChanged",
    "SessionStored",
    "ShuttingDown",
    "SignatureScheme",
    "SrpLookup",
    "Stage",
    "StatisticsAsked",
    "StatusAsked",
    "StatusMissing",
    "StatusProblem",
    "StatusStapled",
    "StoppedListening",
    "StrangeDatagram",
    "TemporaryKey",
    "TicketKeysRead",
    "TurnBegan",
    "VerifyStep",
    "Warned",
    "WriteBlocked",
]
