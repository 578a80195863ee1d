"""Handshake messages: of real conversations, of examples, of nonsense."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tlslite.messages import ClientKeyExchange, ServerKeyExchange

from s_server.errors import WireError
from s_server.wire.codes import CipherSuite
from s_server.wire.extensions import Extension
from s_server.wire.handshake import Message, decode_message
from s_server.wire.registries import table
from s_server.wire.values import Malformed
from tests.kit.clients import start_s_client
from tests.kit.servers import CProgram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kit.certificates import Certificates
    from tests.kit.servers import ServerRun

VERSIONS = {
    **{"TLS 1.0": 0x0301, "TLS 1.1": 0x0302, "TLS 1.2": 0x0303, "TLS 1.3": 0x0304},
    **{"DTLS 1.0": 0xFEFF, "DTLS 1.2": 0xFEFD},
}
# openssl 3.0 does not know DTLS 1.2 by name.
SAID = re.compile(
    r"^(?:<<<|>>>) (?:(D?TLS 1\.\d), Handshake|.*version=(\d+), content_type=22).*\n"
    r"((?:    .*\n)+)",
    re.MULTILINE,
)
PSK = ("-psk", "0123456789abcdef0123456789abcdef")
GET = b"GET / HTTP/1.0\r\n\r\n"


def said(text: str) -> Iterator[tuple[int, bytes]]:
    """Version and bytes of each handshake message that ``-msg`` has shown."""
    for name, number, lines in SAID.findall(text):
        yield int(number or VERSIONS[name]), bytes.fromhex("".join(lines.split()))


def decoded(text: str) -> list[Message]:
    """The messages, each read with what was known by then."""
    suite: int | None = None
    found = []
    for version, data in said(text):
        dtls = version > 0xFE00
        message = decode_message(data, version, dtls=dtls, cipher_suite=suite)
        assert message.encode() == data
        if message.type == 2 and isinstance(
            message.fields["cipher_suite"], CipherSuite
        ):
            suite = message.fields["cipher_suite"]
        for extension in message.extensions:
            assert not isinstance(extension.contents, Malformed), extension
        found.append(message)
    assert found
    return found


@pytest.fixture(scope="module")
def server(
    certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerRun]:
    """The C program, ready for everything that a client may ask of it."""
    folder = tmp_path_factory.mktemp("srp")
    options = (
        *("-www", "-cert", str(certificates.pair("rsa")), "-verify", "1"),
        *("-cipher", "ALL:eNULL:aNULL:PSK:@SECLEVEL=0", *PSK, "-psk_hint", "hint"),
        *("-groups", "P-384:P-256:X25519", "-nextprotoneg", "a,b"),
    )
    with CProgram().start(*options, cwd=folder) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Talk:
    """A client's options, and some fields of each kind of message that there were."""

    options: str
    fields: dict[str, tuple[str, ...]]


SIGNED = ("algorithm", "signature")
TALKS = [
    Talk(
        "-tls1_3 -groups X448:P-384 -cert {pair} -status",
        {
            "hello_retry_request": ("extensions",),
            "encrypted_extensions": ("extensions",),
            "certificate_request": ("certificate_request_context", "extensions"),
            "certificate": ("certificate_request_context", "certificate_list"),
            "certificate_verify": SIGNED,
            "finished": ("verify_data",),
            "new_session_ticket": ("ticket_lifetime", "ticket_age_add", "ticket_nonce"),
        },
    ),
    Talk(
        "-tls1_2 -cert {pair} -cipher ECDHE-RSA-AES128-SHA256 -nextprotoneg b",
        {
            "server_key_exchange": ("curve_type", "named_curve", "ecdh_Ys", *SIGNED),
            "certificate_request": ("supported_signature_algorithms",),
            "client_key_exchange": ("ecdh_Yc",),
            "certificate_verify": SIGNED,
            "new_session_ticket": ("ticket_lifetime_hint", "ticket"),
            "next_protocol": ("selected_protocol", "padding"),
            "server_hello_done": (),
        },
    ),
    Talk(
        "-tls1_2 -cipher DHE-RSA-AES128-SHA256",
        {
            "server_key_exchange": ("dh_p", "dh_g", "dh_Ys", *SIGNED),
            "client_key_exchange": ("dh_Yc",),
        },
    ),
    Talk(
        "-tls1_2 -cipher ADH-AES128-SHA256:@SECLEVEL=0",
        {"server_key_exchange": ("dh_p", "dh_g", "dh_Ys")},
    ),
    Talk(
        "-tls1_2 -cipher AECDH-AES128-SHA:@SECLEVEL=0",
        {"server_key_exchange": ("curve_type", "named_curve", "ecdh_Ys")},
    ),
    Talk(
        "-tls1_2 -cipher AES128-SHA256",
        {"client_key_exchange": ("encrypted_pre_master_secret",)},
    ),
    Talk(
        "-tls1 -cert {pair} -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0",
        {
            "server_key_exchange": ("named_curve", "ecdh_Ys", "signature"),
            "certificate_request": ("certificate_types", "certificate_authorities"),
            "certificate_verify": ("signature",),
        },
    ),
    Talk(
        "-tls1_1 -cipher DHE-RSA-AES128-SHA:@SECLEVEL=0",
        {"server_key_exchange": ("dh_p", "dh_g", "dh_Ys", "signature")},
    ),
    Talk(
        "{psk} -tls1_2 -cipher PSK-AES128-CBC-SHA256",
        {
            "server_key_exchange": ("psk_identity_hint",),
            "client_key_exchange": ("psk_identity",),
        },
    ),
    Talk(
        "{psk} -tls1_2 -cipher DHE-PSK-AES128-CBC-SHA256:@SECLEVEL=0",
        {
            "server_key_exchange": ("psk_identity_hint", "dh_p", "dh_g", "dh_Ys"),
            "client_key_exchange": ("psk_identity", "dh_Yc"),
        },
    ),
    Talk(
        "{psk} -tls1_2 -cipher ECDHE-PSK-AES128-CBC-SHA256",
        {
            "server_key_exchange": ("psk_identity_hint", "params"),
            "client_key_exchange": ("psk_identity", "ecdh_Yc"),
        },
    ),
    Talk(
        "{psk} -tls1_2 -cipher RSA-PSK-AES128-CBC-SHA256",
        {"client_key_exchange": ("psk_identity", "encrypted_pre_master_secret")},
    ),
    Talk("{psk} -tls1_3", {"server_hello": ("cipher_suite", "extensions")}),
]


