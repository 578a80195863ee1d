"""The version is said in three places, and they agree."""

from __future__ import annotations

import re
import tomllib

import pytest

import s_server

from .tree import ROOT

HEADING = re.compile(r"^## \[?(\d+\.\d+\.\d+\w*)\b", re.MULTILINE)


def newest(changelog: str) -> str | None:
    """The version in the first heading of its level."""
    found = HEADING.search(changelog)
    return found and found[1]


def test_the_project_file_agrees() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == s_server.__version__


def test_the_changelog_agrees() -> None:
    assert newest((ROOT / "CHANGELOG.md").read_text("utf-8")) == s_server.__version__


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("# Changes\n\n## 0.2.0\n\n- more\n\n## 0.1.0\n", "0.2.0"),
        ("# Changes\n\n## [1.0.0rc1] - today\n", "1.0.0rc1"),
        ("# Changes in 0.3.0\n", None),
    ],
)
def test_the_newest_heading_is_the_first(text: str, version: str | None) -> None:
    assert newest(text) == version
