"""Questions to the security level are answered by the library, and noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.libssl import security
from s_server.libssl.constants import SecurityOperation
from s_server.libssl.context import Context
from s_server.libssl.ffi import ffi
from s_server.libssl.security import SecurityWatch, on_security

if TYPE_CHECKING:
    from s_server.libssl.load import Library

NULL = ffi.NULL


def ask(context: Context, bits: int) -> int:
    """Have the context ask about a group of so many bits of security."""
    functions = context.library.functions
    ex = functions.SSL_CTX_get0_security_ex_data(context.pointer)
    operation = SecurityOperation.CURVE_SHARED
    answer: int = on_security(NULL, context.pointer, operation, bits, 415, NULL, ex)
    return answer


@pytest.mark.parametrize("refused_only", [False, True])
def test_the_librarys_answer_counts(library: Library, refused_only: bool) -> None:  # noqa: FBT001  # pytest's
    with Context(library) as context:
        context.replay([("-cipher", "DEFAULT@SECLEVEL=2")])
        watch = SecurityWatch(context, refused_only=refused_only)
        assert (ask(context, 128), ask(context, 80)) == (1, 0)
        noted = [(q.name, q.bits, q.allowed) for q in watch.take()]
    expected = [("P-256", 128, True), ("P-256", 80, False)]
    assert noted == expected[refused_only:]


def test_a_mistake_is_kept_and_changes_no_answer(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = SecurityWatch(context, refused_only=False)
    monkeypatch.setattr(security, "_question", None)
    assert ask(context, 128) == 1
    assert isinstance(watch.problem, TypeError)
    assert watch.take() == []


def test_the_library_answers_when_the_watch_is_gone(
    context: Context, library: Library
) -> None:
    with Context(library) as gone:
        SecurityWatch(gone, refused_only=False)
        ex = library.functions.SSL_CTX_get0_security_ex_data(gone.pointer)
    context.replay([("-cipher", "DEFAULT@SECLEVEL=2")])
    for bits, allowed in ((128, 1), (80, 0)):
        asked = (SecurityOperation.CURVE_SHARED, bits, 415, NULL, ex)
        assert on_security(NULL, context.pointer, *asked) == allowed