def check(messages: list[Message], expected: dict[str, tuple[str, ...]]) -> None:
    names = {message.name for message in messages}
    assert set(expected) | {"client_hello", "server_hello", "finished"} <= names
    for name, fields in expected.items():
        for message in messages:
            if message.name == name:
                assert set(fields) <= set(message.fields.names), name
                assert "data" not in message.fields, name


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.options)
def test_real_messages(
    talk: Talk, server: ServerRun, certificates: Certificates
) -> None:
    pair, psk = certificates.pair("ecdsa"), " ".join(PSK)
    words = talk.options.format(pair=pair, psk=psk)
    with start_s_client(server.address, "-msg", "-ign_eof", *words.split()) as client:
        client.type(GET)
        seen = client.seen()
        text = seen.stdout.decode("latin-1")
    assert SAID.search(text), seen.stderr
    check(decoded(text), talk.fields)


def test_messages_of_srp_as_tlslite_writes_them() -> None:
    # s_client and s_server of OpenSSL 3 crash or fail with SRP.
    offer = ServerKeyExchange(0xC01D, (3, 3)).createSRP(23, 5, bytearray(b"salt"), 7)
    message = decode_message(bytes(offer.write()), 0x0303, cipher_suite=0xC01D)
    names = ("srp_N", "srp_g", "srp_s", "srp_B")
    values = (b"\x17", b"\x05", b"salt", b"\x07")
    assert message.fields.items == tuple(zip(names, values, strict=True))
    answer = ClientKeyExchange(0xC01D, (3, 3)).createSRP(9)
    message = decode_message(bytes(answer.write()), 0x0303, cipher_suite=0xC01D)
    assert message.fields.items == (("srp_A", b"\x09"),)


@pytest.mark.parametrize("version", ["-dtls1", "-dtls1_2"])
def test_real_messages_of_dtls(version: str, certificates: Certificates) -> None:
    easy = ("-cipher", "ECDHE:@SECLEVEL=0")
    pair = str(certificates.pair("rsa"))
    with (
        CProgram().start("-dtls", "-listen", "-cert", pair, *easy) as server,
        start_s_client(server.address, "-msg", version, *easy) as client,
    ):
        client.wait_line(rb".*Verify return code.*")
        text = client.finish().stdout.decode("latin-1")
    messages = decoded(text)
    check(messages, {"hello_verify_request": ("version", "cookie")})
    first, second = (m.client_hello for m in messages if m.name == "client_hello")
    assert first is not None
    assert second is not None
    assert first.cookie == b""
    assert second.cookie == messages[1].fields["cookie"]
    assert [m.fragment.sequence for m in messages[:2] if m.fragment] == [0, 0]


