"""The same program on OpenSSL 1.1.1, with the words of its s_server."""

from __future__ import annotations

import re
import shlex
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import ROOT
from tests.kit.certificates import PASS_PHRASE
from tests.kit.clients import End, curl, python_tls, raw_tcp, s_client
from tests.kit.servers import Ours, ServerRun, clean_environment
from tests.kit.tlslite import psk_client, srp_client
from tests.kit.verifiers import PASSWORD, USER, make_verifiers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.authorities import Authorities
    from tests.kit.process import Stdin

RSA = ("-cert", "rsa.pem")
ONCE = ("-naccept", "1")
VERSIONS = pytest.mark.parametrize(
    "version",
    [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3],
    ids=lambda version: version.name,
)


def library() -> Path:
    found = sorted((ROOT / ".peers" / "libssl1.1").rglob("libssl.so.1.1"))
    assert found, "no 1.1.1 here: run `make peers`"
    return found[0]


def environment() -> dict[str, str]:
    """Where the loader finds the libcrypto of this libssl."""
    return {"LD_LIBRARY_PATH": str(library().parent), "S_SERVER_LIBSSL": ""}


def start(*options: str, cwd: Path, stdin: Stdin = "pipe") -> ServerRun:
    words = ("-libssl", str(library()), *options)
    return Ours().start(*words, cwd=cwd, stdin=stdin, env=environment())


def words(server: ServerRun) -> list[str]:
    return server.stdout.decode().splitlines()


