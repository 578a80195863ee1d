"""Shared keys: which key, for which hash, and what happens to a wrong one."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.events import PskIdentityUnexpected, PskIdentityUnknown
from s_server.events.trace import PskAsked, PskFetched
from s_server.libssl.constants import Version
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.ffi import ffi
from s_server.libssl.psk import (
    SharedKeys,
    is_possible_key,
    on_client_hello,
    on_psk,
    on_psk_session,
    session_from_pem,
    use_identity_hint,
    use_shared_keys,
)

from .handshake import connected_s_client

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

KEY = bytes(range(16))
NAME = b"Client_identity"
GIVEN = ("-psk", KEY.hex())


def ours(**fields: object) -> SharedKeys:
    """The key of s_client's own identity, unless told otherwise."""
    return SharedKeys(**({"identity": NAME, "keys": {NAME: KEY}} | fields))  # type: ignore[arg-type]  # the tests' own fields


def saved(context: Context) -> bytes:
    """A session of TLS 1.3 as the server has it, in PEM; its suite is SHA-384's."""
    with connected_s_client(context, "-tls1_3") as (tls, _):
        return HandshakeFacts(tls).session_pem


def test_the_key_is_used_beside_a_certificate(serving: Context) -> None:
    use_shared_keys(serving, ours())
    with connected_s_client(serving, "-tls1_3", *GIVEN) as (tls, _):
        facts = HandshakeFacts(tls)
        assert facts.reused
        assert (facts.cipher or "").endswith("_SHA256")
        # What we tell of our suites is whole again.
        assert "TLS_AES_256_GCM_SHA384" in (facts.shared_ciphers or "")
        assert tls.binder_sizes == {NAME: 32}


@pytest.mark.parametrize("kind", ["PSK", "ECDHE-PSK", "DHE-PSK"])
def test_without_a_certificate(context: Context, kind: str) -> None:
    context.use_automatic_dh()
    use_shared_keys(context, ours())
    cipher = f"{kind}-CHACHA20-POLY1305"
    options = ("-tls1_2", "-cipher", cipher, *GIVEN)
    with connected_s_client(context, *options) as (tls, _):
        assert HandshakeFacts(tls).cipher == cipher


def test_a_session_is_used_with_its_own_hash(serving: Context, tmp_path: Path) -> None:
    pem = saved(serving)
    path = tmp_path / "session.pem"
    path.write_bytes(pem)
    session = session_from_pem(serving.library, pem)
    assert session.binder_size == 48
    use_shared_keys(serving, ours(session=session, keys={}))
    suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"
    options = ("-tls1_3", "-psk_session", str(path), "-ciphersuites", suites)
    with connected_s_client(serving, *options) as (tls, _):
        facts = HandshakeFacts(tls)
        assert facts.reused
        assert facts.cipher == "TLS_AES_256_GCM_SHA384"


def test_what_was_kept_ends_with_the_context(serving: Context) -> None:
    session = session_from_pem(serving.library, saved(serving))
    use_shared_keys(serving, ours(session=session))
    serving.library.functions.SSL_SESSION_free(session.share())
    serving.close()
    with pytest.raises(ValueError, match="closed"):
        session.share()


def test_what_is_no_session(library: Library) -> None:
    with pytest.raises(LibraryError, match="cannot read a session"):
        session_from_pem(library, b"nonsense")
    assert library.functions.ERR_peek_error() == 0


def test_keys_have_a_longest_length(library: Library) -> None:
    assert is_possible_key(library, b"x")
    assert is_possible_key(library, bytes(64))
    assert not is_possible_key(library, bytes(100_000))
    assert library.functions.ERR_peek_error() == 0


def test_hints_have_a_longest_length(context: Context) -> None:
    use_identity_hint(context, b"x" * 128)
    with pytest.raises(LibraryError, match="cannot use the hint: "):
        use_identity_hint(context, b"x" * 1000)


def told(
    context: Context, shared: SharedKeys, *options: str, failure: str = ""
) -> list[tuple[object, object]]:
    """Let s_client ask as TLS 1.2 does; the events."""
    use_shared_keys(context, shared)
    events: list[tuple[object, object]] = []

    def tell(kind: object, **fields: object) -> None:
        events.append((kind, fields))

    words = ("-tls1_2", "-cipher", "PSK", *GIVEN, *options)
    refusal = pytest.raises(AssertionError, match=failure) if failure else nullcontext()
    with refusal, connected_s_client(context, *words, tell=tell):
        pass
    return events


def test_the_one_key_is_for_everybody_where_lenient(context: Context) -> None:
    shared = ours(lenient=True)
    fetched = (PskFetched, {"size": len(KEY), "expected": True})
    assert told(context, shared) == [(PskAsked, {"identity": NAME}), fetched]
    assert told(context, shared, "-psk_identity", "x") == [
        (PskAsked, {"identity": b"x"}),
        (PskIdentityUnexpected, {"identity": b"x", "expected": NAME}),
        (PskFetched, {"size": len(KEY), "expected": False}),
    ]


def test_of_many_keys_each_has_its_owner(context: Context) -> None:
    shared = ours(keys={NAME: b"n" * 8, b"other": KEY})
    assert told(context, shared, "-psk_identity", "other") == [
        (PskAsked, {"identity": b"other"}),
        (PskFetched, {"size": len(KEY), "expected": True}),
    ]
    wrong = told(context, shared, failure="decryption failed or bad record mac")
    assert [kind for kind, _ in wrong] == [PskAsked, PskFetched]
    unknown = told(
        context, shared, "-psk_identity", "x", failure="psk identity not found"
    )
    assert unknown == [
        (PskAsked, {"identity": b"x"}),
        (PskIdentityUnknown, {"identity": b"x"}),
    ]


def test_late_calls_find_nobody(context: Context) -> None:
    use_shared_keys(context, ours())
    functions = context.library.functions
    ssl = functions.SSL_new(context.pointer)
    place = ffi.new("SSL_SESSION **")
    assert on_psk(ssl, ffi.from_buffer(b"x\0"), ffi.new("unsigned char[]", 64), 64) == 0
    assert on_psk_session(ssl, ffi.from_buffer(b"x"), 1, place) == 1
    assert place[0] == ffi.NULL
    assert on_client_hello(ssl, ffi.new("int *"), ffi.NULL) == 1
    functions.SSL_free(ssl)


def test_a_server_of_old_versions_leaves_client_hellos_alone(context: Context) -> None:
    assert context.serves(Version.TLS1_3)
    context.allow_only("TLSv1.2")
    assert not context.serves(Version.TLS1_3)
    assert context.serves(Version.TLS1_2)
