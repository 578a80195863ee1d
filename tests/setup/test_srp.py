"""Users with passwords: only where a file was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Srp
from s_server.errors import UsageError
from s_server.setup import srp
from tests.kit.verifiers import USER, make_verifiers

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context


def test_no_file_no_users(context: Context) -> None:
    srp.apply(context, Srp(seed="seed"))
    assert context.verifiers is None


def test_the_users_of_a_file(context: Context, tmp_path: Path) -> None:
    path = make_verifiers(tmp_path / "users.srp")
    srp.apply(context, Srp(verifiers=str(path)))
    functions = context.library.functions
    assert context.verifiers is not None
    found = context.verifiers.find(USER.encode())
    assert found
    functions.SRP_user_pwd_free(found)
    assert not context.verifiers.find(b"bob")


def test_a_missing_file(context: Context) -> None:
    with pytest.raises(UsageError, match='file "/missing":ret=3'):
        srp.apply(context, Srp(verifiers="/missing"))
