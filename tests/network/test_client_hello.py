"""-client_hello shows what a client offered, in each way of telling of a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import curl, s_client
from tests.kit.openssls import OursOnNewest, OursOnOldest
from tests.kit.servers import Ours

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates

ONCE = ("-cert", "rsa.pem", "-naccept", "1", "-client_hello")
SUITES = "Client cipher suites: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "
# The server has no key for the first suite, and the client's one curve is for all.
BOTH = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
OFFER = ("-tls1_2", "-cipher", BOTH, "-groups", "P-256")
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
