"""JA3, JA3S and JA4 of the vectors that their authors have published."""

from __future__ import annotations

import pytest

from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from s_server.wire.fingerprints import ja3, ja3s, ja4, ja4_o, ja4_r, ja4_ro
from s_server.wire.handshake import decode_message


def shorts(*numbers: int, width: int = 2) -> str:
    """A list of two-byte numbers behind its length, in hex."""
    data = b"".join(number.to_bytes(2) for number in numbers)
    return (len(data).to_bytes(width) + data).hex()


def protocol(value: bytes) -> str:
    inner = bytes((len(value),)) + value
    return (len(inner).to_bytes(2) + inner).hex()


def hello(
    suites: list[int], extensions: dict[int, str] | None, version: int = 0x0303
) -> ClientHello:
    block = (extensions or {}).items()
    return ClientHello(
        version,
        bytes(32),
        cipher_suites=tuple(suites),
        extensions=tuple(Extension(code, bytes.fromhex(data)) for code, data in block)
        if extensions is not None
        else None,
    )


def numbers(text: str) -> list[int]:
    return [int(word, 16) for word in text.split(",")]


# salesforce/ja3, README
JA3_VECTORS = [
    (
        hello(
            [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
            {0: "", 10: shorts(23, 24, 25), 11: "0100"},
            0x0301,
        ),
        "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0",
        "ada70206e40642a3e4461f35503241d5",
    ),
    (
        hello([4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99], None, 0x0301),
        "769,4-5-10-9-100-98-3-6-19-18-99,,,",
        "de350869b8c85de67a350c8d186f11e6",
    ),
]


@pytest.mark.parametrize(("offer", "text", "digest"), JA3_VECTORS)
def test_ja3(offer: ClientHello, text: str, digest: str) -> None:
    assert ja3(offer) == (text, digest)


def test_ja3_leaves_grease_out() -> None:
    offer = hello([0x0A0A, 47], {0x1A1A: "", 10: shorts(0x2A2A, 29), 11: "020001"})
    assert ja3(offer)[0] == "771,47,10-11,29,0-1"


def test_ja3s() -> None:
    body = bytes.fromhex("0303" + "00" * 32 + "00 c02f 00 0009 ff01000100 000b0000")
    message = decode_message(b"\x02" + len(body).to_bytes(3) + body, 0x0303)
    # The digest is md5sum's.
    assert ja3s(message) == (
        "771,49199,65281-11",
        "303951d4c50efb2e991652225a6f02b1",
    )


# FoxIO-LLC/ja4, technical_details/JA4.md
SUITES = "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
CODES = (
    "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015"
)
SCHEMES = "0403,0804,0401,0503,0805,0501,0806,0601"
DATA = {
    13: shorts(*numbers(SCHEMES)),
    16: protocol(b"h2"),
    43: shorts(0x3A3A, 0x0304, 0x0303, width=1),
}


def documents(**less: str) -> ClientHello:
    """The document's example, with GREASE among the lists."""
    codes = {0x0A0A: "", **{code: DATA.get(code, "") for code in numbers(CODES)}}
    return hello(
        [0x1A1A, *numbers(SUITES)], codes | {13: less.get("schemes", DATA[13])}
    )


def test_ja4() -> None:
    assert ja4(documents()) == "t13d1516h2_8daaf6152771_e5627efa2ab1"


def test_ja4_without_signature_schemes() -> None:
    assert ja4(documents(schemes="0000")) == "t13d1516h2_8daaf6152771_6d807ffa2a79"


def test_ja4_in_the_order_of_the_wire() -> None:
    assert ja4_o(documents()) == "t13d1516h2_acb858a92679_18f69afefd3d"
    assert ja4_ro(documents()) == f"t13d1516h2_{SUITES}_{CODES}_{SCHEMES}"


def test_ja4_itself() -> None:
    ordered = ",".join(sorted(SUITES.split(",")))
    codes = ",".join(sorted(set(CODES.split(",")) - {"0000", "0010"}))
    assert ja4_r(documents()) == f"t13d1516h2_{ordered}_{codes}_{SCHEMES}"


def test_a_browser_of_today() -> None:
    # Chrome 143 as a site on the web has seen it.
    codes = numbers(
        "002d,0033,0010,fe0d,0017,44cd,0000,000b,"
        "000a,002b,ff01,0023,0012,0005,000d,001b"
    )
    data = DATA | {10: shorts(4588, 29, 23, 24), 11: "0100"}
    offer = hello(numbers(SUITES), {code: data.get(code, "") for code in codes})
    assert ja3(offer)[1] == "98487aa16281980e7d1120d399efb6a4"
    assert ja4(offer) == "t13d1516h2_8daaf6152771_d8a2da3f94cd"
    assert ja4_o(offer) == "t13d1516h2_acb858a92679_f96a17c57971"


@pytest.mark.parametrize(
    ("value", "ends"),
    [
        *(("AB", "ab"), ("20", "20"), ("ABCD", "ad"), ("2061", "21")),
        *(("30AB", "3b"), ("6120", "60"), ("3031ABCD", "3d"), ("30ABCD31", "01")),
        *(("61", "aa"), ("6832", "h2"), ("687474702f312e31", "h1"), ("", "00")),
    ],
)
def test_ja4s_ends_of_a_protocol(value: str, ends: str) -> None:
    offer = hello([], {16: protocol(bytes.fromhex(value))})
    assert ja4(offer)[8:10] == ends


@pytest.mark.parametrize(
    ("version", "offered", "sign"),
    [
        (0x0303, [], "12"),
        (0x0303, [0x0303, 0x0304], "13"),
        (0x0302, [], "11"),
        (0x0301, [0x0A0A], "10"),
        (0x0300, [], "s3"),
        (0x0002, [], "s2"),
        (0xFEFF, [], "d1"),
        (0xFEFD, [], "d2"),
        (0xFEFD, [0xFEFD, 0xFEFC], "d3"),
        (0x0303, [0x7F1C], "00"),
    ],
)
def test_ja4s_version(version: int, offered: list[int], sign: str) -> None:
    extensions = {43: shorts(*offered, width=1)} if offered else {}
    assert ja4(hello([], extensions, version), "d")[:4] == f"d{sign}i"


def test_ja4_of_nothing_and_of_very_much() -> None:
    assert ja4(hello([], None)) == "t12i000000_000000000000_000000000000"
    much = hello(list(range(200)), {code: "" for code in range(100, 300)})
    assert ja4(much).startswith("t12i999900_")
