"""The page of -www (behaviour.md 3.3)."""

from __future__ import annotations

import pytest

from s_server.events import EchOutcome
from s_server.libssl.load import Release
from s_server.output.status_page import escaped, page
from s_server.output.text.pieces import Style
from tests.output.facts import PlainCertificate, PlainFacts, tls_1_2

COUNTERS = (0,) * 12 + (128,)


def shown(
    facts: PlainFacts,
    words: tuple[str, ...] = ("-www",),
    release: Release = Release.V3_0,
) -> str:
    body = page(facts, words=words, counters=COUNTERS, style=Style(release=release))
    return body.decode(errors="surrogateescape")


def test_the_page() -> None:
    assert shown(PlainFacts()) == (
        '<HTML><BODY BGCOLOR="#ffffff">\n<pre>\n\ns_server -www \n'
        "Secure Renegotiation IS supported\n"
        "Ciphers supported in s_server binary\n"
        "TLSv1.3    :A                         TLSv1.2    :B                         \n"
        "---\nCiphers common between both SSL end points:\n"
        "A                          B\n"
        "Signature Algorithms: ECDSA+SHA256:ed25519:0x0905\n"
        "Shared Signature Algorithms: ECDSA+SHA256\n"
        "Supported groups: x25519:0x1A1A\nShared groups: x25519\n"
        "---\nNew, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384\n"
        "SSL-Session:\n    Protocol  : TLSv1.3\n---\n"
        "   0 items in the session cache\n"
        "   0 client connects (SSL_connect())\n"
        "   0 client renegotiates (SSL_connect())\n"
        "   0 client connects that finished\n"
        "   0 server accepts (SSL_accept())\n"
        "   0 server renegotiates (SSL_accept())\n"
        "   0 server accepts that finished\n"
        "   0 session cache hits\n"
        "   0 session cache misses\n"
        "   0 session cache timeouts\n"
        "   0 callback cache hits\n"
        "   0 cache full overflows (128 allowed)\n"
        "---\nno client certificate available\n"
        "</pre></BODY></HTML>\r\n\r\n"
    )


def test_secrets_of_the_session_are_not_shown() -> None:
    session = (
        b"SSL-Session:\n    Master-Key: 0A1B\n    TLS session ticket:\n"
        b"    0000 - 61 62 63 64   abcd\n    0010 - 65   e\n    Resumption PSK: 2C\n"
        b"    PSK identity: None\n"
    )
    assert (
        "SSL-Session:\n    Master-Key: ***\n    TLS session ticket: ***\n"
        "    Resumption PSK: ***\n    PSK identity: None\n---\n"
    ) in shown(PlainFacts(session_text=session))


def test_what_would_be_markup_is_escaped() -> None:
    assert escaped("<a href=\"x\"> & 'b'") == "&lt;a href=\"x\"&gt; &amp; 'b'"
    assert "\ns_server -cert &lt;script&gt; &amp;amp; \n" in shown(
        PlainFacts(), ("-cert", "<script>", "&amp;")
    )


def test_a_client_certificate_cannot_add_markup() -> None:
    certificate = PlainCertificate(text=b"Subject: CN=<script>alert(1)</script>\n")
    text = shown(tls_1_2(certificate))
    assert "<script>" not in text
    assert (
        "Client certificate\nSubject: CN=&lt;script&gt;alert(1)&lt;/script&gt;" in text
    )


def test_words_that_are_no_utf_8_come_back_as_they_were() -> None:
    word = b"\xff".decode(errors="surrogateescape")
    body = page(
        PlainFacts(),
        words=(word,),
        counters=COUNTERS,
        style=Style(release=Release.V3_0),
    )
    assert b"\ns_server \xff \n" in body


def test_a_resumed_session_without_common_ciphers() -> None:
    text = shown(PlainFacts(reused=True, shared_ciphers="", cipher=None))
    assert "Reused, TLSv1.3, Cipher is (NONE)\n" in text
    assert "Ciphers common" not in text


@pytest.mark.parametrize("release", [Release.V3_2, Release.V4_0])
def test_newer_words(release: Release) -> None:
    text = shown(PlainFacts(), release=release)
    assert "\nThis TLS version forbids renegotiation.\n" in text


def test_tables_have_two_and_three_columns() -> None:
    five = tuple(("TLSv1.2", f"CIPHER-{n}") for n in range(5))
    names = ":".join(name for _, name in five)
    text = shown(PlainFacts(server_ciphers=five, shared_ciphers=names))
    supported = text.partition("binary\n")[2].partition("---")[0].splitlines()
    assert [line.count("TLSv1.2") for line in supported] == [2, 2, 1]
    common = text.partition("end points:\n")[2].partition("Signature")[0].splitlines()
    assert [line.split() for line in common] == [
        ["CIPHER-0", "CIPHER-1", "CIPHER-2"],
        ["CIPHER-3", "CIPHER-4"],
    ]


def test_what_came_of_ech() -> None:
    outcome = EchOutcome(status=1, inner_name=b"<in>", outer_name=b"out.example")
    words = "ECH success: outer sni: out.example, inner sni: &lt;in&gt;\n"
    assert words in shown(PlainFacts(ech=outcome))
