"""What a handshake agreed on, read from OpenSSL when somebody asks.

An answer is kept, so that it can be asked for again after the connection is freed;
a fact that nobody asked for in time is gone with it.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from s_server.events import SignatureScheme
from s_server.libssl.bio import printed
from s_server.libssl.constants import (
    GROUP_UNKNOWN,
    NID_UNDEF,
    SslCtrl,
    SslOption,
)
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.temporary_key import temporary_key
from s_server.libssl.x509 import (
    Certificate,
    certificate_from_pem,
    name_text,
    stack_items,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import TemporaryKey
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.tls import Tls

# Key types by NID, as s_server calls them (openssl/obj_mac.h).
_KEYS = {
    6: "RSA",
    912: "RSA-PSS",
    116: "DSA",
    408: "ECDSA",
    1087: "Ed25519",
    1088: "Ed448",
    811: "gost2001",
    979: "gost2012_256",
    980: "gost2012_512",
}
_SHARED_CIPHERS_SIZE = 16384

# The library's names of things, asked once: what clients offer is mostly the same.
# Unknown numbers stay out of them, so that no client can make them grow.
_GROUPS: dict[int, str | int] = {}
_SCHEMES: dict[int, SignatureScheme] = {}


class HandshakeFacts:
    """The facts of one connection (events.Facts)."""

    def __init__(self, tls: Tls) -> None:
        self._tls = tls
        self._library = tls.library
        self._functions = tls.library.functions
        self._authorities: dict[int, tuple[bytes, ...]] = {}

    @property
    def _ssl(self) -> SSL:
        pointer: SSL = self._tls.pointer
        return pointer

    @cached_property
    def version(self) -> str:
        """The protocol, as OpenSSL calls it."""
        return text(self._functions.SSL_get_version(self._ssl))

    @cached_property
    def cipher(self) -> str | None:
        """The cipher suite, as OpenSSL calls it."""
        cipher = self._functions.SSL_get_current_cipher(self._ssl)
        return text(self._functions.SSL_CIPHER_get_name(cipher)) if cipher else None

    @cached_property
    def reused(self) -> bool:
        """Whether a session was resumed."""
        return self._functions.SSL_session_reused(self._ssl) == 1

    @cached_property
    def session_pem(self) -> bytes:
        """The session in PEM."""
        session = self._functions.SSL_get_session(self._ssl)
        write = self._functions.PEM_write_bio_SSL_SESSION
        return printed(self._library, lambda bio: write(bio, session))

    @cached_property
    def session_text(self) -> bytes:
        """The session in words; holds secrets."""
        session = self._functions.SSL_get_session(self._ssl)
        write = self._functions.SSL_SESSION_print
        return printed(self._library, lambda bio: write(bio, session))

    @cached_property
    def client_certificate(self) -> CertificateText | None:
        """The certificate that the client sent, if any."""
        if self._library.has("peer_certificate"):
            pointer = self._functions.SSL_get1_peer_certificate(self._ssl)
        else:
            pointer = self._functions.SSL_get_peer_certificate(self._ssl)
        if not pointer:
            return None
        with Certificate(self._library, pointer) as certificate:
            return CertificateText(certificate)

    @cached_property
    def shared_ciphers(self) -> str | None:
        """The suites that both sides have, joined with colons; None is no answer."""
        room = ffi.new("char[]", _SHARED_CIPHERS_SIZE)
        found = self._functions.SSL_get_shared_ciphers(
            self._ssl, room, _SHARED_CIPHERS_SIZE
        )
        return text(found) if found else None

    @cached_property
    def server_ciphers(self) -> tuple[tuple[str, str], ...]:
        """The server's suites, each with the protocol that brought it."""
        ciphers = self._functions.SSL_get_ciphers(self._ssl)
        return tuple(
            (
                text(self._functions.SSL_CIPHER_get_version(cipher)),
                text(self._functions.SSL_CIPHER_get_name(cipher)),
            )
            for cipher in stack_items(self._library, ciphers, "const SSL_CIPHER *")
        )

    @cached_property
    def client_ciphers(self) -> tuple[str | int, ...]:
        """The suites the client offered, in its order: name, or number if unknown."""
        raw = self._octets(SslCtrl.GET_RAW_CIPHERLIST)
        pairs = [raw[i : i + 2] for i in range(0, len(raw) - 1, 2)]
        return tuple(self._cipher_name(pair) for pair in pairs)

    @cached_property
    def signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that the client offered."""
        if self._library.has("scheme_names"):
            return self._named_schemes(self._functions.SSL_get0_sigalg)
        return self._schemes(self._functions.SSL_get_sigalgs, first=-1)

    @cached_property
    def shared_signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that both sides have."""
        if self._library.has("scheme_names"):
            return self._named_schemes(self._functions.SSL_get0_shared_sigalg)
        return self._schemes(self._functions.SSL_get_shared_sigalgs, first=0)

    @cached_property
    def peer_signature(self) -> tuple[str | None, str | None]:
        """The client's own signature: digest, and key type or (since 3.5) scheme.

        A digest of "" is none.
        """
        nid = ffi.new("int *")
        digest = key = None
        found = self._functions.SSL_ctrl(
            self._ssl, SslCtrl.GET_PEER_SIGNATURE_NID, 0, nid
        )
        if found:
            known = nid[0] != NID_UNDEF
            digest = text(self._functions.OBJ_nid2sn(nid[0])) if known else ""
        key = self._words(SslCtrl.GET_PEER_SIGNATURE_NAME)
        if not key and self._functions.SSL_get_peer_signature_type_nid(self._ssl, nid):
            key = _KEYS.get(nid[0])
        return digest, key

    @cached_property
    def own_signature(self) -> str | None:
        """The scheme of our signature; None where the library does not tell (< 3.5)."""
        return self._words(SslCtrl.GET_SIGNATURE_NAME)

    @cached_property
    def peer_temporary_key(self) -> TemporaryKey | None:
        """The key the client sent for this handshake, while the library has it."""
        place = ffi.new("EVP_PKEY **")
        if not self._library.has("key_types"):
            return None
        if not self._ctrl(SslCtrl.GET_PEER_TMP_KEY, 0, place):
            return None
        with Handle(place[0], self._functions.EVP_PKEY_free):
            return temporary_key(self._library, place[0])

    @cached_property
    def point_formats(self) -> bytes:
        """The EC point formats that the client offered (TLS 1.2 and older)."""
        return self._octets(SslCtrl.GET_EC_POINT_FORMATS)

    @cached_property
    def groups(self) -> tuple[str | int, ...]:
        """The groups that the client offered: name, or number if unknown."""
        count = self._ctrl(SslCtrl.GET_GROUPS, 0, ffi.NULL)
        if count <= 0:
            return ()
        numbers = ffi.new("int[]", count)
        self._ctrl(SslCtrl.GET_GROUPS, 0, numbers)
        return tuple(self._group_name(number) for number in numbers)

    @cached_property
    def shared_groups(self) -> tuple[str | int, ...]:
        """The groups that both sides have."""
        count = self._ctrl(SslCtrl.GET_SHARED_GROUP, -1, ffi.NULL)
        return tuple(
            self._group_name(self._ctrl(SslCtrl.GET_SHARED_GROUP, i, ffi.NULL))
            for i in range(count)
        )

    def client_authorities(self, flags: int) -> tuple[bytes, ...]:
        """The names of authorities that the client would trust."""
        if flags not in self._authorities:
            names = self._functions.SSL_get0_peer_CA_list(self._ssl)
            self._authorities[flags] = tuple(
                name_text(self._library, name, flags)
                for name in stack_items(self._library, names, "X509_NAME *")
            )
        return self._authorities[flags]

    @cached_property
    def next_protocol(self) -> bytes:
        """The protocol that the client chose by NPN, or nothing."""
        if not self._library.has("npn"):
            return b""
        place, size = ffi.new("const unsigned char **"), ffi.new("unsigned int *")
        self._functions.SSL_get0_next_proto_negotiated(self._ssl, place, size)
        return bytes(ffi.buffer(place[0], size[0])) if place[0] else b""

    @cached_property
    def srtp_profile(self) -> str | None:
        """The SRTP profile that was agreed on (DTLS)."""
        if not self._library.has("srtp"):
            return None
        profile: CData = self._functions.SSL_get_selected_srtp_profile(self._ssl)
        return text(profile.name) if profile else None

    def exported(self, label: str, length: int) -> bytes | None:
        """So many bytes of keying material with this label, None where it fails.

        There is no context value (SSL_export_keying_material(3)).
        """
        room, name = ffi.new("unsigned char[]", length), os.fsencode(label)
        done = self._functions.SSL_export_keying_material(
            self._ssl, room, length, name, len(name), ffi.NULL, 0, 0
        )
        # A failure must not be taken for one of the connection later on.
        self._functions.ERR_clear_error()
        return bytes(ffi.buffer(room)) if done == 1 else None

    @cached_property
    def secure_renegotiation(self) -> bool:
        """Whether the client takes part in RFC 5746."""
        return self._ctrl(SslCtrl.GET_RI_SUPPORT, 0, ffi.NULL) == 1

    @cached_property
    def renegotiation_disabled(self) -> bool:
        """Whether we refuse every renegotiation."""
        options = self._functions.SSL_get_options(self._ssl)
        return bool(options & SslOption.NO_RENEGOTIATION)

    @cached_property
    def verify_code(self) -> int:
        """What came of verifying the client: 0 is good."""
        return self._tls.verify_code

    @cached_property
    def verify_words(self) -> str:
        """The verify code in words."""
        return self._tls.verify_words

    @cached_property
    def verified_name(self) -> str | None:
        """The client's name that a check matched."""
        name = self._functions.SSL_get0_peername(self._ssl)
        return text(name) if name else None

    def _ctrl(self, command: SslCtrl, number: int, place: CData) -> int:
        return self._functions.SSL_ctrl(self._ssl, command, number, place)

    def _words(self, command: SslCtrl) -> str | None:
        # A library that does not know the command answers 0.
        place = ffi.new("const char **")
        return text(place[0]) if self._ctrl(command, 0, place) and place[0] else None

    def _octets(self, command: SslCtrl) -> bytes:
        place = ffi.new("const unsigned char **")
        count = self._ctrl(command, 0, place)
        return bytes(ffi.buffer(place[0], count)) if count > 0 and place[0] else b""

    def _cipher_name(self, code: bytes) -> str | int:
        cipher = self._functions.SSL_CIPHER_find(self._ssl, code)
        if cipher:
            return text(self._functions.SSL_CIPHER_get_name(cipher))
        return int.from_bytes(code)

    def _group_name(self, number: int) -> str | int:
        if number & GROUP_UNKNOWN:
            return number & 0xFFFF
        if number not in _GROUPS:
            _GROUPS[number] = self._asked_group_name(number)
        return _GROUPS[number]

    def _asked_group_name(self, number: int) -> str | int:
        if self._library.has("group_names"):
            name = self._functions.SSL_group_to_name(self._ssl, number)
        else:
            name = self._functions.EC_curve_nid2nist(number)
            name = name or self._functions.OBJ_nid2sn(number)
        return text(name) if name else number

    def _schemes(
        self, ask: Callable[..., int], *, first: int
    ) -> tuple[SignatureScheme, ...]:
        # The two functions want different words for "only count" (SSL_get_sigalgs(3)).
        null = ffi.NULL
        low, high = ffi.new("unsigned char *"), ffi.new("unsigned char *")
        schemes = []
        for i in range(ask(self._ssl, first, null, null, null, null, null)):
            ask(self._ssl, i, null, null, null, low, high)
            code = high[0] << 8 | low[0]
            schemes.append(_SCHEMES.get(code) or self._asked_scheme(ask, i, code))
        return tuple(schemes)

    def _named_schemes(self, ask: Callable[..., int]) -> tuple[SignatureScheme, ...]:
        code, name = ffi.new("unsigned int *"), ffi.new("const char **")
        schemes = []
        for i in range(ask(self._ssl, -1, code, name)):
            name[0] = ffi.NULL
            ask(self._ssl, i, code, name)
            known = text(name[0]) if name[0] else ""
            schemes.append(SignatureScheme(code[0], "", "", known))
        return tuple(schemes)

    def _asked_scheme(
        self, ask: Callable[..., int], i: int, code: int
    ) -> SignatureScheme:
        null = ffi.NULL
        key, digest = ffi.new("int *"), ffi.new("int *")
        ask(self._ssl, i, key, digest, null, null, null)
        known = digest[0] != NID_UNDEF
        scheme = SignatureScheme(
            code=code,
            key=_KEYS.get(key[0], ""),
            digest=text(self._functions.OBJ_nid2sn(digest[0])) if known else "",
        )
        if scheme.key:
            _SCHEMES[code] = scheme
        return scheme


class CertificateText:
    """What can be told of a certificate after it is freed (events.CertificateFacts).

    Names are printed with the flags that somebody asked for, so the certificate is
    kept as PEM and read again when one is wanted.
    """

    def __init__(self, certificate: Certificate) -> None:
        self._library = certificate.library
        self.pem = certificate.pem

    @property
    def text(self) -> bytes:
        """The certificate in words."""
        with certificate_from_pem(self._library, self.pem) as certificate:
            return certificate.text

    @property
    def not_before(self) -> bytes:
        """From when on it is valid."""
        with certificate_from_pem(self._library, self.pem) as certificate:
            return certificate.not_before

    @property
    def not_after(self) -> bytes:
        """Until when it is valid."""
        with certificate_from_pem(self._library, self.pem) as certificate:
            return certificate.not_after

    def subject(self, flags: int, *, titled: bool = False) -> bytes:
        """The subject's name."""
        with certificate_from_pem(self._library, self.pem) as certificate:
            return certificate.subject(flags, titled=titled)

    def issuer(self, flags: int, *, titled: bool = False) -> bytes:
        """The issuer's name."""
        with certificate_from_pem(self._library, self.pem) as certificate:
            return certificate.issuer(flags, titled=titled)
