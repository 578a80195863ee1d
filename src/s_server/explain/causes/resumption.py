"""Sessions that are not resumed, and early data that is refused.

None of that is a failure: the handshake goes on as if nothing had been asked.  OpenSSL
does not tell why, so it is told what is known: our options, what the ticket begins
with, and who used it before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import ClientHelloReceived, HandshakeFinished, SessionLookedUp
from s_server.explain import words
from s_server.explain.agreement import ending
from s_server.explain.numbers import Reason
from s_server.explain.row import Row

if TYPE_CHECKING:
    from s_server.events import Facts
    from s_server.explain.evidence import Evidence
    from s_server.wire.client_hello import ClientHello

_TLS1_3 = "TLSv1.3"
_SESSION_TICKET = 35  # RFC 5077 3.2
_SESSION_ID = 32  # bytes: tickets that are nothing but a session's name
_NOTHING = "client: nothing to do: it gets a new one with each handshake"
_EARLY = "; its early data was refused with it"


def _refused(evidence: Evidence) -> tuple[ClientHello, Facts] | None:
    """The hello and what came of it, where a session was offered in vain."""
    finished, hello = evidence.last(HandshakeFinished), evidence.hello
    if finished is None or hello is None or finished.facts.reused:
        return None
    return (hello, finished.facts) if _offered(hello, finished.facts) else None


def _offered(hello: ClientHello, facts: Facts) -> bytes | None:
    """The ticket or session that the client would resume, if it would any."""
    if facts.version == _TLS1_3:
        return next((ticket for ticket, age in hello.psk_identities if age), None)
    return _ticket(hello) or _session_id(hello)


def _ticket(hello: ClientHello) -> bytes:
    """A ticket of TLS 1.2 or older (RFC 5077)."""
    found = hello.extension(_SESSION_TICKET)
    return found.data if found else b""


def _session_id(hello: ClientHello) -> bytes | None:
    """The session's identifier, where it is not made up for old networks' sake.

    Clients of TLS 1.3 send one always (RFC 8446 D.4).
    """
    return None if hello.supported_versions else hello.session_id or None


def _replayed(evidence: Evidence) -> list[str] | None:
    refused = _refused(evidence)
    if refused is None or evidence.used_by is None:
        return None
    hello, facts = refused
    if _is_readable(_offered(hello, facts), facts):
        return None
    return [
        "the client's session was not resumed: connection "
        f"{evidence.used_by} has used its ticket already{_early(facts)}",
        "a ticket that may bring early data is good once, against replays (RFC 8446 "
        "8.1)",
        "here: -no_anti_replay takes it again, and does not prevent replays",
        "client: let it use the newest ticket, and each of them once",
    ]


def _missing(evidence: Evidence) -> list[str] | None:
    refused = _refused(evidence)
    if refused is None:
        return None
    hello, facts = refused
    looked = evidence.last(SessionLookedUp)
    if _is_readable(_offered(hello, facts), facts) or (looked and looked.found):
        return None
    why, remedy = _why(evidence, hello, facts)
    return [f"the client's session was not resumed: {why}{_early(facts)}", remedy]


def _stale(evidence: Evidence) -> list[str] | None:
    refused = _refused(evidence)
    if refused is None:
        return None
    _, facts = refused
    return [
        "the client's session was not resumed, although this server knows it"
        + _early(facts),
        "it is too old, or of another version, cipher suite or hash than was "
        f"agreed on now: {facts.version}, {facts.cipher}",
        "client: let it offer what it offered then, and soon enough",
    ]


def _no_suite(evidence: Evidence) -> list[str] | None:
    if Reason.REQUIRED_CIPHER_MISSING not in evidence.reasons:
        return None
    hello = evidence.hello
    suites = words.suites(hello.cipher_suites, evidence.server) if hello else "others"
    return [
        "the client would resume a session, and does not offer its cipher suite; "
        f"{ending(evidence)}",
        f"the client offers {suites}",
        "client: let it offer what it offered then, or begin a new session",
    ]


def _unasked(evidence: Evidence) -> list[str] | None:
    """Early data of a session that was resumed."""
    finished = evidence.last(HandshakeFinished)
    if finished is None or finished.facts.early_data != "rejected":
        return None
    if not finished.facts.reused:
        return None
    return ["the client's early data was refused; its session was resumed",
            *_because(evidence)]  # fmt: skip


def _because(evidence: Evidence) -> list[str]:
    if not evidence.config.early_data.accept:
        return [
            "this server takes none",
            "here: -early_data takes it",
        ]
    if evidence.config.early_data.promised == 0:
        return [
            "this server takes none of any client: -max_early_data is 0",
            "here: -max_early_data with more",
        ]
    if len(evidence.all(ClientHelloReceived)) > 1:
        return [
            "the client had to begin anew with another group (hello_retry_request), "
            "and then there is none (RFC 8446 4.2.10)",
            "here: -groups with one that the client sends a key for",
            "client: let it send a key for a group of this server",
        ]
    return [
        "the server name (SNI) or the application protocol (ALPN) is another than the "
        "session's, or the client's clock and ours disagree on the ticket's age",
        "client: let it ask for what it asked for when it got its ticket",
    ]


def _is_readable(ticket: bytes | None, facts: Facts) -> bool:
    return ticket is not None and ticket.startswith(facts.ticket_names)


def _why(evidence: Evidence, hello: ClientHello, facts: Facts) -> tuple[str, str]:
    """Say why a session is not known here, and what to do about it."""
    ticket = _offered(hello, facts) or b""
    is_old = facts.version != _TLS1_3
    is_ticket = bool(_ticket(hello)) if is_old else len(ticket) != _SESSION_ID
    if is_ticket and is_old and _has_no_tickets(evidence):
        return (
            "-no_ticket has this server take no tickets",
            "here: leave -no_ticket out",
        )
    if is_ticket:
        shared = evidence.config.sessions.ticket_keys is not None
        return (
            "this server cannot read its ticket: another one made it, or this one "
            "before it was started anew",
            _NOTHING if shared else "here: -ticket_keys with keys that outlive it",
        )
    if evidence.config.sessions.no_cache:
        return "-no_cache has this server keep no sessions", "here: leave -no_cache out"
    if evidence.last(SessionLookedUp) is not None:
        option = "session_store" if evidence.config.sessions.store else "ext_cache"
        return f"there is none such where -{option} keeps them", _NOTHING
    return (
        "this server has none such: it is too old, was another server's, or this one's "
        "before it was started anew",
        _NOTHING,
    )


def _has_no_tickets(evidence: Evidence) -> bool:
    return any(c.name == "-no_ticket" for c in evidence.config.protocol.commands)


def _early(facts: Facts) -> str:
    return _EARLY if facts.early_data == "rejected" else ""


ROWS = (
    Row(
        cause="session_suite_missing",
        when="The client would resume a session without its cipher suite.",
        words=_no_suite,
        example=(
            "the client would resume a session, and does not offer its cipher suite; "
            "this server ended it with alert illegal_parameter (47)",
            "the client offers AES256-SHA",
            "client: let it offer what it offered then, or begin a new session",
        ),
    ),
    Row(
        cause="early_data_refused",
        when="A session was resumed, but early data was not taken (RFC 8446 4.2.10).",
        words=_unasked,
        example=(
            "the client's early data was refused; its session was resumed",
            "the server name (SNI) or the application protocol (ALPN) is another "
            "than the session's, or the client's clock and ours disagree on the "
            "ticket's age",
            "client: let it ask for what it asked for when it got its ticket",
        ),
        after=(HandshakeFinished,),
    ),
    Row(
        cause="ticket_used_before",
        when="The client's ticket was good once, and was used already.",
        words=_replayed,
        example=(
            "the client's session was not resumed: connection 2 has used its ticket "
            "already; its early data was refused with it",
            "a ticket that may bring early data is good once, against replays (RFC "
            "8446 8.1)",
            "here: -no_anti_replay takes it again, and does not prevent replays",
            "client: let it use the newest ticket, and each of them once",
        ),
        after=(HandshakeFinished,),
    ),
    Row(
        cause="unknown_session",
        when="The client would resume a session that we do not have.",
        words=_missing,
        example=(
            "the client's session was not resumed: this server cannot read its "
            "ticket: another one made it, or this one before it was started anew",
            "here: -ticket_keys with keys that outlive it",
        ),
        after=(HandshakeFinished,),
    ),
    Row(
        cause="session_not_resumable",
        when="We know the client's session, but it is not good for this handshake.",
        words=_stale,
        example=(
            "the client's session was not resumed, although this server knows it",
            "it is too old, or of another version, cipher suite or hash than was "
            "agreed on now: TLSv1.3, TLS_AES_128_GCM_SHA256",
            "client: let it offer what it offered then, and soon enough",
        ),
        after=(HandshakeFinished,),
    ),
)
