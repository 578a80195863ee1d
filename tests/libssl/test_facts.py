"""What was agreed on: each fact is compared with what the client says."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cffi
import pytest

from s_server.libssl import alpn
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.ffi import ffi, text
from tests.kit.servers import clean_environment

from .handshake import client_context, connected, connected_s_client

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

ONELINE = 0x82031F
ROOT = str(Path(__file__).parents[2])
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
TLS_1_3 = ("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256")
TLS_1_2 = ("ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256")
SCSV = "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"


def master_key(facts: HandshakeFacts) -> bytes:
    found = re.search(rb"Master-Key: (\w+)", facts.session_text)
    assert found
    return found[1]


@pytest.fixture(params=VERSIONS, ids=lambda version: version.name)
def client(request: pytest.FixtureRequest) -> ssl.SSLContext:
    return client_context(request.param)


def test_what_our_tickets_begin_with(serving: Context) -> None:
    with connected_s_client(serving, "-tls1_2") as (tls, theirs):
        # As s_client shows it: eight bytes, and then a dash.
        begun = HandshakeFacts(tls).ticket_names[0][:8].hex(" ").encode()
        theirs.wait_bytes(b"TLS session ticket:\n    0000 - " + begun)


def test_both_sides_agree(serving: Context, client: ssl.SSLContext) -> None:
    with connected(serving, client) as (tls, _, their_end):
        facts = HandshakeFacts(tls)
        cipher = their_end.cipher()
        assert cipher is not None
        assert facts.version == their_end.version()
        assert facts.cipher == cipher[0]
        assert facts.reused is their_end.session_reused is False
        assert facts.cipher in (facts.shared_ciphers or "").split(":")
        assert (facts.verify_code, facts.verify_words) == (0, "ok")
        assert facts.client_certificate is None
        assert facts.peer_signature == (None, None)
        assert facts.verified_name is None
        assert facts.client_authorities(0) == ()


def test_the_ciphers_of_both_sides(serving: Context, client: ssl.SSLContext) -> None:
    offered = [cipher["name"] for cipher in client.get_ciphers()]
    with connected(serving, client) as (tls, _, _):
        facts = HandshakeFacts(tls)
        ours = [name for _, name in facts.server_ciphers]
        assert [c for c in facts.client_ciphers if c != SCSV] == [
            name for name in offered if name in facts.client_ciphers
        ]
        assert set((facts.shared_ciphers or "").split(":")) <= set(offered) & set(ours)
        versions = {version for version, _ in facts.server_ciphers}
        assert {"TLSv1.2", "TLSv1.3"} <= versions
        assert ("TLSv1.3", TLS_1_3[0]) in facts.server_ciphers


def test_a_resumed_session(serving: Context) -> None:
    serving.set_session_context(b"here")
    client = client_context(ssl.TLSVersion.TLSv1_2)
    with connected(serving, client) as (tls, _, first):
        session, secret = first.session, master_key(HandshakeFacts(tls))
    with connected(serving, client, session=session) as (tls, _, second):
        facts = HandshakeFacts(tls)
        assert facts.reused is second.session_reused is True
        assert master_key(facts) == secret


def test_the_session_as_openssl_reads_it(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, their_end):
        facts = HandshakeFacts(tls)
        pem, words = facts.session_pem, facts.session_text
        version = their_end.version()
    command = ["openssl", "sess_id", "-noout", "-text"]
    done = subprocess.run(command, input=pem, capture_output=True, check=True)
    assert pem.startswith(b"-----BEGIN SSL SESSION PARAMETERS-----\n")
    assert version is not None
    assert f"Protocol  : {version}".encode() in done.stdout
    assert done.stdout.split(b"Start Time")[0] in words


def test_renegotiation(serving: Context) -> None:
    client = client_context(ssl.TLSVersion.TLSv1_2)
    with connected(serving, client) as (tls, _, _):
        facts = HandshakeFacts(tls)
        assert facts.secure_renegotiation
        assert not facts.renegotiation_disabled
    serving.replay([("-no_renegotiation", None)])
    with connected(serving, client) as (tls, _, _):
        assert HandshakeFacts(tls).renegotiation_disabled


def test_facts_outlive_the_connection_once_asked(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, _):
        facts = HandshakeFacts(tls)
        version = facts.version
    assert facts.version == version
    with pytest.raises(ValueError, match="closed"):
        _ = facts.cipher


CONFIGURATION = """
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
asking = asking
[asking]
VerifyMode = Request
"""
PROGRAM = """
import socket, sys
from s_server.libssl.context import Context
from s_server.libssl import alpn
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.load import open_library
from s_server.libssl.store import PassPhrase, load_certificate, load_key
from s_server.libssl.trust import trust_defaults
from tests.libssl.handshake import connected_s_client
path, client = sys.argv[1:]
library = open_library()
nothing = PassPhrase(lambda: None)
with (
    Context(library) as context,
    load_certificate(library, path, nothing) as cert,
    load_key(library, path, nothing) as key,
):
    context.use_identity(cert, key)
    context.apply_section("asking")
    trust_defaults(context)
    with connected_s_client(context, "-cert", client, "-tls1_3") as (tls, _):
        facts = HandshakeFacts(tls)
        sent = facts.client_certificate
        print(facts.verify_code, *facts.peer_signature)
        print(sent.subject(0x82031F).decode())
        sys.stdout.write(sent.pem.decode())
