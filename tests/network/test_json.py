"""What `-json` tells of real clients is what they say themselves."""

from __future__ import annotations

import json
import re
import signal
import ssl
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.kit.address import Address
from tests.kit.clients import curl, gnutls_cli, s_client, start_s_client
from tests.kit.json_lines import problems_of
from tests.kit.openssls import OursOnNewest, OursOnOldest
from tests.kit.servers import Ours, OursRun

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.certificates import Certificates
    from tests.kit.clients import Seen

Lines = list[dict[str, Any]]
HELLO = b"hello\n"
CLOSE_NOTIFY, HANDSHAKE_FAILURE, UNKNOWN_CA = 0, 40, 48  # RFC 8446 6


def started(folder: Path, *options: str) -> OursRun:
    """A server that turns lines round."""
    server = Ours().start("-cert", "ecdsa.pem", "-rev", *options, cwd=folder)
    assert isinstance(server, OursRun)
    return server


def of(lines: Lines, event: str, connection: int = 1) -> dict[str, Any]:
    """The one line of this kind about a connection."""
    (found,) = every(lines, event, connection)
    return found


def every(lines: Lines, event: str, connection: int = 1) -> Lines:
    """All lines of this kind about a connection."""
    return [
        line
        for line in lines
        if line["event"] == event and line.get("connection") == connection
    ]


def by_openssl(server: OursRun, *options: str) -> Seen:
    return s_client(server.address, *options, send=HELLO, wait_for=b"olleh")


def said(seen: Seen, pattern: bytes) -> str:
    """What a client said, by a pattern with one group."""
    found = re.search(pattern, seen.stdout + seen.stderr, re.MULTILINE)
    assert found, (pattern, seen.stdout, seen.stderr)
    return found[1].decode()


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_agrees(folder: Path, version: str) -> None:
    with started(folder, "-naccept", "1", "-alpn", "two,one") as server:
        words = (
            "-alpn",
            "one,two",
            "-servername",
            "name.test",
            "-groups",
            "P-384:P-256",
        )
        seen = by_openssl(server, version, *words)
        server.wait()
        lines = server.lines
    facts = of(lines, "handshake_finished")["facts"]
    assert facts["version"] == said(seen, rb"^ *(?:New, |Protocol *: )(TLSv1\.\d)")
    assert facts["cipher"] == said(seen, rb"Cipher is (\S+)")
    assert facts["application_protocol"] == said(seen, rb"^ALPN protocol: (.*)$")
    assert facts["server_name"] == "name.test"
    assert facts["group"] in {"secp384r1", "P-384"}
    assert facts["own_signature"]["key"] == "ECDSA"
    assert facts["client_certificates"] == []
    assert (facts["reused"], facts["early_data"]) == (False, "not_sent")
    hello = of(lines, "client_hello_received")["hello"]
    assert hello["server_name"] == "name.test"
    assert hello["alpn_protocols"] == ["one", "two"]
    (groups,) = [e for e in hello["extensions"] if e["name"] == "supported_groups"]
    assert [g["name"] for g in groups["contents"]] == ["secp384r1", "secp256r1"]
    closed = of(lines, "closed")
    assert closed["data_received"] == closed["data_sent"] == len(HELLO)
    # The client counts to the end of its handshake.
    assert closed["wire_sent"] > int(said(seen, rb"has read (\d+) bytes"))
    assert closed["wire_received"] > int(said(seen, rb"and written (\d+) bytes"))


def test_the_messages_in_their_order(folder: Path) -> None:
    with started(folder, "-naccept", "1") as server:
        by_openssl(server, "-tls1_3")
        server.wait()
        lines = server.lines
    shaken = [(m["sent"], m["name"]) for m in every(lines, "message_passed")]
    theirs = [name for is_ours, name in shaken if not is_ours]
    assert [n for n in theirs if n not in {"alert", "change_cipher_spec"}] == [
        "client_hello",
        "finished",
    ]
    ours = [name for is_ours, name in shaken if is_ours]
    assert ours[0] == "server_hello"
    assert ours.count("new_session_ticket") == 2
    inside = {m["name"]: m["contents"] for m in every(lines, "message_passed")}
    assert inside["client_hello"] is inside["new_session_ticket"] is None
    facts = of(lines, "handshake_finished")["facts"]
    assert inside["server_hello"]["cipher_suite"]["name"] == facts["cipher"]
    (entry,) = inside["certificate"]["certificate_list"]
    pem = (folder / "ecdsa.pem").read_text()
    assert bytes.fromhex(entry["cert_data"]) == ssl.PEM_cert_to_DER_cert(
        pem[pem.index("-----BEGIN CERTIFICATE") :].strip()
    )
    assert inside["certificate_verify"]["algorithm"]["name"].startswith("ecdsa_")
    assert inside["alert"]["description"]["name"] == "close_notify"
    events = [line["event"] for line in lines if line.get("connection") == 1]
    assert events[0] == "accepted"
    assert events[-1] == "closed"
    times = [line["elapsed_ms"] for line in lines if line.get("connection") == 1]
    assert times == sorted(times)
    finished = of(lines, "handshake_finished")
    assert 0 < finished["hello_ms"] < finished["elapsed_ms"]


