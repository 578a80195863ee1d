"""The command starts without a second OpenSSL, and without what only some uses need.

``libssl`` is opened before anything imports ``_ssl`` or ``_hashlib``: a second copy
under the same soname would fail to load.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .tree import SOURCE, plant

if TYPE_CHECKING:
    from pathlib import Path

OPENSSL = "brings its own OpenSSL, or imports what does"
LATER = "costs time at start, and only some uses need it"
OURS = "is not how it is done here"
FORBIDDEN = {
    **dict.fromkeys(("_ssl", "_hashlib", "ssl", "hashlib", "hmac", "secrets"), OPENSSL),
    **dict.fromkeys(("http.client", "urllib.request"), OPENSSL),
    **dict.fromkeys(("trustme", "cryptography"), LATER),
    **dict.fromkeys(("asyncio", "argparse"), OURS),
    **dict.fromkeys(("cffi", "pycparser"), "parses C, which was done beforehand"),
}

# What the interpreter's own start loaded (a .pth file may do anything) is not ours.
PROBE = """
import sys
before = set(sys.modules)
import {module}
print(*sorted(set(sys.modules) - before), sep="\\n")
"""


def forbidden(module: str, source: Path = SOURCE) -> dict[str, str]:
    """Which modules a fresh interpreter loads with ``module`` against the rule."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(module=module)],
        env=os.environ | {"PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    return {name: why for name, why in FORBIDDEN.items() if name in loaded}


def test_the_command_starts_light() -> None:
    assert forbidden("s_server.cli") == {}


@pytest.mark.parametrize("name", ["hashlib", "http.client", "argparse", "cffi"])
def test_a_heavy_import_is_found(tmp_path: Path, name: str) -> None:
    files = {"__init__.py": "", "cli.py": "import s_server.x", "x.py": f"import {name}"}
    plant(tmp_path, files)
    assert name in forbidden("s_server.cli", tmp_path)


def test_a_late_import_is_not(tmp_path: Path) -> None:
    plant(tmp_path, {"__init__.py": "", "cli.py": "def f():\n    import ssl"})
    assert forbidden("s_server.cli", tmp_path) == {}
