"""What pytest loads: one fixture, and one section in the report of a failed test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from s_server.testing.authority import Authorities
    from s_server.testing.server import TlsServerFactory

_FACTORY: pytest.StashKey[TlsServerFactory] = pytest.StashKey()
_AUTHORITIES: pytest.StashKey[Authorities] = pytest.StashKey()


@pytest.fixture
def tls_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TlsServerFactory]:
    """A factory of TLS servers that end with the test.

    ``tls_server()`` answers one that listens on this machine and serves a status page.
    Its options are keyword arguments; so are the certificate it has
    (``certificate="expired"``) and whether it wants one of its clients (``mtls=True``).
    """
    from s_server.testing.authority import Authorities  # noqa: PLC0415 - when used
    from s_server.testing.server import TlsServerFactory  # noqa: PLC0415

    authorities = request.config.stash.get(_AUTHORITIES, None)
    if authorities is None:
        # One set in a run: a client made once may trust the servers of all tests.
        authorities = Authorities(tmp_path_factory.mktemp("tls_server"))
        request.config.stash[_AUTHORITIES] = authorities
    factory = TlsServerFactory(authorities)
    request.node.stash[_FACTORY] = factory
    try:
        yield factory
    finally:
        factory.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the servers saw to the report of a test that failed."""
    report = yield
    factory = item.stash.get(_FACTORY, None)
    if factory is not None and report.failed:
        try:
            story = factory.story()
        except Exception as problem:  # else it would end the whole run
            story = f"no story: {type(problem).__name__}: {problem}"
        if story:
            report.sections.append(("tls_server", story))
    return report
