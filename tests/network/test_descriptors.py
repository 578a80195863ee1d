"""Descriptors are closed once: the second time would hit another thread's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import start_s_client
from tests.kit.servers import CProgram, Ours

if TYPE_CHECKING:
    from tests.kit.servers import Server

SOURCE = Path(__file__).with_name("closed_twice.c")


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What, preloaded, tells of a descriptor that is closed again."""
    made = tmp_path_factory.mktemp("watch") / "closed_twice.so"
    command = ["gcc", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"]
    subprocess.run([*command, made, SOURCE, "-ldl"], check=True, timeout=60)
    return made


@pytest.mark.parametrize(
    ("program", "does"), [(CProgram(), True), (Ours(), False)], ids=["C", "ours"]
)
def test_none_is_closed_twice(
    program: Server, folder: Path, watch: Path, *, does: bool
) -> None:
    env = {"LD_PRELOAD": os.fspath(watch)}
    with program.start("-cert", "ecdsa.pem", cwd=folder, env=env) as server:
        for at, letter in enumerate((b"q\n", b"Q\n"), 1):
            with start_s_client(server.address) as client:
                server.wait_line(rb"enegotiation", nth=at)
                server.type(letter)
                client.wait()
        assert server.wait() == 0
        assert (b"closed twice" in server.stderr) is does
