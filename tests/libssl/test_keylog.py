"""Secrets reach the log before the wire, and its troubles reach the outputs."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import KeyLogFailed
from s_server.libssl.keylog import report_secrets
from s_server.libssl.tls import Outcome, Tls

from .handshake import beside, client_context, connected, insist, pair

if TYPE_CHECKING:
    from s_server.libssl.context import Context

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
LABELS = {
    "TLSv1_2": [b"CLIENT_RANDOM"],
    "TLSv1_3": [
        b"SERVER_HANDSHAKE_TRAFFIC_SECRET",
        b"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        b"EXPORTER_SECRET",
        b"SERVER_TRAFFIC_SECRET_0",
        b"CLIENT_TRAFFIC_SECRET_0",
    ],
}


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_each_secret_is_handed_over(serving: Context, version: ssl.TLSVersion) -> None:
    lines: list[bytes] = []
    serving.log_secret = lines.append
    report_secrets(serving)
    with connected(serving, client_context(version)):
        pass
    assert [line.split()[0] for line in lines] == LABELS[version.name]
    assert len({line.split()[1] for line in lines}) == 1


def test_nobody_wants_them(serving: Context) -> None:
    report_secrets(serving)
    with connected(serving, client_context()) as (tls, _, _):
        assert tls.problem is None


def test_a_line_that_could_not_be_kept_is_told(serving: Context) -> None:
    told: list[tuple[type, object]] = []
    answers = iter(["full", None, None, None, None])
    serving.log_secret = lambda _: next(answers)
    report_secrets(serving)
    client = client_context(ssl.TLSVersion.TLSv1_3)
    with connected(
        serving, client, tell=lambda kind, **news: told.append((kind, news))
    ):
        pass
    assert told == [(KeyLogFailed, {"problem": "full"})]


def test_an_exception_comes_out_of_the_handshake(serving: Context) -> None:
    def surprise(_: bytes) -> None:
        raise ZeroDivisionError

    serving.log_secret = surprise
    report_secrets(serving)
    client = client_context(ssl.TLSVersion.TLSv1_3)

    def attempt() -> None:
        # How far it comes depends on when our end is closed.
        with contextlib.suppress(OSError):
            client.wrap_socket(theirs).close()

    with pair() as (ours, theirs):
        finish = beside(attempt)
        with Tls(serving, ours.fileno()) as tls, pytest.raises(ZeroDivisionError):
            assert insist(ours, tls.handshake) is Outcome.DONE
        ours.close()
        finish()
