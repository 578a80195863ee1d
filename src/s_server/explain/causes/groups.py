"""Groups for the key exchange that do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.explain import words
from s_server.explain.agreement import (
    TLS1_3,
    both,
    common_version,
    curves,
    ending,
    refused_hello,
    usable_suites,
)
from s_server.explain.row import Row

if TYPE_CHECKING:
    from s_server.events.offer import Offer
    from s_server.explain.evidence import Evidence
    from s_server.wire.client_hello import ClientHello


def _apart(evidence: Evidence) -> ClientHello | None:
    """The hello that was refused although it asked for a group, and we have none."""
    hello = refused_hello(evidence)
    if hello is None or not hello.groups:
        return None
    own = evidence.server
    version = common_version(hello, own.offer)
    if version is None or _shared(hello, version, own.offer):
        return None
    shared = usable_suites(evidence, hello, version)
    # Before TLS 1.3 only some suites need a group.
    names = [own.suite_name(code) or "" for code in shared]
    needs = version == TLS1_3 or all(name.startswith("ECDHE") for name in names)
    return hello if shared and needs else None


def _shared(hello: ClientHello, version: int, offer: Offer) -> list[int]:
    found = both(hello.groups, offer.groups)
    return found if version == TLS1_3 else curves(found)


def _level(evidence: Evidence) -> list[str] | None:
    hello = _apart(evidence)
    if hello is None:
        return None
    refused = both(hello.groups, evidence.server.unguarded.groups)
    if not refused:
        return None
    return [
        f"security level {evidence.server.level} refuses each group in common; "
        f"{ending(evidence)}",
        f"it refuses {words.groups(refused)}; "
        f"this server has {words.groups(evidence.server.offer.groups)}",
        "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0",
        "client: let it offer stronger groups",
    ]


def _none(evidence: Evidence) -> list[str] | None:
    hello = _apart(evidence)
    if hello is None:
        return None
    ours = evidence.server.offer.groups
    return [
        f"no group for the key exchange in common; {ending(evidence)}",
        f"the client offers {words.groups(hello.groups)}; "
        f"this server has {words.groups(ours)}",
        f"here: -groups with one of the client's, such as "
        f"{words.groups(hello.groups[:1])}",
        "client: let it offer one of ours (curves, named groups)",
    ]


ROWS = (
    Row(
        cause="security_level_group",
        when="The security level refuses each group that both have.",
        words=_level,
        example=(
            "security level 4 refuses each group in common; this server ended it with "
            "alert handshake_failure (40)",
            "it refuses x25519; this server has secp521r1",
            "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0",
            "client: let it offer stronger groups",
        ),
    ),
    Row(
        cause="no_shared_group",
        when="Client and server have no group for the key exchange in common.",
        words=_none,
        example=(
            "no group for the key exchange in common; this server ended it with alert "
            "handshake_failure (40)",
            "the client offers x25519; this server has secp384r1",
            "here: -groups with one of the client's, such as x25519",
            "client: let it offer one of ours (curves, named groups)",
        ),
    ),
)
