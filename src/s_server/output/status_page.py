"""The page that -www sends to programs: the C program's text, without its secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from s_server.options.parse import HIDDEN
from s_server.output.text.ech import outcome_line
from s_server.output.text.negotiated import offer_lines, renegotiation_line
from s_server.output.text.session_block import client_lines
from s_server.output.text.statistics import statistics_lines

if TYPE_CHECKING:
    from s_server.events import Facts
    from s_server.output.text.pieces import Style

# What SSL_SESSION_print(3) tells of the secrets of a session; a dump of its ticket has
# lines of its own.
_SECRET = re.compile(
    r"^(    (?:Master-Key|Resumption PSK|TLS session ticket):).*\n"
    r"(?:    [0-9a-f]{4} - .*\n)*",
    re.MULTILINE,
)


def page(
    facts: Facts,
    *,
    words: tuple[str, ...],
    counters: tuple[int, ...],
    style: Style,
) -> bytes:
    """Answer the page's HTML, without the head of the response."""
    shown = "".join(f"{escaped(w)} " for w in ("s_server", *words))
    lines = [
        '<HTML><BODY BGCOLOR="#ffffff">',
        "<pre>",
        "",
        shown,
        *map(escaped, outcome_line(facts.ech)),
        renegotiation_line(facts, style.release),
        "Ciphers supported in s_server binary",
        *_supported(facts.server_ciphers),
        *_common(facts.shared_ciphers),
        *offer_lines(facts, style, points=False),
        *_client(facts, style),
        "---",
        f"{'Reused' if facts.reused else 'New'}, {_cipher(facts)}",
        _session(facts),
        "---",
        *statistics_lines(counters),
        "---",
        _certificate(facts),
    ]
    body = "\n".join(lines).encode(errors="surrogateescape")
    return body + b"</pre></BODY></HTML>\r\n\r\n"


def _client(facts: Facts, style: Style) -> list[str]:
    lines = client_lines(facts, style)
    return ["---", *map(escaped, lines)] if lines else []


def escaped(text: str) -> str:
    """Escape what would be markup (the C program escapes these three)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _supported(ciphers: tuple[tuple[str, str], ...]) -> list[str]:
    cells = [f"{protocol:<11}:{name:<25} " for protocol, name in ciphers]
    return ["".join(cells[i : i + 2]) for i in range(0, len(cells), 2)]


def _common(shared: str | None) -> list[str]:
    if not shared:
        return []
    *names, last = shared.split(":")
    cells = [*(f"{name:<26}" for name in names), last]
    rows = [cells[i : i + 3] for i in range(0, len(cells), 3)]
    return [
        "---",
        "Ciphers common between both SSL end points:",
        *(" ".join(row) for row in rows),
    ]


def _session(facts: Facts) -> str:
    text = facts.session_text.decode(errors="surrogateescape")
    return _SECRET.sub(rf"\1 {HIDDEN}\n", text).rstrip("\n")


def _cipher(facts: Facts) -> str:
    return f"{facts.version}, Cipher is {facts.cipher or '(NONE)'}"


def _certificate(facts: Facts) -> str:
    certificate = facts.client_certificate
    if certificate is None:
        return "no client certificate available\n"
    text = (certificate.text + certificate.pem).decode(errors="surrogateescape")
    return f"Client certificate\n{escaped(text)}"
