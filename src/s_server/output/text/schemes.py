"""Names of signature schemes and groups, as each release writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.load import Release

if TYPE_CHECKING:
    from s_server.events import Facts, SignatureScheme

# Codes that 3.0 to 3.6 print by name; all others as KEY+DIGEST (behaviour.md 7.4).
_NAMED = {
    0x0807: "ed25519",
    0x0808: "ed448",
    0x0809: "rsa_pss_pss_sha256",
    0x080A: "rsa_pss_pss_sha384",
    0x080B: "rsa_pss_pss_sha512",
    0x081A: "ecdsa_brainpoolP256r1_sha256",
    0x081B: "ecdsa_brainpoolP384r1_sha384",
    0x081C: "ecdsa_brainpoolP512r1_sha512",
}


def scheme_lines(facts: Facts, release: Release) -> list[str]:
    """Answer the two lines of signature schemes; an empty list has no line."""
    rows = (
        ("Signature Algorithms", facts.signature_schemes),
        ("Shared Signature Algorithms", facts.shared_signature_schemes),
    )
    return [
        f"{title}: {':'.join(scheme_name(s, release) for s in schemes)}"
        for title, schemes in rows
        if schemes
    ]


def scheme_name(scheme: SignatureScheme, release: Release) -> str:
    """Answer a scheme's name; an unknown one is its number (a difference)."""
    if scheme.name:
        return scheme.name
    if release >= Release.V3_0 and scheme.code in _NAMED:
        return _NAMED[scheme.code]
    if not scheme.key:
        return f"0x{scheme.code:04X}"
    return f"{scheme.key}+{scheme.digest}" if scheme.digest else scheme.key


def key_name(key: str, release: Release) -> str:
    """Answer the type of a key, as the line on the client's signature has it."""
    is_edwards = key in {"Ed25519", "Ed448"}
    return key.lower() if is_edwards and release >= Release.V3_0 else key


def group_names(groups: tuple[str | int, ...]) -> str:
    """Join groups with colons; an unknown one is its number (a difference)."""
    return ":".join(g if isinstance(g, str) else f"0x{g:04X}" for g in groups)


def group_lines(facts: Facts, release: Release) -> list[str]:
    """Answer the lines of offered and shared groups."""
    if not facts.groups:
        return []
    old = release < Release.V3_0
    offered = "Supported Elliptic Groups" if old else "Supported groups"
    shared = "Shared Elliptic groups" if old else "Shared groups"
    return [
        f"{offered}: {group_names(facts.groups)}",
        f"{shared}: {group_names(facts.shared_groups) or 'NONE'}",
    ]


_POINT_FORMATS = {
    0: "uncompressed",
    1: "ansiX962_compressed_prime",
    2: "ansiX962_compressed_char2",
}


def point_format_lines(facts: Facts) -> list[str]:
    """Answer the line of EC point formats, if the client sent any."""
    if not facts.point_formats:
        return []
    names = (_POINT_FORMATS.get(f, f"unknown({f})") for f in facts.point_formats)
    return [f"Supported Elliptic Curve Point Formats: {':'.join(names)}"]
