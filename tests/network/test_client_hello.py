"""-client_hello shows what a client offered, in each way of telling of a connection."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING

import pytest

from s_server import Server
from s_server.events import Failed
from tests.kit.clients import curl, raw_tcp, s_client
from tests.kit.openssls import OursOnNewest, OursOnOldest
from tests.kit.servers import Ours
from tests.network.client import TLS_1_2
from tests.server.visitor import page, trust

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates

ONCE = ("-cert", "rsa.pem", "-naccept", "1", "-client_hello")
SUITES = "Client cipher suites: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
# The server has no key for the first suite, and the client's one curve is for all.
BOTH = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
OFFER = ("-tls1_2", "-cipher", BOTH, "-groups", "P-256")
WEAK = "DEFAULT:@SECLEVEL=0"
TITLES = [
    *("Client JA3", "Client JA4", "Client versions", "Client cipher suites"),
    *("Client groups", "Client signature schemes", "Client extensions"),
    "Common cipher suites",
]
COMMON = "Common cipher suites: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"


@pytest.mark.parametrize(
    "kind", [Ours, OursOnOldest, OursOnNewest], ids=lambda kind: kind.name
)
def test_at_the_end_of_the_block(certificates: Certificates, kind: type[Ours]) -> None:
    folder = certificates.folder
    with kind().start(*ONCE, "-trace", cwd=folder) as server:
        s_client(server.address, *OFFER, cwd=folder)
        assert server.wait() == 0
    words = server.stdout.decode()
    assert SUITES in words
    assert "Client groups: secp256r1\n" in words
    assert f"{COMMON}\n" in words
    # -trace has words of OpenSSL's or of ours, whichever library there is.
    assert " Record\nHeader:\n  Version = TLS 1.0 (0x301)\n" in words
    assert "extension_type=supported_groups(10), length=4\n" in words


ALONE = ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
"""What a server with an RSA key refuses."""


@pytest.mark.parametrize(
    "mode", [(), ("-quiet",), ("-brief",), ("-rev",), ("-www",), ("-early_data",)]
)
def test_after_the_lines_of_a_handshake_that_failed(
    certificates: Certificates, mode: tuple[str, ...]
) -> None:
    folder = certificates.folder
    with Ours().start(*ONCE, *mode, cwd=folder) as server:
        s_client(server.address, *ALONE, cwd=folder)
        assert server.wait() == 0
    words = server.stderr.decode().splitlines()
    block = [line for line in words if line.startswith(("Client ", "Common "))]
    assert [line.partition(":")[0] for line in block] == TITLES
    assert any(line.startswith(SUITES) for line in block)
    assert block[-1] == "Common cipher suites: none"
    place = words.index(block[0])
    assert words[place : place + len(block)] == block
    assert "no shared cipher" in words[place - 1]
    assert b"JA3" not in server.stdout


def test_what_could_have_been_used_by_a_client_that_left(
    certificates: Certificates,
) -> None:
    """It has no faith in the certificate: so the suite was not what failed."""
    folder = certificates.folder
    words = (*OFFER, "-verify_return_error", "-CAfile", "ca-cert.pem")
    with Ours().start(*ONCE, "-brief", cwd=folder) as server:
        s_client(server.address, *words, cwd=folder)
        assert server.wait() == 0
    assert server.stderr.decode().splitlines()[-1] == COMMON


@pytest.mark.parametrize(
    ("served", "version", "common"),
    [
        ("-tls1_3", "-tls1_2", "none"),
        # A server of DTLS 1.0 answers this client, which then leaves.
        ("-dtls1", "-dtls1_2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    ],
)
def test_of_a_version_that_is_not_served(
    certificates: Certificates, served: str, version: str, common: str
) -> None:
    folder = certificates.folder
    with Ours().start(*ONCE, served, "-cipher", WEAK, cwd=folder) as server:
        s_client(server.address, version, "-cipher", WEAK, cwd=folder)
        assert server.wait() == 0
    words = server.stderr.decode()
    assert re.search(r"^Client versions: D?TLS 1\.2$", words, re.MULTILINE)
    assert words.count("Client JA3: ") == 1
    assert f"Common cipher suites: {common}" in words


def test_nothing_without_a_hello(certificates: Certificates) -> None:
    folder = certificates.folder
    with Ours().start(*ONCE, cwd=folder) as server:
        raw_tcp(server.address, b"GET / HTTP/1.0\r\n\r\n")
        assert server.wait() == 0
    assert b"ERROR" in server.stderr
    assert b"Client" not in server.stdout + server.stderr


def test_a_server_in_another_process_has_it() -> None:
    server = Server(process=True, port=0, www=True, tls1_3=True, client_hello=True)
    with server:
        settings = trust(server.ca_file)
        settings.maximum_version = TLS_1_2
        with pytest.raises(ssl.SSLError):
            page(server.port, settings)
        failed = server.wait_for(Failed)
    assert failed.first_hello is not None
    assert 0xC02C in failed.first_hello.hello.cipher_suites
    assert failed.common_suites == ()


def test_in_the_summary_and_on_the_page(certificates: Certificates) -> None:
    folder = certificates.folder
    with Ours().start(*ONCE, "-brief", cwd=folder) as server:
        s_client(server.address, *OFFER, cwd=folder)
        assert server.wait() == 0
    assert server.stderr.decode().splitlines()[-1] == COMMON
    with Ours().start(*ONCE, "-www", cwd=folder) as server:
        seen = curl(server.address, "/", "--insecure", "--tls-max", "1.2")
        assert server.wait() == 0
    assert b"---\nClient JA3: " in seen.stdout
    assert b"\nCommon cipher suites: TLS_ECDHE_RSA" in seen.stdout
