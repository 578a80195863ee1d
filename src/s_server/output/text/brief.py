"""The summary of -brief and -rev, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.load import Release
from s_server.output.text.ech import outcome_line
from s_server.output.text.export import export_lines
from s_server.output.text.pieces import Piece, Style, err
from s_server.output.text.raw_keys import expected_key_line
from s_server.output.text.schemes import (
    group_names,
    key_name,
    point_format_lines,
    scheme_lines,
)
from s_server.output.text.session_block import client_lines

if TYPE_CHECKING:
    from s_server.events import Facts, TemporaryKey

_SIGNALLING = 0x00FF  # RFC 5746 3.3: no cipher suite, though it stands among them


def brief_summary(facts: Facts, style: Style) -> list[Piece]:
    """Answer the summary, in the order of behaviour.md 2.12."""
    lines = [
        f"Protocol version: {facts.version}",
        f"Client cipher list: {':'.join(map(_suite, facts.client_ciphers))}",
        f"Ciphersuite: {facts.cipher or '(NONE)'}",
        *scheme_lines(facts, style.release)[:1],
    ]
    if style.release >= Release.V4_0 and facts.own_signature:
        lines.append(f"Own signature type: {facts.own_signature}")
    pieces = [err(line) for line in lines]
    pieces += _certificate(facts, style)
    pieces += [err(line) for line in point_format_lines(facts)]
    if facts.groups:
        old = style.release < Release.V3_0
        title = "Supported Elliptic Groups" if old else "Supported groups"
        pieces.append(err(f"{title}: {group_names(facts.groups)}"))
    # The C program keeps these to itself here (a difference).
    pieces += [err(line) for line in export_lines(facts, style.export)]
    if style.release >= Release.V3_5 and facts.peer_temporary_key:
        pieces.append(err(f"Peer Temp Key: {_key(facts.peer_temporary_key)}"))
    pieces += [err(line) for line in outcome_line(facts.ech)]
    return pieces + [err(line) for line in client_lines(facts, style)]


def _key(key: TemporaryKey) -> str:
    bits = f"{key.bits} bits" if key.bits else ""
    return ", ".join(filter(None, (key.kind, key.curve, bits)))


def _suite(cipher: str | int) -> str:
    if isinstance(cipher, str):
        return cipher
    if cipher == _SIGNALLING:
        return "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"
    return f"0x{cipher:04X}"


def _certificate(facts: Facts, style: Style) -> list[Piece]:
    certificate = facts.client_certificate
    is_raw = facts.raw_keys is not None and facts.raw_keys.client_key is not None
    if certificate is not None:
        pieces = [err(b"Peer certificate: " + certificate.subject(style.name_flags))]
    elif is_raw:
        pieces = [err("Peer used raw public key")]
    else:
        either = " or raw public key" if style.release >= Release.V3_2 else ""
        return [err(f"No peer certificate{either}")]
    digest, key = facts.peer_signature
    if digest is not None and not is_raw:
        # Ed25519 signs without a digest; the C program prints OpenSSL's word for none.
        pieces.append(err(f"Hash used: {digest or 'UNDEF'}"))
    if key:
        pieces.append(err(f"Signature type: {key_name(key, style.release)}"))
    if facts.verify_code == 0:
        pieces.append(err("Verification: OK"))
        if facts.verified_name:
            pieces.append(err(f"Verified peername: {facts.verified_name}"))
    else:
        pieces.append(err(f"Verification error: {facts.verify_words}"))
    return pieces + [err(line) for line in expected_key_line(facts)]
