"""Nothing prepared: a certificate is made, and the printed curl line works."""

from __future__ import annotations

import re
import shlex
import signal
import stat
import subprocess
from pathlib import Path

import pytest

from tests.kit.servers import Ours, ServerRun, clean_environment

SERVED = b"s_server"


def started(tmp_path: Path, *options: str) -> ServerRun:
    """Start the status page in an empty folder, with temporary files beside it."""
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    env = {"TMPDIR": str(scratch)}
    return Ours().start("-www", *options, stdin="null", cwd=home, env=env)


def curl_line(server: ServerRun) -> str:
    return server.wait_line(rb"^curl .*$", stream="stderr")[0].decode()


def authority(line: str) -> Path:
    words = shlex.split(line)
    return Path(words[words.index("--cacert") + 1])


@pytest.mark.parametrize(
    "options",
    [
        ("-accept", "127.0.0.1:0"),
        ("-accept", "0"),
        ("-4", "-accept", "0"),
        ("-6", "-accept", "0"),
        ("-accept", "[::1]:0"),
        ("-accept", "localhost:0"),
        ("-accept", "127.0.0.2:0"),
        ("-unix", "s.sock"),
        ("-unix", "with a space.sock"),
    ],
    ids=" ".join,
)
def test_the_printed_line_works(tmp_path: Path, options: tuple[str, ...]) -> None:
    with started(tmp_path, *options) as server:
        line = curl_line(server)
        done = subprocess.run(
            f"{line} --silent --show-error --noproxy '*' --max-time 10",
            shell=True,
            cwd=server.cwd,
            env=clean_environment(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (line, done.stderr)
        assert SERVED in done.stdout


def test_what_is_told_and_written(tmp_path: Path) -> None:
    with started(tmp_path, "-accept", "127.0.0.1:0") as server:
        ca_file = authority(curl_line(server))
        said = server.stderr.decode().splitlines()
        assert len(said) == 3
        assert "localhost, 127.0.0.1, ::1" in said[0]
        assert str(ca_file) in said[1]
        assert stat.S_IMODE(ca_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(ca_file.parent.stat().st_mode) == 0o700
        left = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert left == [ca_file]
        assert b"PRIVATE" not in ca_file.read_bytes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("where", ["TCP", "unix"])
def test_nothing_is_left_after_a_signal(
    tmp_path: Path, number: signal.Signals, where: str
) -> None:
    options = ("-unix", "s.sock") if where == "unix" else ("-accept", "127.0.0.1:0")
    with started(tmp_path, *options) as server:
        assert authority(curl_line(server)).exists()
        server.signal(number)
        assert server.wait() == 0
        assert b"server accepts that finished" in server.stdout
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []
    assert list((tmp_path / "scratch").iterdir()) == []


def test_nothing_is_left_after_the_last_connection(tmp_path: Path) -> None:
    with started(tmp_path, "-accept", "127.0.0.1:0", "-naccept", "1") as server:
        server.address.connect().close()
        assert server.wait() == 0
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_signal_right_after_the_first_line_is_heeded(tmp_path: Path) -> None:
    # The ACCEPT line is what scripts wait for: from there on a signal must be safe.
    for _ in range(5):
        folder = tmp_path / "again"
        folder.mkdir()
        with started(folder, "-unix", "s.sock") as server:
            server.signal(signal.SIGTERM)
            assert server.wait() == 0, server.stderr
        assert list((folder / "scratch").iterdir()) == []
        assert list((folder / "home").iterdir()) == []
        folder.rename(tmp_path / f"done-{server.pid}")


def test_server_pem_is_used_where_there_is_one(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "server.pem").write_bytes((folder / "rsa.pem").read_bytes())
    with Ours().start("-www", cwd=tmp_path) as server:
        assert not re.search(rb"curl", server.stderr)
        assert server.stderr == b""