"""


def test_a_client_certificate(certificates: Certificates, tmp_path: Path) -> None:
    conf = tmp_path / "asking.cnf"
    conf.write_text(CONFIGURATION)
    pem = certificates.signed("ecdsa")
    server = certificates.pair("rsa")
    command = [sys.executable, "-c", PROGRAM, str(server), str(pem)]
    changes = {
        "OPENSSL_CONF": str(conf),
        "SSL_CERT_FILE": str(certificates.ca),
        "PYTHONPATH": ROOT,
    }
    environment = clean_environment(changes)
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    first, name, certificate = done.stdout.split("\n", 2)
    assert first == "0 SHA256 ECDSA"
    assert name == "CN = localhost"
    assert certificate in pem.read_text()


def test_the_names_that_were_agreed_on(serving: Context) -> None:
    options = ("-servername", "name.test", "-groups", "P-384", "-tls1_3")
    with connected_s_client(serving, *options) as (tls, _):
        facts = HandshakeFacts(tls)
        assert facts.server_name == b"name.test"
        assert facts.application_protocol == b""
        assert facts.cipher_number == 0x1302
        assert facts.cipher == "TLS_AES_256_GCM_SHA384"
        if serving.library.has("group_names"):
            assert facts.group in {"P-384", "secp384r1"}
        assert facts.own_signature_kind == ("SHA256", "RSA-PSS")
        assert facts.early_data == "not_sent"
        assert facts.client_certificates == ()
        assert facts.hello_came is None


def test_the_protocol_by_alpn(serving: Context, client: ssl.SSLContext) -> None:
    serving.protocols = (b"two", b"one")
    alpn.choose_protocols(serving)
    client.set_alpn_protocols(["one", "two"])
    with connected(serving, client) as (tls, _, their_end):
        chosen = HandshakeFacts(tls).application_protocol
        assert chosen.decode() == their_end.selected_alpn_protocol()


def test_without_a_signature(serving: Context) -> None:
    with connected_s_client(serving, "-tls1_2", "-cipher", "kRSA") as (tls, _):
        facts = HandshakeFacts(tls)
        assert facts.own_signature_kind[1] is None
        assert facts.group is None


def test_exported_material(serving: Context, client: ssl.SSLContext) -> None:
    with connected(serving, client) as (tls, _, _):
        facts = HandshakeFacts(tls)
        one = facts.exported("EXPORTER-one", 32)
        assert one is not None
        assert len(one) == 32
        assert facts.exported("EXPORTER-one", 32) == one
        assert facts.exported("EXPORTER-two", 32) != one
        assert facts.exported("", 1) is not None
        assert facts.exported("\u00e9\udcff", 1) is not None


def test_an_export_that_fails_leaves_no_error(serving: Context) -> None:
    # HKDF gives at most 255 times the size of its hash (RFC 5869 2.3).
    with connected(serving, client_context(ssl.TLSVersion.TLSv1_3)) as (tls, _, _):
        assert HandshakeFacts(tls).exported("EXPORTER-x", 255 * 48) is not None
        assert HandshakeFacts(tls).exported("EXPORTER-x", 255 * 48 + 1) is None
        assert tls.library.functions.ERR_peek_error() == 0
    with connected(serving, client_context(ssl.TLSVersion.TLSv1_2)) as (tls, _, _):
        assert HandshakeFacts(tls).exported("key expansion", 20) is None
        assert tls.library.functions.ERR_peek_error() == 0


def test_the_choice_by_npn(serving: Context) -> None:
    serving.advertised = alpn.wire_form((b"h2", b"http/1.1"))
    alpn.advertise_protocols(serving)
    words = ("-tls1_2", "-nextprotoneg")
    # The client takes the first of ours that it knows, else its own first.
    rows = {"x,http/1.1": b"http/1.1", "http/1.1,h2": b"h2", "y,z": b"y"}
    for offer, choice in rows.items():
        with connected_s_client(serving, *words, offer) as (tls, program):
            assert HandshakeFacts(tls).next_protocol == choice
            program.wait_line(b"^Next protocol: .* %s$" % choice)
    with connected_s_client(serving, "-tls1_2") as (tls, _):
        assert HandshakeFacts(tls).next_protocol == b""


def test_no_srtp_profile_over_tls(serving: Context, client: ssl.SSLContext) -> None:
    serving.use_srtp("SRTP_AES128_CM_SHA1_80")
    with connected(serving, client) as (tls, _, _):
        assert HandshakeFacts(tls).srtp_profile is None


def test_the_name_of_an_srtp_profile(serving: Context, library: Library) -> None:
    """The shape of a profile that we declare is the library's."""
    serving.use_srtp("SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80")
    other = cffi.FFI()
    other.cdef("void *SSL_get_srtp_profiles(void *ssl);")
    ask = other.dlopen(library.path).SSL_get_srtp_profiles  # type: ignore[attr-defined]  # cffi is untyped here
    with connected(serving, client_context()) as (tls, _, _):
        found = ask(other.cast("void *", int(ffi.cast("intptr_t", tls.pointer))))
        stack = ffi.cast("OPENSSL_STACK *", int(other.cast("intptr_t", found)))
        profiles = [
            ffi.cast("SRTP_PROTECTION_PROFILE *", item)
            for item in (library.functions.OPENSSL_sk_value(stack, i) for i in (0, 1))
        ]
        assert [(text(profile.name), profile.id) for profile in profiles] == [
            ("SRTP_AEAD_AES_128_GCM", 7),
            ("SRTP_AES128_CM_SHA1_80", 1),
        ]


def test_facts_that_are_asked_for_where_they_can_be(serving: Context) -> None:
    """What is left out for speed is what the library would say."""
    functions = serving.library.functions
    with connected_s_client(serving, "-tls1_3", "-alpn", "one") as (tls, _):
        facts = HandshakeFacts(tls)
        assert facts.application_protocol == facts.next_protocol == b""
        place, size = ffi.new("const unsigned char **"), ffi.new("unsigned int *")
        functions.SSL_get0_alpn_selected(tls.pointer, place, size)
        assert not place[0]
        assert facts.peer_signature == (None, None)
        nid = ffi.new("int *")
        assert not functions.SSL_get_peer_signature_type_nid(tls.pointer, nid)
        assert facts.verified_name is None
        assert not functions.SSL_get0_peername(tls.pointer)
        assert facts.sends_by_kernel is tls.sends_by_kernel is False
        assert facts.receives_by_kernel is tls.receives_by_kernel is False
