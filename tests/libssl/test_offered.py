"""What a client offers is what its options say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.x509 import certificate_from_pem

from .handshake import connected_s_client

if TYPE_CHECKING:
    from s_server.events import SignatureScheme
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

ONELINE = 0x82031F
TLS_1_3 = ("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256")
TLS_1_2 = ("ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256")
SCSV = "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"


def scheme_codes(schemes: tuple[SignatureScheme, ...]) -> list[int]:
    return [scheme.code for scheme in schemes]


def test_the_clients_lists(serving: Context) -> None:
    options = ("-sigalgs", "RSA-PSS+SHA384:ECDSA+SHA256:RSA-PSS+SHA256",
               "-groups", "P-521:X25519", "-ciphersuites", ":".join(TLS_1_3),
               "-cipher", ":".join(TLS_1_2))  # fmt: skip
    with connected_s_client(serving, *options) as (tls, _):
        facts = HandshakeFacts(tls)
        assert facts.client_ciphers == (*TLS_1_3, *TLS_1_2, SCSV)
        assert facts.shared_ciphers == ":".join((*TLS_1_3, *TLS_1_2))
        assert scheme_codes(facts.signature_schemes) == [0x0805, 0x0403, 0x0804]
        assert facts.signature_schemes[0].key == "RSA-PSS"
        assert facts.signature_schemes[1].key == "ECDSA"
        assert [s.digest for s in facts.signature_schemes] == [
            "SHA384",
            "SHA256",
            "SHA256",
        ]
        # Names of groups differ between releases; NIST has its own.
        if facts.groups != ("P-521", "X25519"):
            assert facts.groups == ("secp521r1", "x25519")
        assert set(facts.shared_groups) == set(facts.groups)


def test_shared_schemes_are_in_both_lists(serving: Context) -> None:
    serving.replay([("-sigalgs", "RSA-PSS+SHA256:RSA+SHA256")])
    options = ("-sigalgs", "RSA-PSS+SHA384:RSA-PSS+SHA256")
    with connected_s_client(serving, *options) as (tls, _):
        facts = HandshakeFacts(tls)
        assert scheme_codes(facts.shared_signature_schemes) == [0x0804]


def test_groups_that_only_one_side_has(serving: Context) -> None:
    serving.replay([("-groups", "P-256:P-384")])
    with connected_s_client(serving, "-groups", "X448:P-384:P-521") as (tls, _):
        facts = HandshakeFacts(tls)
        assert len(facts.groups) == 3
        assert len(facts.shared_groups) == 1
        assert facts.shared_groups[0] == facts.groups[1]


def test_groups_unknown_to_the_library_keep_their_number(serving: Context) -> None:
    if not serving.library.has("group_names"):
        # 1.1.1 knows no groups of finite fields.
        with connected_s_client(serving, "-groups", "P-256:ffdhe2048") as (tls, _):
            assert HandshakeFacts(tls).groups[1] == 0x0100


def test_older_protocols_have_point_formats(serving: Context) -> None:
    with connected_s_client(serving, "-tls1_2") as (tls, _):
        assert HandshakeFacts(tls).point_formats == b"\x00\x01\x02"


def test_authorities_that_the_client_would_trust(
    serving: Context, certificates: Certificates, library: Library
) -> None:
    file = str(certificates.ca)
    options = ("-tls1_3", "-requestCAfile", file)
    with connected_s_client(serving, *options) as (tls, _):
        names = HandshakeFacts(tls).client_authorities(ONELINE)
    with certificate_from_pem(library, certificates.ca.read_bytes()) as authority:
        assert names == (authority.subject(ONELINE),)
