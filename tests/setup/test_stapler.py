"""What a client gets, told without a handshake; real clients: tests/network."""

from __future__ import annotations

from contextlib import contextmanager
from socket import socketpair
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes

from s_server.config import Staple, Status
from s_server.events import ResponderNamed, StatusMissing, StatusProblem
from s_server.libssl.status import Asked
from s_server.libssl.tls import Tls
from s_server.libssl.trust import own_store
from s_server.setup.stapler import Stapler
from tests.kit.address import free_port
from tests.kit.distribution import DistributionPoint, response, silent
from tests.kit.responder import issue_pointing, made_response, write_response
from tests.kit.serving import use_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.libssl.context import Context
    from tests.kit.authorities import Authorities


class Noted:
    """What a connection tells of."""

    def __init__(self) -> None:
        self.events: list[tuple[type, dict[str, object]]] = []

    def __call__(self, kind: type, **fields: object) -> None:
        self.events.append((kind, fields))

    @property
    def problems(self) -> list[tuple[object, object]]:
        """Why there was no response, and where."""
        return [
            (fields["problem"], fields["place"])
            for kind, fields in self.events
            if kind is StatusMissing
        ]


@contextmanager
def asked(
    context: Context, authorities: Authorities, name: str
) -> Iterator[tuple[Asked, Noted]]:
    """What a client asks a server with this certificate."""
    use_pair(context, authorities.pair(name))
    noted = Noted()
    one, other = socketpair()
    with one, other, Tls(context, one.fileno(), tell=noted) as tls:
        yield Asked(tls, tls.pointer, whole_chain=False), noted
        tls.outcome_of(1)  # passes on what was noted


def trust_root(context: Context, authorities: Authorities) -> None:
    with own_store(context) as store:
        store.add_file(str(authorities.certificate("root")))


def test_a_file_is_chosen_by_certificate(
    context: Context, authorities: Authorities, tmp_path: Path
) -> None:
    files = {}
    for name in ("named", "client", "leaf"):
        files[name] = tmp_path / name
        octets = made_response(authorities, name, algorithm=hashes.SHA256())
        files[name].write_bytes(octets)
    status = Status(files=tuple(map(str, files.values())))
    stapler = Stapler(context.library, status)
    # The last one goes to a certificate that none is about.
    for name, sent in (("client", "client"), ("named", "named"), ("inside", "leaf")):
        with asked(context, authorities, name) as (question, _):
            (found,) = stapler.staple(question)
            assert found is not None
            assert found.octets == files[sent].read_bytes()


def test_a_file_that_is_gone(
    context: Context, authorities: Authorities, tmp_path: Path
) -> None:
    good, gone = write_response(authorities, "client"), tmp_path / "gone"
    stapler = Stapler(context.library, Status(files=(str(gone), str(good))))
    with asked(context, authorities, "client") as (question, noted):
        (found,) = stapler.staple(question)
    assert found is not None
    assert noted.problems == [(StatusProblem.NO_FILE, str(gone))]


@pytest.mark.parametrize("url", ["ftp://h/", "http:///x", "ldap:x"])
def test_a_certificate_with_a_bad_address(
    context: Context, authorities: Authorities, url: str
) -> None:
    issue_pointing(authorities, "misled", url)
    trust_root(context, authorities)
    stapler = Stapler(context.library, Status(url="http://127.0.0.1:1/"))
    with asked(context, authorities, "misled") as (question, noted):
        assert stapler.staple(question) == (None,)
    assert noted.problems == [(StatusProblem.BAD_ADDRESS, url)]


def test_a_certificate_without_an_address(
    context: Context, authorities: Authorities
) -> None:
    stapler = Stapler(context.library, Status(staple=Staple.SERVER))
    with asked(context, authorities, "client") as (question, noted):
        assert stapler.staple(question) == (None,)
    assert noted.problems == [(StatusProblem.NO_RESPONDER, "")]


def test_the_address_in_the_certificate_comes_first(
    context: Context, authorities: Authorities
) -> None:
    trust_root(context, authorities)
    with DistributionPoint(silent) as place:
        issue_pointing(authorities, "led", place.url)
        place.answer = response(made_response(authorities, "led"))
        other = f"http://127.0.0.1:{free_port()}/"
        stapler = Stapler(context.library, Status(url=other))
        with asked(context, authorities, "led") as (question, noted):
            (found,) = stapler.staple(question)
    assert found is not None
    assert noted.events == [(ResponderNamed, {"url": place.url})]


def test_a_failure_is_not_kept(context: Context, authorities: Authorities) -> None:
    trust_root(context, authorities)
    with DistributionPoint(response(b"", status="503 Busy")) as place:
        stapler = Stapler(context.library, Status(url=place.url, timeout=0))
        with asked(context, authorities, "client") as (question, noted):
            assert stapler.staple(question) == (None,)
            place.answer = response(made_response(authorities, "client"))
            assert stapler.staple(question) != (None,)
    assert noted.problems == [(StatusProblem.NO_ANSWER, place.url)]
