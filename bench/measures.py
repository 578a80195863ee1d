"""What is measured, each against one running server.

Each function answers one number; the lower ones are better but for rates.  Clients
are processes with Python's ``ssl``, ``openssl s_time`` and curl.
"""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.servers import Serving

SECONDS = 2
RESUMPTIONS = 300
GIGABYTE = 1 << 30
FILE_BYTES = 256 << 20
_S_TIME = re.compile(r"(\d+) connections in \d+ real")
CLIENT = Path(__file__).with_name("client.py")


def cpu_per_handshake(server: Serving, version: str = "TLSv1_3") -> float:
    """Microseconds of the server's CPU for each full handshake, one client."""
    before = server.cpu()
    count, _ = _full_handshakes(server, 1, version)
    return (server.cpu() - before) / count * 1e6


def handshakes_per_second(server: Serving, clients: int = 4) -> float:
    """Full TLS 1.3 handshakes a second, each with a small file, by so many clients.

    The clients are ``openssl s_time``, which costs least; it asks for a file, because
    without one it leaves with no close_notify and makes the servers print errors.
    """
    command = ["openssl", "s_time", "-connect", f"127.0.0.1:{server.port}", "-new"]
    command += ["-www", "/small.txt", "-tls1_3", "-time", str(SECONDS)]
    start = time.perf_counter()
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(clients)
    ]
    count = 0
    for client in running:
        output = client.communicate(timeout=SECONDS + 30)[0].decode()
        found = _S_TIME.search(output)
        if found is None:
            raise RuntimeError(f"s_time said nothing of its connections: {output!r}")
        count += int(found.group(1))
    return count / (time.perf_counter() - start)


def cpu_per_resumption(server: Serving, version: ssl.TLSVersion) -> float:
    """Microseconds of the server's CPU for each resumed handshake."""
    context = _client_context(version)
    session = _connect(server, context, None)
    before = server.cpu()
    for _ in range(RESUMPTIONS):
        session = _connect(server, context, session) or session
    return (server.cpu() - before) / RESUMPTIONS * 1e6


def cpu_per_gigabyte(server: Serving, name: str) -> float:
    """Seconds of the server's CPU to send a gigabyte of a file."""
    before = server.cpu()
    rounds = GIGABYTE // FILE_BYTES
    for _ in range(rounds):
        subprocess.run(
            [
                "curl",
                "-sk",
                "-o",
                "/dev/null",
                f"https://127.0.0.1:{server.port}/{name}",
            ],
            check=True,
            timeout=120,
        )
    return server.cpu() - before


def memory_per_connection(server: Serving, count: int) -> float:
    """Resident bytes of the server for each idle connection, handshake done."""
    context = _client_context(ssl.TLSVersion.TLSv1_3)
    before = server.memory()
    held = []
    try:
        for _ in range(count):
            raw = socket.create_connection(("127.0.0.1", server.port), 20)
            held.append(context.wrap_socket(raw))
        return (server.memory() - before) / count
    finally:
        for sock in held:
            sock.close()


def milliseconds_for_newcomer(server: Serving, held: int) -> float:
    """Milliseconds until a new client is answered while so many others idle."""
    context = _client_context(ssl.TLSVersion.TLSv1_3)
    idle = [
        context.wrap_socket(socket.create_connection(("127.0.0.1", server.port), 20))
        for _ in range(held)
    ]
    try:
        start = time.perf_counter()
        raw = socket.create_connection(("127.0.0.1", server.port), 20)
        with context.wrap_socket(raw) as newcomer:
            newcomer.sendall(b"GET / HTTP/1.0\r\n\r\n")
            newcomer.recv(1)
        return (time.perf_counter() - start) * 1000
    finally:
        for sock in idle:
            sock.close()


def _full_handshakes(server: Serving, clients: int, version: str) -> tuple[int, float]:
    """Answer how many handshakes so many client processes made, in which time."""
    command = [sys.executable, str(CLIENT), str(server.port), str(SECONDS), version]
    start = time.perf_counter()
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(clients)
    ]
    count = sum(int(c.communicate(timeout=SECONDS + 30)[0]) for c in running)
    return count, time.perf_counter() - start


def _client_context(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    return context


def _connect(
    server: Serving, context: ssl.SSLContext, session: ssl.SSLSession | None
) -> ssl.SSLSession | None:
    """Connect once, get a page so that tickets arrive, and answer the session."""
    raw = socket.create_connection(("127.0.0.1", server.port), 20)
    # Else TLS 1.2 waits 40 ms for a delayed ACK, and both servers' caches grow cold.
    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with context.wrap_socket(raw, session=session) as client:
        if session is not None and not client.session_reused:
            raise RuntimeError("the session was not resumed")
        client.sendall(b"GET /small.txt HTTP/1.0\r\n\r\n")
        while client.recv(65536):
            pass
        return client.session
