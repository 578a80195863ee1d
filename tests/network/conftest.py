"""A folder with a certificate and files to serve, and servers in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import authorities, certificates
from tests.network.modes import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.kit.certificates import Certificates
    from tests.kit.servers import ServerRun

__all__ = ["authorities", "certificates"]


@pytest.fixture(scope="session")
def folder(
    certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with a certificate and a page."""
    made = tmp_path_factory.mktemp("served")
    pair = certificates.pair("ecdsa").read_bytes()
    (made / "ecdsa.pem").write_bytes(pair)
    (made / "page.html").write_bytes(b"<p>page</p>\n")
    return made


@pytest.fixture
def serve(folder: Path) -> Iterator[Callable[..., ServerRun]]:
    """What starts a server that ends with the test."""
    started: list[ServerRun] = []

    def serve(*options: str) -> ServerRun:
        started.append(start(folder, *options))
        return started[-1]

    yield serve
    for server in started:
        server.stop()


@pytest.fixture
def folder_with_large(folder: Path) -> Iterator[None]:
    """A file in the folder that no socket's buffers hold."""
    path = folder / "large"
    path.write_bytes(bytes(32 * 1024 * 1024))
    yield
    path.unlink()
