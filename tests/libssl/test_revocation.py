"""Lists of revoked certificates while a chain is checked, without the network."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from s_server.errors import FetchError
from s_server.events import RevocationListMissing
from s_server.libssl.constants import VerifyFlag, VerifyMode
from s_server.libssl.context import Context
from s_server.libssl.revocation import FETCH_SECONDS, fetch_lists
from s_server.libssl.store import PassPhrase, load_certificate, load_key
from s_server.libssl.tls import Tls
from s_server.libssl.trust import own_store
from s_server.libssl.verify import VerifyParameters, ask_for_certificate
from tests.kit.authorities import Entity

from .handshake import beside, client_context, connected, insist, pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.events import ConnectionEvent
    from s_server.libssl.load import Library
    from tests.kit.authorities import Authorities

PLACE, NEWEST = "http://lists.test/a", "http://lists.test/b"
MISSING = 3  # X509_V_ERR_UNABLE_TO_GET_CRL


def point_at(
    kind: type[x509.CRLDistributionPoints | x509.FreshestCRL], url: str
) -> tuple[x509.ExtensionType, bool]:
    names = [x509.UniformResourceIdentifier(url)]
    return kind([x509.DistributionPoint(names, None, None, None)]), False


POINTS = (
    point_at(x509.CRLDistributionPoints, PLACE),
    point_at(x509.FreshestCRL, NEWEST),
)


@pytest.fixture
def checking(library: Library, authorities: Authorities) -> Iterator[Context]:
    """A context that asks for certificates of the root's, and for lists."""
    with Context(library) as context:
        phrase, path = PassPhrase(lambda: None), str(authorities.pair("client"))
        certificate = load_certificate(library, path, phrase)
        key = load_key(library, path, phrase)
        assert certificate is not None
        assert key is not None
        with certificate, key:
            context.use_identity(certificate, key)
        with own_store(context) as store:
            store.add_file(str(authorities.certificate("root")))
            fetch_lists(store)
        with VerifyParameters(library) as parameters:
            parameters.set_flags(VerifyFlag.CRL_CHECK)
            parameters.use(context)
        context.forgives = lambda _: True
        ask_for_certificate(context, VerifyMode.PEER)
        yield context


def verified(context: Context, authorities: Authorities) -> tuple[int, list[str]]:
    """What came of verifying a client that points to lists, and what is told."""
    authorities.issue(Entity(name="both", issuer="root", extras=POINTS))
    told: list[str] = []

    def tell(kind: type[ConnectionEvent], **fields: object) -> None:
        if kind is RevocationListMissing:
            told.append(f"{fields['place']}: {fields['reason']}")

    client = client_context(ssl.TLSVersion.TLSv1_2)
    client.load_cert_chain(authorities.pair("both"))
    with connected(context, client, tell=tell) as (tls, _, _):
        return tls.verify_code, told


def test_both_places_are_asked_within_one_limit(
    checking: Context, authorities: Authorities
) -> None:
    asked: list[str] = []
    until: set[float] = set()
    octets = (authorities.folder / "root-crl.der").read_bytes()

    def fetch(url: str, deadline: float, stop: int | None) -> bytes:
        assert stop is None
        asked.append(url)
        until.add(deadline)
        return octets

    checking.fetch = fetch
    before = time.monotonic()
    assert verified(checking, authorities) == (0, [])
    assert asked == [PLACE, NEWEST]
    (deadline,) = until
    assert before < deadline - FETCH_SECONDS < time.monotonic()


def test_what_cannot_be_had_is_told(
    checking: Context, authorities: Authorities
) -> None:
    def fetch(url: str, *_: object) -> bytes:
        if url == PLACE:
            raise FetchError("gone")
        return b"x"

    checking.fetch = fetch
    assert verified(checking, authorities) == (
        MISSING,
        [f"{PLACE}: gone", f"{NEWEST}: it is no list of revoked certificates in DER"],
    )


def test_a_mistake_ends_the_connection(
    checking: Context, authorities: Authorities
) -> None:
    def fetch(*_: object) -> bytes:
        raise RuntimeError("a mistake")

    checking.fetch = fetch
    authorities.issue(Entity(name="both", issuer="root", extras=POINTS))
    client = client_context(ssl.TLSVersion.TLSv1_2)
    client.load_cert_chain(authorities.pair("both"))
    with pair() as (ours, theirs), Tls(checking, ours.fileno()) as tls:
        finish = beside(lambda: client.wrap_socket(theirs))
        with pytest.raises(RuntimeError, match="a mistake"):
            insist(ours, tls.handshake)
        finish().close()
