"""Responses and requests, beside what `openssl ocsp` makes of them."""

from __future__ import annotations

import subprocess
import time
from socket import socket, socketpair
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from s_server.libssl.status import Asked, read_response, staple_by
from s_server.libssl.tls import Tls
from s_server.libssl.trust import own_store
from tests.kit.responder import SHA1, issue_pointing, made_response
from tests.kit.serving import use_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.status import Response
    from tests.kit.authorities import Authorities


def read(library: Library, octets: bytes) -> Response:
    response = read_response(library, octets)
    assert response is not None
    assert response.octets == octets
    return response


@pytest.fixture
def sock() -> Iterator[socket]:
    """A socket that nobody speaks on."""
    one, other = socketpair()
    with one, other:
        yield one


def test_words_are_those_of_openssl(library: Library, authorities: Authorities) -> None:
    octets = made_response(authorities, "client")
    (authorities.folder / "words.der").write_bytes(octets)
    command = ["openssl", "ocsp", "-respin", "words.der", "-resp_text", "-noverify"]
    done = subprocess.run(
        command, cwd=authorities.folder, capture_output=True, check=True
    )
    words = read(library, octets).text
    assert b"Cert Status: good" in words
    assert done.stdout.startswith(words)


@pytest.mark.parametrize("octets", [b"", b"\0", b"\x30\x82", bytes(range(256))])
def test_what_is_no_response(library: Library, octets: bytes) -> None:
    assert read_response(library, octets) is None
    assert library.functions.ERR_peek_error() == 0


@pytest.mark.parametrize("minutes", [-10, 0.5, 60, 60 * 24 * 400])
def test_until_when_it_may_be_used(
    library: Library, authorities: Authorities, minutes: float
) -> None:
    now = time.time()
    octets = made_response(authorities, "client", minutes=minutes)
    until = read(library, octets).until
    assert until is not None
    # Times in responses are whole seconds.
    assert now + minutes * 60 - 1 <= until <= time.time() + minutes * 60


def test_what_is_for_this_once(library: Library, authorities: Authorities) -> None:
    endless = made_response(authorities, "client", minutes=None)
    assert read(library, endless).until is None
    busy = ocsp.OCSPResponseBuilder.build_unsuccessful(
        ocsp.OCSPResponseStatus.TRY_LATER
    )
    said = read(library, busy.public_bytes(Encoding.DER))
    assert said.until is None
    assert b"trylater" in said.text
    assert library.functions.ERR_peek_error() == 0


@pytest.mark.parametrize("algorithm", [SHA1, hashes.SHA256(), hashes.SHA512()])
def test_whom_it_is_about(
    context: Context,
    authorities: Authorities,
    sock: socket,
    algorithm: hashes.HashAlgorithm,
) -> None:
    use_pair(context, authorities.pair("client"))
    with Tls(context, sock.fileno()) as tls:
        (served,) = Asked(tls, tls.pointer, whole_chain=False).served
        for name, expected in (("client", True), ("named", False), ("leaf", False)):
            octets = made_response(authorities, name, algorithm=algorithm)
            assert read(context.library, octets).is_about(served) is expected


def test_a_request_is_that_of_openssl(
    context: Context, authorities: Authorities, sock: socket
) -> None:
    use_pair(context, authorities.pair("client"))
    command = ["openssl", "ocsp", "-issuer", "root-cert.pem", "-cert",
               "client-cert.pem", "-no_nonce", "-reqout", "request.der"]  # fmt: skip
    subprocess.run(command, cwd=authorities.folder, check=True, capture_output=True)
    with Tls(context, sock.fileno()) as tls:
        asked = Asked(tls, tls.pointer, whole_chain=False)
        (served,) = asked.served
        assert asked.is_plain
        assert served.request() is None
        with own_store(context) as store:
            store.add_file(str(authorities.certificate("root")))
        request = served.request()
    assert request == (authorities.folder / "request.der").read_bytes()


def test_the_issuer_is_the_one_with_the_key(
    context: Context, authorities: Authorities, sock: socket
) -> None:
    """Another authority has the same name."""
    use_pair(context, authorities.pair("client"))
    with Tls(context, sock.fileno()) as tls:
        (served,) = Asked(tls, tls.pointer, whole_chain=False).served
        with own_store(context) as store:
            store.add_file(str(authorities.certificate("other-root")))
            assert served.request() is None
            store.add_file(str(authorities.certificate("root")))
        assert served.request() is not None


def test_the_responder_that_is_named(
    context: Context, authorities: Authorities, sock: socket
) -> None:
    use_pair(context, authorities.pair("client"))
    with Tls(context, sock.fileno()) as tls:
        (served,) = Asked(tls, tls.pointer, whole_chain=False).served
        assert served.responder is None
    issue_pointing(authorities, "naming", "http://localhost:80/x")
    use_pair(context, authorities.pair("naming"))
    with Tls(context, sock.fileno()) as tls:
        (served,) = Asked(tls, tls.pointer, whole_chain=False).served
        assert served.responder == "http://localhost:80/x"


def test_without_a_certificate_nothing_is_served(
    context: Context, sock: socket
) -> None:
    with Tls(context, sock.fileno()) as tls:
        assert Asked(tls, tls.pointer, whole_chain=True).served == ()


def test_a_context_knows_its_stapler(context: Context) -> None:
    class Nothing:
        whole_chain = False

        def staple(self, _: Asked) -> tuple[Response | None, ...]:
            return ()

    stapler = Nothing()
    staple_by(context, stapler)
    assert context.stapler is stapler
