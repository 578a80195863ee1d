"""Server names: the one that was asked for, and those that we have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import Alert
from s_server.explain.agreement import ending
from s_server.explain.numbers import Sign
from s_server.explain.row import Row
from s_server.explain.words import listed, quoted

if TYPE_CHECKING:
    from s_server.events.offer import OwnCertificate
    from s_server.explain.evidence import Evidence

_DOUBTS = {
    Sign.BAD_CERTIFICATE,
    Sign.CERTIFICATE_UNKNOWN,
    Sign.UNRECOGNIZED_NAME,
}
_COMMON_NAME = "CN="


def _unknown(evidence: Evidence) -> list[str] | None:
    last = evidence.last(Alert)
    if last is None or not last.sent or last.description != Sign.UNRECOGNIZED_NAME:
        return None
    sni = evidence.config.sni
    names = [*filter(None, [sni.name]), *(named.name for named in sni.named)]
    return [
        f"the client asks for a server name that is not ours; {ending(evidence)}",
        f"the client asks for {_asked(evidence)}; this server has {listed(names)}",
        "here: -sni with that name and its certificate, or without "
        "-servername_fatal the first certificate is for everybody",
        "client: let it ask for one of these names",
    ]


def _wrong(evidence: Evidence) -> list[str] | None:
    if not _DOUBTS.intersection(evidence.received):
        return None
    hello = evidence.hello
    asked = hello.server_name if hello else None
    certificates = evidence.server.certificates
    names = [name for c in certificates for name in own_names(c)]
    if asked is None or any(matches(asked, name) for name in names):
        return None
    return [
        "our certificate is not for the name that the client asks for; "
        f"{ending(evidence)}",
        f"the client asks for {_asked(evidence)}; our certificate is for "
        f"{listed(names)}",
        "here: -cert with a certificate for that name, or -sni for a further one",
        "client: let it connect by a name of the certificate",
    ]


def _asked(evidence: Evidence) -> str:
    hello = evidence.hello
    name = hello.server_name if hello else None
    return quoted(name.encode()) if name is not None else "no name"


def own_names(certificate: OwnCertificate) -> list[str]:
    """The host names of a certificate; without such, its common name (RFC 9525)."""
    hosts = [n[4:] for n in certificate.names if n.startswith("DNS:")]
    if hosts:
        return hosts
    parts = certificate.subject.split(", ")
    return [p.removeprefix(_COMMON_NAME) for p in parts if p.startswith(_COMMON_NAME)]


def matches(asked: str, name: str) -> bool:
    """Whether a name of a certificate, maybe a wildcard, covers a host (RFC 9525)."""
    asked, name = asked.lower().rstrip("."), name.lower()
    if name.startswith("*."):
        return asked.partition(".")[2] == name[2:]
    return asked == name


ROWS = (
    Row(
        cause="unknown_server_name",
        when="With -servername_fatal: the client asks for a name that is not ours.",
        words=_unknown,
        example=(
            "the client asks for a server name that is not ours; this server ended it "
            "with alert unrecognized_name (112)",
            'the client asks for "b.example"; this server has a.example',
            "here: -sni with that name and its certificate, or without "
            "-servername_fatal the first certificate is for everybody",
            "client: let it ask for one of these names",
        ),
    ),
    Row(
        cause="wrong_name",
        when="The client refused our certificate, which is not for the name it asked "
        "for.",
        words=_wrong,
        example=(
            "our certificate is not for the name that the client asks for; the client "
            "ended it with alert bad_certificate (42)",
            'the client asks for "b.example"; our certificate is for localhost',
            "here: -cert with a certificate for that name, or -sni for a further one",
            "client: let it connect by a name of the certificate",
        ),
    ),
)
