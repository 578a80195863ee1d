"""The status page in a real browser, and what programs get instead of it."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from tests.kit.browser import page_in_browser
from tests.kit.clients import curl, s_client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

EVIL = "<script>alert(1)</script>"


class Page(HTMLParser):
    """How often each element is there, and all the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_browser_shows_it(serve: Serve, tmp_path: Path) -> None:
    server = serve("-www", "-verify", "1")
    picture = tmp_path / "page.png"
    text, console = page_in_browser(
        f"https://{server.address.text}/", tmp_path / "profile",
        f"--screenshot={picture}", "--window-size=390,800",
    )  # fmt: skip
    # A violation of the page's own policy, or an error of its script, would be here.
    assert console == ""
    page = Page(text)
    words = " ".join(page.words)
    assert "TLSv1.3 with TLS_" in words
    # Chromium's own hello: it always sends GREASE (RFC 8701).
    assert page.words.count("GREASE") >= 4
    assert "application_layer_protocol_negotiation" in page.words
    # As published for Chromium: TLS 1.3, a server name or not, h2 first.
    assert page.words[page.words.index("JA4") + 1].startswith("t13")
    assert page.tags.count("svg") == 1
    for message in ("client_hello", "server_hello", "certificate_verify", "finished"):
        assert message in page.words
    # The script has asked for the statistics, with a connection of its own.
    assert "live" in page.words
    assert re.search(r"connections: accepted\s*[2-9]", words)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_who_gets_which(serve: Serve) -> None:
    address = serve("-www").address
    kinds = {False: b"<HTML><BODY", True: b"<!DOCTYPE html>"}
    for header, is_html in (
        ("User-Agent: curl", False),
        ("Accept: */*", False),
        ("Accept: text/*", False),
        ("Accept: application/json, text/html", True),
        ("aCCept:TEXT/html;level=1", True),
        ("Accept: text/html;q=0", False),
        ("X-Accept: text/html", False),
        ("Accept: text/html,*/*;q=0.8", True),
    ):
        answer = curl(address, "/", "--insecure", "--header", header).stdout
        assert answer.startswith(kinds[is_html]), header


def test_a_request_without_a_head_is_answered(serve: Serve) -> None:
    address = serve("-www").address
    for request in (b"GET /\n", b"GET / HTTP/1.0\r\n"):
        answer = s_client(address, "-quiet", "-ign_eof", send=request).stdout
        assert b"<HTML><BODY" in answer
    slow = b"GET / HTTP/1.0\r\nAccept: text/html\r\n"
    assert b"<!DOCTYPE" in s_client(address, "-quiet", "-ign_eof", send=slow).stdout


@pytest.mark.parametrize("accept", ["", "Accept: text/html\r\n"])
def test_nothing_of_the_client_becomes_markup(
    serve: Serve, tmp_path: Path, accept: str
) -> None:
    server = serve("-www", "-verify", "1", "-alpn", EVIL)
    request = f"GET /{EVIL} HTTP/1.0\r\nX: {EVIL}\r\n{accept}\r\n"
    names = ("-cert", str(_certificate(tmp_path)), "-alpn", EVIL, "-servername", EVIL)
    answer = s_client(
        server.address, "-quiet", "-ign_eof", *names, send=request.encode()
    ).stdout.decode()
    page = Page(answer)
    assert page.tags.count("script") == bool(accept)
    # The certificate's subject, whichever escapes it is printed with.
    assert re.search(r"CN ?= ?.{0,3}script.{0,3}alert\(1\)", "".join(page.words))
    assert EVIL not in answer
    if accept:
        # Server name and protocol, as the client offered them.
        assert page.words.count(EVIL) >= 2


def test_statistics_for_programs(serve: Serve) -> None:
    server = serve("-www")
    curl(server.address, "/", "--insecure")
    answer = json.loads(curl(server.address, "/stats", "--insecure").stdout)
    assert answer["connections"]["accepted"] == 2
    assert answer["handshakes"] == {"full": 2, "resumed": 0}
    assert answer["versions"] == {"TLSv1.3": 2}


def test_events_for_programs(serve: Serve) -> None:
    server = serve("-www", "-verify", "1")
    answer = json.loads(curl(server.address, "/json", "--insecure").stdout)
    kinds = [line["event"] for line in answer]
    assert kinds[0] == "accepted"
    assert kinds[-1] == "handshake_finished"
    assert {line["connection"] for line in answer} == {1}
    hello = answer[kinds.index("client_hello_received")]["hello"]
    assert hello["server_name"] == "localhost"
    passed = [line["name"] for line in answer if line["event"] == "message_passed"]
    assert passed[:2] == ["client_hello", "server_hello"]
    assert "certificate_verify" in passed
    times = [line["elapsed_ms"] for line in answer]
    assert times == sorted(times)


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("target", ["/", "/json"])
def test_no_secret_is_on_the_page(
    serve: Serve, tmp_path: Path, target: str, version: str
) -> None:
    log, session = tmp_path / "keys", tmp_path / "session"
    server = serve("-www", "-psk", "c0ffee", "-keylogfile", str(log))
    request = f"GET {target} HTTP/1.0\r\nAccept: text/html\r\n\r\n".encode()
    first, answer = (
        s_client(
            *(server.address, version, "-quiet", "-ign_eof", *words), send=request
        ).stdout.decode()
        for words in (("-sess_out", str(session)), ("-sess_in", str(session)))
    )
    if target == "/":
        assert "<dd>new</dd>" in first
        assert "<dd>resumed</dd>" in answer
        assert "bytes that are not shown" in answer
    else:
        assert '"reused": false' in first
        assert '"reused": true' in answer
    shown = answer.lower()
    assert "c0ffee" not in shown
    secrets = {line.split()[2] for line in log.read_text().splitlines()}
    assert secrets
    assert not [secret for secret in secrets if secret in shown]
    text = openssl("sess_id", "-in", str(session), "-noout", "-text")
    ticket = re.findall(r"^ +[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){16})", text, re.M)
    assert ticket
    for line in ticket:
        assert re.sub("[ -]", "", line) not in shown


def test_the_offer_is_shown_of_a_resumed_session_too(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve("-www")
    session = str(tmp_path / "session")
    offered = ("-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256:CAMELLIA128-SHA")
    html, text = b"Accept: text/html\r\n", b""

    def page(accept: bytes, *words: str) -> str:
        words = ("-tls1_2", "-ign_eof", *offered, *words)
        request = b"GET / HTTP/1.0\r\n%b\r\n" % accept
        return s_client(server.address, *words, send=request).stdout.decode()

    first, browser, program = (
        page(text, "-sess_out", session),
        page(html, "-sess_in", session),
        page(text, "-sess_in", session),
    )
    common = "Ciphers common between both SSL end points"
    # The lines for programs have what libssl answers: nothing of a resumed session.
    assert (common in first, common in program) == (True, False)
    assert "<dd>resumed</dd>" in browser
    assert "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA" in browser


def _certificate(folder: Path) -> Path:
    """A certificate with markup for a name, and its key."""
    made = folder / "evil.pem"
    subject = "/CN=" + EVIL.replace("/", "\\/")
    openssl(
        *("req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", subject),
        *("-keyout", str(made), "-out", str(folder / "certificate.pem")),
    )
    made.write_text(made.read_text() + (folder / "certificate.pem").read_text())
    return made


def openssl(*words: str) -> str:
    """Run a command of openssl; what it prints."""
    done = subprocess.run(
        ["openssl", *words], check=True, capture_output=True, text=True, timeout=30
    )
    return done.stdout
