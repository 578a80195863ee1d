"""The same program on OpenSSL 1.1.1, 3.5 and 4.0, with the words of their s_server.

In `make matrix` it is the release of that run instead.
"""

from __future__ import annotations

import re
import shlex
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.certificates import PASS_PHRASE
from tests.kit.clients import End, curl, python_tls, raw_tcp, s_client
from tests.kit.openssls import (
    OursOn35,
    OursOnNewest,
    OursOnOldest,
    newest_openssl,
    version_lines,
)
from tests.kit.release import MACHINE, RELEASE
from tests.kit.servers import Ours, ServerRun, clean_environment
from tests.kit.tlslite import psk_client, srp_client
from tests.kit.verifiers import PASSWORD, USER, make_verifiers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.authorities import Authorities
RSA = ("-cert", "rsa.pem")
ONCE = ("-naccept", "1")
VERSIONS = pytest.mark.parametrize(
    "version",
    [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3],
    ids=lambda version: version.name,
)


OTHERS = (OursOnOldest, OursOn35, OursOnNewest)
# 3.5 has its turn in `make matrix`.
KINDS = (OursOnOldest, OursOnNewest) if RELEASE == MACHINE else (Ours,)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.release)
def ours(request: pytest.FixtureRequest) -> Ours:
    made: Ours = request.param()
    return made


@pytest.fixture
def oldest() -> OursOnOldest:
    return OursOnOldest()


@pytest.fixture
def newest() -> OursOnNewest:
    return OursOnNewest()


def words(server: ServerRun) -> list[str]:
    return server.stdout.decode().splitlines()


@pytest.mark.parametrize("kind", OTHERS, ids=lambda kind: kind.release)
def test_it_is_loaded_with_its_own_libcrypto(
    kind: type[OursOnOldest | OursOn35 | OursOnNewest],
) -> None:
    server = kind()
    lines = version_lines(server)
    assert lines[1].startswith(f"OpenSSL {server.release}")
    assert lines[2] == f"libssl: {server.library}"
    libcrypto = server.library.with_name(f"libcrypto.so.{server.soname}")
    assert lines[3] == f"libcrypto: {libcrypto}"


@VERSIONS
def test_the_console(ours: Ours, folder: Path, version: ssl.TLSVersion) -> None:
    with ours.start(*RSA, *ONCE, cwd=folder) as server:
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
    old, tls_1_3 = ours.release == "1.1.1", version is ssl.TLSVersion.TLSv1_3
    kinds = ("Elliptic Groups", "Elliptic groups") if old else ("groups", "groups")
    assert any(line.startswith(f"Supported {kinds[0]}: ") for line in lines)
    assert any(line.startswith(f"Shared {kinds[1]}: ") for line in lines)
    forbidden = "This TLS version forbids renegotiation." in lines
    assert forbidden is (tls_1_3 and not old)
    assert ("Secure Renegotiation IS supported" in lines) is not forbidden
    assert lines.index("DONE") < lines.index("CONNECTION CLOSED")
    assert "   1 server accepts that finished" in lines


@VERSIONS
def test_further_certificates(
    ours: Ours, folder: Path, version: ssl.TLSVersion
) -> None:
    groups = ("-xcert", "ed25519.pem", "-xcert", "rsa.pem", "-xchain", "ca-cert.pem")
    with ours.start(*RSA, *ONCE, *groups, "-rev", cwd=folder) as server:
        seen = python_tls(
            server.address, version=version, send=b"abc\n", wait_for=b"cba\n"
        )
        assert (seen.status, seen.stderr) == (0, b"")
        assert server.wait() == 0
        lines = server.stderr.decode().splitlines()
    blank = " " if ours.release == "1.1.1" else ""
    subjects = [line for line in lines if line.startswith("Subject: ")]
    assert subjects == [
        f"Subject: CN{blank}={blank}localhost, O{blank}={blank}ed25519",
        f"Subject: CN{blank}={blank}localhost, O{blank}={blank}rsa",
    ]
    assert "\tOverall Validity: OK" in lines


def test_a_store_from_a_uri_is_refused(oldest: Ours, folder: Path) -> None:
    with oldest.launch(*RSA, "-chainCAstore", "ca-cert.pem", cwd=folder) as server:
        assert server.wait() == 1
        assert b"option -chainCAstore needs trust URIs" in server.stderr


