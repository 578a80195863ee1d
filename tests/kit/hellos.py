"""Recorded ClientHellos of real clients, which `make peers-all` makes anew.

Each file in ``tests/data/hellos`` holds one: who sent it and when, the command that
made it send, its bytes from the first record on, and the fingerprints that the newest
tshark at hand found in them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "data" / "hellos"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A hello, with what is known about it."""

    client: str
    version: str
    date: str
    command: str
    dtls: bool
    data: bytes
    wireshark: dict[str, str]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return f"{self.client}-{self.version}-{self.date}"

    def write(self, folder: Path = FOLDER) -> None:
        """Put it into a file, instead of an older one of that client."""
        folder.mkdir(parents=True, exist_ok=True)
        for older in recorded(folder):
            if older.client == self.client:
                (folder / f"{older.name}.json").unlink()
        fields = {name: getattr(self, name) for name in self.__slots__}
        fields["data"] = self.data.hex()
        path = folder / f"{self.name}.json"
        path.write_text(json.dumps(fields, indent=1) + "\n")


def recorded(folder: Path = FOLDER) -> list[Recorded]:
    """Answer all hellos, in the order of their names."""
    found = []
    for path in sorted(folder.glob("*.json")):
        fields = json.loads(path.read_text())
        found.append(Recorded(**(fields | {"data": bytes.fromhex(fields["data"])})))
    return found
