"""Compiles C for the tests: little libraries, and what OpenSSL's headers say."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = """\
const char *OpenSSL_version(int t) {{ return "{text}"; }}
unsigned long OpenSSL_version_num(void) {{ return {number}; }}
void *SSL_new(void *c) {{ return c; }}
"""


def library(path: Path, source: str) -> Path:
    """Compile C into a shared library."""
    gcc("-shared", "-fPIC", "-o", str(path), source=source)
    return path


def pretender(path: Path, text: str, number: str = "0x30000000L") -> Path:
    """Make a library that calls itself ``text``."""
    return library(path, LIBRARY.format(text=text, number=number))


def output(path: Path, source: str, *options: str) -> str:
    """Compile a program, run it, and answer what it prints."""
    gcc(*options, "-o", str(path), source=source)
    done = subprocess.run([str(path)], capture_output=True, text=True, check=True)
    return done.stdout


def gcc(*options: str, source: str) -> None:
    """Run the compiler on C from memory; what it says is the failure's text."""
    command = ["gcc", "-x", "c", "-", *options]
    done = subprocess.run(
        command, input=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
