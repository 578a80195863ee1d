"""The client of these tests tells a goodbye from a truncation."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from tests.kit.servers import CProgram
from tests.network.client import TRUNCATED, client_hello, connect, read_to_end

if TYPE_CHECKING:
    from pathlib import Path


def test_a_truncation_raises(folder: Path) -> None:
    with (
        CProgram().start("-cert", "ecdsa.pem", cwd=folder) as server,
        connect(server.address) as client,
    ):
        server.wait_line(b"CIPHER is")
        server.type(b"Q\n")  # the C program leaves without close_notify
        with pytest.raises((ssl.SSLError, ConnectionResetError), match=TRUNCATED):
            read_to_end(client)


def test_a_client_hello_is_one_record() -> None:
    hello = client_hello()
    assert hello[0] == 22
    assert len(hello) == 5 + int.from_bytes(hello[3:5])
