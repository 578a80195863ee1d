"""What a client offered, and what of it the server has too.

Read from OpenSSL when somebody asks, and kept (facts.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.events import ClientHelloReceived, ConnectionInfo, SignatureScheme
from s_server.libssl.constants import GROUP_UNKNOWN, NID_UNDEF, SslCtrl
from s_server.libssl.ffi import ffi, text
from s_server.libssl.kept import kept
from s_server.libssl.x509 import name_text, stack_items

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events.offer import Own
    from s_server.libssl._library import CData
    from s_server.libssl.tls import Tls
    from s_server.wire.client_hello import ClientHello

KEYS = {
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
"""Key types by NID, as s_server calls them (openssl/obj_mac.h)."""

_NOBODY = ConnectionInfo(0, "")
_SHARED_CIPHERS_SIZE = 16384

# The library's names of things, asked once: what clients offer is mostly the same.
# Unknown numbers stay out of them, so that no client can make them grow.
_GROUPS: dict[int, str] = {}
_SCHEMES: dict[int, SignatureScheme] = {}


class OfferedFacts:
    """The part of events.Facts that is the client's lists."""

    def __init__(self, tls: Tls) -> None:
        self._tls = tls
        self._library = tls.library
        self._functions = tls.library.functions
        self._authorities: dict[int, tuple[bytes, ...]] = {}

    @kept
    def client_hello(self) -> ClientHello | None:
        """The first ClientHello; None where nobody hears of them, or it is ill-formed.

        A second one answers a HelloRetryRequest, and says what that asked for.
        """
        fields = self._tls.first_hello
        if fields is None:
            return None
        received = ClientHelloReceived(connection=_NOBODY, **fields)  # type: ignore[arg-type]  # as messages.py made them
        try:
            return received.hello
        except WireError:
            return None

    @kept
    def own(self) -> Own:
        """What the server has to offer; to be asked before the connection is freed."""
        from s_server.libssl.offer import OwnOffer  # noqa: PLC0415 - when wanted

        return OwnOffer(self._tls)

    @kept
    def shared_ciphers(self) -> str | None:
        """The suites that both sides have, joined with colons; None is no answer."""
        room = ffi.new("char[]", _SHARED_CIPHERS_SIZE)
        found = self._functions.SSL_get_shared_ciphers(
            self._tls.pointer, room, _SHARED_CIPHERS_SIZE
        )
        return text(found) if found else None

    @kept
    def client_ciphers(self) -> tuple[str | int, ...]:
        """The suites the client offered, in its order: name, or number if unknown."""
        raw = self._octets(SslCtrl.GET_RAW_CIPHERLIST)
        pairs = [raw[i : i + 2] for i in range(0, len(raw) - 1, 2)]
        return tuple(self._cipher_name(pair) for pair in pairs)

    @kept
    def signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that the client offered."""
        if self._library.has("scheme_names"):
            return self._named_schemes(self._functions.SSL_get0_sigalg)
        return self._schemes(self._functions.SSL_get_sigalgs, first=-1)

    @kept
    def shared_signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that both sides have."""
        if self._library.has("scheme_names"):
            return self._named_schemes(self._functions.SSL_get0_shared_sigalg)
        return self._schemes(self._functions.SSL_get_shared_sigalgs, first=0)

    @kept
    def point_formats(self) -> bytes:
        """The EC point formats that the client offered (TLS 1.2 and older)."""
        return self._octets(SslCtrl.GET_EC_POINT_FORMATS)

    @kept
    def groups(self) -> tuple[str | int, ...]:
        """The groups that the client offered: name, or number if unknown."""
        count = self._ctrl(SslCtrl.GET_GROUPS, 0, ffi.NULL)
        if count <= 0:
            return ()
        numbers = ffi.new("int[]", count)
        self._ctrl(SslCtrl.GET_GROUPS, 0, numbers)
        return tuple(self._group_name(number) for number in numbers)

    @kept
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
            names = self._functions.SSL_get0_peer_CA_list(self._tls.pointer)
            self._authorities[flags] = tuple(
                name_text(self._library, name, flags)
                for name in stack_items(self._library, names, "X509_NAME *")
            )
        return self._authorities[flags]

    def _octets(self, command: SslCtrl) -> bytes:
        place = ffi.new("const unsigned char **")
        count = self._ctrl(command, 0, place)
        return bytes(ffi.buffer(place[0], count)) if count > 0 and place[0] else b""

    def _cipher_name(self, code: bytes) -> str | int:
        cipher = self._functions.SSL_CIPHER_find(self._tls.pointer, code)
        if cipher:
            return text(self._functions.SSL_CIPHER_get_name(cipher))
        return int.from_bytes(code)

    def _group_name(self, number: int) -> str | int:
        if number in _GROUPS:
            return _GROUPS[number]
        name = self._asked_group_name(number)
        if isinstance(name, str):
            # What has no name is anything that clients make up: it is not kept.
            _GROUPS[number] = name
        return name

    def _asked_group_name(self, number: int) -> str | int:
        if self._library.has("group_names"):
            name = self._functions.SSL_group_to_name(self._tls.pointer, number)
        elif number & GROUP_UNKNOWN:
            name = None
        else:
            name = self._functions.EC_curve_nid2nist(number)
            name = name or self._functions.OBJ_nid2sn(number)
        # Groups without a NID, such as X25519MLKEM768, are unknown but for their name.
        return text(name) if name else number & 0xFFFF

    def _schemes(
        self, ask: Callable[..., int], *, first: int
    ) -> tuple[SignatureScheme, ...]:
        # The two functions want different words for "only count" (SSL_get_sigalgs(3)).
        null = ffi.NULL
        low, high = ffi.new("unsigned char *"), ffi.new("unsigned char *")
        schemes = []
        for i in range(ask(self._tls.pointer, first, null, null, null, null, null)):
            ask(self._tls.pointer, i, null, null, null, low, high)
            code = high[0] << 8 | low[0]
            schemes.append(_SCHEMES.get(code) or self._asked_scheme(ask, i, code))
        return tuple(schemes)

    def _named_schemes(self, ask: Callable[..., int]) -> tuple[SignatureScheme, ...]:
        code, name = ffi.new("unsigned int *"), ffi.new("const char **")
        schemes = []
        for i in range(ask(self._tls.pointer, -1, code, name)):
            name[0] = ffi.NULL
            ask(self._tls.pointer, i, code, name)
            known = text(name[0]) if name[0] else ""
            schemes.append(SignatureScheme(code[0], "", "", known))
        return tuple(schemes)

    def _asked_scheme(
        self, ask: Callable[..., int], i: int, code: int
    ) -> SignatureScheme:
        null = ffi.NULL
        key, digest = ffi.new("int *"), ffi.new("int *")
        ask(self._tls.pointer, i, key, digest, null, null, null)
        known = digest[0] != NID_UNDEF
        scheme = SignatureScheme(
            code=code,
            key=self._key_name(key[0]),
            digest=text(self._functions.OBJ_nid2sn(digest[0])) if known else "",
        )
        if scheme.key:
            _SCHEMES[code] = scheme
        return scheme

    def _key_name(self, nid: int) -> str:
        """Answer s_server's name of a key type, else the one that a provider gave."""
        if nid == NID_UNDEF or nid in KEYS:
            return KEYS.get(nid, "")
        return text(self._functions.OBJ_nid2sn(nid))

    def _ctrl(self, command: SslCtrl, number: int, place: CData) -> int:
        return self._functions.SSL_ctrl(self._tls.pointer, command, number, place)

    def _words(self, command: SslCtrl) -> str | None:
        # A library that does not know the command answers 0.
        place = ffi.new("const char **")
        return text(place[0]) if self._ctrl(command, 0, place) and place[0] else None
