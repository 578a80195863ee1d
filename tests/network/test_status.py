"""OCSP responses are stapled, and what a responder does costs nobody else anything."""

from __future__ import annotations

import re
import subprocess
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from s_server.setup.stapler import ASKING_SECONDS
from tests.kit.address import free_port
from tests.kit.authorities import Entity
from tests.kit.clients import curl, gnutls_cli, s_client, start_s_client
from tests.kit.distribution import DistributionPoint, response, silent
from tests.kit.openssls import NewestCProgram, OursOnNewest, OursOnOldest
from tests.kit.release import is_since
from tests.kit.responder import (
    GOOD,
    REVOKED,
    issue_pointing,
    made_response,
    start_responder,
    write_response,
)
from tests.kit.servers import CProgram, Ours, OursRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.kit.address import Address
    from tests.kit.authorities import Authorities
    from tests.kit.servers import Server, ServerRun

TRUST = ("-CAfile", "root-cert.pem")
EVERY = pytest.mark.parametrize(
    "kind", [Ours, OursOnOldest, OursOnNewest, CProgram], ids=lambda kind: kind.name
)
NO_RESPONSE = (
    "OCSP responses: no responses sent"
    if is_since("3.6")
    else "OCSP response: no response sent"
)


def serve(
    authorities: Authorities, *options: str, kind: type[Server] = Ours
) -> ServerRun:
    """A server in reverse mode: it answers each line."""
    return kind().start("-rev", *options, cwd=authorities.folder)


def seen(address: Address, *options: str) -> str:
    """What a client that asks for the status sees; its line comes back."""
    words = ("-status", *options)
    client = s_client(address, *words, send=b"abcdef\n", wait_for=b"fedcba")
    assert client.status == 0
    return client.stdout.decode(errors="replace")


def status(address: Address, *options: str) -> str:
    """The status in the response that a client sees, or that there is none."""
    text = seen(address, *options)
    found = re.search(r"Cert Status: (\w+)", text)
    if found is None:
        assert NO_RESPONSE in text
        return "none"
    return found[1]


def statuses(running: ServerRun, count: int = 1) -> list[str]:
    """What so many clients see, one after the other."""
    return [status(running.address) for _ in range(count)]


def lines(running: ServerRun, words: str) -> list[str]:
    """What the server says that has these words."""
    return [line for line in running.stderr.decode().splitlines() if words in line]


@EVERY
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_responder_is_asked(
    authorities: Authorities, kind: type[Server], version: str
) -> None:
    known = {"client": GOOD, "revoked": REVOKED}
    with start_responder(authorities, known) as responder:
        for name, expected in {**known, "named": "unknown"}.items():
            options = ("-cert", f"{name}.pem", "-status_url", responder.url, *TRUST)
            with serve(authorities, *options, kind=kind) as running:
                shown = {GOOD: "good", REVOKED: "revoked"}.get(expected, expected)
                assert status(running.address, version) == shown
                running.wait_line(b"^CONNECTION ESTABLISHED$", stream="stderr")
                first = running.stderr.decode().splitlines()[0]
                assert first == "CONNECTION ESTABLISHED"