BLOCK = "0004 1234 0000"
EXAMPLES: list[tuple[int, int, str, tuple[str, ...]]] = [
    (0, 0x0303, "", ()),
    (5, 0x0304, "", ()),
    (4, 0x0304, "00000e10 00000001 01 00 0001 aa 0000", ("ticket", "extensions")),
    (4, 0x7F1C, "00000e10 00000001 01 00 0001 aa 0000", ("ticket", "extensions")),
    (9, 0xFEFC, "01", ("num_cids",)),
    (10, 0xFEFC, "0002 01 aa 00", ("cids", "usage")),
    (11, 0x0303, "000005 000002 3000", ("certificate_list",)),
    (11, 0x0303, "000002 3000", ("subject_public_key_info",)),
    (11, 0x0304, "00 00000b 000002 3000" + BLOCK, ("certificate_list",)),
    (12, 0x0303, "aabb", ("data",)),
    (16, 0x0303, "aabb", ("data",)),
    (21, 0x0303, "00 001a 0003 616263 01" + "aa" * 20, ("url_and_hash_list",)),
    (22, 0x0303, "01 000002 aabb", ("status_type", "response")),
    (22, 0x0303, "02 000005 000002 aabb", ("status_type", "ocsp_response_list")),
    (23, 0x0303, "000006 4002 0002 aabb", ("supp_data",)),
    (24, 0x0304, "01", ("request_update",)),
    (25, 0x0304, "0002 000100 000001 aa", ("algorithm", "uncompressed_length")),
    (254, 0x0304, "aabb", ("hash",)),
    (77, 0x0304, "aabb", ("data",)),
    (77, 0x0301, "", ("data",)),
]


@pytest.mark.parametrize(("kind", "version", "body", "fields"), EXAMPLES)
def test_examples(kind: int, version: int, body: str, fields: tuple[str, ...]) -> None:
    octets = bytes.fromhex(body)
    data = bytes((kind,)) + len(octets).to_bytes(3) + octets
    message = decode_message(data, version)
    assert message.encode() == data
    assert set(fields) <= set(message.fields.names)
    assert message.client_hello is None
    assert message.name == table("handshake_types").get(kind)
    with pytest.raises(WireError):
        decode_message(data + b"x", version)
    with pytest.raises(WireError):
        decode_message(data[:-1], version)


def test_key_exchanges_that_openssl_has_no_more() -> None:
    srp = bytes.fromhex("0c000011 0001aa 0001bb 01cc 0001dd 0804 0002 eeee")
    message = decode_message(srp, 0x0303, cipher_suite=0xC01E)
    names = ("srp_N", "srp_g", "srp_s", "srp_B", *SIGNED)
    assert message.fields.names == names
    assert message.encode() == srp
    rsa = bytes.fromhex("0c000009 0001aa 0001bb 0001ee")
    message = decode_message(rsa, 0x0301, cipher_suite=3)
    assert message.fields.names == ("rsa_modulus", "rsa_exponent", "signature")
    secret = bytes.fromhex("10000003aabbcc")
    assert decode_message(secret, 0x0300, cipher_suite=47).fields["data"] == (
        b"\xaa\xbb\xcc"
    )
    curve = bytes.fromhex("0c000003 01aabb")
    message = decode_message(curve, 0x0301, cipher_suite=0xC013)
    assert message.fields.names == ("curve_type", "data")


def test_a_retry_is_told_from_a_hello() -> None:
    for random, name, group in (
        (bytes(32), "server_hello", b"\x00\x1d"),
        (HELLO_RETRY, "hello_retry_request", 29),
    ):
        body = b"\3\3" + random + bytes.fromhex("00 1301 00 0006 0033 0002 001d")
        data = b"\x02" + len(body).to_bytes(3) + body
        message = decode_message(data, 0x0304)
        assert message.name == name
        assert message.is_hello_retry_request == (name != "server_hello")
        (extension,) = message.extensions
        if name == "server_hello":
            assert isinstance(extension.contents, Malformed)
        else:
            assert extension == Extension(51, b"\x00\x1d", 6)
            assert extension.contents == group
        assert message.encode() == data


HELLO_RETRY = bytes.fromhex(
    "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
)


def test_a_fragment_keeps_its_bytes() -> None:
    data = bytes.fromhex("01 000100 0003 000010 000002 aabb")
    message = decode_message(data, 0xFEFD, dtls=True)
    assert message.fields["fragment"] == b"\xaa\xbb"
    assert message.client_hello is None
    assert message.fragment is not None
    assert (message.fragment.sequence, message.fragment.offset) == (3, 16)
    assert message.encode() == data
    beyond = bytes.fromhex("01 000010 0003 000010 000002 aabb")
    with pytest.raises(WireError, match="to byte 18 of 16"):
        decode_message(beyond, 0xFEFD, dtls=True)


@given(
    st.integers(0, 30) | st.sampled_from([67, 254]),
    st.sampled_from([0x0300, 0x0301, 0x0303, 0x0304, 0xFEFF, 0xFEFD, 0xFEFC, 0]),
    st.sampled_from([None, 3, 0x2F, 0x33, 0x34, 0x8C, 0x90, 0xC013, 0xC01D, 0xC035]),
    st.binary(max_size=60),
)
def test_any_bytes_are_read_as_they_are_or_refused(
    kind: int, version: int, suite: int | None, body: bytes
) -> None:
    size = len(body).to_bytes(3)
    dtls = version >= 0xFE00
    place = bytes(5) + size if dtls else b""
    data = bytes((kind,)) + size + place + body
    try:
        message = decode_message(data, version, dtls=dtls, cipher_suite=suite)
    except WireError:
        return
    assert message.encode() == data
