"""The options about the state of the random generator."""

from __future__ import annotations

from s_server.options.row import Keep, Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="rand",
        kind=Kind.TEXT,
        section=Section.RANDOM,
        help="files to seed the random generator with",
        setting="randomness.seed_files",
        keep=Keep.ALL,
    ),
    Option(
        name="writerand",
        kind=Kind.OUTPUT,
        section=Section.RANDOM,
        help="write random bytes to this file at the end",
        setting="randomness.write_file",
    ),
)
