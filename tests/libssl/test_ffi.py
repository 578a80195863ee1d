"""Our declarations meet the library that is loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.ffi import ffi, text
from tests.house.test_headers import CDEF, checkable, release_of

if TYPE_CHECKING:
    from s_server.libssl.load import Library

PROTOTYPE = re.compile(r"^\w[^;{}()]*?\b(\w+)\(", re.MULTILINE)


def declared(library: Library) -> list[str]:
    """The functions that cdef.h promises for the release that is loaded."""
    found = re.search(r"\d+(?:\.\d+)*", library.version)
    assert found
    lines = checkable(CDEF.read_text("utf-8"), release_of(found[0]))
    plain = re.sub(r"/\*.*?\*/", "", lines, flags=re.DOTALL)
    return [name for name in PROTOTYPE.findall(plain) if name != "typedef"]


def test_every_declared_function_is_exported(library: Library) -> None:
    names = declared(library)
    assert len(names) > 80
    missing = []
    for name in names:
        try:
            getattr(library.functions, name)
        except ffi.error:
            missing.append(name)
    # Debian builds without SSL 3.0 and SCTP, and 1.1.1 without words for traces.
    sctp = {"BIO_new_dgram_sctp", "BIO_dgram_sctp_wait_for_dry"}
    assert set(missing) <= {"SSLv3_server_method", "SSL_trace", *sctp}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"plain", "plain"), (b"", ""), (b"caf\xc3\xa9", "café"), (b"\xff", "\ufffd")],
)
def test_text_copies_a_c_string(raw: bytes, expected: str) -> None:
    assert text(ffi.new("char[]", raw)) == expected


def test_null_is_no_text() -> None:
    assert text(ffi.NULL) == ""
