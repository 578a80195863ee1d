"""Keys for encrypted ClientHellos, made by the `openssl ech` of 4.0."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.kit.openssls import newest_openssl

if TYPE_CHECKING:
    from pathlib import Path

OUTER = "cover.example"
"""The name that everybody can read."""
BEGIN, END = "-----BEGIN ECHCONFIG-----", "-----END ECHCONFIG-----"


def make_ech_key(path: Path) -> Path:
    """Write a key pair and its configuration as PEM, unless it is there."""
    if not path.exists():
        words = ("ech", "-public_name", OUTER, "-out", str(path))
        command = [*newest_openssl(), *words]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path


def config_list(path: Path) -> str:
    """Answer the configuration as clients take it, in base 64."""
    return "".join(configuration(path).splitlines()[1:-1])


def configuration(path: Path) -> str:
    """Answer the configuration alone, as PEM."""
    text = path.read_text()
    return text[text.index(BEGIN) : text.index(END)] + f"{END}\n"
