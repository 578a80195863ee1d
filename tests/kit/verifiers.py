"""Files of SRP users, as ``openssl srp`` makes them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

USER, PASSWORD, INFO = "alice", "secret", "the info"


def make_verifiers(path: Path) -> Path:
    """Make a file with one user, in the group of 2048 bits."""
    path.touch()
    command = ["openssl", "srp", "-srpvfile", str(path), "-add", "-gn", "2048",
               "-userinfo", INFO, "-passout", f"pass:{PASSWORD}", USER]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return path
