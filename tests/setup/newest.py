"""What ours on 4.0 says of command lines that it refuses, in one process for all."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from tests.kit.openssls import OursOnNewest
from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Words = tuple[str, ...]
SCRIPT = """
import json, sys
from s_server.errors import SServerError
from s_server.cli import error_text
from s_server.events import Bus
from s_server.libssl.load import open_library
from s_server.options.parse import parse
from s_server.setup import build
library = open_library()
said = []
for words in json.load(sys.stdin):
    try:
        build(parse(words), library, Bus(), lambda _: None)
    except SServerError as problem:
        said.append(error_text(problem).splitlines())
    else:
        said.append([])
json.dump(said, sys.stdout)
"""


def refusals(folder: Path, cases: Iterable[Words]) -> dict[Words, list[str]]:
    """Set up with each of the words, and answer the lines of the error; [] is none."""
    ours = OursOnNewest()
    rows = list(cases)
    done = subprocess.run(
        [*ours.command[:-2], "-c", SCRIPT],
        input=json.dumps([["-nocert", *words] for words in rows]),
        env=clean_environment(ours.environment),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(zip(rows, json.loads(done.stdout), strict=True))
