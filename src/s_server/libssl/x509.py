"""Certificates and private keys, as owned handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import CertificateSummary
from s_server.libssl._library import EVP_PKEY, X509, X509_CRL
from s_server.libssl.bio import printed, reading
from s_server.libssl.constants import NID_DH
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from s_server.libssl._library import X509_NAME, CData
    from s_server.libssl.load import Library

# X509_NAME_print_ex(3)
NAME_COMPAT = 0
NAME_SEPARATOR = 0xF << 16
NAME_MULTILINE = 4 << 16
TITLED_INDENT = 4
ASN1_NEGATIVE = 0x100  # V_ASN1_NEG, part of a string's type


# 1.1.1 cannot name a key's type: by NID, as newer ones do (openssl/obj_mac.h).
_KINDS = {
    6: "RSA", 912: "RSA-PSS", 116: "DSA", 408: "EC", 1087: "ED25519", 1088: "ED448",
}  # fmt: skip


class PrivateKey(Handle[EVP_PKEY]):
    """A private key, or a set of key parameters."""

    def __init__(self, library: Library, pointer: EVP_PKEY) -> None:
        super().__init__(pointer, library.functions.EVP_PKEY_free)
        self._library = library

    @property
    def is_dh(self) -> bool:
        """Whether it is of PKCS#3's DH; X9.42's (DHX) cannot serve TLS."""
        functions = self._library.functions
        if self._library.has("key_types"):
            return functions.EVP_PKEY_get_base_id(self.pointer) == NID_DH
        return functions.EVP_PKEY_base_id(self.pointer) == NID_DH


class Certificate(Handle[X509]):
    """An X.509 certificate."""

    def __init__(self, library: Library, pointer: X509) -> None:
        super().__init__(pointer, library.functions.X509_free)
        self.library = library

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""
        functions = self.library.functions
        return printed(
            self.library, lambda bio: functions.PEM_write_bio_X509(bio, self.pointer)
        )

    @property
    def text(self) -> bytes:
        """The certificate in words (X509_print(3))."""
        functions = self.library.functions
        return printed(
            self.library, lambda bio: functions.X509_print(bio, self.pointer)
        )

    @property
    def not_before(self) -> bytes:
        """From when on it is valid, as ASN1_TIME_print(3) writes it."""
        time = self.library.functions.X509_get0_notBefore(self.pointer)
        write = self.library.functions.ASN1_TIME_print
        return printed(self.library, lambda bio: write(bio, time))

    @property
    def not_after(self) -> bytes:
        """Until when it is valid, as ASN1_TIME_print(3) writes it."""
        time = self.library.functions.X509_get0_notAfter(self.pointer)
        write = self.library.functions.ASN1_TIME_print
        return printed(self.library, lambda bio: write(bio, time))

    @property
    def serial(self) -> str:
        """The serial number in hex, with two digits a byte."""
        functions = self.library.functions
        number = functions.X509_get0_serialNumber(self.pointer)
        size = functions.ASN1_STRING_length(number)
        digits = bytes(ffi.buffer(functions.ASN1_STRING_get0_data(number), size)).hex()
        is_negative = functions.ASN1_STRING_type(number) & ASN1_NEGATIVE
        return f"-{digits}" if is_negative else digits

    @property
    def sha256(self) -> bytes:
        """The certificate's fingerprint."""
        functions = self.library.functions
        room, size = ffi.new("unsigned char[]", 32), ffi.new("unsigned int *")
        digest = functions.EVP_get_digestbyname(b"SHA256")
        functions.X509_digest(self.pointer, digest, room, size)
        return bytes(ffi.buffer(room, size[0]))

    def subject(self, flags: int, *, titled: bool = False) -> bytes:
        """The subject's name (name_text)."""
        name = self.library.functions.X509_get_subject_name(self.pointer)
        return name_text(self.library, name, flags, titled=titled)

    def issuer(self, flags: int, *, titled: bool = False) -> bytes:
        """The issuer's name (name_text)."""
        name = self.library.functions.X509_get_issuer_name(self.pointer)
        return name_text(self.library, name, flags, titled=titled)

    @property
    def kind(self) -> str:
        """What kind of key it has, such as ``RSA``, ``EC`` or ``ED25519``."""
        key = self.library.functions.X509_get0_pubkey(self.pointer)
        return key_kind(self.library, key) if key else ""

    def summary(self, flags: int) -> CertificateSummary:
        """What identifies it, with names printed as ``flags`` say."""
        return CertificateSummary(
            subject=self.subject(flags),
            issuer=self.issuer(flags),
            serial=self.serial,
            not_before=self.not_before,
            not_after=self.not_after,
            sha256=self.sha256,
        )

    @property
    def bits(self) -> int:
        """How many bits its key has."""
        key = self.library.functions.X509_get0_pubkey(self.pointer)
        return key_bits(self.library, key) if key else 0

    @property
    def signature(self) -> str:
        """What it was signed with, such as ``RSA-SHA256``."""
        functions = self.library.functions
        return text(
            functions.OBJ_nid2sn(functions.X509_get_signature_nid(self.pointer))
        )

    def matches(self, key: PrivateKey) -> bool:
        """Whether ``key`` is this certificate's own."""
        functions = self.library.functions
        functions.ERR_clear_error()
        matched = functions.X509_check_private_key(self.pointer, key.pointer) == 1
        functions.ERR_clear_error()
        return matched


