"""What a handshake agreed on, read from OpenSSL when somebody asks.

An answer is kept, so that it can be asked for again after the connection is freed;
a fact that nobody asked for in time is gone with it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from s_server.libssl.bio import printed
from s_server.libssl.certificate_text import CertificateText
from s_server.libssl.constants import (
    NID_UNDEF,
    SERVER_NAME_HOST,
    EarlyStatus,
    SslCtrl,
    SslOption,
)
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.kept import kept
from s_server.libssl.offered import KEYS, OfferedFacts
from s_server.libssl.temporary_key import temporary_key
from s_server.libssl.x509 import Certificate, stack_items

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import (
        EarlyDataFate,
        EchOutcome,
        ExpectedKeyMatch,
        RawPublicKeys,
        TemporaryKey,
    )
    from s_server.libssl._library import SSL, CData

# Key exchanges in which the server signs nothing: NID_kx_rsa and NID_kx_rsa_psk.
_UNSIGNED = {1037, 1042}
_TICKET_NAME_SIZE = 16  # bytes (SSL_CTX_set_tlsext_ticket_key_cb(3))
# Plain numbers: they are looked at in each handshake.
_ENABLE_KTLS = int(SslOption.ENABLE_KTLS)
_NO_RENEGOTIATION = int(SslOption.NO_RENEGOTIATION)
_FATES: dict[int, EarlyDataFate] = {
    EarlyStatus.REJECTED: "rejected",
    EarlyStatus.ACCEPTED: "accepted",
}


class _Suite(NamedTuple):
    name: str
    number: int
    key_exchange: int


# The library's names of things, asked once.  Its suites lie where they are for ever.
_SUITES: dict[CData, _Suite] = {}
_DIGESTS: dict[int, str] = {NID_UNDEF: ""}
_VERDICTS: dict[int, str] = {}


class HandshakeFacts(OfferedFacts):
    """The facts of one connection (events.Facts)."""

    @kept
    def version(self) -> str:
        """The protocol, as OpenSSL calls it."""
        return text(self._functions.SSL_get_version(self._tls.pointer))

    @kept
    def _suite(self) -> _Suite | None:
        cipher = self._functions.SSL_get_current_cipher(self._tls.pointer)
        if not cipher:
            return None
        if cipher not in _SUITES:
            _SUITES[cipher] = _Suite(
                text(self._functions.SSL_CIPHER_get_name(cipher)),
                self._functions.SSL_CIPHER_get_protocol_id(cipher),
                self._functions.SSL_CIPHER_get_kx_nid(cipher),
            )
        return _SUITES[cipher]

    @kept
    def cipher(self) -> str | None:
        """The cipher suite, as OpenSSL calls it."""
        return self._suite.name if self._suite else None

    @kept
    def cipher_number(self) -> int | None:
        """The cipher suite's number on the wire."""
        return self._suite.number if self._suite else None

    @kept
    def group(self) -> str | int | None:
        """The group that the keys were agreed on in; None without, or before 3.0."""
        number = self._ctrl(SslCtrl.GET_NEGOTIATED_GROUP, 0, ffi.NULL)
        return self._group_name(number) if number > 0 else None

    @kept
    def server_name(self) -> bytes | None:
        """The server name that the client asked for."""
        name = self._functions.SSL_get_servername(self._tls.pointer, SERVER_NAME_HOST)
        return bytes(ffi.string(name)) if name else None

    @kept
    def application_protocol(self) -> bytes:
        """The protocol that was chosen by ALPN, or nothing."""
        if not self._tls.context.protocols:
            return b""
        place, size = ffi.new("const unsigned char **"), ffi.new("unsigned int *")
        self._functions.SSL_get0_alpn_selected(self._tls.pointer, place, size)
        return bytes(ffi.buffer(place[0], size[0])) if place[0] else b""

    @kept
    def early_data(self) -> EarlyDataFate:
        """What became of the client's early data."""
        status = self._functions.SSL_get_early_data_status(self._tls.pointer)
        return _FATES.get(status, "not_sent")

    @kept
    def hello_came(self) -> float | None:
        """When the first ClientHello had come (time.monotonic()), if that was asked."""
        return self._tls.hello_came

    @kept
    def reused(self) -> bool:
        """Whether a session was resumed."""
        return self._functions.SSL_session_reused(self._tls.pointer) == 1

    @kept
    def ticket_names(self) -> tuple[bytes, ...]:
        """What tickets that we can read begin with."""
        context = self._tls.context
        if context.ticket_keys is not None:
            return context.ticket_keys.names
        command, pointer = SslCtrl.GET_TLSEXT_TICKET_KEYS, context.pointer
        control = self._functions.SSL_CTX_ctrl
        size = control(pointer, command, 0, ffi.NULL)
        room = ffi.new("unsigned char[]", size)
        control(pointer, command, size, room)
        return (bytes(ffi.buffer(room, _TICKET_NAME_SIZE)),)

    @kept
    def session_pem(self) -> bytes:
        """The session in PEM."""
        session = self._functions.SSL_get_session(self._tls.pointer)
        write = self._functions.PEM_write_bio_SSL_SESSION
        return printed(self._library, lambda bio: write(bio, session))

    @kept
    def session_text(self) -> bytes:
        """The session in words; holds secrets."""
        session = self._functions.SSL_get_session(self._tls.pointer)
        write = self._functions.SSL_SESSION_print
        return printed(self._library, lambda bio: write(bio, session))

    @kept
    def client_certificate(self) -> CertificateText | None:
        """The certificate that the client sent, if any."""
        if self._library.has("peer_certificate"):
            pointer = self._functions.SSL_get1_peer_certificate(self._tls.pointer)
        else:
            pointer = self._functions.SSL_get_peer_certificate(self._tls.pointer)
        if not pointer:
            return None
        with Certificate(self._library, pointer) as certificate:
            return CertificateText(certificate)

    @kept
    def client_certificates(self) -> tuple[CertificateText, ...]:
        """The client's certificate and those that it sent with it."""
        first = self.client_certificate
        if first is None:
            return ()
        chain = self._functions.SSL_get_peer_cert_chain(self._tls.pointer)
        return (first, *map(self._kept, stack_items(self._library, chain, "X509 *")))

    @kept
    def raw_keys(self) -> RawPublicKeys | None:
        """Which side showed a raw public key; None is neither."""
        if not self._library.has("rpk"):
            return None
        from s_server.libssl.raw_keys import negotiated  # noqa: PLC0415 - for new ones

        return negotiated(self._library, self._tls.pointer)

    @kept
    def expected_key(self) -> ExpectedKeyMatch | None:
        """Which of the expected keys the client has (-expected-rpks)."""
        if not self._tls.context.expected_keys:
            return None
        from s_server.libssl.raw_keys import match  # noqa: PLC0415 - seldom needed

        return match(self._library, self._tls.pointer)

    @kept
    def ech(self) -> EchOutcome | None:
        """What came of ECH; None where we have no keys for it."""
        if not self._library.has("ech"):
            return None
        from s_server.libssl.ech import outcome  # noqa: PLC0415 - for the newest

        return outcome(self._library, self._tls.pointer)

    @kept
    def _options(self) -> int:
        return self._functions.SSL_get_options(self._tls.pointer)

    @property
    def _may_use_kernel(self) -> bool:
        # A bit that means nothing before 3.0.
        return bool(self._options & _ENABLE_KTLS)

    @kept
    def sends_by_kernel(self) -> bool:
        """Whether the kernel encrypts what is sent (-ktls)."""
        return self._may_use_kernel and self._tls.sends_by_kernel

    @kept
    def receives_by_kernel(self) -> bool:
        """Whether the kernel decrypts what is received (-ktls)."""
        return self._may_use_kernel and self._tls.receives_by_kernel

    def _kept(self, pointer: CData) -> CertificateText:
        self._functions.X509_up_ref(pointer)
        with Certificate(self._library, pointer) as certificate:
            return CertificateText(certificate)

    @kept
    def server_ciphers(self) -> tuple[tuple[str, str], ...]:
        """The server's suites, each with the protocol that brought it."""
        ciphers = self._functions.SSL_get_ciphers(self._tls.pointer)
        return tuple(
            (
                text(self._functions.SSL_CIPHER_get_version(cipher)),
                text(self._functions.SSL_CIPHER_get_name(cipher)),
            )
            for cipher in stack_items(self._library, ciphers, "const SSL_CIPHER *")
        )

    @kept
    def peer_signature(self) -> tuple[str | None, str | None]:
        """The client's own signature: digest, and key type or (since 3.5) scheme.

        A digest of "" is none.
        """
        if not self.client_certificates and self.raw_keys is None:
            return None, None  # nothing that it could have signed with
        digest, key = self._signature_kind(
            SslCtrl.GET_PEER_SIGNATURE_NID,
            self._functions.SSL_get_peer_signature_type_nid,
        )
        return digest, self._words(SslCtrl.GET_PEER_SIGNATURE_NAME) or key

    @kept
    def own_signature(self) -> str | None:
        """The scheme of our signature; None where the library does not tell (< 3.5)."""
        return self._words(SslCtrl.GET_SIGNATURE_NAME)

    @kept
    def own_signature_kind(self) -> tuple[str | None, str | None]:
        """Our signature: digest, of which "" is none, and key type."""
        if self._suite and self._suite.key_exchange in _UNSIGNED:
            # The library has chosen one all the same.
            return None, None
        return self._signature_kind(
            SslCtrl.GET_SIGNATURE_NID, self._functions.SSL_get_signature_type_nid
        )

    def _signature_kind(
        self, digest_of: SslCtrl, ask_key: Callable[[SSL, CData], int]
    ) -> tuple[str | None, str | None]:
        nid = ffi.new("int *")
        digest = None
        if self._ctrl(digest_of, 0, nid):
            digest = self._digest_name(nid[0])
        key = KEYS.get(nid[0]) if ask_key(self._tls.pointer, nid) else None
        return digest, key

    def _digest_name(self, nid: int) -> str:
        if nid not in _DIGESTS:
            _DIGESTS[nid] = text(self._functions.OBJ_nid2sn(nid))
        return _DIGESTS[nid]

    @kept
    def peer_temporary_key(self) -> TemporaryKey | None:
        """The key the client sent for this handshake, while the library has it."""
        place = ffi.new("EVP_PKEY **")
        if not self._library.has("key_types"):
            return None
        if not self._ctrl(SslCtrl.GET_PEER_TMP_KEY, 0, place):
            return None
        with Handle(place[0], self._functions.EVP_PKEY_free):
            return temporary_key(self._library, place[0])

    @kept
    def next_protocol(self) -> bytes:
        """The protocol that the client chose by NPN, or nothing."""
        if self._tls.context.advertised is None or not self._library.has("npn"):
            return b""
        place, size = ffi.new("const unsigned char **"), ffi.new("unsigned int *")
        self._functions.SSL_get0_next_proto_negotiated(self._tls.pointer, place, size)
        return bytes(ffi.buffer(place[0], size[0])) if place[0] else b""

    @kept
    def srtp_profile(self) -> str | None:
        """The SRTP profile that was agreed on (DTLS)."""
        if not self._tls.context.datagrams or not self._library.has("srtp"):
            return None
        profile: CData = self._functions.SSL_get_selected_srtp_profile(
            self._tls.pointer
        )
        return text(profile.name) if profile else None

    def exported(self, label: str, length: int) -> bytes | None:
        """So many bytes of keying material with this label, None where it fails.

        There is no context value (SSL_export_keying_material(3)).
        """
        room, name = ffi.new("unsigned char[]", length), os.fsencode(label)
        done = self._functions.SSL_export_keying_material(
            self._tls.pointer, room, length, name, len(name), ffi.NULL, 0, 0
        )
        # A failure must not be taken for one of the connection later on.
        self._functions.ERR_clear_error()
        return bytes(ffi.buffer(room)) if done == 1 else None

    @kept
    def secure_renegotiation(self) -> bool:
        """Whether the client takes part in RFC 5746."""
        return self._ctrl(SslCtrl.GET_RI_SUPPORT, 0, ffi.NULL) == 1

    @kept
    def renegotiation_disabled(self) -> bool:
        """Whether we refuse every renegotiation."""
        return bool(self._options & _NO_RENEGOTIATION)

    @kept
    def verify_code(self) -> int:
        """What came of verifying the client: 0 is good."""
        return self._tls.verify_code

    @kept
    def verify_words(self) -> str:
        """The verify code in words."""
        code = self.verify_code
        if code not in _VERDICTS:
            _VERDICTS[code] = self._tls.verify_words
        return _VERDICTS[code]

    @kept
    def verified_name(self) -> str | None:
        """The client's name that a check matched."""
        if not self.client_certificates:
            return None
        name = self._functions.SSL_get0_peername(self._tls.pointer)
        return text(name) if name else None
