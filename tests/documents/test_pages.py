"""The tutorial and the how-to pages: who does what they say sees what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import ROOT

from .pages import PORT, PageError, Walk, commands, first_missing

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
PAGES = sorted([DOCS / "tutorial.md", *DOCS.glob("how-to/*.md")])
WRITTEN = [ROOT / "README.md", DOCS / "README.md", DOCS / "design.md", *PAGES]
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_true(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    assert Walk(folder).follow(page.read_text()) > 1


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link, _ in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_index_has_every_page() -> None:
    linked = {link for link, _ in LINK.findall((DOCS / "README.md").read_text())}
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages - linked == {"README.md"}


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("```console\n$ false\n```\n", "failed"),
        ("```console\n$ echo yes\nno\n```\n", "without 'no'"),
        ("```console\n$ printf 'a\\nb\\n'\nb\na\n```\n", "without 'a'"),
        ("```sh\nfalse\ntrue\n```\n", "failed"),
        ("```python\nassert 0\n```\n", "AssertionError"),
        ("```text server\nx\n```\n", "no server"),
        ("```ruby\nx\n```\n", "nobody knows"),
    ],
)
def test_an_untrue_page_is_found(page: str, problem: str, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    with pytest.raises(PageError, match=problem):
        Walk(folder).follow(page)


def test_consoles() -> None:
    assert commands("$ a \\\n  b\nsaid\n\n$ c\n") == [
        ("a   b", ["said", ""]),
        ("c", []),
    ]
    assert first_missing(["a...c", "...", "d"], "x\nabc\nd") is None
    assert first_missing(["d", "abc"], "abc\nd") == "abc"
    assert first_missing(["d", "abc"], "abc", "d") is None
    assert PORT in (DOCS / "tutorial.md").read_text()
