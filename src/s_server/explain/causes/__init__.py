"""The table of causes, in the order in which they are looked for."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from s_server.events import Ender, Explanation
from s_server.explain.agreement import ended_by
from s_server.explain.causes import (
    alpn,
    clients,
    ends,
    foreign,
    groups,
    levels,
    names,
    own,
    renegotiation,
    rest,
    resumption,
    revocation,
    schemes,
    secrets,
    strangers,
    suites,
    trust,
    versions,
)

if TYPE_CHECKING:
    from s_server.events import Event
    from s_server.explain.evidence import Evidence
    from s_server.explain.row import Row

ROWS: tuple[Row, ...] = tuple(
    chain.from_iterable(
        rows
        for rows in (
            foreign.ROWS,
            strangers.ROWS,
            secrets.ROWS,
            resumption.ROWS,
            own.ROWS,
            levels.ROWS,
            revocation.ROWS,
            clients.ROWS,
            versions.ROWS,
            groups.ROWS,
            schemes.ROWS,
            suites.ROWS,
            alpn.ROWS,
            trust.ROWS,
            names.ROWS,
            trust.LATE_ROWS,
            renegotiation.ROWS,
            ends.ROWS,
            rest.ROWS,
        )
    )
)


_AFTER: dict[type[Event] | None, list[Row]] = {}
for _row in ROWS:
    for _kind in _row.after:
        _AFTER.setdefault(_kind, []).append(_row)


def explain(evidence: Evidence) -> Explanation:
    """Find the first cause that holds for a failure; there always is one."""
    found = _first(evidence, None)
    assert found is not None, "the last row has words for everything"
    row, words = found
    return Explanation(cause=row.cause, words=words, ended_by=ended_by(evidence))


def explain_after(evidence: Evidence, kind: type[Event]) -> Explanation | None:
    """Find what came to nothing although the connection goes on, if anything did."""
    found = _first(evidence, kind)
    if found is None:
        return None
    row, words = found
    return Explanation(cause=row.cause, words=words, ended_by=Ender.NOBODY)


def _first(
    evidence: Evidence, after: type[Event] | None
) -> tuple[Row, tuple[str, ...]] | None:
    for row in _AFTER.get(after, ()):
        if (words := row.words(evidence)) is not None:
            return row, tuple(words)
    return None
