"""Lists of revoked certificates are fetched, and a dead place costs only its client."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from s_server.libssl.revocation import FETCH_SECONDS
from tests.kit.authorities import Entity, Revocations
from tests.kit.clients import s_client, start_s_client
from tests.kit.distribution import DistributionPoint, response, silent
from tests.kit.fixtures import authorities
from tests.kit.openssls import OursOnNewest, OursOnOldest
from tests.kit.servers import CProgram, Ours

if TYPE_CHECKING:
    from tests.kit.authorities import Authorities
    from tests.kit.servers import Server

__all__ = ["authorities"]

# The C program fetches with -verifyCA* alone.
CHECKED = ("-cert", "client.pem", "-verify", "5", "-verify_return_error",
           "-crl_check", "-crl_download")  # fmt: skip
SEPARATE, PLAIN = ("-verifyCAfile", "root-cert.pem"), ("-CAfile", "root-cert.pem")
EVERY = pytest.mark.parametrize(
    "kind", [Ours, OursOnOldest, OursOnNewest, CProgram], ids=lambda kind: kind.name
)


def point_at(url: str) -> x509.CRLDistributionPoints:
    """The extension that names one place."""
    names = [x509.UniformResourceIdentifier(url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)])


def issue(authorities: Authorities, url: str, issuer: str = "root") -> str:
    """Make a client's certificate that points to this place; the file with it."""
    extras = ((point_at(url), False),)
    authorities.issue(Entity(name="pointing", issuer=issuer, extras=extras))
    return str(authorities.pair("pointing"))


def revoked_too(authorities: Authorities, name: str) -> bytes:
    """A list of the root's, in DER, on which the certificate of this name stands."""
    authorities.revoke(Revocations("fetched-crl", "root", (name,)))
    return (authorities.folder / "fetched-crl.der").read_bytes()


def show(
    kind: type[Server], authorities: Authorities, pair: str
) -> tuple[int, list[str]]:
    """How a client with this certificate fares, and what the server says."""
    options = (*CHECKED, *SEPARATE, "-naccept", "1")
    with kind().start(*options, cwd=authorities.folder) as running:
        seen = s_client(running.address, "-cert", pair, "-tls1_2")
        assert running.wait() == 0
        return seen.status, running.stderr.decode().splitlines()


@EVERY
def test_a_list_is_fetched(kind: type[Server], authorities: Authorities) -> None:
    good = (authorities.folder / "root-crl.der").read_bytes()
    with DistributionPoint(response(good)) as place:
        pair = issue(authorities, place.url)
        status, lines = show(kind, authorities, pair)
        (head,) = place.requests
    assert (status, lines[-1]) == (0, "verify return:1")
    assert head.startswith(b"GET /list.crl HTTP/1.")
    assert "Unable to load CRL via CDP" not in lines


@EVERY
def test_a_fetched_list_revokes(kind: type[Server], authorities: Authorities) -> None:
    with DistributionPoint(silent) as place:
        pair = issue(authorities, place.url)
        place.answer = response(revoked_too(authorities, "pointing"))
        status, lines = show(kind, authorities, pair)
    assert status == 1
    assert "verify error:num=23:certificate revoked" in lines


@pytest.mark.parametrize("trust", [PLAIN, SEPARATE])
def test_both_the_given_and_the_fetched_list_count(
    authorities: Authorities, trust: tuple[str, ...]
) -> None:
    """The C program fetches not at all with -CAfile, and forgets -CRL otherwise."""
    empty = (authorities.folder / "middle-crl.der").read_bytes()
    options = (*CHECKED, *trust, "-CRL", "root-crl.pem", "-naccept", "3")
    with (
        DistributionPoint(response(empty)) as place,
        Ours().start(*options, cwd=authorities.folder) as running,
    ):
        pair = issue(authorities, place.url)
        shown = [pair, *(str(authorities.pair(n)) for n in ("client", "revoked"))]
        seen = [s_client(running.address, "-cert", c, "-tls1_2").status for c in shown]
        assert running.wait() == 0
        assert len(place.requests) == 1
    assert seen == [0, 0, 1]


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"no list", "200 OK", "it is no list of revoked certificates in DER"),
        (b"", "404 Not Found", "status 404"),
    ],
)
def test_a_place_without_a_list(
    authorities: Authorities, body: bytes, status: str, reason: str
) -> None:
    options = (*CHECKED, *PLAIN, "-naccept", "1")
    with (
        DistributionPoint(response(body, status=status)) as place,
        Ours().start(*options, cwd=authorities.folder) as running,
    ):
        pair = issue(authorities, place.url)
        assert s_client(running.address, "-cert", pair, "-tls1_2").status == 1
        assert running.wait() == 0
        lines = running.stderr.decode().splitlines()
    at = lines.index("Unable to load CRL via CDP")
    assert lines[at + 1] == f"s_server: {place.url}: {reason}"
    assert "verify error:num=3:unable to get certificate CRL" in lines


@pytest.mark.parametrize("issuer", ["other-root", ""])
def test_a_strangers_certificate_makes_us_send_nothing(
    authorities: Authorities, issuer: str
) -> None:
    """Issued by nobody trusted, be it by one who has a trusted one's name."""
    options = ("-cert", "client.pem", "-verify", "5", "-crl_check", "-crl_download")
    with (
        DistributionPoint(silent) as place,
        Ours().start(
            *options, *PLAIN, "-naccept", "1", cwd=authorities.folder
        ) as running,
    ):
        pair = issue(authorities, place.url, issuer=issuer)
        assert s_client(running.address, "-cert", pair, "-tls1_2").status == 0
        assert running.wait() == 0
        assert place.requests == []


def test_a_dead_place_costs_its_own_client_alone(authorities: Authorities) -> None:
    options = (*CHECKED, *PLAIN, "-CRL", "root-crl.pem", "-rev")
    with (
        DistributionPoint(silent) as place,
        Ours().start(*options, cwd=authorities.folder) as running,
    ):
        pair = issue(authorities, place.url)
        words = ("-cert", pair, "-tls1_2")
        began = time.monotonic()
        with start_s_client(running.address, *words) as stuck:
            assert place.asked.wait(10)
            others = str(authorities.pair("client"))
            for _ in range(20):
                seen = s_client(running.address, "-cert", others,
                                send=b"abcdef\n", wait_for=b"fedcba")  # fmt: skip
                assert seen.status == 0
            assert b"Unable to load CRL" not in running.stderr
            running.wait_line(b"^Unable to load CRL via CDP$", stream="stderr")
            took = time.monotonic() - began
            stuck.finish()
        assert len(place.requests) == 1
    assert FETCH_SECONDS - 1 < took < FETCH_SECONDS + 10


def test_the_server_ends_while_a_list_is_fetched(authorities: Authorities) -> None:
    with (
        DistributionPoint(silent) as place,
        Ours().start(*CHECKED, *PLAIN, cwd=authorities.folder) as running,
    ):
        pair = issue(authorities, place.url)
        with start_s_client(running.address, "-cert", pair, "-tls1_2"):
            assert place.asked.wait(10)
            began = time.monotonic()
            running.type(b"Q\n")
            assert running.wait() == 0
            assert time.monotonic() - began < FETCH_SECONDS / 2
