"""Stapled OCSP responses: what clients ask for, and what goes out with it.

libssl calls back when a client asks for the status of our certificate
(SSL_CTX_set_tlsext_status_cb(3)).  Which response it gets is for the context's
``stapler`` to say; here is what it needs of C.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from s_server.events import StatusAsked, StatusStapled
from s_server.frozen import Frozen
from s_server.libssl.bio import printed
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import ExtensionAnswer, SslCtrl, Version
from s_server.libssl.ffi import ffi

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl._library import OCSP_SINGLERESP, SSL, X509, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.tls import Tls

_PRINT_FLAGS = 2  # as the C program gives them to OCSP_RESPONSE_print
_DIGEST_SIZE = 64  # EVP_MAX_MD_SIZE
_DAY = 86400

R = TypeVar("R")


class Stapler(Protocol):
    """Knows the responses for our certificates; called on any thread."""

    whole_chain: bool
    """Whether a response is wanted for every certificate that goes out."""

    def staple(self, asked: Asked) -> tuple[Response | None, ...]:
        """Answer a response, or None, for each certificate that is asked about."""


class Response(Frozen, kw_only=False):
    """A response in DER that OpenSSL can read (read_response)."""

    library: Library
    octets: bytes

    @property
    def text(self) -> bytes:
        """The response in words (OCSP_RESPONSE_print(3))."""
        functions = self.library.functions
        pointer = self.taken()
        try:
            return printed(
                self.library,
                lambda bio: functions.OCSP_RESPONSE_print(bio, pointer, _PRINT_FLAGS),
            )
        finally:
            functions.OCSP_RESPONSE_free(pointer)

    @property
    def until(self) -> float | None:
        """Until when it may be used, in Unix time; None where it is for this once.

        Without nextUpdate newer information may be there at any time (RFC 6960
        section 4.2.2.1); an error of the responder's says nothing of the next time.
        """
        ends = self._of_each(self._end)
        known = [end for end in ends if end is not None]
        return min(known) if known and len(known) == len(ends) else None

    def is_about(self, served: Served) -> bool:
        """Whether it tells the status of this certificate."""
        identify = self.library.functions.OCSP_SINGLERESP_get0_id
        return any(self._of_each(lambda single: served.is_named_by(identify(single))))

    def taken(self) -> CData:
        """Answer it as an OCSP_RESPONSE for the caller to free or to give away."""
        return _decoded(self.library, self.octets)

    def _of_each(self, work: Callable[[OCSP_SINGLERESP], R]) -> list[R]:
        """Do ``work`` with what it says of each certificate; an error says nothing."""
        functions = self.library.functions
        functions.ERR_clear_error()
        pointer = self.taken()
        basic = functions.OCSP_response_get1_basic(pointer)
        functions.OCSP_RESPONSE_free(pointer)
        if not basic:
            functions.ERR_clear_error()
            return []
        try:
            count = functions.OCSP_resp_count(basic)
            return [work(functions.OCSP_resp_get0(basic, i)) for i in range(count)]
        finally:
            functions.OCSP_BASICRESP_free(basic)

    def _end(self, single: OCSP_SINGLERESP) -> float | None:
        functions = self.library.functions
        end = ffi.new("ASN1_GENERALIZEDTIME **")
        functions.OCSP_single_get0_status(single, ffi.NULL, ffi.NULL, ffi.NULL, end)
        if not end[0]:
            return None
        days, seconds = ffi.new("int *"), ffi.new("int *")
        epoch = functions.ASN1_TIME_set(ffi.NULL, 0)
        try:
            known = functions.ASN1_TIME_diff(days, seconds, epoch, end[0])
        finally:
            functions.ASN1_STRING_free(epoch)
        return float(days[0] * _DAY + seconds[0]) if known == 1 else None


def read_response(library: Library, octets: bytes) -> Response | None:
    """Answer the response that these bytes are, or None where they are none."""
    pointer = _decoded(library, octets)
    if not pointer:
        library.functions.ERR_clear_error()
        return None
    library.functions.OCSP_RESPONSE_free(pointer)
    return Response(library, octets)


class Served:
    """A certificate that goes out to a client, for as long as the callback runs."""

    def __init__(self, library: Library, ssl: SSL, certificate: X509) -> None:
        self._library = library
        self._functions = library.functions
        self._ssl = ssl
        self._certificate = certificate

    @cached_property
    def octets(self) -> bytes:
        """The certificate in DER."""
        return _encoded(self._functions.i2d_X509, self._certificate)

    @property
    def responder(self) -> str | None:
        """The address of the first responder that the certificate names, if any."""
        found = self._functions.X509_get1_ocsp(self._certificate)
        if not found:
            return None
        try:
            addresses = ffi.cast("OPENSSL_STACK *", found)
            first = self._functions.OPENSSL_sk_value(addresses, 0)
            octets: bytes = ffi.string(ffi.cast("char *", first)) if first else b""
        finally:
            self._functions.X509_email_free(found)
        return octets.decode("ascii", "backslashreplace")

    def request(self) -> bytes | None:
        """Answer a request for its status in DER; None where its issuer is unknown.

        It has the extensions of the client's own.
        """
        functions = self._functions
        functions.ERR_clear_error()
        issuer = self._issuer()
        functions.ERR_clear_error()
        if not issuer:
            return None
        request = functions.OCSP_REQUEST_new()
        try:
            # NULL is SHA-1 (OCSP_cert_to_id(3)), which every responder knows.
            named = functions.OCSP_cert_to_id(ffi.NULL, self._certificate, issuer)
            functions.OCSP_request_add0_id(request, named)
            for extension in _extensions(self._library, self._ssl):
                functions.OCSP_REQUEST_add_ext(request, extension, -1)
            return _encoded(functions.i2d_OCSP_REQUEST, request)
        finally:
            functions.OCSP_REQUEST_free(request)
            functions.X509_free(issuer)

    def is_named_by(self, named: CData) -> bool:
        """Whether an OCSP_CERTID names it: by its number and its issuer's name."""
        functions = self._functions
        name, kind = ffi.new("ASN1_OCTET_STRING **"), ffi.new("ASN1_OBJECT **")
        number = ffi.new("ASN1_INTEGER **")
        named = ffi.cast("OCSP_CERTID *", named)
        functions.OCSP_id_get0_info(name, kind, ffi.NULL, number, named)
        own = functions.X509_get0_serialNumber(self._certificate)
        if functions.ASN1_INTEGER_cmp(number[0], own) != 0:
            return False
        digest = functions.EVP_get_digestbyname(
            functions.OBJ_nid2sn(functions.OBJ_obj2nid(kind[0]))
        )
        if not digest:
            return False
        room = ffi.new("unsigned char[]", _DIGEST_SIZE)
        size = ffi.new("unsigned int *")
        issuer = functions.X509_get_issuer_name(self._certificate)
        functions.X509_NAME_digest(issuer, digest, room, size)
        data = functions.ASN1_STRING_get0_data(name[0])
        length = functions.ASN1_STRING_length(name[0])
        return bytes(ffi.buffer(data, length)) == bytes(ffi.buffer(room, size[0]))

    def _issuer(self) -> X509:
        """Answer the issuer, for the caller to free, or NULL.

        It may go out with the certificate, or be trusted.
        """
        functions = self._functions
        for candidate in _chain(self._library, self._ssl):
            if functions.X509_check_issued(candidate, self._certificate) == 0:
                functions.X509_up_ref(candidate)
                return candidate
        found = ffi.new("X509 **")
        store = functions.SSL_CTX_get_cert_store(functions.SSL_get_SSL_CTX(self._ssl))
        search = functions.X509_STORE_CTX_new()
        try:
            functions.X509_STORE_CTX_init(search, store, ffi.NULL, ffi.NULL)
            functions.X509_STORE_CTX_get1_issuer(found, search, self._certificate)
        finally:
            functions.X509_STORE_CTX_free(search)
        return cast("X509", found[0])


