"""Files of random bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.queue import drain
from s_server.libssl.random import read_random_file, write_random_file

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library


def test_a_file_is_written_anew_each_time(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "state"
    assert write_random_file(library, str(path))
    first = path.read_bytes()
    assert len(first) >= 256
    assert write_random_file(library, str(path))
    assert path.read_bytes() != first
    assert path.stat().st_mode & 0o077 == 0


def test_a_failure_is_told_and_leaves_no_error_behind(
    library: Library, tmp_path: Path
) -> None:
    assert not write_random_file(library, str(tmp_path / "missing" / "state"))
    assert not write_random_file(library, str(tmp_path))
    assert drain(library) == ()


def test_what_was_written_can_be_read(library: Library, tmp_path: Path) -> None:
    path = str(tmp_path / "state")
    write_random_file(library, path)
    read_random_file(library, path)
    (tmp_path / "empty").touch()
    read_random_file(library, str(tmp_path / "empty"))
    assert drain(library) == ()


@pytest.mark.parametrize("name", ["missing", ""])
def test_what_cannot_be_read_is_an_error(
    library: Library, tmp_path: Path, name: str
) -> None:
    path = str(tmp_path / name) if name else ""
    with pytest.raises(LibraryError, match=r"Can't load .* into RNG"):
        read_random_file(library, path)
    assert drain(library) == ()
