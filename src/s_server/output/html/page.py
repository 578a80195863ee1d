"""The whole page: what was agreed, what was offered, what passed, and how it goes on.

Nothing is loaded from anywhere, and the head of the response forbids it
(Content Security Policy Level 3); the script asks this server for its statistics.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from s_server.frozen import Frozen
from s_server.output.html.elements import document, element, facts, raw, table
from s_server.output.html.hello import hello_section
from s_server.output.html.messages import messages_section

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from s_server.events import CertificateFacts, ClientHelloReceived, Facts
    from s_server.output.html.elements import Child
    from s_server.output.html.messages import Moment

Statistics = Mapping[str, "int | Mapping[str, int]"]
_NAME_FLAGS = 0x20312  # RFC 2253-like, as UTF-8 (X509_NAME_print_ex(3))


class Shown(Frozen):
    """What a page shows: of its connection, and of the server."""

    peer: str
    facts: Facts
    hellos: Sequence[ClientHelloReceived]
    moments: Sequence[Moment]
    words: tuple[str, ...]
    library: str
    statistics: Statistics


def page(shown: Shown) -> bytes:
    """Answer the document."""
    agreed = f"{shown.facts.version} with {shown.facts.cipher or 'no cipher suite'}"
    body = element(
        "body",
        element("a", "Skip to what was agreed", class_="skip", href="#agreed"),
        element(
            "header",
            element("p", "s_server sees you as"),
            element("h1", agreed),
            element("p", f"from {shown.peer}"),
        ),
        _navigation(),
        element(
            "main",
            _agreed(shown.facts),
            hello_section(shown.hellos),
            _certificate(shown.facts),
            messages_section(shown.moments),
            _statistics(shown.statistics),
            _server(shown),
        ),
        raw("script", _file("page.js")),
    )
    return document(element("html", _head(agreed), body, lang="en"))


def headers() -> str:
    """Answer the lines for the response's head that keep the page to itself."""
    script, style = (_hash(name) for name in ("page.js", "page.css"))
    return (
        "Content-Security-Policy: default-src 'none'; connect-src 'self'; "
        f"script-src '{script}'; style-src '{style}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "Cache-Control: no-store\r\n"
    )


def _head(title: str) -> Element:
    viewport = "width=device-width, initial-scale=1"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("title", f"{title} - s_server"),
        element("meta", name="viewport", content=viewport),
        # Else a browser asks for one, with a connection of its own.
        element("link", rel="icon", href="data:,"),
        raw("style", _file("page.css")),
    )


def _navigation() -> Element:
    places = {
        "#agreed": "Agreed",
        "#offered": "Offered",
        "#certificate": "Certificate",
        "#messages": "Messages",
        "#statistics": "Statistics",
        "#server": "Server",
    }
    links = (element("a", name, href=place) for place, name in places.items())
    return element(
        "nav",
        element("ul", *(element("li", link) for link in links)),
        aria_label="Sections",
    )


def _agreed(found: Facts) -> Element:
    session = "resumed" if found.reused else "new"
    unasked = found.early_data == "not_sent"
    rows: list[tuple[str, Child]] = [
        ("Protocol", element("strong", found.version)),
        ("Cipher suite", element("code", found.cipher or "none")),
        ("Group", None if found.group is None else element("code", str(found.group))),
        ("Our signature", _signature(found)),
        ("Server name asked for", _decoded(found.server_name or b"")),
        ("Application protocol (ALPN)", _decoded(found.application_protocol)),
        ("Session", session),
        ("Early data", None if unasked else found.early_data),
        ("Application protocol (NPN)", _decoded(found.next_protocol)),
        ("SRTP profile", found.srtp_profile),
        ("Secure renegotiation", _renegotiation(found)),
    ]
    return _section("agreed", "What was agreed", facts(rows))


def _signature(found: Facts) -> str | None:
    if found.own_signature is not None:
        return found.own_signature
    digest, kind = found.own_signature_kind
    return " with ".join(filter(None, (kind, digest))) or None


def _renegotiation(found: Facts) -> str:
    if found.version == "TLSv1.3":
        return "TLS 1.3 has no renegotiation"
    return "supported" if found.secure_renegotiation else "not supported"


def _certificate(found: Facts) -> Element:
    certificate = found.client_certificate
    title = "The client's certificate"
    if certificate is None:
        none = element("p", "The client sent no certificate.")
        return _section("certificate", title, none)
    good = found.verify_code == 0
    verdict = element("span", found.verify_words, class_="good" if good else "bad")
    return _section(
        "certificate", title, _named(certificate, verdict), *_whole(certificate)
    )


def _named(certificate: CertificateFacts, verdict: Element) -> Element:
    return facts([
        ("Verification", verdict),
        ("Subject", _decoded(certificate.subject(_NAME_FLAGS))),
        ("Issuer", _decoded(certificate.issuer(_NAME_FLAGS))),
        ("Valid from", _decoded(certificate.not_before)),
        ("Valid until", _decoded(certificate.not_after)),
    ])  # fmt: skip


def _whole(certificate: CertificateFacts) -> list[Element]:
    text = _decoded(certificate.text)
    pem = certificate.pem.decode("ascii")
    return [
        element("details", element("summary", name), element("pre", content))
        for name, content in (("In words", text), ("PEM", pem))
    ]


def _statistics(found: Statistics) -> Element:
    rows: list[tuple[str, str]] = []
    for group, values in found.items():
        if isinstance(values, int):
            rows.append((group, str(values)))
        else:
            rows += [
                (f"{group}: {n.replace('_', ' ')}", str(v)) for n, v in values.items()
            ]
    made = table("Since the server started", ("What", "Count"), rows)
    body = made.find(".//tbody")
    assert body is not None, "a table has a body"
    body.set("id", "live")
    return _section(
        "statistics",
        "Statistics",
        element("p", "Now: ", element("span", "as of this page", id="state")),
        made,
    )


def _server(shown: Shown) -> Element:
    programs = element(
        "span",
        element("a", "/json", href="/json"),
        " has the events of its connection, ",
        element("a", "/stats", href="/stats"),
        " the statistics",
    )
    rows: list[tuple[str, Child]] = [
        ("Command", element("code", " ".join(("s_server", *shown.words)))),
        ("Library", shown.library),
        ("For programs", programs),
    ]
    return _section("server", "The server", facts(rows))


def _section(name: str, title: str, *children: Element) -> Element:
    heading = element("h2", title, id=name)
    return element("section", heading, *children, aria_labelledby=name)


def _decoded(data: bytes) -> str:
    return data.decode(errors="backslashreplace")


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


@cache
def _hash(name: str) -> str:
    from hashlib import sha256  # noqa: PLC0415 - libssl is open by now (load order)

    digest = sha256(_file(name).encode()).digest()
    return f"sha256-{b64encode(digest).decode()}"
