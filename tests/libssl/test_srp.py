"""SRP's users: found, made up, or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from s_server.errors import UsageError
from s_server.events import SrpLookup
from s_server.libssl.ffi import ffi
from s_server.libssl.srp import Verifiers, on_srp_username, use_verifiers
from s_server.libssl.tls import Outcome, Tls
from tests.kit.tlslite import srp_client
from tests.kit.verifiers import INFO, PASSWORD, USER, make_verifiers

from .handshake import beside, insist, listening

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library


class Told(NamedTuple):
    """How a handshake ended on both sides, and what was told."""

    outcome: Outcome
    client: bytes
    events: list[tuple[object, dict[str, object]]]


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a user."""
    return str(make_verifiers(tmp_path_factory.mktemp("srp") / "users.srp"))


def login(context: Context, user: str, password: str = PASSWORD) -> Told:
    """Let tlslite-ng log in."""
    events: list[tuple[object, dict[str, object]]] = []

    def tell(kind: object, **fields: object) -> None:
        events.append((kind, fields))

    with listening() as (address, accept):
        finish = beside(lambda: srp_client(address, user, password, b""))
        with accept() as sock, Tls(context, sock.fileno(), tell=tell) as tls:
            outcome = insist(sock, tls.handshake)
            if outcome is Outcome.DONE:
                tls.shutdown()
        return Told(outcome, finish().stderr, events)


def looked_up(user: str, *, found: bool, info: bytes | None) -> list[object]:
    fields = {"username": user.encode(), "found": found, "info": info, "again": False}
    return [(SrpLookup, fields)]


def test_the_right_password(context: Context, path: str) -> None:
    use_verifiers(context, Verifiers(context.library, path, None))
    told = login(context, USER)
    assert told.outcome is Outcome.DONE
    assert told.events == looked_up(USER, found=True, info=INFO.encode())


def test_the_wrong_password(context: Context, path: str) -> None:
    use_verifiers(context, Verifiers(context.library, path, None))
    told = login(context, USER, "wrong")
    assert told.outcome is Outcome.FAILED
    assert told.client == b"bad_record_mac"


def test_nobody(context: Context, path: str) -> None:
    use_verifiers(context, Verifiers(context.library, path, None))
    told = login(context, "bob")
    assert told.outcome is Outcome.FAILED
    assert told.client == b"unknown_psk_identity"
    assert told.events == looked_up("bob", found=False, info=None)


def test_nobody_looks_like_somebody_with_a_seed(context: Context, path: str) -> None:
    use_verifiers(context, Verifiers(context.library, path, "seed"))
    told = login(context, "bob")
    assert told.outcome is Outcome.FAILED
    assert told.client == b"bad_record_mac"
    assert told.events == looked_up("bob", found=True, info=None)


def test_what_was_kept_ends_with_the_context(context: Context, path: str) -> None:
    verifiers = Verifiers(context.library, path, None)
    use_verifiers(context, verifiers)
    context.close()
    with pytest.raises(ValueError, match="closed"):
        verifiers.find(USER.encode())


@pytest.mark.parametrize(
    ("content", "number", "hint"),
    [
        (None, 3, "the file cannot be opened"),
        (b"V\tx\ty\n", 1, "a line is not as openssl srp writes it"),
    ],
)
def test_files_that_cannot_be_used(
    library: Library, tmp_path: Path, content: bytes | None, number: int, hint: str
) -> None:
    bad = tmp_path / "bad.srp"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        Verifiers(library, str(bad), None)
    line = f'Cannot initialize SRP verifier file "{bad}":ret={number}'
    assert caught.value.message == line
    assert caught.value.bare
    assert caught.value.hints == (hint,)
    assert library.functions.ERR_peek_error() == 0


def test_a_late_call_finds_nobody(context: Context) -> None:
    ssl = context.library.functions.SSL_new(context.pointer)
    alert = ffi.new("int *")
    assert on_srp_username(ssl, alert, ffi.NULL) == 2
    assert alert[0] == 80
    context.library.functions.SSL_free(ssl)
