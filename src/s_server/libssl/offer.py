"""What a context has to offer, read from a ClientHello that is made with its settings.

No function of OpenSSL tells a server's groups, signature schemes, or the versions that
its security level leaves.  But as a client it would say all that, with the same
settings in the same order: so a connection of the context is turned into a client's,
and what it says is read and thrown away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.events.offer import Offer, OwnCertificate
from s_server.libssl.constants import SetCurrent, SslCtrl, SslMode, Version
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.x509 import certificate_of, stack_items
from s_server.wire.client_hello import ClientHello
from s_server.wire.first_flight import first_client_hello

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl._library import SSL, SSL_CIPHER, X509, CData
    from s_server.libssl.tls import Tls

_HELLO_SIZE = 65536
_NAME_FLAGS = 0x02031F  # X509_NAME_print_ex(3): oneline, no blanks round "="
_ALTERNATIVE = "X509v3 Subject Alternative Name:"
_USAGE = "X509v3 Extended Key Usage:"
_FEATURE = "TLS Feature:"


class OwnOffer:
    """What the server has for one connection (events.offer.Own); asked at most once."""

    def __init__(self, tls: Tls) -> None:
        self._tls = tls
        self._library = tls.library
        self._functions = tls.library.functions
        # A server name may have switched to another context.
        self._context = self._functions.SSL_get_SSL_CTX(tls.pointer)

    @property
    def offer(self) -> Offer:
        """What may be agreed on."""
        return self._kept(guarded=True)

    @property
    def unguarded(self) -> Offer:
        """What might be, were the security level 0."""
        return self._kept(guarded=False)

    @property
    def level(self) -> int:
        """The security level."""
        return self._functions.SSL_CTX_get_security_level(self._context)

    @property
    def certificates(self) -> tuple[OwnCertificate, ...]:
        """Our certificates, of the server name that was asked for."""
        with self._twin() as handle:
            twin, found = handle.pointer, []
            more = self._control(twin, SslCtrl.SET_CURRENT_CERT, SetCurrent.FIRST)
            while more:
                pointer = self._functions.SSL_get_certificate(twin)
                found.append(self._described(pointer))
                more = self._control(twin, SslCtrl.SET_CURRENT_CERT, SetCurrent.NEXT)
            return tuple(found)

    @property
    def shared_secrets(self) -> frozenset[str]:
        """Of which kinds it has secrets that clients share: PSK, SRP."""
        context = self._tls.context
        has = {"PSK": context.shared_keys, "SRP": context.verifiers}
        return frozenset(kind for kind, secrets in has.items() if secrets is not None)

    @property
    def certificate(self) -> OwnCertificate | None:
        """The one that was sent, if one was."""
        pointer = self._functions.SSL_get_certificate(self._tls.pointer)
        return self._described(pointer) if pointer else None

    @property
    def suite(self) -> str:
        """OpenSSL's name of the suite that was chosen, or nothing."""
        suite = self._functions.SSL_get_pending_cipher(self._tls.pointer)
        return text(self._functions.SSL_CIPHER_get_name(suite)) if suite else ""

    @property
    def psk_identity(self) -> bytes:
        """Whose shared key was used, up to TLS 1.2."""
        identity = self._functions.SSL_get_psk_identity(self._tls.pointer)
        return bytes(ffi.string(identity)) if identity else b""

    def has_version(self, version: int) -> bool:
        """Whether the library was built with a version: with SSL 3.0 seldom one is."""
        return version != Version.SSL3 or self._library.has("ssl3")

    def suite_name(self, code: int) -> str | None:
        """OpenSSL's name of a suite, or None for one that it does not have."""
        suite = self._suite(code)
        return text(self._functions.SSL_CIPHER_get_name(suite)) if suite else None

    def suite_version(self, code: int) -> str | None:
        """OpenSSL's name of the version that brought a suite, None for one unknown."""
        suite = self._suite(code)
        return text(self._functions.SSL_CIPHER_get_version(suite)) if suite else None

    def _suite(self, code: int) -> SSL_CIPHER:
        octets = (code & 0xFFFF).to_bytes(2)
        return self._functions.SSL_CIPHER_find(self._tls.pointer, octets)

    def _kept(self, *, guarded: bool) -> Offer:
        key = int(ffi.cast("intptr_t", self._context)), guarded
        kept = self._tls.context.offers
        if key not in kept:
            kept[key] = self._made(guarded=guarded)
        return kept[key]

    def _made(self, *, guarded: bool) -> Offer:
        said = self._said(guarded=guarded)
        plain = self._said(guarded=False) if guarded else said
        kept_back = set(plain.cipher_suites) - set(said.cipher_suites)
        suites = [code for code in self._suites() if code not in kept_back]
        return Offer(
            versions=tuple(self._versions(guarded=guarded)),
            suites=tuple(suites),
            groups=tuple(map(int, said.groups)),
            schemes=tuple(map(int, said.signature_schemes)),
        )

    def _versions(self, *, guarded: bool) -> Iterator[int]:
        for version in Version:
            if self._tls.context.serves(version) and self._hello(
                version, guarded=guarded
            ):
                yield int(version)

    def _said(self, *, guarded: bool) -> ClientHello:
        return self._hello(None, guarded=guarded) or ClientHello(0, b"")

    def _suites(self) -> list[int]:
        """The list itself: as a client OpenSSL keeps suites of PSK and SRP back."""
        functions = self._functions
        suites = functions.SSL_CTX_get_ciphers(self._context)
        return [
            functions.SSL_CIPHER_get_protocol_id(suite)
            for suite in stack_items(self._library, suites, "const SSL_CIPHER *")
        ]

    def _hello(self, version: int | None, *, guarded: bool) -> ClientHello | None:
        """Have a ClientHello said; None where the settings leave none."""
        functions = self._functions
        with self._twin() as handle:
            twin = handle.pointer
            if not guarded:
                functions.SSL_set_security_level(twin, 0)
            if version is not None:
                self._control(twin, SslCtrl.SET_MIN_PROTO_VERSION, version)
                self._control(twin, SslCtrl.SET_MAX_PROTO_VERSION, version)
            bio = functions.BIO_new(functions.BIO_s_mem())
            silence = functions.BIO_new(functions.BIO_s_mem())
            functions.SSL_set_bio(twin, silence, bio)
            functions.SSL_set_connect_state(twin)
            functions.SSL_do_handshake(twin)
            room = ffi.new("char[]", _HELLO_SIZE)
            size = functions.BIO_read(bio, room, _HELLO_SIZE)
            functions.ERR_clear_error()
        said = bytes(ffi.buffer(room, max(size, 0)))
        try:
            return first_client_hello(said, dtls=self._tls.context.datagrams)
        except WireError:
            return None

    def _twin(self) -> Handle[SSL]:
        functions = self._functions
        twin = functions.SSL_new(self._context)
        # A job could pause, and nobody would go on with it.
        self._control(twin, SslCtrl.CLEAR_MODE, SslMode.ASYNC)
        is_dtls = self._tls.context.datagrams
        make = functions.DTLS_client_method if is_dtls else functions.TLS_client_method
        functions.SSL_set_ssl_method(twin, make())
        return Handle(twin, functions.SSL_free)

    def _described(self, pointer: X509) -> OwnCertificate:
        with certificate_of(self._library, pointer) as certificate:
            printed = certificate.text.decode(errors="replace")
            return OwnCertificate(
                kind=certificate.kind,
                subject=certificate.subject(_NAME_FLAGS).decode(errors="replace"),
                names=extension_in(printed, _ALTERNATIVE),
                not_after=certificate.not_after.decode(),
                bits=certificate.bits,
                signature=certificate.signature,
                issuer=certificate.issuer(_NAME_FLAGS).decode(errors="replace"),
                not_before=certificate.not_before.decode(),
                usages=extension_in(printed, _USAGE),
                must_staple="status_request" in extension_in(printed, _FEATURE),
            )

    def _control(self, ssl: CData, command: SslCtrl, number: int) -> int:
        return self._functions.SSL_ctrl(ssl, command, number, ffi.NULL)


def extension_in(printed: str, title: str) -> tuple[str, ...]:
    """Find what a certificate's words list under a title (X509_print(3))."""
    _, found, rest = printed.partition(title)
    if not found or "\n" not in rest:
        return ()
    # The title's line may end with "critical".
    line = rest.split("\n")[1]
    return tuple(name.strip() for name in line.split(", ") if name.strip())
