"""Write the names of TLS's numbers, from the tables in ``registries``.

``wireshark.csv`` holds the long registries as Wireshark has them; ``--refresh TSHARK``
asks that program for them anew.  ``supplement.csv`` is kept by hand: what Wireshark
lacks or spells in its own way, each row with its source.  A supplement's row wins.
``make generate`` writes the module; ``--check`` writes nothing and exits 1 when the
file on disk is not what would be written.

The names are facts of IANA's registries, which are in the public domain (CC0 1.0).
"""

from __future__ import annotations

import csv
import datetime
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "tools" / "registries"
DERIVED = TABLES / "wireshark.csv"
SUPPLEMENT = TABLES / "supplement.csv"
MODULE = ROOT / "src" / "s_server" / "wire" / "_registries.py"

# Registry: the field that has its names in ``tshark -G values``, and the numbers that
# are IANA's; other rows are Wireshark's own knowledge (experiments, private use).
FIELDS = {
    "cipher_suites": ("tls.handshake.ciphersuite", range(0xE000)),
    "extensions": ("tls.handshake.extension.type", (*range(60), 0xFF01)),
    "groups": (
        "tls.handshake.extensions_supported_group",
        (
            *(*range(42), *range(0x100, 0x105), *range(0x200, 0x203)),
            *(*range(0x11EB, 0x11EF), 0xFF01, 0xFF02),
        ),
    ),
    "signature_schemes": ("tls.handshake.sig_hash_alg", range(0xA00)),
}
# "Reserved to avoid conflicts with deployed implementations" in the registry.
CONFLICTING = {*range(0x60, 0x67), *range(0x80, 0x84)}
IN_HEX = {
    *("cipher_suites", "signature_schemes", "srtp_profiles", "versions"),
    *("hpke_aeads", "hpke_kdfs", "hpke_kems"),
}
Row = tuple[str, str, str]


def main(words: list[str]) -> int:
    """Write the module, or with ``--check`` compare it; answer the exit status."""
    if "--refresh" in words:
        _refresh(words[words.index("--refresh") + 1])
    text = _module()
    if MODULE.exists() and MODULE.read_text() == text:
        return 0
    if "--check" in words:
        print(f"{MODULE.name} is stale: run `make generate`", file=sys.stderr)
        return 1
    MODULE.write_text(text)
    return 0


def wireshark_rows(values: str) -> list[Row]:
    """Registry, number and name of each of IANA's rows in tshark's tables."""
    registries = {field: registry for registry, (field, _) in FIELDS.items()}
    found = []
    for line in values.splitlines():
        kind, _, rest = line.partition("\t")
        field, _, row = rest.partition("\t")
        if kind == "V" and field in registries and "\t" in row:
            code, _, name = row.partition("\t")
            if _is_registered(registries[field], int(code, 0), name):
                found.append((registries[field], int(code, 0), name))
    return [(r, f"0x{code:04x}", name) for r, code, name in sorted(set(found))]


def _is_registered(registry: str, code: int, name: str) -> bool:
    if code not in FIELDS[registry][1] or "eserved" in name:
        return False
    if registry != "cipher_suites":
        return True
    # Wireshark has a draft's numbers of these under the names of today's.
    is_draft = 0xCC00 <= code < 0xCCA8
    return name.startswith("TLS_") and code not in CONFLICTING and not is_draft


def _refresh(tshark: str) -> None:
    values = _said(tshark, "-G", "values")
    version = _said(tshark, "--version").split()[2].rstrip(".")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    with DERIVED.open("w", newline="") as file:
        file.write(f"# tshark {version}, {today}\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("registry", "code", "name"))
        rows.writerows(wireshark_rows(values))


def _said(*command: str) -> str:
    return subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=300
    ).stdout


def _module() -> str:
    """The module's text: a dict for each registry, sorted by number."""
    origin, *derived = DERIVED.read_text().splitlines()
    tables: dict[str, dict[str, str]] = {}
    for row in (*csv.DictReader(derived), *csv.DictReader(SUPPLEMENT.open())):
        registry = row["registry"]
        tables.setdefault(registry, {})[_key(registry, row["code"])] = row["name"]
    head = (
        '"""Names of TLS\'s registries; made by `make generate`.\n\n'
        f"From {origin.removeprefix('# ')}, and tools/registries/supplement.csv.\n"
        '"""\n'
    )
    parts = [
        f"{registry.upper()} = {{\n"
        + "".join(f'    {key}: "{table[key]}",\n' for key in sorted(table, key=_order))
        + "}\n"
        for registry, table in sorted(tables.items())
    ]
    return "\n".join((head, *parts))


def _key(registry: str, code: str) -> str:
    """The key as ruff would write it; one number is written in one way."""
    if registry == "alpn":
        return f'b"{code}"'
    number = int(code, 0)
    digits = 4 if number < 0x10000 else 6
    return f"0x{number:0{digits}X}" if registry in IN_HEX else str(number)


def _order(key: str) -> tuple[int, str]:
    return (0, key) if key.startswith("b") else (int(key, 0), "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