class Asked:
    """What a client asks for, for as long as the callback runs.

    ``served`` are our certificate and, where each may have a response, those that go
    out after it.  ``tls`` is the connection that takes note of what comes up.
    """

    def __init__(self, tls: Tls, ssl: SSL, *, whole_chain: bool) -> None:
        functions = tls.library.functions
        self.tls = tls
        certificates = [functions.SSL_get_certificate(ssl)]
        if whole_chain and functions.SSL_version(ssl) == Version.TLS1_3:
            certificates += _chain(tls.library, ssl)
        self.served = tuple(Served(tls.library, ssl, c) for c in certificates if c)
        self.is_plain = not any(_extensions(tls.library, ssl))
        """Whether the client's request has no extensions, such as a nonce."""


def staple_by(context: Context, stapler: Stapler) -> None:
    """Have connections of this context send what their first one's stapler says."""
    context.stapler = stapler
    context.library.functions.SSL_CTX_callback_ctrl(
        context.pointer,
        SslCtrl.SET_TLSEXT_STATUS_REQ_CB,
        ffi.cast("void (*)(void)", _on_status),
    )


@ffi.callback("s_server_status_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_status(ssl: SSL, _: CData) -> int:
    """Set the response for a client that asks for one."""
    connection = connection_of(ssl)
    if connection is None:
        return ExtensionAnswer.NOACK
    tls = cast("Tls", connection)
    return guarded(tls, lambda: _staple(tls, ssl), ExtensionAnswer.ALERT_FATAL)


def _staple(tls: Tls, ssl: SSL) -> ExtensionAnswer:
    stapler = tls.context.stapler
    if stapler is None:
        return ExtensionAnswer.NOACK
    tls.note(StatusAsked)
    responses = stapler.staple(Asked(tls, ssl, whole_chain=stapler.whole_chain))
    tls.note(StatusStapled, responses=responses)
    if not any(responses):
        return ExtensionAnswer.NOACK
    _set_responses(tls.library, ssl, responses)
    return ExtensionAnswer.OK


def _set_responses(
    library: Library, ssl: SSL, responses: tuple[Response | None, ...]
) -> None:
    """Give the responses away: they are libssl's from here on."""
    functions = library.functions
    if len(responses) > 1:
        stack = functions.OPENSSL_sk_new_null()
        for response in responses:
            taken = ffi.NULL if response is None else response.taken()
            functions.OPENSSL_sk_push(stack, taken)
        functions.SSL_ctrl(ssl, SslCtrl.SET_TLSEXT_STATUS_REQ_OCSP_RESP_EX, 0, stack)
        return
    (only,) = responses
    assert only is not None, "asked before"
    size = len(only.octets)
    room = functions.CRYPTO_malloc(size, ffi.NULL, 0)
    if not room:
        raise MemoryError
    ffi.memmove(room, only.octets, size)
    functions.SSL_ctrl(ssl, SslCtrl.SET_TLSEXT_STATUS_REQ_OCSP_RESP, size, room)


def _chain(library: Library, ssl: SSL) -> list[X509]:
    """Answer the certificates that were set to go out after our own."""
    found = ffi.new("OPENSSL_STACK **")
    library.functions.SSL_ctrl(ssl, SslCtrl.GET_CHAIN_CERTS, 0, found)
    return [ffi.cast("X509 *", each) for each in _each(library, found[0])]


def _extensions(library: Library, ssl: SSL) -> list[CData]:
    """Answer the extensions of the client's request."""
    found = ffi.new("OPENSSL_STACK **")
    library.functions.SSL_ctrl(ssl, SslCtrl.GET_TLSEXT_STATUS_REQ_EXTS, 0, found)
    return [ffi.cast("X509_EXTENSION *", each) for each in _each(library, found[0])]


def _each(library: Library, stack: CData) -> list[CData]:
    functions = library.functions
    # Of a NULL there are -1.
    count = functions.OPENSSL_sk_num(stack)
    return [functions.OPENSSL_sk_value(stack, index) for index in range(count)]


def _decoded(library: Library, octets: bytes) -> CData:
    room = ffi.new("unsigned char[]", octets)
    place = ffi.new("const unsigned char **", room)
    return library.functions.d2i_OCSP_RESPONSE(ffi.NULL, place, len(octets))


def _encoded(encode: Callable[[CData, CData], int], thing: CData) -> bytes:
    room = ffi.new("unsigned char[]", encode(thing, ffi.NULL))
    encode(thing, ffi.new("unsigned char **", room))
    return bytes(ffi.buffer(room))
