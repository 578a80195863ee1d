"""The file of ticket keys: who may read it, what is in it, and reading it again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from s_server.config import Config, EarlyData, Sessions
from s_server.errors import LoadError
from s_server.events import Bus, TicketKeysRead, Warned
from s_server.libssl.constants import SslOption
from s_server.setup import early_data, ticket_keys

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.events import Event
    from s_server.libssl.context import Context

KEY = bytes(range(80))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with one key, of which nobody else knows."""
    made = tmp_path / "keys"
    made.write_bytes(KEY)
    made.chmod(0o600)
    return made


def _make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def configured(path: Path) -> Config:
    return Config(sessions=Sessions(ticket_keys=str(path)))


def heard(bus: Bus) -> list[Event]:
    told: list[Event] = []
    bus.subscribe(Warned, told.append)
    bus.subscribe(TicketKeysRead, told.append)
    return told


def test_they_are_used_and_read_again(context: Context, path: Path) -> None:
    bus = Bus()
    told = heard(bus)
    ticket_keys.apply(context, configured(path), bus)
    before = context.ticket_keys
    assert before is not None
    assert len(before) == 1
    assert told == []
    path.write_bytes(KEY[::-1] + KEY)
    ticket_keys.reload(context, configured(path), bus)
    assert context.ticket_keys is not None
    assert len(context.ticket_keys) == 2
    assert told == [TicketKeysRead(path=str(path), count=2)]


def test_without_a_file_nothing_happens(context: Context) -> None:
    ticket_keys.apply(context, Config(), Bus())
    ticket_keys.reload(context, Config(), Bus())
    assert context.ticket_keys is None


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda p: p.unlink(), "No such file or directory"),
        (lambda p: p.write_bytes(KEY[:79]), "it has 79 bytes, and each key takes 80"),
        (lambda p: p.write_bytes(b""), "it has 0 bytes"),
        (lambda p: p.write_bytes(KEY * 2), "two of its keys have the same name"),
        (lambda p: p.chmod(0o640), "its mode is 0640, so others than its owner"),
        (lambda p: p.chmod(0o602), "its mode is 0602, so others than its owner"),
        (_make_folder, "it is no regular file"),
        (_make_pipe, "it is no regular file"),
    ],
)
def test_a_bad_file_leaves_the_keys_as_they_are(
    context: Context, path: Path, spoil: object, words: str
) -> None:
    bus = Bus()
    ticket_keys.apply(context, configured(path), bus)
    before = context.ticket_keys
    assert callable(spoil)
    spoil(path)
    for act in (ticket_keys.reload, ticket_keys.apply):
        with pytest.raises(LoadError, match=r"\(-ticket_keys\)") as caught:
            act(context, configured(path), bus)
        assert str(path) in caught.value.message
        assert words in caught.value.message
        assert context.ticket_keys is before


def test_a_path_that_no_file_has(context: Context) -> None:
    config = Config(sessions=Sessions(ticket_keys="a\0b"))
    with pytest.raises(LoadError, match="null"):
        ticket_keys.apply(context, config, Bus())


def test_where_they_have_no_effect_is_said(context: Context, path: Path) -> None:
    bus = Bus()
    told = heard(bus)
    context.set_option(SslOption.NO_TICKET)
    ticket_keys.apply(context, configured(path), bus)
    assert told == [Warned(message="-ticket_keys has no effect with -no_ticket")]


def test_early_data_is_not_for_them(context: Context, path: Path) -> None:
    bus = Bus()
    told = heard(bus)
    early_data.apply(context, EarlyData(accept=True))
    ticket_keys.apply(context, configured(path), bus)
    (warning,) = told
    assert isinstance(warning, Warned)
    assert "-session_store" in warning.message
    told.clear()
    context.set_option(SslOption.NO_ANTI_REPLAY)
    ticket_keys.apply(context, configured(path), bus)
    context.set_option(SslOption.NO_ANTI_REPLAY, on=False)
    context.allow_only("TLSv1.2")
    ticket_keys.apply(context, configured(path), bus)
    assert told == []