def test_a_resumed_session_with_early_data(folder: Path, tmp_path: Path) -> None:
    session = str(tmp_path / "session")
    early = ("-early_data", str(folder / "page.html"))
    options = ("-cert", "ecdsa.pem", "-naccept", "2", "-early_data", "-quiet")
    with Ours().start(*options, cwd=folder) as server:
        assert isinstance(server, OursRun)
        server.type(b"olleh\n")
        by_openssl(server, "-tls1_3", "-sess_out", session)
        seen = s_client(server.address, "-tls1_3", "-sess_in", session, *early)
        server.wait()
        lines = server.lines
    assert b"Early data was accepted" in seen.stdout
    assert b"Reused, TLSv1.3" in seen.stdout
    first, second = (of(lines, "handshake_finished", n)["facts"] for n in (1, 2))
    assert (first["reused"], first["early_data"]) == (False, "not_sent")
    assert (second["reused"], second["early_data"]) == (True, "accepted")
    assert second["own_signature"]["key"] is None
    size = len((folder / "page.html").read_bytes())
    assert of(lines, "closed", 2)["data_received"] == size
    hello = of(lines, "client_hello_received", 2)["hello"]
    names = [extension["name"] for extension in hello["extensions"]]
    assert {"early_data", "pre_shared_key"} <= set(names)
    # The client has them, and nobody else.
    tickets = [
        m for m in every(lines, "message_passed") if m["name"] == "new_session_ticket"
    ]
    assert len(tickets) == 2
    assert all(ticket["data"] is None and ticket["length"] > 30 for ticket in tickets)


def test_a_client_certificate(folder: Path, certificates: Certificates) -> None:
    pem = certificates.signed("ecdsa")
    trust = ("-CAfile", str(certificates.ca), "-verify_return_error")
    with started(folder, "-naccept", "1", "-Verify", "2", *trust) as server:
        by_openssl(server, "-tls1_3", "-cert", str(pem))
        server.wait()
        lines = server.lines
    words = ("-subject", "-issuer", "-nameopt", "RFC2253", "-serial", "-fingerprint")
    command = ["openssl", "x509", "-in", str(pem), "-noout", *words, "-sha256"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = dict(line.split("=", 1) for line in text.splitlines())
    facts = of(lines, "handshake_finished")["facts"]
    (certificate, *_) = facts["client_certificates"]
    assert certificate["subject"] == told["subject"]
    assert certificate["issuer"] == told["issuer"]
    assert certificate["serial"].upper() == told["serial"]
    sha256 = told["sha256 Fingerprint"].replace(":", "").lower()
    assert certificate["sha256"] == sha256
    assert (facts["verify_code"], facts["verify_words"]) == (0, "ok")
    assert facts["peer_signature"]["digest"] == "SHA256"
    assert [step["depth"] for step in every(lines, "verify_step")][-1] == 0


def test_a_handshake_that_fails(folder: Path) -> None:
    with started(folder, "-naccept", "1", "-tls1_3") as server:
        seen = s_client(server.address, "-tls1_2")
        server.wait()
        lines = server.lines
    assert seen.status == 1
    alert = of(lines, "alert")
    assert (alert["sent"], alert["level_name"]) == (True, "fatal")
    assert alert["name"] == "protocol_version"
    assert b"alert number %d" % alert["description"] in seen.stderr
    failed = of(lines, "failed")
    assert (failed["stage"], failed["cause"]) == ("handshake", "protocol")
    assert [entry["reason"] for entry in failed["queue"]] == ["unsupported protocol"]
    assert (failed["alert"], failed["alert_sent"]) == (alert["description"], True)
    assert failed["alert_name"] == "protocol_version"
    assert failed["explanation"]["cause"]
    assert failed["explanation"]["words"]
    assert every(lines, "handshake_finished") == []


def test_curl_and_gnutls_agree(folder: Path) -> None:
    options = ("-cert", "ecdsa.pem", "-WWW", "-naccept", "2", "-alpn", "http/1.1")
    with Ours().start(*options, cwd=folder) as server:
        assert isinstance(server, OursRun)
        by_curl = curl(server.address, "/page.html", "-vk")
        by_gnutls = gnutls_cli(
            server.address, "--insecure", send=b"GET / HTTP/1.0\r\n\r\n"
        )
        server.wait()
        lines = server.lines
    facts = of(lines, "handshake_finished")["facts"]
    using = said(by_curl, rb"SSL connection using (\S+ / \S+)")
    assert f"{facts['version']} / {facts['cipher']}" == using
    assert facts["application_protocol"] == said(
        by_curl, rb"server accepted (?:to use )?(\S+)"
    )
    assert facts["server_name"] == "localhost"
    assert of(lines, "closed")["data_sent"] > len(b"<p>page</p>\n")
    facts = of(lines, "handshake_finished", 2)["facts"]
    words = said(by_gnutls, rb"Description: (.*)$")
    assert facts["version"].replace("v", "") in words
    assert facts["cipher"].rsplit("_", 2)[1][:3] in words


def test_standard_output_is_for_json(folder: Path) -> None:
    options = (
        "-cert",
        "ecdsa.pem",
        "-json",
        "-",
        "-naccept",
        "1",
        "-accept",
        "127.0.0.1:0",
    )
    with Ours().launch(*options, cwd=folder) as server:
        (port,) = re.findall(
            rb"\d+$", server.wait_line(rb"^ACCEPT .*", stream="stderr")[0]
        )
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port.decode()}"]
        subprocess.run(command, input=HELLO, capture_output=True, check=True)
        server.wait()
        out, err = server.stdout, server.stderr
    assert problems_of(out) == []
    assert json.loads(out.splitlines()[-1])["event"] == "ended"
    assert b"CIPHER is TLS" in err
    assert b"hello\n" in err
    assert b"server accepts that finished" in err