def test_it_is_loaded_with_its_own_libcrypto() -> None:
    command = [*Ours.command, "-libssl", str(library()), "-version"]
    done = subprocess.run(
        command,
        env=clean_environment(environment()),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines[1].startswith("OpenSSL 1.1.1")
    assert lines[2] == f"libssl: {library()}"
    assert lines[3] == f"libcrypto: {library().with_name('libcrypto.so.1.1')}"


@VERSIONS
def test_the_console(folder: Path, version: ssl.TLSVersion) -> None:
    with start(*RSA, *ONCE, cwd=folder) as server:
        server.type(b"to the client\n")
        seen = python_tls(
            server.address,
            version=version,
            send=b"to the server\n",
            wait_for=b"to the client\n",
            before_end=lambda: server.wait_line(b"^to the server$"),
        )
        assert (seen.status, seen.stderr) == (0, b"")
        assert server.wait() == 0
        assert server.stderr == b""
        lines = words(server)
    assert "-----BEGIN SSL SESSION PARAMETERS-----" in lines
    assert any(line.startswith("Supported Elliptic Groups: ") for line in lines)
    assert any(line.startswith("Shared Elliptic groups: ") for line in lines)
    assert "Secure Renegotiation IS supported" in lines
    assert lines.index("DONE") < lines.index("CONNECTION CLOSED")
    assert "   1 server accepts that finished" in lines


@VERSIONS
def test_further_certificates(folder: Path, version: ssl.TLSVersion) -> None:
    groups = ("-xcert", "ed25519.pem", "-xcert", "rsa.pem", "-xchain", "ca-cert.pem")
    with start(*RSA, *ONCE, *groups, "-rev", cwd=folder) as server:
        seen = python_tls(
            server.address, version=version, send=b"abc\n", wait_for=b"cba\n"
        )
        assert (seen.status, seen.stderr) == (0, b"")
        assert server.wait() == 0
        lines = server.stderr.decode().splitlines()
    subjects = [line for line in lines if line.startswith("Subject: ")]
    assert subjects == [
        "Subject: CN = localhost, O = ed25519",
        "Subject: CN = localhost, O = rsa",
    ]
    assert "\tOverall Validity: OK" in lines


def test_a_store_from_a_uri_is_refused(folder: Path) -> None:
    words = ("-libssl", str(library()), *RSA, "-chainCAstore", "ca-cert.pem")
    with Ours().launch(*words, cwd=folder, env=environment()) as server:
        assert server.wait() == 1
        assert b"option -chainCAstore needs trust URIs" in server.stderr


def test_its_names_of_groups_and_schemes(folder: Path) -> None:
    client = ("-groups", "P-256:X25519:ffdhe2048:P-521",
              "-sigalgs", "RSA-PSS+SHA256:ed25519:ECDSA+SHA256")  # fmt: skip
    with start(*RSA, *ONCE, cwd=folder) as server:
        assert s_client(server.address, *client).status == 0
        assert server.wait() == 0
        lines = words(server)
    assert "Supported Elliptic Groups: P-256:X25519:0x0100:P-521" in lines
    assert "Signature Algorithms: RSA-PSS+SHA256:Ed25519:ECDSA+SHA256" in lines


def test_the_brief_summary(folder: Path) -> None:
    with start(*RSA, *ONCE, "-brief", cwd=folder) as server:
        assert s_client(server.address, "-tls1_2", "-groups", "P-256").status == 0
        assert server.wait() == 0
        said = server.stderr.decode()
    assert "Protocol version: TLSv1.2\n" in said
    assert "No peer certificate\n" in said
    assert "Supported Elliptic Groups: P-256\n" in said


def test_the_status_page(folder: Path) -> None:
    with start(*RSA, "-www", *ONCE, cwd=folder) as server:
        seen = curl(server.address, "/", "--insecure")
        assert seen.status == 0, seen.stderr
        assert b"Ciphers supported in s_server binary" in seen.stdout
        assert b"TLSv1.3" in seen.stdout
        assert server.wait() == 0


def test_clients_are_verified(folder: Path, authorities: Authorities) -> None:
    root = str(authorities.certificate("root"))
    asking = ("-Verify", "2", "-verify_return_error", "-CAfile", root, "-policy_print")
    policies = ("-policy", "1.2.3.4", "-nameopt", "compat")
    options = (*RSA, "-rev", "-naccept", "3", *asking, *policies)
    with start(*options, cwd=folder) as server:
        for name, status in (("leaf", 0), ("expired", 1), ("", 1)):
            shown = ("-cert", f"{name}.pem") if name else ()
            above = ("-cert_chain", "leaf-chain.pem") if name == "leaf" else ()
            seen = s_client(
                server.address, "-tls1_2", *shown, *above, cwd=authorities.folder
            )
            assert seen.status == status, seen.stderr
        assert server.wait() == 0
        said = server.stderr.decode()
    assert said.startswith("verify depth is 2, must return a certificate\n")
    assert "depth=1 C=GB, O=Zoo, CN=middle\nverify return:1\n" in said
    assert "verify error:num=10:certificate has expired\nnotAfter=" in said
    assert "peer did not return a certificate" in said


def test_files(folder: Path) -> None:
    (folder / "served.txt").write_bytes(b"x" * 100_000)
    with start(*RSA, "-WWW", *ONCE, cwd=folder) as server:
        seen = curl(server.address, "/served.txt", "--insecure")
        assert seen.status == 0, seen.stderr
        assert seen.stdout == b"x" * 100_000


@VERSIONS
def test_reversed_lines(folder: Path, version: ssl.TLSVersion) -> None:
    with start(*RSA, "-rev", *ONCE, cwd=folder) as server:
        seen = python_tls(
            server.address, version=version, send=b"hello\n", wait_for=b"olleh\n"
        )
        assert seen.status == 0, seen.stderr
        assert server.wait() == 0
        assert server.stderr.startswith(b"CONNECTION ESTABLISHED\n")


@pytest.mark.parametrize("end", [End.CLOSE_NOTIFY, End.TRUNCATE])
def test_a_client_that_leaves(folder: Path, end: End) -> None:
    with start(*RSA, *ONCE, cwd=folder) as server:
        python_tls(server.address, send=b"bye\n", end=end)
        assert server.wait() == 0
        lines = words(server)
        # A truncated connection is an error without a reason (behaviour.md 2.7).
        assert ("DONE" in lines) is (end is End.CLOSE_NOTIFY)
        assert ("ERROR" in lines) is (end is End.TRUNCATE)
        assert server.stderr == b""


def test_a_failed_handshake(folder: Path) -> None:
    with start(*RSA, *ONCE, cwd=folder) as server:
        raw_tcp(server.address, b"GET / HTTP/1.0\r\n\r\n")
        assert server.wait() == 0
        said = server.stderr.decode().splitlines()
    assert said[0] == "ERROR"
    form = r"\d+:error:[0-9A-F]{8}:SSL routines:\w+:http request:\S+:\d+:"
    assert re.fullmatch(form, said[1]), said[1]


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_protocols(folder: Path, version: str) -> None:
    with start(*RSA, "-naccept", "2", "-alpn", "h2,x", cwd=folder) as server:
        seen = s_client(server.address, version, "-alpn", "x,h2")
        assert b"ALPN protocol: h2\n" in seen.stdout
        # Without overlap its C program goes on, and so do we there.
        seen = s_client(server.address, version, "-alpn", "y")
        assert (seen.status, b"No ALPN negotiated\n" in seen.stdout) == (0, True)
        assert server.wait() == 0
        said = [line for line in words(server) if line.startswith("ALPN")]
    assert said == [
        "ALPN protocols advertised by the client: x, h2",
        "ALPN protocols selected: h2",
        "ALPN protocols advertised by the client: y",
    ]


def test_npn(folder: Path) -> None:
    with start(*RSA, *ONCE, "-nextprotoneg", "h2,x", cwd=folder) as server:
        s_client(server.address, "-tls1_2", "-nextprotoneg", "x")
        assert server.wait() == 0
        assert "NEXTPROTO is x" in words(server)


def test_secrets(folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    export = ("-keymatexport", "EXPORTER-x")
    options = ("-keylogfile", str(log), *export, "-use_srtp", "SRTP_AES128_CM_SHA1_80")
    with start(*RSA, *ONCE, *options, cwd=folder) as server:
        seen = s_client(server.address, *export)
        assert server.wait() == 0
        ours = [line for line in words(server) if "Keying material: " in line]
    assert len(ours) == 1
    assert ours[0] in seen.stdout.decode()
    assert "\nCLIENT_TRAFFIC_SECRET_0 " in log.read_text()


@pytest.mark.parametrize(
    "options",
    [
        ("-cert", "rsa.p12", "-pass", f"pass:{PASS_PHRASE}"),
        ("-cert", "rsa-cert.der", "-key", "rsa-key.der"),
        ("-cert", "ecdsa-cert.pem", "-key", "ecdsa-key-encrypted.pem",
         "-pass", f"pass:{PASS_PHRASE}"),
        (*RSA, "-dhparam", "dh.pem"),
    ],
    ids=lambda options: options[-1],
)  # fmt: skip
def test_files_of_every_form(folder: Path, options: tuple[str, ...]) -> None:
    with start(*options, *ONCE, cwd=folder) as server:
        assert s_client(server.address).status == 0
        assert server.wait() == 0


def test_dh_parameters_from_a_file(folder: Path) -> None:
    cipher = ("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")
    with start(*RSA, "-dhparam", "dh.pem", *ONCE, cwd=folder) as server:
        assert s_client(server.address, *cipher).status == 0
        assert server.stdout.startswith(b"Setting temp DH parameters\n")


def test_a_certificate_is_made(tmp_path: Path) -> None:
    with start("-www", *ONCE, cwd=tmp_path, stdin="null") as server:
        line = server.wait_line(rb"^curl .*$", stream="stderr")[0].decode()
        command = [*shlex.split(line), "--silent", "--noproxy", "*"]
        environment = clean_environment()
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert b"s_server" in done.stdout


def test_an_option_it_cannot_have(folder: Path) -> None:
    words = ("-libssl", str(library()), *RSA, "-WWW", "-sendfile")
    with Ours().launch(*words, cwd=folder, env=environment()) as server:
        assert server.wait() == 1
        said = server.stderr.decode().splitlines()
    assert said[0].startswith("s_server: option -sendfile needs SSL_sendfile, which ")
    assert said[1] == "hint: it came with 3.0"


KEY = bytes(range(16))
SHARED = ("-psk", KEY.hex(), "-nocert")


@pytest.mark.parametrize("digest", ["sha256", "sha384"])
def test_a_shared_key(folder: Path, digest: str) -> None:
    with start(*SHARED, *ONCE, "-num_tickets", "0", cwd=folder) as server:
        seen = psk_client(server.address, b"Client_identity", KEY, digest, b"hello\n")
        assert seen.status == 0, seen.stderr
        assert server.wait() == 0
        lines = words(server)
    assert "Reused session-id" in lines
    assert "hello" in lines


def test_a_shared_key_with_tls_1_2(folder: Path) -> None:
    client = ("-tls1_2", "-cipher", "PSK", "-psk", KEY.hex(), "-psk_identity", "x")
    with start(*SHARED, *ONCE, cwd=folder) as server:
        assert s_client(server.address, *client).status == 0
        assert server.wait() == 0
        said = words(server)
    warning = "PSK warning: client identity not what we expected"
    assert f"{warning} (got 'x' expected 'Client_identity')" in said


@pytest.mark.parametrize(
    ("user", "password", "refusal"),
    [
        (USER, PASSWORD, b""),
        (USER, "wrong", b"bad_record_mac"),
        ("bob", PASSWORD, b"unknown_psk_identity"),
    ],
)
def test_a_password(
    folder: Path, tmp_path: Path, user: str, password: str, refusal: bytes
) -> None:
    path = str(make_verifiers(tmp_path / "users.srp"))
    with start(*RSA, "-srpvfile", path, *ONCE, cwd=folder) as server:
        seen = srp_client(server.address, user, password, b"hello\n")
        assert seen.stderr == refusal
        assert server.wait() == 0
        assert f"LOOKUP during accept {user}" in words(server)


def test_many_clients_at_once(folder: Path) -> None:
    with start(*RSA, "-rev", cwd=folder) as server:
        silent = [server.address.connect() for _ in range(5)]
        seen = python_tls(server.address, send=b"abc\n", wait_for=b"cba\n")
        assert seen.status == 0
        for client in silent:
            client.close()
