"""The folder in which both servers run: certificates, and files to serve."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.certificates import PASS_PHRASE
from tests.kit.chains import make_chains
from tests.kit.fixtures import authorities, certificates
from tests.kit.responder import write_response
from tests.kit.session import save_session

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.authorities import Authorities
    from tests.kit.certificates import Certificates

__all__ = ["authorities", "certificates"]

RESPONSE = b"HTTP/1.0 200 fine\r\nContent-type: text/x-own\r\n\r\nown\n"
CONFIGURATION = """
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
only12 = only12
asking = asking
[asking]
VerifyMode = Require
[only12]
MaxProtocol = TLSv1.2
"""


@pytest.fixture(scope="session")
def folder(certificates: Certificates, authorities: Authorities) -> Path:
    """The certificates' folder, with some files to serve beside them."""
    made = certificates.folder
    (made / "page.html").write_bytes(b"<p>page</p>\n")
    (made / "text.txt").write_bytes(b"some text\nwithout an end")
    (made / "nothing.txt").write_bytes(b"")
    (made / "large.txt").write_bytes(b"0123456789abcdef" * 8192)
    (made / "response").write_bytes(RESPONSE)
    (made / "config.cnf").write_text(CONFIGURATION)
    (made / "sub").mkdir(exist_ok=True)
    _trust(authorities)
    for name in ("client", "leaf"):
        write_response(authorities, name)
    _add_identities(made)
    save_session(made, "rsa.pem", "saved.session")
    return made


def _trust(authorities: Authorities) -> None:
    """Make a folder of trusted certificates, and a file of two."""
    trusted = authorities.folder / "trusted"
    trusted.mkdir(exist_ok=True)
    roots = [authorities.certificate(name) for name in ("root", "odd-name")]
    (trusted / "root.pem").write_bytes(roots[0].read_bytes())
    subprocess.run(["openssl", "rehash", trusted], check=True, capture_output=True)
    both = b"".join(root.read_bytes() for root in roots)
    (authorities.folder / "two-roots.pem").write_bytes(both)


def _add_identities(folder: Path) -> None:
    """Chains, extensions to send, and two pass phrases in one file."""
    chains = make_chains(folder)
    hashed = folder / "hashed"
    hashed.mkdir(exist_ok=True)
    for path in (chains.root, chains.middle):
        (hashed / path.name).write_bytes(path.read_bytes())
    subprocess.run(["openssl", "rehash", hashed.name], cwd=folder, check=True)
    extension = base64.b64encode(b"\x0f\xa0\x00\x05hello").decode()
    name = "SERVERINFO FOR EXTENSION 4000"
    (folder / "serverinfo.pem").write_text(
        f"-----BEGIN {name}-----\n{extension}\n-----END {name}-----\n"
    )
    (folder / "phrases").write_text(f"{PASS_PHRASE}\n{PASS_PHRASE} 2\n")
    # fmt: off
    command = ["openssl", "pkey", "-in", "ecdsa-key.pem", "-aes256",
               "-passout", f"pass:{PASS_PHRASE} 2", "-out", "second-key.pem"]
    # fmt: on
    subprocess.run(command, cwd=folder, check=True)
