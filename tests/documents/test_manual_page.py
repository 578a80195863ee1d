"""The manual page: groff has nothing against it, and nothing is missing."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import Any

import pytest

from s_server.explain.causes import ROWS
from s_server.options.table import OPTIONS
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "s_server.1"


def defects() -> dict[str, Any]:
    return tomllib.loads((ROOT / "docs" / "defects.toml").read_text())


@pytest.fixture(scope="module")
def text() -> str:
    """The page as a terminal shows it, without its bold and underlined letters."""
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-P-cbou", "-rLL=200n", "-ww", str(PAGE)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == ""
    return " ".join(done.stdout.replace("\N{HYPHEN}\n", "").split())


def test_every_option_is_in_it(text: str) -> None:
    missing = [
        option.name
        for option in OPTIONS
        if not re.search(rf"(?<!\S)-{re.escape(option.name)}(?=[ ,])", text)
        or " ".join(option.help.split()) not in text
    ]
    assert missing == []


def test_every_cause_is_in_it(text: str) -> None:
    assert [row.cause for row in ROWS if f" {row.cause} " not in text] == []


def test_every_defect_is_in_it(text: str) -> None:
    rows = [row for part in defects()["part"] for row in part["defect"]]
    missing = [
        row["item"]
        for row in rows
        if f"{row['item']}. {row['title']} {row['verdict'].capitalize()}. "
        f"{row['words']}" not in text
    ]
    assert missing == []


def test_its_sections(text: str) -> None:
    names = re.findall(r"^\.SH (.*)$", PAGE.read_text(), re.M)
    assert names[:2] == ["NAME", "SYNOPSIS"]
    assert {"OPTIONS", "EXIT STATUS", "ENVIRONMENT", "DIFFERENCES", "DEFECTS"} <= set(
        names
    )
    # man(1) and apropos(1) find the page by this line.
    assert "NAME s_server - the TLS and DTLS server" in text
