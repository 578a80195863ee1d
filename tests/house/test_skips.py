"""No test is skipped without a reason that stands here."""

from __future__ import annotations

import re

from .tree import ROOT

OTHER = "that part runs where the tests of this room are run on another OpenSSL"
# File that may skip, and why it must.
SKIPS = {
    "tests/kit/openssls.py": (
        "4.0 comes from Debian's experimental suite, which may be out of order, and"
        " 3.5 from one that the machine may not reach; and tests/built: CI has neither"
        " an OpenSSL that takes minutes to build nor another kernel; `make machine`,"
        " which has both, skips none of these"
    ),
    "tests/house/test_headers.py": "as tests/kit/openssls.py",
    "tests/compat/test_tcp.py": (
        "C against C: the program ends only with a client; and `make matrix`: a release"
        " lacks the option, or tests/compat/releases.py says what differs"
    ),
    "tests/conftest.py": "`make matrix`: tests/kit/unfit.py says what must fail where",
    "tools/matrix.py": (
        "`make smoke`: a release's server may be out of reach, or its suite may have"
        " another release now"
    ),
    "tests/libssl/test_temporary_key.py": OTHER,
    "tests/libssl/test_provider.py": OTHER,
    "tests/libssl/test_chain.py": OTHER,
    "tests/libssl/test_engine.py": OTHER,
    "tests/setup/test_chain.py": OTHER,
    "tests/setup/test_outside.py": OTHER,
}
SKIPPING = re.compile(
    r"pytest\.(skip|importorskip|mark\.skip|mark\.xfail)|unittest\.skip"
    r"|return f.\{LEFT_OUT\}"
)


def test_every_skip_is_listed() -> None:
    skipping = {
        path.relative_to(ROOT).as_posix()
        for path in (*(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").glob("*.py"))
        if path.name != "test_skips.py" and SKIPPING.search(path.read_text())
    }
    assert skipping == set(SKIPS)
    assert all(SKIPS.values())
