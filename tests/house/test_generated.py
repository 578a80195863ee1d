"""Generated files are what their generators would write now."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .tree import ROOT

GENERATORS = sorted({*ROOT.glob("tools/generate_*.py")}) or [
    ROOT / "tools" / "generate_declarations.py"
]


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda path: path.stem)
def test_generated_files_are_fresh(generator: object) -> None:
    done = subprocess.run(
        [sys.executable, str(generator), "--check"],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, f"run `make generate`\n{done.stdout}{done.stderr}"
