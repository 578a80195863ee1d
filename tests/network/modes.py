"""The modes, and how a client knows that it was served in each."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from tests.kit.servers import Ours, ServerRun
from tests.network.client import connect, read_to_end

if TYPE_CHECKING:
    from pathlib import Path

MODES = {
    "console": (),
    "quiet": ("-quiet",),
    "rev": ("-rev",),
    "www": ("-www",),
    "WWW": ("-WWW",),
    "HTTP": ("-HTTP",),
}
PAGE = b"HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n<p>page</p>\n"
UNATTENDED = ("rev", "www", "WWW", "HTTP")
_tokens = count(1)


def start(folder: Path, *options: str) -> ServerRun:
    """Start ours in a folder with a certificate."""
    return Ours().start("-cert", "ecdsa.pem", *options, cwd=folder)


def assert_serves(server: ServerRun, mode: str) -> None:
    """Be one more client and be answered."""
    token = b"token %d" % next(_tokens)
    with connect(server.address) as client:
        match mode:
            case "console" | "quiet":
                client.sendall(token + b"\n")
                server.wait_bytes(token)
                client.unwrap()
            case "rev":
                client.sendall(token + b"\nCLOSE\n")
                assert read_to_end(client) == token[::-1] + b"\n"
            case "www":
                client.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert read_to_end(client).endswith(b"</HTML>\r\n\r\n")
            case _:
                client.sendall(b"GET /page.html HTTP/1.0\r\n\r\n")
                expected = PAGE if mode == "WWW" else b"<p>page</p>\n"
                assert read_to_end(client) == expected
    assert server.status is None
    assert b"Traceback" not in server.stderr
    assert b"internal error" not in server.stderr
