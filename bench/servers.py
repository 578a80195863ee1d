"""The servers under measurement, each started on a port of its own.

All serve the same certificate from the same folder, and print to the null device.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKS = os.sysconf("SC_CLK_TCK")
START_LIMIT = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that listens: its port and its processes."""

    port: int
    pids: tuple[int, ...]

    def cpu(self) -> float:
        """Seconds of CPU, of user and system, that its processes have used."""
        return sum(map(_cpu, self.pids))

    def memory(self) -> int:
        """Resident bytes of its processes."""
        return sum(map(_resident, self.pids))


def openssl(*options: str) -> list[str]:
    """Answer the C program's command."""
    return ["openssl", "s_server", *options]


def ours(*options: str) -> list[str]:
    """Answer our command."""
    return [sys.executable, "-m", "s_server", *options]


@contextmanager
def serving(command: list[str], folder: Path) -> Iterator[Serving]:
    """Run a command that takes ``-accept``, until the ``with`` is over."""
    port = free_port()
    process = subprocess.Popen(
        [*command, "-accept", f"127.0.0.1:{port}"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_listening(port)
        yield Serving(port, (process.pid,))
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def nginx(certificate: str, folder: Path) -> Iterator[Serving]:
    """Run nginx with two workers and the same certificate."""
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, port=port, certificate=certificate))
    process = subprocess.Popen(
        [_nginx_path(), "-c", str(config), "-p", str(folder), "-e", "stderr"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_listening(port)
        yield Serving(port, (process.pid, *_children(process.pid)))
    finally:
        process.terminate()
        process.wait(20)


def has_nginx() -> bool:
    """Whether nginx is installed."""
    return bool(_nginx_path())


def milliseconds_to_accept(command: list[str], folder: Path) -> float:
    """Answer how long a command takes until it prints its ACCEPT line."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "-accept", "127.0.0.1:0"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith(b"ACCEPT"):
                return (time.perf_counter() - start) * 1000
        raise RuntimeError(f"{command} printed no ACCEPT line")
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    """Answer a port that nobody uses at the moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait_listening(port: int) -> None:
    """Wait for a listening socket, without becoming a client of it."""
    wanted = f"0100007F:{port:04X}"
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        for line in Path("/proc/net/tcp").read_text().splitlines():
            words = line.split()
            if words[1] == wanted and words[3] == "0A":
                return
        time.sleep(0.01)
    raise RuntimeError(f"nobody listens on port {port}")


def _cpu(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def _resident(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return 0


def _children(pid: int) -> tuple[int, ...]:
    time.sleep(0.3)  # nginx forks its workers after it listens
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return tuple(map(int, words))


def _nginx_path() -> str:
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or ""


_NGINX = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {folder}/{certificate};
        ssl_certificate_key {folder}/{certificate};
        ssl_session_cache shared:all:10m;
        ssl_protocols TLSv1.2 TLSv1.3;
        root {folder};
    }}
}}
"""
