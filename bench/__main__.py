"""``make bench``: measure in turn, five rounds, and write README.md and its plot."""

from __future__ import annotations

import compileall
import datetime
import platform
import ssl
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench import measures
from bench.plot import plot
from bench.servers import (
    Serving,
    has_nginx,
    milliseconds_to_accept,
    nginx,
    openssl,
    ours,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

ROUNDS = 5
HERE = Path(__file__).parent
CERTIFICATES = {"P-256": "p256.pem", "RSA-2048": "rsa.pem"}
IDLE_CONNECTIONS = 1000
CROWD = 5000
WITHOUT = "ours without"


@dataclass(slots=True)
class Row:
    """One measure: a number of each server in each round.

    ``beside`` is whom ours is compared with.
    """

    title: str
    unit: str
    target: str
    beside: str = "openssl"
    numbers: dict[str, list[float]] = field(default_factory=dict)

    def median(self, server: str) -> float | None:
        """The median over the rounds, where the server was measured."""
        found = self.numbers.get(server)
        return statistics.median(found) if found else None

    def ratio(self) -> float | None:
        """Our median through that of whom it is compared with."""
        mine, theirs = self.median("ours"), self.median(self.beside)
        return mine / theirs if mine is not None and theirs else None


def main() -> None:
    """Measure everything and write the results."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    # As an installed package is: else a start compiles every module.
    compileall.compile_dir(HERE.parent / "src", quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder)
        rows = [*_handshakes(folder, rounds), *_others(folder, rounds)]
        crowd = _crowd(folder)
    (HERE / "results.svg").write_text(plot([(r.title, r.ratio()) for r in rows]))
    _write_results(rows, crowd, rounds)


def _handshakes(folder: Path, rounds: int) -> list[Row]:
    rows = []
    for name, file in CERTIFICATES.items():
        options = ("-cert", file, "-quiet")
        title = f"CPU per full TLS 1.3 handshake, {name}"
        row = Row(title, "µs", "at most 1.05")
        _measure(row, rounds, _both(folder, *options), measures.cpu_per_handshake)
        rows.append(row)
        row = Row(f"handshakes a second, 4 clients, {name}", "1/s", "at least 1.5")
        servers = _both(folder, "-cert", file, "-WWW")
        if has_nginx():
            servers["nginx"] = partial(nginx, file, folder)
        _measure(row, rounds, servers, measures.handshakes_per_second)
        rows.append(row)
    row = Row("CPU per full TLS 1.3 handshake, P-256, session block printed", "µs", "")
    servers = _both(folder, "-cert", "p256.pem")
    _measure(row, rounds, servers, measures.cpu_per_handshake)
    rows.append(row)
    title = "CPU per full TLS 1.3 handshake, P-256, -json / ours without"
    row = Row(title, "µs", "at most 1.5 of ours without", beside=WITHOUT)
    words = ("-cert", "p256.pem", "-quiet")
    servers = {
        WITHOUT: partial(serving, ours(*words), folder),
        "ours": partial(serving, ours(*words, "-json", "events.json"), folder),
    }
    _measure(row, rounds, servers, measures.cpu_per_handshake)
    return [*rows, row]


def _others(folder: Path, rounds: int) -> list[Row]:
    rows = []
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        shown = version.name.replace("v", " ").replace("_", ".")
        row = Row(f"CPU per {shown} resumption", "µs", "")
        servers = _both(folder, "-cert", "p256.pem", "-WWW")
        measure = partial(measures.cpu_per_resumption, version=version)
        _measure(row, rounds, servers, measure)
        rows.append(row)
    row = Row("CPU per GB of a file, -WWW", "s", "at most 0.75")
    servers = _both(folder, "-cert", "p256.pem", "-WWW")
    _measure(row, rounds, servers, partial(measures.cpu_per_gigabyte, name="large.bin"))
    rows.append(row)
    for title, options, target in (
        ("start to ACCEPT, with -cert", ("-cert", "p256.pem"), "250 ms"),
        ("start to ACCEPT, certificate made", (), "600 ms"),
    ):
        row = Row(title, "ms", target)
        for _ in range(rounds):
            for who, command in (("openssl", openssl), ("ours", ours)):
                if who == "ours" or options:
                    taken = milliseconds_to_accept(command(*options), folder)
                    row.numbers.setdefault(who, []).append(taken)
        rows.append(row)
    row = Row(f"memory per idle connection, of {IDLE_CONNECTIONS}", "kB", "70 kB")
    server = {"ours": partial(serving, ours("-cert", "p256.pem", "-www"), folder)}
    measure = partial(measures.memory_per_connection, count=IDLE_CONNECTIONS)
    _measure(row, 1, server, lambda s: measure(s) / 1000)
    return [*rows, row]


def _crowd(folder: Path) -> float:
    """Milliseconds until a newcomer is answered beside a crowd of idle clients."""
    options = (
        "-cert",
        "p256.pem",
        "-www",
        "-max_connections",
        str(CROWD + 100),
        "-handshake_timeout",
        "0",
        "-idle_timeout",
        "0",
    )
    with serving(ours(*options), folder) as server:
        return measures.milliseconds_for_newcomer(server, CROWD)


def _both(
    folder: Path, *options: str
) -> dict[str, Callable[..., AbstractContextManager[Serving]]]:
    return {
        "openssl": partial(serving, openssl(*options), folder),
        "ours": partial(serving, ours(*options), folder),
    }


def _measure(
    row: Row,
    rounds: int,
    servers: Mapping[str, Callable[..., AbstractContextManager[Serving]]],
    measure: Callable[[Serving], float],
) -> None:
    """Measure each server in turn, so that a slow minute hits them all."""
    for _ in range(rounds):
        for who, start in servers.items():
            with start() as server:
                row.numbers.setdefault(who, []).append(measure(server))
    print(row.title, {w: round(row.median(w) or 0, 1) for w in row.numbers}, flush=True)


def _prepare(folder: Path) -> None:
    new = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    kinds = {
        "p256.pem": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
        "rsa.pem": ["-newkey", "rsa:2048"],
    }
    for name, kind in kinds.items():
        path = str(folder / name)
        subprocess.run(
            [*new, *kind, "-keyout", path, "-out", path + ".crt"],
            check=True,
            capture_output=True,
        )
        certificate = Path(path + ".crt").read_text()
        Path(path).write_text(Path(path).read_text() + certificate)
    (folder / "small.txt").write_text("small\n")
    (folder / "large.bin").write_bytes(bytes(measures.FILE_BYTES))


def _write_results(rows: list[Row], crowd: float, rounds: int) -> None:
    text = (HERE / "README.md").read_text()
    start, end = "<!-- results -->\n", "<!-- end of results -->"
    before, after = text.split(start)[0], text.split(end)[1]
    table = [
        f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}, {ssl_version()}, "
        f"Python {platform.python_version()}, {rounds} rounds, medians.\n",
        "| measure | openssl | ours | ours / openssl | nginx | to reach |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_line(row) for row in rows),
        "",
        f"With {CROWD} idle connections held, a new client was answered in "
        f"{crowd:.0f} ms.\n",
    ]
    made = "\n".join(table)
    (HERE / "README.md").write_text(before + start + made + end + after)


def ssl_version() -> str:
    """Answer what the C program calls itself."""
    done = subprocess.run(["openssl", "version"], capture_output=True, check=True)
    return done.stdout.decode().split("(")[0].strip()


def _line(row: Row) -> str:
    cells = [row.title]
    for who in (row.beside, "ours"):
        number = row.median(who)
        cells.append("" if number is None else f"{_shown(number)} {row.unit}")
    if row.beside == WITHOUT:
        cells[1] += f" ({WITHOUT})"
    ratio = row.ratio()
    cells.append("" if ratio is None else f"{ratio:.2f}")
    number = row.median("nginx")
    cells.append("" if number is None else f"{_shown(number)} {row.unit}")
    return f"| {' | '.join([*cells, row.target])} |"


def _shown(number: float) -> str:
    """Answer three digits, or all of those before the point."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:.3g}"


if __name__ == "__main__":
    main()
