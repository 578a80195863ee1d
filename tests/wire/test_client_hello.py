"""ClientHellos: what is read, and that the same bytes are written."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.errors import WireError
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from s_server.wire.values import Malformed

RANDOM = bytes(range(32))


def hello(*extensions: tuple[int, str], suites: tuple[int, ...] = (0x1301,)) -> bytes:
    """A ClientHello's body with these extensions, given in hex."""
    block = tuple(Extension(code, bytes.fromhex(data)) for code, data in extensions)
    return ClientHello(
        version=0x0303, random=RANDOM, cipher_suites=suites, extensions=block
    ).encode()


def pythons() -> bytes:
    """What Python's ssl sends."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2", "http/1.1"])
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()[9:]


def test_a_real_one_is_read_and_written() -> None:
    body = pythons()
    found = ClientHello.decode(body)
    assert found.encode() == body
    assert found.version == 0x0303
    assert found.cookie is None
    assert found.server_name == "localhost"
    assert found.alpn_protocols == (b"h2", b"http/1.1")
    assert [v.name for v in found.supported_versions] == ["TLS 1.3", "TLS 1.2"]
    assert "x25519" in [g.name for g in found.groups]
    assert set(found.key_share_groups) <= set(found.groups)
    assert "rsa_pss_rsae_sha256" in [s.name for s in found.signature_schemes]
    assert [m.name for m in found.psk_modes] == ["psk_dhe_ke"]
    assert 23 in found
    assert found.point_formats[0] == 0
    assert not [e for e in found.extensions or () if isinstance(e.contents, Malformed)]


def test_nothing_is_offered_by_a_bare_one() -> None:
    body = hello()[:-2]
    found = ClientHello.decode(body)
    assert found.extensions is None
    assert found.encode() == body
    assert found.server_name is None
    assert found.retry_cookie is None
    assert not found.alpn_protocols + found.supported_versions + found.groups
    assert not found.key_share_groups + found.psk_identities + found.psk_modes
    assert not found.signature_schemes + found.signature_schemes_cert
    assert not found.certificate_compression + found.point_formats
    assert not found.has_fallback_scsv
    assert not found.has_renegotiation_scsv
    assert 0 not in found


def test_the_less_common_extensions() -> None:
    found = ClientHello.decode(
        hello(
            (41, "0007000169000000070003 02aabb"),
            (44, "0002aabb"),
            (50, "00020403"),
            (27, "020002"),
            suites=(0x1301, 0x00FF, 0x5600),
        )
    )
    assert found.psk_identities == ((b"i", 7),)
    assert found.retry_cookie == b"\xaa\xbb"
    assert [s.name for s in found.signature_schemes_cert] == ["ecdsa_secp256r1_sha256"]
    assert [c.name for c in found.certificate_compression] == ["brotli"]
    assert found.has_fallback_scsv
    assert found.has_renegotiation_scsv


def test_a_malformed_extension_hides_nothing_else() -> None:
    body = hello((0, "ff"), (16, "0003026832"), (41, "00"), (51, "00"), (44, "00"))
    found = ClientHello.decode(body)
    assert found.encode() == body
    assert found.alpn_protocols == (b"h2",)
    assert found.server_name is None
    assert not found.psk_identities + found.key_share_groups
    assert found.retry_cookie is None


def test_a_name_of_strange_bytes_can_be_shown() -> None:
    assert ClientHello.decode(hello((0, "0005000002e461"))).server_name == "\\xe4a"
    # Of another type than host_name.
    assert ClientHello.decode(hello((0, "0005010002e461"))).server_name is None


def test_dtls_has_a_cookie() -> None:
    body = ClientHello(0xFEFD, RANDOM, cookie=b"c" * 20).encode()
    found = ClientHello.decode(body, dtls=True)
    assert found.cookie == b"c" * 20
    assert found.encode() == body


def test_sslv2s_form() -> None:
    data = bytes.fromhex("01 0301 0006 0000 0010 000035 010080") + bytes(16)
    found = ClientHello.decode_sslv2(data)
    assert found.version == 0x0301
    assert found.cipher_suites == (0x35, 0x010080)
    assert found.random == bytes(16)
    assert found.extensions is None
    assert found.sslv2
    assert found.encode() == data
    for wrong in (b"\x02" + data[1:], data[:-1], data + b"x", data[:4] + b"\x05"):
        with pytest.raises(WireError):
            ClientHello.decode_sslv2(wrong)
    with pytest.raises(WireError, match="three-byte"):
        ClientHello.decode_sslv2(bytes.fromhex("01 0301 0002 0000 0000 0000"))


def test_what_ends_early_is_an_error() -> None:
    body = hello((0, "0005000002e461"))
    block = len(body) - 2 - 4 - 7
    for end in range(len(body)):
        if end != block:  # where a hello without extensions would end
            with pytest.raises(WireError):
                ClientHello.decode(body[:end])
    with pytest.raises(WireError, match="too many"):
        ClientHello.decode(body + b"x")


@given(st.binary(max_size=120), st.booleans())
def test_any_bytes_are_read_as_they_are_or_refused(data: bytes, dtls: bool) -> None:  # noqa: FBT001 - hypothesis
    for body in (data, b"\x03\x03" + RANDOM + b"\x00" + data):
        try:
            found = ClientHello.decode(body, dtls=dtls)
        except WireError:
            continue
        assert found.encode() == body


@given(st.binary(max_size=60))
def test_any_sslv2_bytes_too(data: bytes) -> None:
    try:
        found = ClientHello.decode_sslv2(b"\x01" + data)
    except WireError:
        return
    assert found.encode() == b"\x01" + data
