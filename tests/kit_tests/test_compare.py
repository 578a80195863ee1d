"""The comparison: what it forgives, and that it forgives nothing else."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.kit import compare as comparison
from tests.kit.compare import (
    assert_sensitive,
    compare,
    information_block,
    mutations,
    steady_lines,
)
from tests.kit.differences import Change, Difference, load_differences
from tests.kit.volatile import VOLATILE, Volatile, steady

if TYPE_CHECKING:
    from pathlib import Path

THREAD = "80CB3A0102030000"
ERROR = f"{THREAD}:error:0A0000C1:SSL routines:f:no shared cipher:../s/t.c:2220:data"


@pytest.mark.parametrize("row", VOLATILE, ids=lambda row: row.name)
def test_a_volatile_row_matches_a_value_and_never_a_line(row: Volatile) -> None:
    found = row.pattern.search(row.sample)
    assert found
    assert found["value"] != row.sample
    assert not row.pattern.search(found["value"])
    changed = row.sample.replace(found["value"], "")
    assert steady(row.sample) != steady(changed)


def test_an_error_line_keeps_what_says_what_went_wrong() -> None:
    assert steady(ERROR) == (
        "<thread>:error:0A0000C1:SSL routines:f:no shared cipher:<file>:<line>:data"
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ERROR, ERROR.replace(THREAD, "00AB3A0102030000"), True),
        (ERROR, ERROR.replace("2220", "7"), True),
        (ERROR, ERROR.replace("SSL routines", "BIO routines"), False),
        (ERROR, ERROR.replace(":f:", ":g:"), False),
        (ERROR, ERROR.replace("no shared cipher", "bad"), False),
        (ERROR, ERROR.replace("0A0000C1", "0A0000C2"), False),
        (ERROR, ERROR.replace("data", "other"), False),
        ("ACCEPT 127.0.0.1:4000", "ACCEPT 127.0.0.1:4001", True),
        ("ACCEPT 127.0.0.1:4000", "ACCEPT", False),
        ("ACCEPT 127.0.0.1:4000", "ACCEPT [::1]:4000", False),
        ("    Session-ID: AABB", "    Session-ID: 1234", True),
        ("    Session-ID: AABB", "    Session-ID: 123456", False),
        ("    Session-ID-ctx: 01000000", "    Session-ID-ctx: 02000000", False),
        ("    Start Time: 1", "    Start Time: 2", True),
        ("    Timeout   : 1 (sec)", "    Timeout   : 2 (sec)", False),
        ("CIPHER is A", "CIPHER is B", False),
    ],
)
def test_what_counts_as_the_same(one: str, other: str, *, same: bool) -> None:
    assert (compare(f"{one}\n".encode(), f"{other}\n".encode()) == []) is same


def test_a_missing_line_feed_and_a_carriage_return_are_noticed() -> None:
    assert compare(b"a\n", b"a") == [
        "line 1 missing: a",
        "line 1 not expected: a<no line feed>",
    ]
    assert compare(b"a\r\n", b"a\n")


def test_bytes_that_are_no_text_are_compared() -> None:
    assert compare(b"\xff\n", b"\xfe\n")


def test_a_broken_session_is_never_equal_to_a_good_one() -> None:
    body = base64.b64encode(b"\x30\x03\x02\x01\x01")
    block = b"-----BEGIN SSL SESSION PARAMETERS-----\n%s\n" % body
    block += b"-----END SSL SESSION PARAMETERS-----\n"
    assert "malformed session" in steady_lines(block)[0]


def test_mutations_drop_double_and_swap() -> None:
    assert [mutated for _, mutated in mutations(b"a\na\nb\n")] == [
        b"a\nb\n",
        b"a\na\na\nb\n",
        b"a\nb\n",
        b"a\na\na\nb\n",
        b"a\nb\na\n",
        b"a\na\n",
        b"a\na\nb\nb\n",
    ]


def test_sensitivity_is_proven_and_its_lack_is_reported() -> None:
    assert assert_sensitive(b"a\nb\n", b"a\nb\n") == 5
    with pytest.raises(AssertionError, match="line 1 dropped"):
        assert_sensitive(b"b\n", b"a\nb\n")


def test_the_information_block_is_cut_out() -> None:
    block = b"-----BEGIN SSL SESSION PARAMETERS-----\nx\nSecure Renegotiation IS s\n"
    assert information_block(b"ACCEPT\n" + block + b"DONE\n") == block
    with pytest.raises(AssertionError, match="no information block"):
        information_block(b"DONE\n")


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Difference(
        id="row",
        title="t",
        c="c",
        ours="o",
        reason="r",
        items=(1,),
        changes=(
            Change(stream="stdout", c=("b",), ours=("{block}", "B")),
            Change(stream="exit", c=("0",), ours=("1",)),
            Change(stream="client", c=(), ours=("new",)),
        ),
    )
    monkeypatch.setattr(comparison, "load_differences", lambda: {"row": row})


@pytest.mark.usefixtures("table")
def test_a_difference_changes_exactly_its_lines() -> None:
    def with_row(expected: bytes, got: bytes, stream: str = "stdout") -> list[str]:
        parts = {"block": b"x\ny\n"}
        return compare(expected, got, stream=stream, differences=("row",), parts=parts)

    assert with_row(b"a\nb\nc\n", b"a\nx\ny\nB\nc\n") == []
    assert with_row(b"a\nb\nc\n", b"a\nb\nc\n")
    assert with_row(b"0\n", b"1\n", "exit") == []
    assert with_row(b"b\n", b"b\n", "stderr") == []
    assert with_row(b"", b"new\n", "client") == []
    assert "not silent" in with_row(b"a\n", b"a\n", "client")[0]
    assert "fits no place" in with_row(b"a\n", b"a\n")[0]
    assert "fits 2 places" in with_row(b"b\nb\n", b"b\nb\n")[0]


def test_the_table_of_differences_is_readable() -> None:
    for name, row in load_differences().items():
        assert name == row.id
        assert all((row.title, row.c, row.ours, row.reason))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('id = "a"', "row a has no"),
        ('id = "a"\ntitle = "t"\nc = "c"\nours = "o"\nreason = "r"\nitems = []\n'
         'change = [{stream = "stdin", c = ["a"], ours = []}]', "no stream"),
        ('id = "a"\ntitle = "t"\nc = "c"\nours = "o"\nreason = "r"\nitems = []\n'
         'change = [{stream = "stdout", c = ["a"], ours = ["a"]}]', "changes nothing"),
    ],
)  # fmt: skip
def test_mistakes_in_the_table_are_named(text: str, error: str, tmp_path: Path) -> None:
    file = tmp_path / "differences.toml"
    file.write_text(f"[[difference]]\n{text}\n")
    with pytest.raises(ValueError, match=error):
        load_differences(file)
