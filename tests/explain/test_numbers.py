"""The numbers are what OpenSSL's headers and IANA's registry say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.explain.numbers import Reason, Sign
from s_server.wire.codes import AlertDescription
from tests.libssl import compiled

if TYPE_CHECKING:
    from pathlib import Path


def test_reasons_are_those_of_the_headers(tmp_path: Path) -> None:
    lines = "".join(f'printf("%d ", SSL_R_{reason.name});' for reason in Reason)
    source = f"#include <stdio.h>\n#include <openssl/ssl.h>\nint main() {{{lines}}}"
    numbers = compiled.output(tmp_path / "numbers", source).split()
    assert list(map(int, numbers)) == list(Reason)


def test_alerts_are_those_of_the_registry() -> None:
    for sign in Sign:
        assert AlertDescription(sign).name == sign.name.lower()
