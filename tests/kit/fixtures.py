"""The fixtures that several folders of tests share; their conftests import them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.context import Context
from s_server.libssl.load import open_library
from tests.kit.authorities import Authorities, make_authorities
from tests.kit.certificates import Certificates, make_certificates
from tests.kit.chains import Chains, make_chains

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.libssl.load import Library


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of every kind, made once in a run."""
    return _made(tmp_path_factory.getbasetemp())


@cache
def _made(folder: Path) -> Certificates:
    # Each conftest that imports the fixture has its own: they share this one.
    return make_certificates(folder / "certificates")


@pytest.fixture(scope="session")
def chains(tmp_path_factory: pytest.TempPathFactory) -> Chains:
    """Chains of three, made once in a run."""
    return _made_chains(tmp_path_factory.getbasetemp())


@cache
def _made_chains(base: Path) -> Chains:
    folder = base / "chains"
    folder.mkdir()
    return make_chains(folder)


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    """Authorities and what they issued, in the folder of the certificates."""
    return _issued(tmp_path_factory.getbasetemp())


@cache
def _issued(folder: Path) -> Authorities:
    return make_authorities(folder / "certificates")


@pytest.fixture(scope="session")
def library() -> Library:
    """The one library of this process."""
    return open_library()


@pytest.fixture
def context(library: Library) -> Iterator[Context]:
    """A context without a certificate."""
    with Context(library) as made:
        yield made
