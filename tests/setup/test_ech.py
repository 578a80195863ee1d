"""Keys for encrypted ClientHellos: what is refused, in the words of ours on 4.0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from s_server.events import Bus
from s_server.libssl.constants import SslOption
from s_server.options.parse import parse
from s_server.setup import ech
from tests.kit.ech import configuration, make_ech_key
from tests.setup.newest import refusals

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context

MAKES = "hint: `openssl ech -public_name NAME -out FILE` makes one"
PAIR = re.escape("s_server: cannot read the ECH key pair (-ech_key)")
CASES = {
    ("-ech_key", "missing"): [f"{PAIR}: missing: No such file or directory"],
    ("-ech_key", "folder"): [f"{PAIR}: folder: Is a directory"],
    ("-ech_key", "empty"): [f"{PAIR}: empty: the file is empty"],
    ("-ech_key", "notes"): [
        f"{PAIR} from 'notes': it is no PEM file of an ECH key pair",
        MAKES,
    ],
    ("-ech_key", "public"): [
        f"{PAIR} from 'public': there is no private key in it",
        MAKES,
    ],
    ("-ech_key", "good", "-ech_key", "missing"): [f"{PAIR}: missing: No such .*"],
    ("-ech_dir", "missing"): [".*-ech_dir.* in 'missing': No such file or directory"],
    ("-ech_noretry_dir", "good"): [".*-ech_noretry_dir.* in 'good': Not a directory"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good key and bad ones."""
    made = tmp_path_factory.mktemp("ech")
    good = make_ech_key(made / "good")
    (made / "public").write_text(configuration(good))
    (made / "notes").write_text("no key\n")
    (made / "empty").touch()
    (made / "folder").mkdir()
    return made


def test_what_is_no_key_is_refused(folder: Path) -> None:
    found = refusals(folder, CASES)
    for words, expected in CASES.items():
        said = [line for line in found[words] if "hint: " not in line or MAKES in line]
        assert len(said) == len(expected), found[words]
        for line, pattern in zip(said, expected, strict=True):
            assert re.fullmatch(pattern, line), line


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", 0),
        ("-ech_trialdecrypt", SslOption.ECH_TRIALDECRYPT),
        ("-ech_greaseretries", SslOption.ECH_GREASE_RETRY_CONFIG),
    ],
)
def test_bits(context: Context, words: str, expected: int) -> None:
    ech.apply(context, parse(words.split()).ech, Bus())
    options = context.library.functions.SSL_CTX_get_options(context.pointer)
    both = SslOption.ECH_TRIALDECRYPT | SslOption.ECH_GREASE_RETRY_CONFIG
    assert options & both == expected
