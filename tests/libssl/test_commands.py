"""A command that is refused is told in the words of the release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.libssl.commands import refused_command
from s_server.libssl.load import Release

if TYPE_CHECKING:
    from s_server.libssl.load import Library


@pytest.mark.parametrize(
    ("release", "value", "words"),
    [
        (Release.V1_1_1, "nope", 'Error with command: "-cipher nope"'),
        (Release.V1_1_1, None, 'Error with command: "-cipher "'),
        (Release.V3_0, "nope", "Call to SSL_CONF_cmd(-cipher, nope) failed"),
        (Release.V4_0, None, "Call to SSL_CONF_cmd(-cipher, <NULL>) failed"),
    ],
)
def test_the_words(
    library: Library,
    monkeypatch: pytest.MonkeyPatch,
    release: Release,
    value: str | None,
    words: str,
) -> None:
    monkeypatch.setattr(library, "release", release)
    assert refused_command(library, "-cipher", value).message == words
