"""What goes out after the certificate, and how it is built."""

from __future__ import annotations

import base64
import ssl
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.chain import (
    Chain,
    Credentials,
    build_chain,
    use_chain,
    use_server_info,
    why_unbuilt,
)
from s_server.libssl.store import (
    PassPhrase,
    load_certificate,
    load_certificates,
    load_key,
)
from s_server.libssl.trust import TrustStore, build_chain_from

from .handshake import client_context, connected, connected_s_client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.chains import Chains

NOTHING = PassPhrase(lambda: None)


@contextmanager
def credentials(
    library: Library, chains: Chains, kind: str, *, chain: Path | None = None
) -> Iterator[Credentials]:
    """A leaf with its key, and a chain if a file of it is given."""
    certificate = load_certificate(library, str(chains.certificate(kind)), NOTHING)
    key = load_key(library, str(chains.key(kind)), NOTHING)
    assert certificate is not None
    assert key is not None
    sent = None
    if chain is not None:
        sent = Chain(library, load_certificates(library, str(chain), NOTHING))
    made = Credentials(certificate=certificate, key=key, chain=sent)
    try:
        yield made
    finally:
        made.close()


def serve(context: Context, made: Credentials) -> None:
    context.use_identity(made.certificate, made.key)
    if made.chain is not None:
        use_chain(context, made.chain)


def verifies(context: Context, chains: Chains) -> bool:
    """Whether a client that knows the root alone finds its way to it."""
    client = client_context(ssl.TLSVersion.TLSv1_2)
    client.verify_mode = ssl.CERT_REQUIRED
    client.load_verify_locations(chains.root)
    try:
        with connected(context, client):
            return True
    except (ssl.SSLError, AssertionError):
        return False


@pytest.mark.parametrize("kind", ["rsa", "rsa-pss", "p256", "p384"])
def test_a_chain_outlives_its_list(context: Context, chains: Chains, kind: str) -> None:
    library = context.library
    with credentials(library, chains, kind, chain=chains.middle) as made:
        serve(context, made)
    assert verifies(context, chains)


def test_without_the_chain_the_client_finds_no_way(
    context: Context, chains: Chains
) -> None:
    with credentials(context.library, chains, "rsa") as made:
        serve(context, made)
    assert not verifies(context, chains)


@pytest.mark.parametrize("way", ["add_file", "add_folder", "add_uri"])
def test_a_chain_is_built_from_its_own_store(
    context: Context, chains: Chains, tmp_path: Path, way: str
) -> None:
    library = context.library
    if way == "add_uri" and not library.has("trust_store"):
        pytest.skip("OpenSSL 1.1.1 fills no store from a URI: -chainCAstore is refused")
    where = chains.issuers
    if way == "add_folder":
        where = tmp_path
        for path in (chains.root, chains.middle):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        subprocess.run(["openssl", "rehash", str(tmp_path)], check=True)
    with credentials(library, chains, "rsa") as made:
        serve(context, made)
        with TrustStore(library) as store:
            getattr(store, way)(str(where))
            build_chain_from(context, store)
        build_chain(context, check=False)
    assert verifies(context, chains)


@pytest.mark.parametrize("check", [False, True])
def test_a_chain_that_cannot_be_built(
    context: Context, chains: Chains, *, check: bool
) -> None:
    chain = chains.middle if check else None
    with credentials(context.library, chains, "rsa", chain=chain) as made:
        serve(context, made)
        with pytest.raises(LibraryError) as caught:
            build_chain(context, check=check)
    assert why_unbuilt(caught.value).startswith("unable to get ")


def test_the_check_wants_the_root_in_the_chain(
    context: Context, chains: Chains
) -> None:
    with credentials(context.library, chains, "rsa", chain=chains.issuers) as made:
        serve(context, made)
        build_chain(context, check=True)
    assert verifies(context, chains)


def test_other_failures_have_their_own_words() -> None:
    assert why_unbuilt(LibraryError("x")) == ""


def test_extensions_from_a_file(serving: Context, tmp_path: Path) -> None:
    path = tmp_path / "info.pem"
    data = base64.b64encode(b"\x0f\xa0\x00\x02hi").decode()
    name = "SERVERINFO FOR EXTENSION 4000"
    path.write_text(f"-----BEGIN {name}-----\n{data}\n-----END {name}-----\n")
    use_server_info(serving, str(path))
    with connected_s_client(serving, "-tls1_2", "-serverinfo", "4000") as (_, program):
        program.wait_line(f"-----BEGIN {name}-----".encode())


def test_extensions_that_are_none(serving: Context, tmp_path: Path) -> None:
    path = tmp_path / "info.pem"
    path.write_text("nothing\n")
    with pytest.raises(LibraryError, match="cannot use the extensions"):
        use_server_info(serving, str(path))