def test_its_names_of_groups_and_schemes(oldest: Ours, folder: Path) -> None:
    client = ("-groups", "P-256:X25519:ffdhe2048:P-521",
              "-sigalgs", "RSA-PSS+SHA256:ed25519:ECDSA+SHA256")  # fmt: skip
    with oldest.start(*RSA, *ONCE, cwd=folder) as server:
        assert s_client(server.address, *client).status == 0
        assert server.wait() == 0
        lines = words(server)
    assert "Supported Elliptic Groups: P-256:X25519:0x0100:P-521" in lines
    assert "Signature Algorithms: RSA-PSS+SHA256:Ed25519:ECDSA+SHA256" in lines


def test_the_brief_summary_of_1_1_1(oldest: Ours, folder: Path) -> None:
    with oldest.start(*RSA, *ONCE, "-brief", cwd=folder) as server:
        assert s_client(server.address, "-tls1_2", "-groups", "P-256").status == 0
        assert server.wait() == 0
        said = server.stderr.decode()
    assert "Protocol version: TLSv1.2\n" in said
    assert "No peer certificate\n" in said
    assert "Supported Elliptic Groups: P-256\n" in said


def test_the_status_page(ours: Ours, folder: Path) -> None:
    with ours.start(*RSA, "-www", *ONCE, cwd=folder) as server:
        seen = curl(server.address, "/", "--insecure")
        assert seen.status == 0, seen.stderr
        assert b"Ciphers supported in s_server binary" in seen.stdout
        assert b"TLSv1.3" in seen.stdout
        assert server.wait() == 0


def test_clients_are_verified(
    ours: Ours, folder: Path, authorities: Authorities
) -> None:
    root = str(authorities.certificate("root"))
    asking = ("-Verify", "2", "-verify_return_error", "-CAfile", root, "-policy_print")
    policies = ("-policy", "1.2.3.4", "-nameopt", "compat")
    options = (*RSA, "-rev", "-naccept", "3", *asking, *policies)
    with ours.start(*options, cwd=folder) as server:
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


def test_files(ours: Ours, folder: Path) -> None:
    (folder / "served.txt").write_bytes(b"x" * 100_000)
    with ours.start(*RSA, "-WWW", *ONCE, cwd=folder) as server:
        seen = curl(server.address, "/served.txt", "--insecure")
        assert seen.status == 0, seen.stderr
        assert seen.stdout == b"x" * 100_000


@VERSIONS
def test_reversed_lines(ours: Ours, folder: Path, version: ssl.TLSVersion) -> None:
    with ours.start(*RSA, "-rev", *ONCE, cwd=folder) as server:
        seen = python_tls(
            server.address, version=version, send=b"hello\n", wait_for=b"olleh\n"
        )
        assert seen.status == 0, seen.stderr
        assert server.wait() == 0
        assert server.stderr.startswith(b"CONNECTION ESTABLISHED\n")


