"""Under -verify_return_error we let in whom `openssl verify` finds valid."""

from __future__ import annotations

import re
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.kit.authorities import ZOO
from tests.kit.process import TIMEOUT
from tests.network.modes import start

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.address import Address
    from tests.kit.authorities import Authorities
    from tests.kit.certificates import Certificates

# libssl demands a security level of keys besides, so those are left out here.
CLIENTS = [
    entity.name
    for entity in ZOO
    if not entity.authority and entity.key not in {"weak", "dsa"}
]
BEFORE = str(int((datetime.now(UTC) - timedelta(days=15)).timestamp()))
ROOT = ("-CAfile", "root-cert.pem")
LISTS = ("-crl_check", "-ignore_critical")
POLICY = ("-policy", "1.2.3.4")
PARAMETERS = (
    ROOT,
    ("-CAfile", "other-root-cert.pem"),
    ("-CAfile", "spoilt-cert.pem"),
    ("-CAfile", "spoilt-cert.pem", "-check_ss_sig"),
    ("-CAfile", "middle-cert.pem"),
    ("-CAfile", "middle-cert.pem", "-partial_chain"),
    ("-CAfile", "root384-cert.pem", "-suiteB_192"),
    ("-CAstore", "root-cert.pem"),
    ("-no-CAfile", "-no-CApath", "-no-CAstore"),
    (*ROOT, "-purpose", "sslserver"),
    (*ROOT, "-purpose", "any"),
    (*ROOT, "-verify_name", "ssl_server"),
    (*ROOT, "-verify_depth", "0"),
    (*ROOT, "-verify_depth", "1"),
    (*ROOT, "-auth_level", "3"),
    (*ROOT, "-attime", BEFORE),
    (*ROOT, "-no_check_time"),
    (*ROOT, "-verify_hostname", "client.example"),
    (*ROOT, "-verify_email", "me@client.example"),
    (*ROOT, "-verify_ip", "2001:db8::7"),
    (*ROOT, "-ignore_critical"),
    (*ROOT, "-x509_strict"),
    (*ROOT, "-allow_proxy_certs"),
    (*ROOT, *LISTS),
    (*ROOT, "-crl_check_all", "-extended_crl", "-use_deltas"),
    (*ROOT, *POLICY),
    (*ROOT, *POLICY, "-explicit_policy"),
    (*ROOT, *POLICY, "-explicit_policy", "-inhibit_map"),
    (*ROOT, "-explicit_policy", "-inhibit_any"),
    (*ROOT, "-suiteB_128"),
    (*ROOT, "-suiteB_128_only", "-trusted_first", "-no_alt_chains", "-issuer_checks"),
)


@pytest.fixture(scope="module")
def zoo(authorities: Authorities, certificates: Certificates) -> Path:
    """The folder of authorities, and beside them all that lie in the middle."""
    folder = authorities.folder
    assert folder == certificates.folder, "the server's own certificate is here too"
    middle = [e.name for e in ZOO if e.authority and e.issuer]
    pems = [authorities.certificate(name).read_bytes() for name in (*middle, "client")]
    (folder / "untrusted.pem").write_bytes(b"".join(pems))
    for name in CLIENTS:
        parts = (authorities.pair(name), authorities.chain(name))
        shown = b"".join(part.read_bytes() for part in parts)
        (folder / f"{name}-shown.pem").write_bytes(shown)
    return folder


def valid(folder: Path, parameters: tuple[str, ...]) -> set[str]:
    """Whom `openssl verify` finds valid."""
    purpose = () if "-purpose" in parameters else ("-purpose", "sslclient")
    if "-verify_name" in parameters:
        purpose = ()  # the name sets one
    files = [f"{name}-cert.pem" for name in CLIENTS]
    done = subprocess.run(
        ["openssl", "verify", *parameters, *purpose, "-untrusted", "untrusted.pem",
         *files],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    return set(re.findall(r"(?m)^(\S+)-cert\.pem: OK$", done.stdout))


def is_let_in(address: Address, shown: Path) -> bool:
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    settings.check_hostname = False
    settings.verify_mode = ssl.CERT_NONE
    # In TLS 1.2 the end of the handshake tells.
    settings.maximum_version = ssl.TLSVersion.TLSv1_2
    settings.load_cert_chain(shown)
    with address.connect() as plain:
        plain.settimeout(TIMEOUT)
        try:
            settings.wrap_socket(plain).close()
        except ssl.SSLError:
            return False
    return True


@pytest.mark.parametrize("parameters", PARAMETERS, ids=" ".join)
def test_we_agree_with_openssl_verify(zoo: Path, parameters: tuple[str, ...]) -> None:
    expected = valid(zoo, parameters)
    options = ("-rev", "-Verify", "100", "-verify_return_error", *parameters)
    with start(zoo, *options) as server:
        let_in = {
            name
            for name in CLIENTS
            if is_let_in(server.address, zoo / f"{name}-shown.pem")
        }
    assert let_in == expected


def test_the_chains_tell_the_parameters_apart(zoo: Path) -> None:
    """Nearly each of them lets in others, so the comparison proves something."""
    outcomes = {frozenset(valid(zoo, parameters)) for parameters in PARAMETERS}
    assert len(outcomes) >= 15
