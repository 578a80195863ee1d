"""The folder in which both servers run: certificates, and files to serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import authorities, certificates

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.certificates import Certificates

__all__ = ["authorities", "certificates"]

RESPONSE = b"HTTP/1.0 200 fine\r\nContent-type: text/x-own\r\n\r\nown\n"
CONFIGURATION = """
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
only12 = only12
[only12]
MaxProtocol = TLSv1.2
"""


@pytest.fixture(scope="session")
def folder(certificates: Certificates) -> Path:
    """The certificates' folder, with some files to serve beside them."""
    made = certificates.folder
    (made / "page.html").write_bytes(b"<p>page</p>\n")
    (made / "text.txt").write_bytes(b"some text\nwithout an end")
    (made / "nothing.txt").write_bytes(b"")
    (made / "large.txt").write_bytes(b"0123456789abcdef" * 8192)
    (made / "response").write_bytes(RESPONSE)
    (made / "config.cnf").write_text(CONFIGURATION)
    (made / "sub").mkdir(exist_ok=True)
    return made