@pytest.mark.parametrize(
    ("kind", "schemes"),
    [
        (OursOn35, "id-ml-dsa-65:RSA-PSS+SHA256"),
        (OursOnNewest, "mldsa65:rsa_pss_rsae_sha256"),
    ],
    ids=["3.5", "4.0"],
)
def test_groups_and_schemes_that_came_later(
    kind: type[OursOn35 | OursOnNewest], schemes: str, folder: Path
) -> None:
    with kind().start(*RSA, *ONCE, "-brief", cwd=folder) as server:
        address = f"{server.address.host}:{server.port}"
        command = [*newest_openssl(), "s_client", "-connect", address]
        command += [
            "-groups",
            "X25519MLKEM768",
            "-sigalgs",
            "mldsa65:rsa_pss_rsae_sha256",
        ]
        done = subprocess.run(
            command,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert server.wait() == 0
        lines = server.stderr.decode().splitlines()
    assert f"Signature Algorithms: {schemes}" in lines
    told = "Own signature type: rsa_pss_rsae_sha256" in lines
    assert told is (kind is OursOnNewest)
    assert "Supported groups: X25519MLKEM768" in lines
    assert lines[-1] == "Peer Temp Key: X25519MLKEM768"


def test_a_request_in_early_data(newest: Ours, folder: Path, tmp_path: Path) -> None:
    """The web modes take it since 3.5; older releases refuse the options."""
    request = b"GET /page.html HTTP/1.0\r\n\r\n"
    (folder / "page.html").write_bytes(b"<p>page</p>\n")
    (tmp_path / "early").write_bytes(request)
    session = str(tmp_path / "session.pem")
    options = (*RSA, "-WWW", "-early_data", "-naccept", "2")
    early = ("-sess_in", session, "-early_data", str(tmp_path / "early"))
    with newest.start(*options, cwd=folder) as server:
        first = ("-tls1_3", "-ign_eof", "-sess_out", session)
        page = b"<p>page</p>"
        seen = s_client(server.address, *first, send=request, wait_for=page)
        assert b"Early data was not sent" in seen.stdout
        seen = s_client(server.address, "-tls1_3", "-ign_eof", *early, wait_for=page)
        assert b"Early data was accepted" in seen.stdout
        assert server.wait() == 0


@pytest.mark.parametrize("end", [End.CLOSE_NOTIFY, End.TRUNCATE])
def test_a_client_that_leaves(ours: Ours, folder: Path, end: End) -> None:
    with ours.start(*RSA, *ONCE, cwd=folder) as server:
        python_tls(server.address, send=b"bye\n", end=end)
        assert server.wait() == 0
        lines = words(server)
        # A truncated connection is an error without a reason (behaviour.md 2.7).
        assert ("DONE" in lines) is (end is End.CLOSE_NOTIFY)
        assert ("ERROR" in lines) is (end is End.TRUNCATE)
        # Only 1.1.1 has no words for it.
        told = end is End.TRUNCATE and ours.release != "1.1.1"
        assert (b":unexpected eof while reading:" in server.stderr) is told


def test_a_failed_handshake(ours: Ours, folder: Path) -> None:
    with ours.start(*RSA, *ONCE, cwd=folder) as server:
        raw_tcp(server.address, b"GET / HTTP/1.0\r\n\r\n")
        assert server.wait() == 0
        said = server.stderr.decode().splitlines()
    assert said[0] == "ERROR"
    form = r"[0-9A-F]+:error:[0-9A-F]{8}:SSL routines:\w*:http request:\S+:\d+:"
    assert re.fullmatch(form, said[1]), said[1]


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_protocols(oldest: Ours, folder: Path, version: str) -> None:
    with oldest.start(*RSA, "-naccept", "2", "-alpn", "h2,x", cwd=folder) as server:
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


def test_npn(ours: Ours, folder: Path) -> None:
    with ours.start(*RSA, *ONCE, "-nextprotoneg", "h2,x", cwd=folder) as server:
        s_client(server.address, "-tls1_2", "-nextprotoneg", "x")
        assert server.wait() == 0
        assert "NEXTPROTO is x" in words(server)


def test_secrets(ours: Ours, folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    export = ("-keymatexport", "EXPORTER-x")
    options = ("-keylogfile", str(log), *export, "-use_srtp", "SRTP_AES128_CM_SHA1_80")
    with ours.start(*RSA, *ONCE, *options, cwd=folder) as server:
        seen = s_client(server.address, *export)
        assert server.wait() == 0
        lines = [line for line in words(server) if "Keying material: " in line]
    assert len(lines) == 1
    assert lines[0] in seen.stdout.decode()
    assert "\nCLIENT_TRAFFIC_SECRET_0 " in log.read_text()


@pytest.mark.parametrize(
    "options",
    [
        ("-cert", "rsa.p12", "-pass", f"pass:{PASS_PHRASE}", "-certform", "P12"),
        ("-cert", "rsa-cert.der", "-key", "rsa-key.der"),
        ("-cert", "ecdsa-cert.pem", "-key", "ecdsa-key-encrypted.pem",
         "-pass", f"pass:{PASS_PHRASE}"),
        (*RSA, "-dhparam", "dh.pem"),
    ],
    ids=lambda options: options[-1],
)  # fmt: skip
def test_files_of_every_form(
    ours: Ours, folder: Path, options: tuple[str, ...]
) -> None:
    with ours.start(*options, *ONCE, cwd=folder) as server:
        assert s_client(server.address).status == 0
        assert server.wait() == 0


def test_options_that_always_failed(ours: Ours, folder: Path) -> None:
    words = ("-debug_broken_protocol", "-legacy_server_connect")
    with ours.start(*RSA, *words, *ONCE, cwd=folder) as server:
        assert s_client(server.address).status == 0
        assert server.wait() == 0
    warning = b"s_server: warning: option -debug_broken_protocol has no effect\n"
    assert server.stderr == warning


@pytest.mark.parametrize("form", [("MSBLOB",), ("PVK", "-pvk-none")])
def test_keys_in_microsofts_forms(
    ours: Ours, folder: Path, tmp_path: Path, form: tuple[str, ...]
) -> None:
    key = str(tmp_path / "key")
    command = ["openssl", "rsa", "-in", "rsa-key.pem", "-out", key, "-outform", *form]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    words = ("-cert", "rsa-cert.pem", "-key", key, "-keyform", form[0])
    with ours.start(*words, *ONCE, cwd=folder) as server:
        assert s_client(server.address).status == 0
        assert server.wait() == 0


def test_dh_parameters_from_a_file(ours: Ours, folder: Path) -> None:
    cipher = ("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")
    with ours.start(*RSA, "-dhparam", "dh.pem", *ONCE, cwd=folder) as server:
        assert s_client(server.address, *cipher).status == 0
        assert server.stdout.startswith(b"Setting temp DH parameters\n")


def test_a_certificate_is_made(ours: Ours, tmp_path: Path) -> None:
    with ours.start("-www", *ONCE, cwd=tmp_path, stdin="null") as server:
        line = server.wait_line(rb"^curl .*$", stream="stderr")[0].decode()
        command = [*shlex.split(line), "--silent", "--noproxy", "*"]
        environment = clean_environment()
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert b"s_server" in done.stdout


def test_an_option_it_cannot_have(oldest: Ours, folder: Path) -> None:
    with oldest.launch(*RSA, "-WWW", "-sendfile", cwd=folder) as server:
        assert server.wait() == 1
        said = server.stderr.decode().splitlines()
    assert said[0].startswith("s_server: option -sendfile needs SSL_sendfile, which ")
    assert said[0].endswith(" does not have: OpenSSL 3.0 brought it")


KEY = bytes(range(16))
SHARED = ("-psk", KEY.hex(), "-nocert")


@pytest.mark.parametrize("digest", ["sha256", "sha384"])
def test_a_shared_key(oldest: Ours, folder: Path, digest: str) -> None:
    with oldest.start(*SHARED, *ONCE, "-num_tickets", "0", cwd=folder) as server:
        seen = psk_client(server.address, b"Client_identity", KEY, digest, b"hello\n")
        assert seen.status == 0, seen.stderr
        assert server.wait() == 0
        lines = words(server)
    assert "Reused session-id" in lines
    assert "hello" in lines


def test_a_shared_key_with_tls_1_2(oldest: Ours, folder: Path) -> None:
    client = ("-tls1_2", "-cipher", "PSK", "-psk", KEY.hex(), "-psk_identity", "x")
    with oldest.start(*SHARED, *ONCE, cwd=folder) as server:
        assert s_client(server.address, *client).status == 0
        assert server.wait() == 0
        said = words(server)
    warning = "PSK warning: client identity not what we expected"
    assert f"{warning} (got 'x' expected 'Client_identity')" in said


@pytest.mark.parametrize(
    ("login", "refusal"),
    [
        ((USER, PASSWORD), b""),
        ((USER, "wrong"), b"bad_record_mac"),
        (("bob", PASSWORD), b"unknown_psk_identity"),
    ],
)
def test_a_password(
    oldest: Ours, folder: Path, tmp_path: Path, login: tuple[str, str], refusal: bytes
) -> None:
    user, password = login
    path = str(make_verifiers(tmp_path / "users.srp"))
    with oldest.start(*RSA, "-srpvfile", path, *ONCE, cwd=folder) as server:
        seen = srp_client(server.address, user, password, b"hello\n")
        assert seen.stderr == refusal
        assert server.wait() == 0
        assert f"LOOKUP during accept {user}" in words(server)


def test_many_clients_at_once(ours: Ours, folder: Path) -> None:
    with ours.start(*RSA, "-rev", cwd=folder) as server:
        silent = [server.address.connect() for _ in range(5)]
        seen = python_tls(server.address, send=b"abc\n", wait_for=b"cba\n")
        assert seen.status == 0
        for client in silent:
            client.close()