@EVERY
def test_the_certificate_names_its_responder(
    authorities: Authorities, kind: type[Server]
) -> None:
    with DistributionPoint(silent) as place:
        pair = issue_pointing(authorities, "pointing", place.url)
        place.answer = response(
            made_response(authorities, "pointing"),
            head=b"Content-Type: application/ocsp-response\r\n",
        )
        other = ("-status_url", f"http://127.0.0.1:{free_port()}/")
        options = ("-cert", pair, "-status_verbose", *other, *TRUST)
        with serve(authorities, *options, kind=kind) as running:
            assert statuses(running) == ["good"]
        head = place.requests[0].decode()
        asked = subprocess.run(
            ["openssl", "ocsp", "-reqin", "/dev/stdin", "-req_text"],
            input=place.bodies[0], capture_output=True, check=False,
        ).stdout.decode()  # fmt: skip
    said = running.stderr.decode().splitlines()
    assert said[:2] == ["cert_status: callback called",
                        f"cert_status: AIA URL: {place.url}"]  # fmt: skip
    assert said[2] == "cert_status: ocsp response sent:"
    assert head.startswith("POST /list.crl HTTP/1.")
    assert "\r\nContent-Type: application/ocsp-request\r\n" in head
    serial = authorities.certificates["pointing"].serial_number
    assert re.search(f"Serial Number: 0*{serial:X}\n", asked)
    assert "Hash Algorithm: sha1" in asked
    assert "Nonce" not in asked


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_gnutls_takes_it(authorities: Authorities, version: str) -> None:
    write_response(authorities, "client")
    options = ("-cert", "client.pem", "-status_file", "client-ocsp.der")
    with serve(authorities, *options) as running:
        words = ("--save-ocsp", str(authorities.folder / f"saved-{version}"))
        gnutls_cli(
            running.address, *words, version=version, send=b"hello\n", wait_for=b"olleh"
        )
    saved = (authorities.folder / f"saved-{version}").read_bytes()
    assert saved == (authorities.folder / "client-ocsp.der").read_bytes()


def test_curl_takes_it(authorities: Authorities) -> None:
    """It checks the response, signature and all."""
    known = {"web": GOOD, "web-revoked": REVOKED}
    for name in known:
        names = (x509.DNSName("localhost"),)
        authorities.issue(Entity(name=name, issuer="root", names=names))
    shown = {}
    with start_responder(authorities, known) as responder:
        for name in known:
            options = ("-cert", f"{name}.pem", "-status_url", responder.url, *TRUST)
            with Ours().start("-www", *options, cwd=authorities.folder) as running:
                words = ("--cert-status", "--cacert",
                         str(authorities.certificate("root")))  # fmt: skip
                shown[name] = curl(running.address, "/", *words).status
    # 91: the status is not good (curl(1)).
    assert shown == {"web": 0, "web-revoked": 91}


def test_a_response_is_kept_for_as_long_as_it_says(authorities: Authorities) -> None:
    with DistributionPoint(silent) as place:
        options = ("-cert", "client.pem", "-status_url", place.url, *TRUST)
        place.answer = response(made_response(authorities, "client"))
        with serve(authorities, *options) as running:
            assert statuses(running, 5) == ["good"] * 5
            assert len(place.requests) == 1
        # Its end has come, or it names none.
        for minutes in (-1, None):
            place.requests.clear()
            made = made_response(authorities, "client", minutes=minutes)
            place.answer = response(made)
            with serve(authorities, *options) as running:
                assert statuses(running, 3) == ["good"] * 3
                assert len(place.requests) == 3


def test_it_is_asked_anew_when_the_end_has_come(authorities: Authorities) -> None:
    with DistributionPoint(silent) as place:
        options = ("-cert", "client.pem", "-status_url", place.url, *TRUST)
        seconds = 4
        made = made_response(authorities, "client", minutes=seconds / 60)
        end = time.monotonic() + seconds
        place.answer = response(made)
        with serve(authorities, *options) as running:
            first = statuses(running, 2)
            assert len(place.requests) == 1
            time.sleep(max(0, end - time.monotonic()) + 0.1)
            assert statuses(running) == first[:1]
            assert len(place.requests) == 2


NONCE = bytes(range(16))


def hello(extensions: bytes) -> bytes:
    """A ClientHello of TLS 1.2 that asks for the status with these extensions."""

    def sized(data: bytes, size: int = 2) -> bytes:
        return len(data).to_bytes(size) + data

    status_request = b"\1" + sized(b"") + sized(extensions)
    offered = {
        5: status_request,
        10: sized(b"\x00\x17"),  # secp256r1
        13: sized(b"\x04\x03"),  # ecdsa_secp256r1_sha256
    }
    whole = b"".join(kind.to_bytes(2) + sized(data) for kind, data in offered.items())
    # TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, no compression.
    body = b"\3\3" + bytes(32) + b"\0" + sized(b"\xc0\x2b") + b"\1\0" + sized(whole)
    return b"\x16\3\1" + sized(b"\1" + sized(body, 3))


