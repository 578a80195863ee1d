"""Records the options of every s_server here, for the table to be held against.

From the project's folder: ``python -m tools.record_options`` asks the programs, the
installed one and those in ``.peers``; ``python -m tools.record_options NAME=FILE...``
reads manual pages, as text or as POD.  The records go to ``tests/data/options``.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from tests.kit.listings import FOLDER, Listing, ask, programs, read_page


def main(words: list[str]) -> None:
    """Write a record for each program, or for each manual page that is named."""
    today = f"recorded {datetime.datetime.now(tz=datetime.UTC).date()}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for word in words:
        name, _, path = word.partition("=")
        _write(f"page-{name}", read_page(Path(path), today))
    if not words:
        for program in programs().values():
            listing = ask(program, "openssl s_server -help", today)
            _write(f"openssl-{listing.release}", listing)


def _write(name: str, listing: Listing) -> None:
    path = FOLDER / f"{name}.txt"
    path.write_text(listing.text())
    print(f"{path.name}: {len(listing.options)} options of {listing.head[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