def key_kind(library: Library, key: CData) -> str:
    """Answer OpenSSL's name of a key's type; nothing where it has none."""
    functions = library.functions
    if not library.has("key_types"):
        return _KINDS.get(functions.EVP_PKEY_base_id(key), "")
    name = functions.EVP_PKEY_get0_type_name(key)
    return text(name) if name else ""


def key_bits(library: Library, key: CData) -> int:
    """Answer how many bits a key has."""
    functions = library.functions
    new = library.has("key_types")
    return (functions.EVP_PKEY_get_bits if new else functions.EVP_PKEY_bits)(key)


def name_text(
    library: Library, name: X509_NAME, flags: int, *, titled: bool = False
) -> bytes:
    """Print a distinguished name; ``flags`` are those of X509_NAME_print_ex(3).

    After a title a name of several lines begins on the next one, indented, and
    without flags it is written with slashes (X509_NAME_oneline(3)).
    """
    functions = library.functions
    if titled and flags == NAME_COMPAT:
        written = functions.X509_NAME_oneline(name, ffi.NULL, 0)
        try:
            return bytes(ffi.string(written))
        finally:
            functions.CRYPTO_free(written, b"", 0)
    several = titled and flags & NAME_SEPARATOR == NAME_MULTILINE
    indent = TITLED_INDENT if several else 0
    shown = printed(
        library, lambda bio: functions.X509_NAME_print_ex(bio, name, indent, flags)
    )
    return b"\n" + shown if several else shown


def stack_items(library: Library, stack: CData, kind: str) -> list[CData]:
    """Answer what is in a stack, which may be NULL, cast to ``kind``."""
    if not stack:
        return []
    items = ffi.cast("OPENSSL_STACK *", stack)
    functions = library.functions
    count = functions.OPENSSL_sk_num(items)
    return [ffi.cast(kind, functions.OPENSSL_sk_value(items, i)) for i in range(count)]


class RevocationList(Handle[X509_CRL]):
    """A list of revoked certificates."""

    def __init__(self, library: Library, pointer: X509_CRL) -> None:
        super().__init__(pointer, library.functions.X509_CRL_free)


def certificate_of(library: Library, pointer: X509) -> Certificate:
    """Answer a certificate that is somebody else's, kept for as long as it is used."""
    library.functions.X509_up_ref(pointer)
    return Certificate(library, pointer)


def certificate_from_pem(library: Library, data: bytes) -> Certificate:
    """Read the first certificate in ``data``; raises LibraryError."""
    functions = library.functions
    functions.ERR_clear_error()
    with reading(library, data) as bio:
        pointer = functions.PEM_read_bio_X509(bio, ffi.NULL, ffi.NULL, ffi.NULL)
    if not pointer:
        raise library_error(library, "cannot read a certificate from memory")
    return Certificate(library, pointer)


def key_from_pem(library: Library, data: bytes) -> PrivateKey:
    """Read the first private key in ``data``; raises LibraryError."""
    functions = library.functions
    functions.ERR_clear_error()
    with reading(library, data) as bio:
        pointer = functions.PEM_read_bio_PrivateKey(bio, ffi.NULL, ffi.NULL, ffi.NULL)
    if not pointer:
        raise library_error(library, "cannot read a private key from memory")
    return PrivateKey(library, pointer)