def test_a_clients_own_extensions_go_to_the_responder(
    authorities: Authorities,
) -> None:
    """A nonce, say: the answer is for that client alone, and is not kept."""
    nonce = x509.OCSPNonce(NONCE).public_bytes()
    # Extension (RFC 5280 section 4.1): its name, id-pkix-ocsp-nonce, and its value.
    one = bytes.fromhex("06092b0601050507300102") + b"\4" + bytes([len(nonce)]) + nonce
    extension = b"\x30" + bytes([len(one)]) + one
    extensions = b"\x30" + bytes([len(extension)]) + extension
    made = made_response(authorities, "client")
    with DistributionPoint(response(made)) as place:
        options = ("-cert", "client.pem", "-status_url", place.url, *TRUST)
        with serve(authorities, *options) as running:
            for _ in range(2):
                with running.address.connect() as client:
                    client.sendall(hello(extensions))
                    come = client.recv(65536)
                    while made not in come:
                        come += client.recv(65536)
            assert [NONCE in body for body in place.bodies] == [True, True]
            assert statuses(running, 2) == ["good"] * 2
            assert [NONCE in body for body in place.bodies] == [True, True, False]


BAD_ANSWERS = {
    "garbage": (response(b"no response"), "the answer is no OCSP response"),
    "too much": (response(bytes(200_000)), "more than 102400 bytes"),
    "an error": (response(b"", status="503 Busy"), "status 503"),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_a_responder_that_does_not_answer_well(
    authorities: Authorities, name: str
) -> None:
    answer, reason = BAD_ANSWERS[name]
    with DistributionPoint(answer) as place:
        options = ("-cert", "client.pem", "-status_url", place.url, *TRUST)
        with serve(authorities, *options) as running:
            assert statuses(running, 2) == ["none"] * 2
            assert len(place.requests) == 2
            said = running.stderr.decode().splitlines()
    assert said[:3] == [
        "Error querying OCSP responder",
        "cert_status: error querying responder",
        f"s_server: {place.url}: {reason}",
    ]


def test_a_responder_that_is_dead(authorities: Authorities) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    options = ("-cert", "client.pem", "-status_url", url, *TRUST)
    with serve(authorities, *options) as running:
        began = time.monotonic()
        assert statuses(running) == ["none"]
        assert time.monotonic() - began < ASKING_SECONDS / 2
        assert lines(running, "refused") == [f"s_server: {url}: Connection refused"]


@pytest.mark.parametrize(
    ("given", "limit"), [((), ASKING_SECONDS), (("-status_timeout", "2"), 2)]
)
def test_a_responder_that_hangs_costs_its_own_client_alone(
    authorities: Authorities, given: Sequence[str], limit: float
) -> None:
    with DistributionPoint(silent) as place:
        options = ("-cert", "client.pem", "-status_url", place.url, *TRUST, *given)
        with serve(authorities, *options) as running:
            address = running.address
            began = time.monotonic()
            with start_s_client(address, "-status") as stuck:
                assert place.asked.wait(10)
                # Its lines do not wait for the responder.
                assert isinstance(running, OursRun)
                assert "accepted" in [line["event"] for line in running.lines]
                for _ in range(20):
                    others = s_client(address, send=b"abcdef\n", wait_for=b"fedcba")
                    assert others.status == 0
                if limit > 5:
                    assert NO_RESPONSE.encode() not in stuck.stdout
                stuck.wait_bytes(NO_RESPONSE.encode())
                took = time.monotonic() - began
                assert stuck.finish().status == 0
        assert len(place.requests) == 1
    assert limit - 0.5 < took < limit + 10


def test_the_server_ends_while_a_responder_is_asked(authorities: Authorities) -> None:
    with DistributionPoint(silent) as place:
        asked = ("-status_url", place.url, "-status_timeout", "0")
        options = ("-cert", "client.pem", *asked, *TRUST)
        with (
            Ours().start(*options, cwd=authorities.folder) as running,
            ExitStack() as stack,
        ):
            for _ in range(3):
                stack.enter_context(start_s_client(running.address, "-status"))
            assert place.asked.wait(10)
            began = time.monotonic()
            running.type(b"Q\n")
            assert running.wait() == 0
            assert time.monotonic() - began < ASKING_SECONDS / 2


def test_clients_that_want_the_same_wait_for_one_answer(
    authorities: Authorities,
) -> None:
    with DistributionPoint(silent) as place:
        options = ("-cert", "client.pem", "-status_url", place.url, *TRUST)
        with serve(authorities, *options) as running, ExitStack() as stack:
            clients = [
                stack.enter_context(start_s_client(running.address, "-status"))
                for _ in range(5)
            ]
            assert place.asked.wait(10)
            place.answer_late(response(made_response(authorities, "client")))
            for client in clients:
                client.wait_bytes(b"Cert Status: good")
                assert client.finish().status == 0
        assert len(place.requests) == 1


def test_a_file_is_read_for_each_client(authorities: Authorities) -> None:
    file = write_response(authorities, "client")
    options = ("-cert", "client.pem", "-status_file", file.name)
    with serve(authorities, *options) as running:
        assert statuses(running) == ["good"]
        file.unlink()
        assert statuses(running) == ["none"]
        file.write_bytes(b"no response")
        assert statuses(running) == ["none"]
        write_response(authorities, "client")
        assert statuses(running) == ["good"]
        said = lines(running, " ")
    # Since 3.6 the lines name the file.
    named = f" {file.name}" if is_since("3.6") else ""
    problems = [line for line in said if line.startswith(("cert_status", "s_server"))]
    assert problems == [
        f"cert_status: Cannot open OCSP response file{named}",
        f"s_server: {file.name}: No such file or directory",
        f"cert_status: Error reading OCSP response{named and ' from file' + named}",
        f"s_server: {file.name}: it is no OCSP response in DER",
    ]


def test_of_several_files_the_one_about_the_certificate_is_sent(
    authorities: Authorities,
) -> None:
    files = [write_response(authorities, name).name for name in ("named", "client")]
    files.append(write_response(authorities, "leaf").name)
    given = [word for file in files for word in ("-status_file", file)]
    for name in ("named", "client", "leaf"):
        with serve(authorities, "-cert", f"{name}.pem", *given) as running:
            text = seen(running.address)
        serial = authorities.certificates[name].serial_number
        assert re.search(f"Serial Number: 0*{serial:X}\n", text)


@pytest.mark.parametrize("kind", [OursOnNewest, NewestCProgram], ids=lambda k: k.name)
def test_a_response_for_each_certificate_of_the_chain(
    authorities: Authorities, kind: type[Server]
) -> None:
    names = ("leaf", "middle")
    files = [write_response(authorities, name).name for name in names]
    given = [word for file in files for word in ("-status_file", file)]
    chain = ("-cert", "leaf.pem", "-cert_chain", "leaf-chain.pem")
    options = (*chain, *given, "-status_all", "-status_verbose")
    with serve(authorities, *options, kind=kind) as running:
        for version, count in (("-tls1_3", 2), ("-tls1_2", 1)):
            assert status(running.address, version) == "good"
            assert lines(running, "number of")[-1].endswith(f": {count}")
        told = running.stderr.decode()
    serials = re.findall(r"Serial Number: (\w+)\n", told)
    wanted = [authorities.certificates[name].serial_number for name in names]
    assert [int(serial, 16) for serial in serials] == [*wanted, wanted[0]]


def test_each_server_name_has_a_response_of_its_own(authorities: Authorities) -> None:
    known = {"client": GOOD, "revoked": REVOKED}
    with start_responder(authorities, known) as responder:
        second = ("-servername", "second.example", "-cert2", "revoked.pem")
        options = ("-cert", "client.pem", *second, "-status_url", responder.url)
        with serve(authorities, *options, *TRUST) as running:
            for version in ("-tls1_2", "-tls1_3"):
                asked = ("-servername", "second.example", version)
                assert status(running.address, *asked) == "revoked"
                assert status(running.address, version) == "good"


def test_the_issuer_may_be_in_the_chain(authorities: Authorities) -> None:
    with start_responder(authorities, {"leaf": GOOD}, issuer="middle") as responder:
        chain = ("-cert", "leaf.pem", "-cert_chain", "leaf-chain.pem")
        options = (*chain, "-status_url", responder.url)
        with serve(authorities, *options) as running:
            assert status(running.address) == "good"
        with serve(authorities, *chain[:2], *options[-2:]) as running:
            assert status(running.address) == "none"
            running.wait_line(rb"^cert_status: .*$", stream="stderr")
            assert lines(running, "cert_status") == [
                "cert_status: Can't retrieve issuer certificate."
            ]


def test_a_responder_on_https(authorities: Authorities) -> None:
    """It is not verified: its response is signed itself."""
    with DistributionPoint(silent) as place:
        place.secure(authorities.pair("stranger"))
        place.answer = response(made_response(authorities, "client"))
        options = ("-cert", "client.pem", "-status_url", place.url, *TRUST)
        with serve(authorities, *options) as running:
            assert statuses(running) == ["good"]
        assert place.url.startswith("https://")


@pytest.mark.parametrize("kind", [Ours, CProgram], ids=lambda kind: kind.name)
@pytest.mark.parametrize(
    ("options", "env", "through"),
    [
        (("-proxy", "{proxy}"), {}, True),
        ((), {"http_proxy": "{proxy}"}, True),
        ((), {"HTTP_PROXY": "{proxy}"}, True),
        ((), {"https_proxy": "{proxy}"}, False),
        (("-proxy", "{proxy}"), {"http_proxy": "http://127.0.0.1:1"}, True),
        (("-proxy", "{proxy}", "-no_proxy", "127.0.0.1"), {}, False),
        (("-no_proxy", "example.org,127.0.0.1"), {"http_proxy": "{proxy}"}, False),
        ((), {"http_proxy": "{proxy}", "no_proxy": "a 127.0.0.1"}, False),
        ((), {"http_proxy": "{proxy}", "NO_PROXY": "127.0.0.1"}, False),
        (("-no_proxy", "example.org"),
         {"http_proxy": "{proxy}", "no_proxy": "127.0.0.1"}, True),
    ],
)  # fmt: skip
def test_a_proxy(
    authorities: Authorities,
    kind: type[Server],
    options: tuple[str, ...],
    env: dict[str, str],
    *,
    through: bool,
) -> None:
    made = response(
        made_response(authorities, "client"),
        head=b"Content-Type: application/ocsp-response\r\n",
    )
    with DistributionPoint(made) as place, DistributionPoint(made) as proxy:
        at = proxy.url.removesuffix("/list.crl")
        words = ("-cert", "client.pem", "-status_url", place.url, *TRUST, *options)
        words = tuple(word.replace("{proxy}", at) for word in words)
        env = {name: value.replace("{proxy}", at) for name, value in env.items()}
        with kind().start("-rev", *words, cwd=authorities.folder, env=env) as running:
            assert statuses(running) == ["good"]
        assert (len(proxy.requests), len(place.requests)) == (
            (1, 0) if through else (0, 1)
        )
        if through:
            assert proxy.requests[0].startswith(b"POST %s HTTP" % place.url.encode())


def test_a_responder_is_asked_from_an_asynchronous_job(
    authorities: Authorities,
) -> None:
    """The callback runs on a stack of 32 kB then (ASYNC_start_job(3))."""
    with DistributionPoint(silent) as place:
        place.secure(authorities.pair("stranger"))
        pair = issue_pointing(authorities, "asynchronous", place.url)
        place.answer = response(made_response(authorities, "asynchronous"))
        options = ("-cert", pair, "-async", "-status_verbose", *TRUST)
        with serve(authorities, *options) as running:
            assert [status(running.address, v) for v in ("-tls1_2", "-tls1_3")] == [
                "good",
                "good",
            ]
            assert len(place.requests) == 1
            assert len(lines(running, "response sent")) == 2
