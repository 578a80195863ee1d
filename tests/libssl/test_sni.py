"""The name that a client asks for chooses the context, or ends the handshake."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import Alert, ClientHelloReceived, MessagePassed, NameAsked
from s_server.libssl.context import Context
from s_server.libssl.messages import MessageWishes, report_messages
from s_server.libssl.sni import Hosts, choose_by_name
from s_server.libssl.tls import Outcome, Tls

from .handshake import beside, client_context, insist, pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates
from tests.kit.serving import use_pair

VERSIONS = pytest.mark.parametrize(
    "version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
)
UNRECOGNIZED_NAME = 112


def serve(context: Context, certificates: Certificates, kind: str) -> None:
    use_pair(context, certificates.pair(kind))


@pytest.fixture
def named(library: Library, certificates: Certificates) -> Iterator[Context]:
    """A context with RSA, and ECDSA for ``second.example`` and a wildcard."""
    with Context(library) as main, Context(library) as second:
        serve(main, certificates, "rsa")
        serve(second, certificates, "ecdsa")
        names = {"second.example": second, "*.wild.example": second}
        main.hosts = Hosts(names, fatal=False)
        choose_by_name(main)
        main.report_alerts()
        yield main


def met(
    context: Context, name: str | None, version: ssl.TLSVersion
) -> tuple[Outcome, bytes, list[tuple[type, dict[str, object]]]]:
    """Connect, asking for a name: outcome, the certificate seen, what was told."""
    told: list[tuple[type, dict[str, object]]] = []

    def tell(kind: type, **fields: object) -> None:
        told.append((kind, fields))

    client = client_context(version)
    with pair() as (ours, theirs), Tls(context, ours.fileno(), tell=tell) as tls:

        def connect() -> bytes:
            try:
                with client.wrap_socket(theirs, server_hostname=name) as end:
                    return end.getpeercert(binary_form=True) or b""
            except ssl.SSLError as problem:
                return str(problem.reason).encode()

        finish = beside(connect)
        outcome = insist(ours, tls.handshake)
        ours.close()
        return outcome, finish(), told


@VERSIONS
@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("second.example", "ecdsa", True),
        ("SECOND.Example", "ecdsa", True),
        ("a.wild.example", "ecdsa", True),
        ("a.b.wild.example", "rsa", False),
        ("wild.example", "rsa", False),
        ("other.example", "rsa", False),
        (None, "rsa", None),
    ],
)
def test_the_name_chooses_the_certificate(
    named: Context,
    certificates: Certificates,
    version: ssl.TLSVersion,
    name: str | None,
    kind: str,
    *,
    found: bool | None,
) -> None:
    outcome, seen, told = met(named, name, version)
    assert outcome is Outcome.DONE
    assert seen == certificates.der_certificate(kind).read_bytes()
    asked = [fields for event, fields in told if event is NameAsked]
    if name is None:
        assert asked == []
    else:
        assert asked == [{"name": name.encode(), "found": found}]


@VERSIONS
def test_an_unknown_name_can_be_refused(
    named: Context, version: ssl.TLSVersion
) -> None:
    assert named.hosts is not None
    named.hosts.fatal = True
    outcome, seen, told = met(named, "other.example", version)
    assert outcome is Outcome.FAILED
    assert b"UNRECOGNIZED_NAME" in seen
    assert (Alert, {"sent": True, "level": 2, "description": UNRECOGNIZED_NAME}) in told
    assert met(named, "second.example", version)[0] is Outcome.DONE
    assert met(named, None, version)[0] is Outcome.DONE


def test_what_goes_wrong_in_the_choice_is_raised_afterwards(named: Context) -> None:
    class Broken(Hosts):
        def find(self, name: bytes) -> Context | None:
            raise LookupError(name)

    assert named.hosts is not None
    named.hosts = Broken({"x": named.hosts.contexts[0]}, fatal=False)
    with pytest.raises(LookupError):
        met(named, "second.example", ssl.TLSVersion.TLSv1_3)


def test_the_counters_are_those_of_the_context_that_was_chosen(
    named: Context,
) -> None:
    assert named.hosts is not None
    second = named.hosts.contexts[0]
    met(named, "second.example", ssl.TLSVersion.TLSv1_3)
    assert second.counters()[4] == 1
    assert named.counters()[4] == 0


def test_the_exact_name_comes_before_the_wildcard(library: Library) -> None:
    with Context(library) as one, Context(library) as other:
        hosts = Hosts({"*.example": one, "a.example": other}, fatal=False)
        assert hosts.find(b"a.example") is other
        assert hosts.find(b"b.example") is one
        assert hosts.find(b".example") is None
        assert hosts.find(b"*.example") is one
        assert hosts.find(b"example") is None
        assert hosts.find(b"") is None
        assert hosts.find(b"\xff\xfe.example") is one


def test_alerts_of_messages_are_the_connections(named: Context) -> None:
    """The callback that tells of them is that of the context it began with."""
    report_messages(named, MessageWishes(hellos=True, messages=True, alerts=True))
    outcome, _, told = met(named, "second.example", ssl.TLSVersion.TLSv1_3)
    assert outcome is Outcome.DONE
    kinds = [kind for kind, _ in told]
    assert kinds.count(ClientHelloReceived) == 1
    assert {MessagePassed, NameAsked} <= set(kinds)
    named.hosts = Hosts({}, fatal=True)
    _, _, told = met(named, "third.example", ssl.TLSVersion.TLSv1_2)
    alerts = [fields for kind, fields in told if kind is Alert]
    assert [(a["sent"], a["description"]) for a in alerts] == [
        (True, UNRECOGNIZED_NAME)
    ]
