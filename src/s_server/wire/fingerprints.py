"""What kind of client says hello: JA3, JA3S and JA4.

JA3 (salesforce/ja3) is the MD5 of five lists of numbers in the order of the wire; JA4
(FoxIO's JA4, not one of the further JA4+ methods) sorts them, so that browsers which
shuffle their extensions keep theirs.  Both leave GREASE out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from s_server.wire.grease import is_grease

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.wire.client_hello import ClientHello
    from s_server.wire.handshake import Message

SERVER_NAME, ALPN = 0, 16
NOTHING = "000000000000"
VERSIONS = {
    **{0x0304: "13", 0x0303: "12", 0x0302: "11", 0x0301: "10", 0x0300: "s3"},
    **{0x0002: "s2", 0xFEFF: "d1", 0xFEFD: "d2", 0xFEFC: "d3"},
}
DTLS = 0xFE00
"""Versions of DTLS are from here on, and count downwards."""


def ja3(hello: ClientHello) -> tuple[str, str]:
    """Answer JA3's text of a ClientHello and its MD5 in hex."""
    return _with_md5(
        str(int(hello.version)),
        _dashed(hello.cipher_suites),
        _dashed(e.code for e in hello.extensions or ()),
        _dashed(hello.groups),
        "-".join(str(int(form)) for form in hello.point_formats),
    )


def ja3s(message: Message) -> tuple[str, str]:
    """Answer JA3S's text of a ServerHello and its MD5 in hex."""
    version, suite = message.fields["version"], message.fields["cipher_suite"]
    codes = (extension.code for extension in message.extensions)
    numbers = (int(cast("int", number)) for number in (version, suite))
    return _with_md5(*map(str, numbers), "-".join(map(str, codes)))


def ja4(hello: ClientHello, transport: str = "t") -> str:
    """Answer JA4; ``transport`` is t for TLS over TCP, d for DTLS, q for QUIC."""
    first, ciphers, extensions = _ja4_parts(hello, transport, ordered=False)
    return f"{first}_{_sha256(ciphers)}_{_sha256(extensions)}"


def ja4_r(hello: ClientHello, transport: str = "t") -> str:
    """Answer JA4 with the lists themselves instead of their hashes."""
    return "_".join(_ja4_parts(hello, transport, ordered=False))


def ja4_o(hello: ClientHello, transport: str = "t") -> str:
    """Answer JA4 with the lists in the order of the wire, SNI and ALPN among them."""
    first, ciphers, extensions = _ja4_parts(hello, transport, ordered=True)
    return f"{first}_{_sha256(ciphers)}_{_sha256(extensions)}"


def ja4_ro(hello: ClientHello, transport: str = "t") -> str:
    """Answer the lists in the order of the wire themselves."""
    return "_".join(_ja4_parts(hello, transport, ordered=True))


def _ja4_parts(
    hello: ClientHello, transport: str, *, ordered: bool
) -> tuple[str, str, str]:
    ciphers = _plain(hello.cipher_suites)
    extensions = _plain(e.code for e in hello.extensions or ())
    listed = extensions
    if not ordered:
        ciphers = sorted(ciphers)
        listed = sorted(code for code in extensions if code not in (SERVER_NAME, ALPN))
    first = (
        f"{transport}{_version(hello)}{'d' if SERVER_NAME in extensions else 'i'}"
        f"{min(len(ciphers), 99):02d}{min(len(extensions), 99):02d}{_alpn(hello)}"
    )
    schemes = _hex(_plain(hello.signature_schemes))
    third = "_".join(filter(None, (_hex(listed), schemes)))
    return first, _hex(ciphers), third if extensions else ""


def _version(hello: ClientHello) -> str:
    """The newest version that is offered; 00 for one that JA4 has no sign for."""
    offered = _plain(hello.supported_versions) or [hello.version]
    newest = min(offered) if min(offered) >= DTLS else max(offered)
    return VERSIONS.get(newest, "00")


def _alpn(hello: ClientHello) -> str:
    """First and last sign of the first protocol, of its hex where they are no text."""
    first = hello.alpn_protocols[0] if hello.alpn_protocols else b""
    if not first:
        return "00"
    text = first.decode("ascii", "replace")
    ends = text[0] + text[-1]
    if not (ends.isascii() and ends.isalnum()):
        text = first.hex()
        ends = text[0] + text[-1]
    return ends


def _plain(codes: Iterable[int]) -> list[int]:
    return [int(code) for code in codes if not is_grease(code)]


def _dashed(codes: Iterable[int]) -> str:
    return "-".join(map(str, _plain(codes)))


def _hex(codes: Iterable[int]) -> str:
    return ",".join(f"{code:04x}" for code in codes)


def _with_md5(*fields: str) -> tuple[str, str]:
    # Imported late: libssl is opened before Python's own OpenSSL.
    from hashlib import md5  # noqa: PLC0415 - see above

    text = ",".join(fields)
    return text, md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    """The first half of JA4's hash; zeros for an empty list."""
    from hashlib import sha256  # noqa: PLC0415 - libssl is opened first

    return sha256(text.encode()).hexdigest()[:12] if text else NOTHING
