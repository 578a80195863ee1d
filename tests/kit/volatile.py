"""What legitimately differs between two runs: values inside lines.

A row names the text before and after a value and the form of the value. A
value is replaced by its row's name, with its length where that is fixed, so
everything else in the line stays compared. No row can swallow a line: one of
`before` and `after` always demands text, which a test checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.kit.release import MACHINE, RELEASE

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Volatile:
    """A value inside a line: regular expressions for it and what surrounds it."""

    name: str
    before: str
    value: str
    after: str
    sample: str
    keeps_length: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """The whole expression; the value is the group of that name."""
        return re.compile(f"(?P<before>{self.before})(?P<value>{self.value})"
                          f"(?={self.after})")  # fmt: skip


UP_TO_REASON = r"^[^:]+:error:[0-9A-F]{8}:[^:]*:[^:]*:[^:]*:"
HEX = r"(?:[0-9A-F]{2})+"
POINTER = r"0x[0-9a-f]+"
LOWER_HEX = r"(?:[0-9a-f]{2})+"
SECRET = r"^(?:CLIENT_RANDOM|[A-Z]+(?:_[A-Z]+)*_SECRET(?:_0)?) "

VOLATILE: tuple[Volatile, ...] = (
    Volatile(
        "port",
        r"^(?:.* )?ACCEPT (?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):",
        r"[1-9]\d{3,4}",
        r"$",
        "ACCEPT 127.0.0.1:41493",
    ),
    Volatile(
        "thread",
        r"^",
        r"[0-9A-F]{8,16}",
        r":error:[0-9A-F]{8}:",
        "80CB3A0102030000:error:0A0000C1:SSL routines:f:no shared cipher:x.c:1:",
    ),
    Volatile(
        "file",
        UP_TO_REASON,
        r"[^:]+\.c",
        r":\d+:",
        "80CB3A0102030000:error:0A0000C1:SSL routines:f:no shared cipher:x.c:1:",
    ),
    Volatile(
        "line",
        UP_TO_REASON + r"[^:]+:",
        r"\d+",
        r":",
        "80CB3A0102030000:error:0A0000C1:SSL routines:f:no shared cipher:x.c:1:",
    ),
    Volatile(
        "secret",
        r"^    (?:Session-ID|Resumption PSK|Master-Key): ",
        HEX,
        r"$",
        "    Session-ID: D3143C6546C099D1",
        keeps_length=True,
    ),
    Volatile(
        "ticket",
        r"^    [0-9a-f]{4} - ",
        r"(?:[0-9a-f]{2}[ -]){1,16} .*",
        r"$",
        "    0010 - 00 01 02 03 04 05 06 07-08 09 0a 0b 0c 0d 0e 0f   ................",
        keeps_length=True,
    ),
    # -debug and -tlsextdebug: where something lies in memory, and what is in it.
    Volatile(
        "pointer",
        r"^(?:read from|write to) ",
        POINTER,
        r" \[",
        "read from 0x55fe28974140 [0x55fe2898d733] (5 bytes => 5 (0x5))",
    ),
    Volatile(
        "pointer",
        r"^(?:read from|write to) \S+ \[",
        POINTER,
        r"\] \(",
        "read from 0x55fe28974140 [0x55fe2898d733] (5 bytes => 5 (0x5))",
    ),
    Volatile(
        "dump",
        r"^[0-9a-f]{4} - ",
        r"(?:[0-9a-f]{2}[ -]){1,16} .*",
        r"$",
        "0010 - 00 01 02 03 04 05 06 07-08 09 0a 0b 0c 0d 0e 0f   ................",
        keeps_length=True,
    ),
    # -msg; but not a record's head, which has 5 bytes, nor the few of an alert.
    Volatile(
        "bytes",
        r"^    (?!1[4-7] 03 0[0-4] [0-9a-f]{2} [0-9a-f]{2}$)",
        r"[0-9a-f]{2}(?: [0-9a-f]{2}){2,15}",
        r"$",
        "    5a 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f",
        keeps_length=True,
    ),
    # -trace
    Volatile("random", r"^ +gmt_unix_time=0x", HEX, r"$", "  gmt_unix_time=0x84DB46F0"),
    Volatile(
        "bytes",
        r"^ +[A-Za-z_ ]+:? +\(len=\d+\): ",
        HEX,
        r"$",
        "      verify_data (len=12): 4812615171AA5173A97549BC",
        keeps_length=True,
    ),
    Volatile("time", r"^    Start Time: ", r"\d+", r"$", "    Start Time: 1795231660"),
    Volatile(
        "count",
        r"^SSL handshake has read ",
        r"\d+",
        r" bytes and written \d+ bytes$",
        "SSL handshake has read 2321 bytes and written 373 bytes",
    ),
    Volatile(
        "count",
        r"^SSL handshake has read \S+ bytes and written ",
        r"\d+",
        r" bytes$",
        "SSL handshake has read 2321 bytes and written 373 bytes",
    ),
    Volatile(
        "material",
        r"^    Keying material: ",
        HEX,
        r"$",
        "    Keying material: 4F513FDB484096279D58EB2A4333A7AB",
        keeps_length=True,
    ),
    Volatile(
        "random",
        SECRET,
        LOWER_HEX,
        r" [0-9a-f]+$",
        "CLIENT_RANDOM 7164553ab4976e1d aae2bab2c0e0",
        keeps_length=True,
    ),
    Volatile(
        "secret",
        SECRET + r"(?:<random \d+>|[0-9a-f]+) ",
        LOWER_HEX,
        r"$",
        "CLIENT_TRAFFIC_SECRET_0 <random 16> aae2bab2c0e0",
        keeps_length=True,
    ),
    Volatile(
        "peer",
        r"^ssl_ech_servername_cb: connection from ",
        r"[0-9a-f.:]+",
        r" at ",
        "ssl_ech_servername_cb: connection from ::1 at Sat Nov 21 14:52:52 2026",
    ),
    Volatile(
        "time",
        r"^ssl_ech_servername_cb: connection from \S+ at ",
        r"[A-Z][A-Za-z0-9 :]+",
        r"$",
        "ssl_ech_servername_cb: connection from ::1 at Sat Nov 21 14:52:52 2026",
    ),
    Volatile(
        "age",
        r"^ECH: entry: \d+ public_name: \S+ age: ",
        r"\d+",
        r"$",
        "ECH: entry: 0 public_name: cover.example age: 0",
    ),
)

if RELEASE != MACHINE:
    # The table of differences has the numbers and functions of the machine's release.
    VOLATILE += (
        Volatile(
            "code",
            r"^[^:]+:error:",
            r"[0-9A-F]{8}",
            r":",
            "80CB3A0102030000:error:0A0000C1:SSL routines:f:no shared cipher:x.c:1:",
        ),
        Volatile(
            "function",
            r"^[^:]+:error:[^:]+:[^:]*:",
            r"[^:]*",
            r":",
            "80CB3A0102030000:error:0A0000C1:SSL routines:f:no shared cipher:x.c:1:",
        ),
    )


# The proof that a comparison notices mutations asks for the same lines again and again.
@lru_cache(maxsize=4096)
def steady(line: str) -> str:
    """Replace the volatile values of a line by their names."""
    for row in VOLATILE:
        line = row.pattern.sub(lambda found, row=row: _masked(row, found), line)  # type: ignore[misc]
    return line


def _masked(row: Volatile, found: re.Match[str]) -> str:
    length = f" {len(found['value'])}" if row.keeps_length else ""
    return f"{found['before']}<{row.name}{length}>"


# Lines that come or do not, from one release to the next.
FLEETING = (
    # s_client says it since 3.6, after whatever else went wrong.
    ":shutdown while in init:",
    # What a lookup in a store leaves behind (the difference stores-leave-no-error).
    ":param of incompatible type:",
    ":search only supported for directories:",
)


def told(lines: Sequence[str], release: str = RELEASE) -> list[str]:
    """Leave out what other releases than the machine's say or not, as it happens.

    So it is with all lines of a ticket but the first: it holds a random number in DER,
    of four or five octets, which may need one more block of ciphertext.
    """
    if release == MACHINE:
        return list(lines)
    kept: list[str] = []
    for before, line in pairwise(("", *lines)):
        is_rest = "- <ticket " in before and "- <ticket " in line
        if not is_rest and not any(part in line for part in FLEETING):
            kept.append(line)
    return kept