def test_no_secret_is_told(folder: Path, tmp_path: Path) -> None:
    secrets = tmp_path / "keys"
    key = "8899aabbccddeeff8899aabbccddeeff"
    words = ("-keylogfile", str(secrets), "-psk", key, "-keymatexport", "label")
    with started(folder, "-naccept", "2", *words) as server:
        by_openssl(server, "-tls1_3", "-psk", key)
        by_openssl(server, "-tls1_2")
        server.wait()
        assert server.json is not None
        text = server.json.read_bytes()
    assert key.encode() not in text
    logged = re.findall(rb"^\w+ \w+ (\w+)$", secrets.read_bytes(), re.MULTILINE)
    assert len(logged) > 5
    assert [secret for secret in logged if secret in text] == []


@pytest.mark.parametrize("protocol", ["-tls1_2", "-tls1_3", "-dtls"])
def test_no_line_waits_for_anybody(folder: Path, protocol: str) -> None:
    """Neither while a client is silent, nor in line, nor at the end."""
    datagrams = ("-dtls",) * (protocol == "-dtls")
    options = ("-cert", "ecdsa.pem", "-accept", "127.0.0.1:0", "-json", "-")
    with Ours().launch(*options, *datagrams, cwd=folder) as server:
        (port,) = re.findall(
            rb"\d+$", server.wait_line(rb"^ACCEPT .*", stream="stderr")[0]
        )
        address = Address(port=int(port))
        with start_s_client(address, protocol) as first:
            server.wait_line(rb'^{"event":"turn_began",[^\n]*"connection":1,')
            first.wait_bytes(b"---\n")
            with start_s_client(address, protocol):
                # Until the first one leaves it is not read.
                server.wait_line(rb'"event":"handshake_finished",.*"connection":2,')
                server.signal(signal.SIGTERM)
                server.wait()
        out = server.stdout
    assert problems_of(out) == []
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[-1]["event"] == "ended"
    for connection in (1, 2):
        assert of(lines, "finished", connection)["ending"] == "server"
        assert of(lines, "closed", connection)
        assert len(every(lines, "alert", connection)) == 1  # our close_notify


@pytest.mark.parametrize("protocol", ["-tls1_2", "-dtls"])
@pytest.mark.parametrize("program", [Ours, OursOnOldest, OursOnNewest])
def test_each_alert_is_told_once(
    folder: Path, program: type[Ours], protocol: str
) -> None:
    """Whichever release tells of it, of a second name's connection too."""
    second = ("-servername", "second.test", "-cert2", "ecdsa.pem")
    datagrams = ("-dtls",) * (protocol == "-dtls")
    options = ("-cert", "ecdsa.pem", "-rev", *second, *datagrams)
    with program().start(*options, cwd=folder) as server:
        assert isinstance(server, OursRun)
        by_openssl(server, protocol, "-servername", "second.test")
        s_client(server.address, protocol, "-cipher", "AES128-SHA")
        s_client(server.address, protocol, "-verify_return_error")
        server.signal(signal.SIGTERM)
        server.wait()
        lines = server.lines
    told = [
        [(a["sent"], a["description"]) for a in every(lines, "alert", number)]
        for number in (1, 2, 3)
    ]
    assert set(told[0]) == {(False, CLOSE_NOTIFY), (True, CLOSE_NOTIFY)}
    assert told[1][0] == (True, HANDSHAKE_FAILURE)
    assert told[2][0] == (False, UNKNOWN_CA)
    for number, alerts in enumerate(told, 1):
        assert len(set(alerts)) == len(alerts)
        passed = [
            (m["sent"], bytes.fromhex(m["data"])[1])
            for m in every(lines, "message_passed", number)
            if m["name"] == "alert"
        ]
        assert passed == alerts
