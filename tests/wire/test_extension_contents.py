"""Each extension's contents, from an example of its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s_server.errors import WireError
from s_server.wire.codecs import decode
from s_server.wire.extension_contents import CONTENTS, codec_of
from s_server.wire.extensions import Extension
from s_server.wire.registries import table
from s_server.wire.values import Malformed, Record

CH, SH, NST, HRR, EE, CT, CR = 1, 2, 4, 6, 8, 11, 13


def plain(value: object) -> object:
    """The same as dicts and lists, which are easier to write down."""
    if isinstance(value, Record):
        return {name: plain(field) for name, field in value.items}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return plain(value.contents) if isinstance(value, Extension) else value


OCSP = {"responder_id_list": [], "request_extensions": b""}
CREDENTIAL = "00000e10 0403 000001aa 0804 0002bbbb"
ECH_OUTER = "00 0001 0003 07 0001aa 0002bbbb"
ECH_CONFIGS = "001b fe0d 0017 07 0020 0002aabb 0004 00010001 40 02 6578 0004 12340000"

EXAMPLES: list[tuple[int, int, str, object]] = [
    (0, CH, "0005 00 0002 6162", [{"name_type": 0, "name": b"ab"}]),
    (0, EE, "", None),
    (1, CH, "02", 2),
    (2, CH, "", None),
    (3, CH, "0006 00 02 0002 6162", [
        {"identifier_type": 0},
        {"identifier_type": 2, "distinguished_name": b"ab"},
    ]),
    (3, CH, "0015 01" + "aa" * 20, [
        {"identifier_type": 1, "sha1_hash": b"\xaa" * 20},
    ]),
    (4, CH, "", None),
    (5, CH, "01 0000 0000", {"status_type": 1, **OCSP}),
    (5, CH, "63 aabb", {"status_type": 99, "request": b"\xaa\xbb"}),
    (5, SH, "", None),
    (5, CT, "01 000002 aabb", {"status_type": 1, "response": b"\xaa\xbb"}),
    (5, CT, "02 000004 000001 aa", {
        "status_type": 2, "ocsp_response_list": [b"\xaa"],
    }),
    (5, CR, "", None),
    (6, CH, "01 40", [64]),
    (7, CH, "02 00 01", [0, 1]),
    (8, SH, "01 00", [0]),
    (9, CH, "02 01 00", [1, 0]),
    (9, SH, "01", 1),
    (10, CH, "0004 001d 0017", [29, 23]),
    (11, SH, "01 00", [0]),
    (12, CH, "04 75736572", b"user"),
    (13, CH, "0004 0403 0804", [0x0403, 0x0804]),
    (13, CR, "0002 0403", [0x0403]),
    (14, CH, "0004 0001 0007 00", {"profiles": [1, 7], "mki": b""}),
    (15, CH, "01", 1),
    (16, CH, "0005 02 6832 01 78", [b"h2", b"x"]),
    (16, EE, "0003 02 6832", [b"h2"]),
    (17, CH, "0007 02 0004 00000000", [{"status_type": 2, "request": OCSP}]),
    (17, CH, "0004 63 0001 aa", [{"status_type": 99, "request": b"\xaa"}]),
    (18, CH, "", None),
    (18, CT, "0003 0001 aa", [b"\xaa"]),
    (19, CH, "02 02 00", [2, 0]),
    (19, EE, "02", 2),
    (20, CH, "01 02", [2]),
    (21, CH, "000000", bytes(3)),
    (22, CH, "", None),
    (23, SH, "", None),
    (24, CH, "00 0d 01 02", {"major": 0, "minor": 13, "key_parameters_list": [2]}),
    (25, CH, "0003 01 01 aa", [{"type": 1, "hash_value": b"\xaa"}]),
    (25, EE, "0001 01", [1]),
    (26, CH, "", b""),
    (27, CH, "04 0002 0001", [2, 1]),
    (28, CH, "4001", 0x4001),
    (29, CH, "01 aa", b"\xaa"),
    (30, CH, "04 75736572", b"user"),
    (31, HRR, "0001 aa", b"\xaa"),
    (32, CH, "0001 aa", b"\xaa"),
    (32, EE, "01 aa 0001 bb 00000e10", {
        "proof": b"\xaa", "ticket": b"\xbb", "lifetime": 3600,
    }),
    (33, CH, "", None),
    (34, CH, "0002 0403", [0x0403]),
    (34, CT, CREDENTIAL, {
        "valid_time": 3600, "dc_cert_verify_algorithm": 0x0403,
        "subject_public_key_info": b"\xaa", "algorithm": 0x0804,
        "signature": b"\xbb\xbb",
    }),
    (35, CH, "aabb", b"\xaa\xbb"),
    (35, SH, "", None),
    (36, CH, "aa", b"\xaa"),
    (37, CH, "aa", b"\xaa"),
    (38, CH, "aa", b"\xaa"),
    (39, CH, "02 01 02", [1, 2]),
    (39, EE, "01", 1),
    (41, CH, "0007 0001 69 00000007 0003 02 aabb", {
        "identities": [{"identity": b"i", "obfuscated_ticket_age": 7}],
        "binders": [b"\xaa\xbb"],
    }),
    (41, SH, "0000", 0),
    (42, CH, "", None),
    (42, NST, "00004000", 16384),
    (43, CH, "04 0304 0303", [0x0304, 0x0303]),
    (43, HRR, "0304", 0x0304),
    (44, CH, "0002 aabb", b"\xaa\xbb"),
    (45, CH, "01 01", [1]),
    (47, CR, "0004 0002 3000", [b"\x30\x00"]),
    (48, CR, "0006 01 aa 0002 bbbb", [{"oid": b"\xaa", "values": b"\xbb\xbb"}]),
    (49, CH, "", None),
    (50, CH, "0002 0403", [0x0403]),
    (51, CH, "0006 001d 0002 aabb", [{"group": 29, "key_exchange": b"\xaa\xbb"}]),
    (51, SH, "001d 0002 aabb", {"group": 29, "key_exchange": b"\xaa\xbb"}),
    (51, HRR, "001d", 29),
    (52, CT, "0003 0001 aa", [b"\xaa"]),
    (53, CH, "01 aa", b"\xaa"),
    (54, CH, "00", b""),
    (55, CH, "01 aa", b"\xaa"),
    (56, CH, "01 aa", b"\xaa"),
    (57, CH, "01 02 6710", [{
        "id": {"number": 1, "width": 1}, "length": {"number": 2, "width": 1},
        "value": b"\x67\x10",
    }]),
    (58, CH, "02 01", {"new_session_count": 2, "resumption_count": 1}),
    (58, EE, "02", {"expected_count": 2}),
    (59, CH, "01bb", 443),
    (59, CT, "0001 aabb", {
        "ext_support_lifetime": 1, "authentication_chain": b"\xaa\xbb",
    }),
    (60, CH, "aa", b"\xaa"),
    (61, CH, "", None),
    (62, CH, "01 01", b"\x01"),
    (13172, CH, "", None),
    (13172, SH, "02 6832 01 78", [b"h2", b"x"]),
    (17513, CH, "0003 02 6832", [b"h2"]),
    (17613, EE, "aabb", b"\xaa\xbb"),
    (30031, CH, "", None),
    (30032, CH, "", None),
    (51764, CH, "0003 02 aabb", [b"\xaa\xbb"]),
    (64768, CH, "04 000a 0033", [10, 51]),
    (65037, CH, ECH_OUTER, {
        "type": 0, "cipher_suite": {"kdf_id": 1, "aead_id": 3}, "config_id": 7,
        "enc": b"\xaa", "payload": b"\xbb\xbb",
    }),
    (65037, CH, "01", {"type": 1}),
    (65037, HRR, "aa" * 8, b"\xaa" * 8),
    (65037, EE, ECH_CONFIGS, [{"version": 0xFE0D, "contents": {
        "config_id": 7, "kem_id": 0x20, "public_key": b"\xaa\xbb",
        "cipher_suites": [{"kdf_id": 1, "aead_id": 1}], "maximum_name_length": 64,
        "public_name": b"ex", "extensions": [{"type": 0x1234, "data": b""}],
    }}]),
    (65037, EE, "0005 fe0a 0001 aa", [{"version": 0xFE0A, "contents": b"\xaa"}]),
    (65281, CH, "00", b""),
    (65445, EE, "00 00", [{
        "id": {"number": 0, "width": 1}, "length": {"number": 0, "width": 1},
        "value": b"",
    }]),
    (65486, CH, "aa", b"\xaa"),
]  # fmt: skip
FORMS = [(code, message) for code, forms in CONTENTS.items() for message in forms]


@pytest.mark.parametrize(("code", "message", "data", "value"), EXAMPLES)
def test_an_example_is_read_and_written(
    code: int, message: int, data: str, value: object
) -> None:
    octets = bytes.fromhex(data)
    assert plain(Extension(code, octets, message).contents) == value
    if (codec := codec_of(code, message)) is not None:
        assert codec.write(decode(codec, octets)) == octets


def test_every_registered_extension_has_an_example() -> None:
    assert {code for code, *_ in EXAMPLES} == set(table("extensions"))
    assert set(CONTENTS) <= set(table("extensions"))


@pytest.mark.parametrize(("code", "message", "data", "value"), EXAMPLES)
def test_an_example_that_ends_early_is_marked(
    code: int, message: int, data: str, value: object
) -> None:
    octets = bytes.fromhex(data)
    if codec_of(code, message) is None or value in (octets, None):
        return
    for end in range(len(octets)):
        found = Extension(code, octets[:end], message).contents
        # Structures that go to the end are shorter ones when cut.
        assert isinstance(found, Malformed) or plain(found) != value


@settings(max_examples=300)
@given(st.sampled_from(FORMS), st.binary(max_size=60))
def test_any_bytes_are_read_as_they_are_or_marked(
    form: tuple[int, int], data: bytes
) -> None:
    codec = codec_of(*form)
    assert codec is not None
    try:
        value = decode(codec, data)
    except WireError:
        assert isinstance(Extension(form[0], data, form[1]).contents, Malformed)
        return
    assert codec.write(value) == data
