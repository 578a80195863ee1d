"""The lines of -security_debug and -security_debug_verbose, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.constants import SecurityOperation as Op
from s_server.output.text.pieces import Piece, Style, err

if TYPE_CHECKING:
    from s_server import events
    from s_server.events import SecurityQuestion

_WORDS: dict[int, str] = {
    Op.CIPHER_SUPPORTED: "Supported Ciphersuite",
    Op.CIPHER_SHARED: "Shared Ciphersuite",
    Op.CIPHER_CHECK: "Check Ciphersuite",
    Op.CURVE_SUPPORTED: "Supported Curve",
    Op.CURVE_SHARED: "Shared Curve",
    Op.CURVE_CHECK: "Check Curve",
    Op.VERSION: "Version",
    Op.TMP_DH: "Temp DH key bits",
    Op.SIGALG_SUPPORTED: "Supported Signature Algorithm",
    Op.SIGALG_SHARED: "Shared Signature Algorithm",
    Op.SIGALG_CHECK: "Check Signature Algorithm",
    Op.SIGALG_MASK: "Signature Algorithm mask",
    Op.EE_KEY: "Certificate chain EE key",
    Op.CA_KEY: "Certificate chain CA key",
    Op.CA_MD: "Certificate chain CA digest",
    Op.PEER_EE_KEY: "Peer Chain EE key",
    Op.PEER_CA_KEY: "Peer Chain CA key",
    Op.PEER_CA_MD: "Peer chain CA digest",
}
_TMP_DH_OF_1_1_1 = 7 | 3 << 16
_VERSIONS = {
    0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2",
    0x0304: "TLS 1.3", 0xFEFF: "DTLS 1.0", 0x0100: "DTLS 1.0 (bad)",
}  # fmt: skip
# SignatureScheme (RFC 8446 section 4.2.3); the rest is a digest and a key (RFC 5246).
_SCHEMES = {
    0x0201: "rsa_pkcs1_sha1", 0x0203: "ecdsa_sha1",
    0x0401: "rsa_pkcs1_sha256", 0x0403: "ecdsa_secp256r1_sha256",
    0x0501: "rsa_pkcs1_sha384", 0x0503: "ecdsa_secp384r1_sha384",
    0x0601: "rsa_pkcs1_sha512", 0x0603: "ecdsa_secp521r1_sha512",
    0x0804: "rsa_pss_rsae_sha256", 0x0805: "rsa_pss_rsae_sha384",
    0x0806: "rsa_pss_rsae_sha512", 0x0807: "ed25519", 0x0808: "ed448",
    0x0809: "rsa_pss_pss_sha256", 0x080A: "rsa_pss_pss_sha384",
    0x080B: "rsa_pss_pss_sha512",
}  # fmt: skip
_DIGESTS = ("none", "MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512")
_KEYS = ("anonymous", "RSA", "DSA", "ECDSA")


def security_line(
    event: events.SecurityAsked | events.SecurityAskedAtStart, _: Style
) -> list[Piece]:
    """Answer the line of one question."""
    question = event.question
    answer = "yes" if question.allowed else "no"
    return [err(f"Security callback: {_asked(question)}: {answer}")]


def _asked(question: SecurityQuestion) -> str:
    operation = question.operation
    if operation in {Op.TICKET, Op.COMPRESSION}:
        return ""
    word = _WORDS.get(operation)
    if operation == _TMP_DH_OF_1_1_1:
        word = _WORDS[Op.TMP_DH]
    if word is None:
        word = f"operation 0x{operation:x}"
    if operation == Op.VERSION:
        return f"{word}={_VERSIONS.get(question.number, '???')}"
    bits = f"security bits={question.bits}"
    if question.scheme is not None:
        return f"{word} {_scheme(question.scheme)}, {bits}"
    subject = question.name
    if question.key_bits is not None:
        subject += f", bits={question.key_bits}"
    return f"{word}={subject}, {bits}"


def _scheme(code: int) -> str:
    if code in _SCHEMES:
        return f"scheme={_SCHEMES[code]}"
    digest, key = divmod(code, 256)
    if digest < len(_DIGESTS) and key < len(_KEYS):
        return f"digest={_DIGESTS[digest]}, algorithm={_KEYS[key]}"
    return f"scheme=unknown(0x{code:04x})"
