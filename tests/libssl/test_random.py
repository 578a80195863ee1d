"""Files of random bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.queue import drain
from s_server.libssl.random import write_random_file

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
