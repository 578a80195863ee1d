"""Stores are filled, and the context uses them for what they are meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl import trust
from s_server.libssl.trust import TrustStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.authorities import Authorities
    from tests.kit.certificates import Certificates


def test_the_defaults_leave_no_error(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    monkeypatch.setenv("SSL_CERT_DIR", "/no/such/folder")
    trust.trust_defaults(context)
    assert context.library.functions.ERR_peek_error() == 0


def test_a_file_is_read_at_once(library: Library, authorities: Authorities) -> None:
    with TrustStore(library) as store:
        store.add_file(str(authorities.certificate("root")))
        store.add_folder(str(authorities.folder))
        store.add_uri(str(authorities.certificate("root")))
    assert library.functions.ERR_peek_error() == 0


@pytest.mark.parametrize("name", ["no/such/file.pem", "empty.pem", "garbage.pem"])
def test_a_file_without_certificates(
    library: Library, certificates: Certificates, name: str
) -> None:
    path = str(certificates.folder / name)
    with TrustStore(library) as store, pytest.raises(LibraryError) as caught:
        store.add_file(path)
    assert caught.value.message.startswith(f"cannot load {path!r}: ")
    assert library.functions.ERR_peek_error() == 0


def test_the_names_of_authorities(
    context: Context, authorities: Authorities, tmp_path: Path
) -> None:
    trust.tell_authorities(context, str(authorities.certificate("root")))
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    with pytest.raises(LibraryError, match="cannot read names from"):
        trust.tell_authorities(context, str(empty))


@pytest.mark.parametrize("use", [trust.verify_clients_from, trust.build_chain_from])
def test_a_context_keeps_what_it_uses(
    context: Context, use: Callable[[Context, TrustStore], None]
) -> None:
    # C holds references of its own: neither close may free what the other uses.
    with TrustStore(context.library) as store:
        use(context, store)
    with trust.own_store(context) as mine:
        assert mine.pointer
    with trust.own_store(context) as mine:
        assert mine.pointer
