"""The page as a whole: complete, closed to the outside, and readable by everybody."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from s_server.output.html.page import Shown, headers, page
from tests.output.facts import PlainCertificate, PlainFacts, tls_1_2

if TYPE_CHECKING:
    from s_server.events import Facts

VOID = {"meta", "link", "br"}


class Reader(HTMLParser):
    """Checks that elements nest, and keeps what is asked about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.contents: dict[str, str] = {}
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.append((tag, name, value))
            if name == "id":
                self.ids.append(str(value))
            if name in {"href", "src"}:
                self.links.append(str(value))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            tag = self.open[-1]
            self.contents[tag] = self.contents.get(tag, "") + data


def made(facts: Facts) -> str:
    shown = Shown(
        peer="127.0.0.1:5",
        facts=facts,
        hellos=(),
        moments=(),
        words=("-www", "<x>"),
        library="OpenSSL 9",
        statistics={"uptime": 3, "connections": {"accepted": 4}},
    )
    return page(shown).decode()


def test_the_document() -> None:
    text = made(PlainFacts())
    assert text.startswith('<!DOCTYPE html>\n<html lang="en"><head><meta charset=')
    found = Reader(text)
    assert found.contents["title"].startswith(
        "TLSv1.3 with TLS_AES_256_GCM_SHA384 - s_server"
    )
    assert len(found.ids) == len(set(found.ids))
    targets = {link[1:] for link in found.links if link.startswith("#")}
    assert targets <= set(found.ids)
    # Nothing comes from elsewhere.
    assert {link for link in found.links if not link.startswith("#")} == {
        *("data:,", "/json", "/stats"),
    }
    labels = {v for _, name, v in found.attributes if name == "aria-labelledby"}
    assert labels <= set(found.ids)
    assert "s_server -www <x>" in found.contents["code"]
    assert "uptime" in text
    assert "connections: accepted" in text


def test_the_policy_fits_the_script_and_the_style() -> None:
    found = Reader(made(PlainFacts()))
    for tag, directive in (("script", "script-src"), ("style", "style-src")):
        digest = b64encode(sha256(found.contents[tag].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in headers()
    assert "default-src 'none'" in headers()
    assert "unsafe" not in headers()
    # What the policy would not run.
    assert not [a for a in found.attributes if a[1].startswith("on") or a[1] == "style"]


@pytest.mark.parametrize(
    ("code", "words", "kind"), [(0, "ok", "good"), (10, "certificate expired", "bad")]
)
def test_a_client_certificate(code: int, words: str, kind: str) -> None:
    evil = b"CN=<script>alert(1)</script>"
    facts = tls_1_2(PlainCertificate(text=evil))
    facts.verify_code, facts.verify_words = code, words
    text = made(facts)
    assert f'<span class="{kind}">{words}</span>' in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert Reader(text).contents["summary"] == "In wordsPEMThe same as a table"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (PlainFacts(), "TLS 1.3 has no renegotiation"),
        (PlainFacts(version="TLSv1.2"), "supported"),
        (PlainFacts(version="TLSv1", secure_renegotiation=False), "not supported"),
        (PlainFacts(reused=True), "resumed"),
        (PlainFacts(cipher=None), "no cipher suite"),
        (PlainFacts(group=None, server_name=b"x.example"), "x.example"),
        (PlainFacts(application_protocol=b"h2\xff"), r"h2\\xff"),
        (PlainFacts(early_data="accepted"), "accepted"),
        (PlainFacts(own_signature="ed25519"), "ed25519"),
    ],
)
def test_what_was_agreed(facts: PlainFacts, words: str) -> None:
    assert re.search(rf"<dd>{words}</dd>|<h1>[^<]*{words}</h1>", made(facts))
