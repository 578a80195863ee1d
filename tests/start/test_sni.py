"""Several names, each with its certificate and chain, seen by real clients."""

from __future__ import annotations

import re
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from s_server import Server
from tests.kit.clients import curl, gnutls_cli, s_client
from tests.kit.servers import Ours

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

NAMES = {
    "main.example": "main",
    "a.example": "a",
    "www.wild.example": "wild",
    "exact.wild.example": "exact",
}
OPTIONS = (
    *("-cert", "main.pem", "-www", "-sni", "*.wild.example=wild.pem"),
    *("-sni", "exact.wild.example=exact.pem", "-sni", "a.example=a-cert.pem:a-key.pem"),
)
VERSIONS = ("TLSv1.2", "TLSv1.3")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a leaf for each name, and its chain in the same file.

    The root's certificate is ca.pem; ``a.example`` has its key in another file.
    """
    folder = tmp_path_factory.mktemp("names")
    root = trustme.CA()
    middle = root.create_child_ca()
    root.cert_pem.write_to_path(str(folder / "ca.pem"))
    for name, stem in NAMES.items():
        wanted = "*.wild.example" if stem == "wild" else name
        leaf = middle.issue_cert(wanted)
        chain = b"".join(blob.bytes() for blob in leaf.cert_chain_pems)
        key = leaf.private_key_pem.bytes()
        if stem == "a":
            (folder / "a-cert.pem").write_bytes(chain)
            (folder / "a-key.pem").write_bytes(key)
        else:
            (folder / f"{stem}.pem").write_bytes(key + chain)
    return folder


def start(names: Path, *options: str) -> ServerRun:
    return Ours().start(*OPTIONS, *options, cwd=names)


def fetch(server: ServerRun, name: str, *options: str) -> Seen:
    trust = ("--cacert", str(server.cwd / "ca.pem")) if server.cwd else ()
    return curl(server.address, "/", *trust, *options, host=name)


def subject_names(seen: Seen) -> list[str]:
    """The certificates that s_client was sent, each by its subject."""
    return re.findall(r"^ *\d s:(.*)$", seen.stdout.decode(), re.MULTILINE)


def test_curl_verifies_each_name_by_the_chain_that_is_sent(names: Path) -> None:
    with start(names) as server:
        for options in (("--tls-max", "1.2"), ("--tlsv1.3",)):
            for name in ("a.example", "www.wild.example", "exact.wild.example"):
                seen = fetch(server, name, *options)
                assert (seen.status, seen.stderr) == (0, b""), (name, options)
            # The chain of -cert is not sent, and two labels are not one.
            assert fetch(server, "main.example", *options).status == 60
            assert fetch(server, "a.b.wild.example", *options).status == 60


def test_the_leaf_and_all_that_follows_it_are_sent(names: Path) -> None:
    with start(names) as server:
        for name, count in (("a.example", 2), ("www.wild.example", 2), ("x", 1)):
            seen = s_client(server.address, "-servername", name, "-showcerts")
            assert len(subject_names(seen)) == count, name


@pytest.mark.parametrize("version", VERSIONS)
def test_gnutls_sees_the_name_that_it_asked_for(names: Path, version: str) -> None:
    with start(names) as server:
        for name, shown in (
            ("exact.wild.example", b"exact.wild.example"),
            ("Other.Wild.example", b"*.wild.example"),
        ):
            seen = gnutls_cli(
                server.address,
                *("--sni-hostname", name, "--print-cert"),
                version=version,
                send=b"GET / HTTP/1.0\r\n\r\n",
                wait_for=b"</HTML>",
            )
            assert b"Got a certificate list of 2 certificates" in seen.stdout
            assert shown in _names_of(seen.stdout)


def _names_of(stdout: bytes) -> list[bytes]:
    """The names in the first certificate that gnutls-cli shows."""
    pem = re.search(rb"-----BEGIN CERT.*?END CERTIFICATE-----", stdout, re.DOTALL)
    assert pem is not None
    from cryptography import x509  # noqa: PLC0415 - takes its time, and trustme has it

    extension = x509.load_pem_x509_certificate(pem[0]).extensions
    names = extension.get_extension_for_class(x509.SubjectAlternativeName).value
    return [name.encode() for name in names.get_values_for_type(x509.DNSName)]


@pytest.mark.parametrize("version", VERSIONS)
def test_an_unknown_name_is_refused_on_demand(names: Path, version: str) -> None:
    flag = f"-{version.lower().replace('v', '').replace('.', '_')}"
    with start(names, "-servername_fatal") as server:
        refused = s_client(server.address, flag, "-servername", "x.example")
        assert refused.status == 1
        assert b"alert number 112" in refused.stderr
        assert s_client(server.address, flag, "-servername", "a.example").status == 0
        assert s_client(server.address, flag, "-noservername").status == 0


@pytest.mark.parametrize("flag", ["-tls1_2", "-tls1_3"])
def test_a_session_of_a_further_name_is_resumed(
    names: Path, tmp_path: Path, flag: str
) -> None:
    session = str(tmp_path / "session.pem")
    get = b"GET / HTTP/1.0\r\n\r\n"

    def ask(name: str, option: str) -> str:
        words = (flag, "-servername", name, option, session, "-ign_eof")
        seen = s_client(server.address, *words, send=get, wait_for=b"</HTML>")
        found = re.search(rb"^(New|Reused), ", seen.stdout, re.MULTILINE)
        assert found is not None
        return found[1].decode()

    with start(names) as server:
        assert ask("a.example", "-sess_out") == "New"
        assert ask("a.example", "-sess_in") == "Reused"
        assert ask("main.example", "-sess_out") == "New"
        assert ask("main.example", "-sess_in") == "Reused"


def test_servername_and_sni_go_together(names: Path) -> None:
    second = ("-servername", "main.example", "-cert2", "main.pem")
    with start(names, *second) as server:
        for name, shown in (
            ("main.example", "main"),
            ("a.example", "a"),
            ("x.wild.example", "wild"),
        ):
            seen = s_client(server.address, "-servername", name)
            pem = (names / f"{shown}{'-cert' if shown == 'a' else ''}.pem").read_text()
            first = pem.partition("-----BEGIN CERTIFICATE-----\n")[2].splitlines()[3]
            assert first in seen.stdout.decode(), name


def test_python_takes_a_list(names: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(names)
    client = ssl.create_default_context(cafile="ca.pem")
    options = ["*.wild.example=wild.pem", "a.example=a-cert.pem:a-key.pem"]
    with Server(accept="127.0.0.1:0", cert="main.pem", www=True, sni=options) as server:
        assert isinstance(server.address, tuple)
        for name in ("a.example", "x.wild.example"):
            with (
                socket.create_connection(server.address) as plain,
                client.wrap_socket(plain, server_hostname=name) as end,
            ):
                assert end.version() == "TLSv1.3"


@pytest.mark.parametrize("flag", ["-tls1_2", "-tls1_3"])
def test_secrets_and_protocols_survive_the_switch(
    names: Path, tmp_path: Path, flag: str
) -> None:
    log = tmp_path / "keys"
    words = ("-keylogfile", str(log), "-alpn", "h2", "-stateless")
    with start(names, *words) as server:
        for name in ("a.example", "main.example"):
            asked = ("-servername", name, "-alpn", "h2")
            seen = s_client(server.address, flag, *asked)
            assert b"ALPN protocol: h2" in seen.stdout, name
    lines = [line.split()[:2] for line in log.read_text().splitlines()]
    secrets = [tuple(line) for line in lines if not line[0].startswith("#")]
    assert len({number for _, number in secrets}) == 2
    per_client = 1 if flag == "-tls1_2" else 5
    assert len(secrets) >= 2 * per_client
