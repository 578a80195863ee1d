"""What two offers have in common, and who ended a connection."""

from __future__ import annotations

from dataclasses import replace

import pytest

from s_server.config import Config
from s_server.events import Alert, Cause, ConnectionInfo, Ender, Stage
from s_server.events.offer import OwnCertificate
from s_server.explain import agreement
from s_server.explain.evidence import Evidence, Failure
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from tests.explain.own import EMPTY, PlainOwn, entry

ONE = ConnectionInfo(1, "127.0.0.1:1001")
NEW = (Extension(43, b"\x04\x03\x04\x03\x03"),)
END = Failure(stage=Stage.HANDSHAKE, cause=Cause.PROTOCOL)
SAID = replace(END, queue=(entry(20, 193),))


def failed(end: Failure = END, *alerts: tuple[bool, int]) -> Evidence:
    evidence = Evidence(config=Config(), failure=end)
    for sent, number in alerts:
        evidence.hear(Alert(connection=ONE, sent=sent, level=2, description=number))
    return evidence


@pytest.mark.parametrize(
    ("version", "extensions", "ours", "answer"),
    [
        (0x0303, NEW, (0x0303, 0x0304), 0x0304),
        (0x0303, NEW, (0x0303,), 0x0303),
        (0x0303, NEW, (0x0302,), None),
        (0x0303, (), (0x0301, 0x0302), 0x0302),
        (0x0303, (), (0x0304,), None),
        (0x0301, None, (0x0302, 0x0303), None),
    ],
)
def test_the_highest_version_of_both(
    version: int,
    extensions: tuple[Extension, ...] | None,
    ours: tuple[int, ...],
    answer: int | None,
) -> None:
    hello = ClientHello(version, bytes(32), extensions=extensions)
    assert agreement.common_version(hello, replace(EMPTY, versions=ours)) == answer


def test_suites_belong_to_versions() -> None:
    codes = (0x0A0A, 0x1301, 0xC02F, 0x00FF)
    assert agreement.suites_at(0x0304, codes) == [0x1301]
    assert agreement.suites_at(0x0303, codes) == [0xC02F]


@pytest.mark.parametrize(
    ("suite", "kinds"),
    [
        ("TLS_AES_128_GCM_SHA256", None),
        ("ECDHE-ECDSA-AES128-SHA", {"EC", "ED25519", "ED448"}),
        ("ECDHE-RSA-AES128-SHA", {"RSA", "RSA-PSS"}),
        ("AES128-SHA", {"RSA", "RSA-PSS"}),
        ("RSA-PSK-AES128-CBC-SHA", {"RSA", "RSA-PSS"}),
        ("SRP-RSA-AES-128-CBC-SHA", {"RSA", "RSA-PSS"}),
        ("DHE-DSS-AES128-SHA", {"DSA"}),
        ("PSK-AES128-CBC-SHA", None),
        ("ECDHE-PSK-AES128-CBC-SHA", None),
        ("SRP-AES-128-CBC-SHA", None),
        ("ADH-AES128-SHA", None),
    ],
)
def test_what_a_suite_signs_with(suite: str, kinds: set[str] | None) -> None:
    assert agreement.takes_kinds(suite) == kinds


def test_no_old_signatures_in_the_newest_version() -> None:
    assert 0x0401 in agreement.signs("RSA", 0x0303)
    assert 0x0401 not in agreement.signs("RSA", 0x0304)
    assert agreement.signs("a new kind", 0x0304) == frozenset()


@pytest.mark.parametrize(
    ("end", "alerts", "who"),
    [
        (replace(END, cause=Cause.TIMED_OUT), (), Ender.SERVER),
        (END, (), Ender.CLIENT),
        (replace(END, system_error=104), (), Ender.NETWORK),
        (SAID, ((True, 40),), Ender.SERVER),
        (SAID, ((False, 48),), Ender.CLIENT),
        (SAID, ((True, 112), (False, 48)), Ender.CLIENT),
    ],
)
def test_who_ended_it(
    end: Failure, alerts: tuple[tuple[bool, int], ...], who: Ender
) -> None:
    assert agreement.ended_by(failed(end, *alerts)) is who


def test_the_alert_that_ended_it() -> None:
    assert agreement.ending(failed()) == "it ended without an alert"
    ours = "this server ended it with alert handshake_failure (40)"
    assert agreement.ending(failed(END, (True, 40))) == ours
    theirs = "the client ended it with alert unknown_ca (48)"
    assert agreement.ending(failed(END, (True, 112), (False, 48))) == theirs


SUITES = {
    0x1301: "TLS_AES_128_GCM_SHA256",
    0xC02F: "ECDHE-RSA-AES128-GCM-SHA256",
    0xC02B: "ECDHE-ECDSA-AES128-GCM-SHA256",
    0xC013: "ECDHE-RSA-AES128-SHA",
    0x002F: "AES128-SHA",
    0x0033: "DHE-RSA-AES128-SHA",
    0x00A8: "PSK-AES128-GCM-SHA256",
}
RSA = OwnCertificate(kind="RSA", subject="", names=(), not_after="")
EC = OwnCertificate(kind="EC", subject="", names=(), not_after="")
NO_CURVE = Extension(10, b"\0\2\x01\0")  # ffdhe2048 alone
EC_SCHEMES = Extension(13, b"\0\2\4\3")  # ecdsa_secp256r1_sha256


@pytest.mark.parametrize(
    ("version", "certificates", "extensions", "secrets", "common"),
    [
        (0x0304, (), (), "", [0x1301]),
        (0x0303, (RSA,), (), "", [0xC02F, 0xC013, 0x002F, 0x0033]),
        (0x0303, (EC,), (), "", [0xC02B]),
        (0x0303, (), (), "", []),
        (0x0302, (RSA,), (), "", [0xC013, 0x002F, 0x0033]),
        (0x0303, (RSA,), (NO_CURVE,), "", [0x002F, 0x0033]),
        # What needs no signature is left.
        (0x0303, (RSA, EC), (EC_SCHEMES,), "", [0xC02B, 0x002F]),
        (0x0303, (), (), "PSK", [0x00A8]),
    ],
)
def test_suites_that_could_be_agreed_on(
    version: int,
    certificates: tuple[OwnCertificate, ...],
    extensions: tuple[Extension, ...],
    secrets: str,
    common: list[int],
) -> None:
    own = PlainOwn(
        offer=replace(EMPTY, suites=(*SUITES, 0xFEFE), groups=(29,)),
        certificates=certificates,
        names=SUITES,
        secrets=frozenset({secrets} - {""}),
    )
    offered = (0x0A0A, 0xFEFE, *SUITES)
    hello = ClientHello(0x0303, bytes(32), cipher_suites=offered, extensions=extensions)
    assert agreement.common_suites(hello, own, version) == common
