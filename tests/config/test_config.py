"""The configuration: frozen, with the C program's defaults, and the time limits."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from s_server.config import Config, Mode, Network, TcpEndpoint, Web

PAGE = Mode(web=Web.STATUS_PAGE)


def test_every_part_is_frozen() -> None:
    config = Config()
    for theme in fields(config):
        part = getattr(config, theme.name)
        for value in (config, part) if is_dataclass(part) else (config,):
            name = fields(value)[0].name
            with pytest.raises(FrozenInstanceError):
                setattr(value, name, None)


def test_the_default_address() -> None:
    assert Config().network.endpoint == TcpEndpoint(None, "4433")


@pytest.mark.parametrize(
    ("mode", "attended"),
    [
        (Mode(), True),
        (Mode(crlf=True), True),
        (Mode(reverse=True), False),
        (PAGE, False),
        (Mode(web=Web.FILES), False),
        (Mode(web=Web.RAW_FILES), False),
    ],
)
def test_who_attends(mode: Mode, *, attended: bool) -> None:
    assert Config(mode=mode).attended is attended


@pytest.mark.parametrize(
    ("mode", "given", "handshake", "idle"),
    [
        (Mode(), None, None, None),
        (Mode(), 5, 5, 5),
        (Mode(), 0, None, None),
        (PAGE, None, 30, 60),
        (PAGE, 5, 5, 5),
        (PAGE, 0, None, None),
        (Mode(reverse=True), None, 30, 60),
    ],
)
def test_time_limits(
    mode: Mode, given: int | None, handshake: int | None, idle: int | None
) -> None:
    network = Network(handshake_timeout=given, idle_timeout=given)
    config = Config(mode=mode, network=network)
    assert (config.handshake_limit, config.idle_limit) == (handshake, idle)
