"""The options about Encrypted ClientHello."""

from __future__ import annotations

from s_server.options.row import Keep, Kind, Option, Section

ROWS: tuple[Option, ...] = (
    Option(
        name="ech_key",
        kind=Kind.TEXT,
        section=Section.ECH,
        help="PEM file of an ECH key pair",
        setting="ech.keys",
        keep=Keep.ALL,
        needs="ech",
        since="4.0",
    ),
    Option(
        name="ech_dir",
        kind=Kind.TEXT,
        section=Section.ECH,
        help="folder of ECH key pairs",
        setting="ech.folders",
        keep=Keep.ALL,
        needs="ech",
        since="4.0",
    ),
    Option(
        name="ech_noretry_dir",
        kind=Kind.TEXT,
        section=Section.ECH,
        help="as -ech_dir, with pairs not offered for a retry",
        setting="ech.folders_without_retry",
        keep=Keep.ALL,
        needs="ech",
        since="4.0",
    ),
    Option(
        name="ech_trialdecrypt",
        kind=Kind.FLAG,
        section=Section.ECH,
        help="try all key pairs when none fits the client's",
        setting="ech.trial_decrypt",
        needs="ech",
        since="4.0",
    ),
    Option(
        name="ech_greaseretries",
        kind=Kind.FLAG,
        section=Section.ECH,
        help="send made-up retry configurations too",
        setting="ech.grease_retries",
        needs="ech",
        since="4.0",
    ),
)
