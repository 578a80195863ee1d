"""What is told of encrypted ClientHellos."""

from __future__ import annotations

import pytest

from s_server.events import EchFolderRead, EchKeyAdded, EchKeysLoaded, EchOutcome
from s_server.events.facts import EchStatus
from s_server.libssl.load import Release
from s_server.output.text.ech import folder_read, key_added, keys_loaded, outcome_line
from s_server.output.text.pieces import Style, err, out

STYLE = Style(release=Release.V4_0)


def test_keys() -> None:
    assert key_added(EchKeyAdded(path="a/b.pem"), STYLE) == [
        out("Added ECH key pair from: a/b.pem")
    ]
    folder = EchFolderRead(path="a", files=("b.pem", "c.pem"), unreadable=("notes",))
    assert folder_read(folder, STYLE) == [
        err("Failed reading from: a/notes"),
        out("Added ECH key pair from: b.pem"),
        out("Added ECH key pair from: c.pem"),
        out("Added 2 ECH key pairs from: a"),
    ]
    assert keys_loaded(EchKeysLoaded(count=3), STYLE) == [
        out("Loaded 3 ECH key pairs in total")
    ]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (EchStatus.FAILED, "ECH tried but failed"),
        (EchStatus.GREASE, "ECH attempt we interpret as GREASE"),
        (EchStatus.BACKEND, "ECH acting as backend"),
        (EchStatus.NOT_TRIED, "ECH not attempted"),
        (EchStatus.BAD_NAME, "ECH worked but bad name"),
        (77, "ECH status 77"),
    ],
)
def test_what_came_of_one(status: int, words: str) -> None:
    assert outcome_line(EchOutcome(status=status)) == [words]


def test_success_has_names() -> None:
    outcome = EchOutcome(status=1, inner_name=b"in\x1b.example")
    assert outcome_line(outcome) == [
        "ECH success: outer sni: none, inner sni: in\\x1b.example"
    ]


def test_nothing_without_keys() -> None:
    assert outcome_line(None) == []
