"""The block of lines after a handshake at the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.load import Release
from s_server.output.text.alpn import next_protocol_line
from s_server.output.text.ech import outcome_line
from s_server.output.text.export import export_lines
from s_server.output.text.negotiated import offer_lines, renegotiation_line
from s_server.output.text.pieces import Piece, Style, err, out
from s_server.output.text.raw_keys import raw_key_lines

if TYPE_CHECKING:
    from s_server.events import Facts


def session_block(facts: Facts, style: Style) -> list[Piece]:
    """Answer the block, in the order of behaviour.md 2.6."""
    pieces = [out(facts.session_pem.rstrip(b"\n"))]
    pieces += certificate_lines(facts, style)
    pieces += raw_key_lines(facts)
    if facts.shared_ciphers is not None:
        pieces.append(out(f"Shared ciphers:{facts.shared_ciphers}"))
    pieces += [out(line) for line in offer_lines(facts, style, points=True)]
    pieces.append(out(f"CIPHER is {facts.cipher or '(NONE)'}"))
    pieces += [out(line) for line in next_protocol_line(facts)]
    if facts.srtp_profile is not None:
        pieces.append(out(f"SRTP Extension negotiated, profile={facts.srtp_profile}"))
    if facts.reused:
        pieces.append(out("Reused session-id"))
    pieces.append(out(renegotiation_line(facts, style.release)))
    if facts.renegotiation_disabled:
        pieces.append(out("Renegotiation is DISABLED"))
    pieces += [out(line) for line in outcome_line(facts.ech)]
    pieces += [out(line) for line in export_lines(facts, style.export)]
    return pieces + [out(line) for line in client_lines(facts, style)]


def client_lines(facts: Facts, style: Style) -> list[str]:
    """Answer what the client offered, where that is wanted."""
    if not style.client_hello:
        return []
    from s_server.output.text.client_hello import (  # noqa: PLC0415 - seldom wanted
        hello_lines,
    )

    return hello_lines(facts)


def kernel_lines(facts: Facts) -> list[Piece]:
    """Answer what the kernel does of the connection's TLS."""
    pieces = []
    if facts.sends_by_kernel:
        pieces.append(err("Using Kernel TLS for sending"))
    if facts.receives_by_kernel:
        pieces.append(err("Using Kernel TLS for receiving"))
    return pieces


def certificate_lines(facts: Facts, style: Style) -> list[Piece]:
    """Answer the client's certificate and its names, if it sent one."""
    certificate = facts.client_certificate
    if certificate is None:
        return []
    # 1.1.1 has an empty line after each name.
    after = b"\n" if style.release < Release.V3_0 else b""
    return [
        out("Client certificate"),
        out(certificate.pem.rstrip(b"\n")),
        out(b"subject=" + certificate.subject(style.name_flags, titled=True) + after),
        out(b"issuer=" + certificate.issuer(style.name_flags, titled=True) + after),
    ]
