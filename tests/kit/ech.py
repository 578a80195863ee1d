"""Keys for encrypted ClientHellos, made by the `openssl ech` of 4.0."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING

from tests.kit.openssls import newest_openssl

if TYPE_CHECKING:
    from pathlib import Path

OUTER = "cover.example"
"""The name that everybody can read."""
NUMBER_AT = 6
"""Where a list of one has its config_id (RFC 9849 section 4): after two lengths and
the version."""
BEGIN, END = "-----BEGIN ECHCONFIG-----", "-----END ECHCONFIG-----"


_numbers: set[int] = set()


def make_ech_key(path: Path) -> Path:
    """Write a key pair and its configuration as PEM, unless it is there.

    No other key of this run has its number: a server tries the first key with the
    number that a client names, and no further one.
    """
    words = ("ech", "-public_name", OUTER, "-out", str(path))
    while not path.exists():
        command = [*newest_openssl(), *words]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        number = base64.b64decode(config_list(path))[NUMBER_AT]
        if number in _numbers:
            path.unlink()
        _numbers.add(number)
    return path


def config_list(path: Path) -> str:
    """Answer the configuration as clients take it, in base 64."""
    return "".join(configuration(path).splitlines()[1:-1])


def configuration(path: Path) -> str:
    """Answer the configuration alone, as PEM."""
    text = path.read_text()
    return text[text.index(BEGIN) : text.index(END)] + f"{END}\n"
