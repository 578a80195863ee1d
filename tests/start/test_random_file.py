"""The file of -writerand: written at every ordinary end, and only then."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from tests.kit.servers import Ours

from .ended import ours

if TYPE_CHECKING:
    from pathlib import Path

RSA = ("-cert", "rsa.pem")


def test_after_the_last_connection(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "state"
    options = ("-writerand", str(path), "-naccept", "1", *RSA)
    with Ours().start(*options, cwd=folder) as server:
        assert not path.exists()
        server.address.connect().close()
        assert server.wait() == 0
    assert len(path.read_bytes()) >= 256


def test_after_the_keyboard_and_after_a_signal(folder: Path, tmp_path: Path) -> None:
    for name in ("keyboard", "signal"):
        path = tmp_path / name
        with Ours().start("-writerand", str(path), *RSA, cwd=folder) as server:
            if name == "keyboard":
                server.type(b"Q\n")
            else:
                server.signal(signal.SIGTERM)
            assert server.wait() == 0
        assert path.stat().st_size >= 256


def test_not_where_the_start_failed(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "state"
    words = ("-writerand", str(path), "-cert", "missing.pem")
    assert ours(*words, cwd=folder).status == 1
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_a_warning(folder: Path) -> None:
    options = ("-writerand", "missing/state", *RSA)
    with Ours().start(*options, cwd=folder) as server:
        server.type(b"Q\n")
        assert server.wait() == 0
        warning = b"s_server: warning: cannot write random bytes to missing/state\n"
        assert server.stderr.endswith(warning)
