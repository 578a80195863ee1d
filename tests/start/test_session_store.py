"""-session_store and -ticket_keys that cannot be: each a clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .ended import ours

if TYPE_CHECKING:
    from pathlib import Path

RSA = ("-cert", "rsa.pem", "-accept", "127.0.0.1:0")


def test_a_missing_package_is_named_with_its_extra(
    folder: Path, tmp_path: Path
) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'redis'\", name='redis')\n"
    (tmp_path / "redis.py").write_text(missing)
    env = {"PYTHONPATH": str(tmp_path)}
    ended = ours(*RSA, "-session_store", "redis://h", cwd=folder, env=env)
    assert (ended.status, ended.stdout) == (1, "")
    assert ended.lines == [
        "s_server: option -session_store needs the Python package redis, which cannot "
        "be imported: No module named 'redis'",
        "hint: pip install 's-server[redis]'",
    ]


@pytest.mark.parametrize(
    "url",
    ["http://u:staple@h/", "staple", "redis:staple", "redis://u:staple@h:x", ""],
)
def test_a_bad_url_is_refused_and_not_repeated(folder: Path, url: str) -> None:
    ended = ours(*RSA, "-session_store", url, cwd=folder)
    assert (ended.status, ended.stdout) == (1, "")
    assert ended.lines[0].startswith("s_server: ")
    assert "-session_store" in ended.lines[0]
    assert ended.lines[1].startswith("hint: write it as redis://")
    assert "staple" not in ended.stderr


@pytest.mark.parametrize("other", ["-no_cache", "-ext_cache"])
def test_sessions_are_kept_in_one_place(folder: Path, other: str) -> None:
    ended = ours(*RSA, "-session_store", "redis://h", other, cwd=folder)
    assert ended.status == 1
    assert ended.lines == [
        "Can't use -session_store in combination with -no_cache or -ext_cache"
    ]


def test_keys_that_others_may_read(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(bytes(80))
    path.chmod(0o644)
    ended = ours(*RSA, "-ticket_keys", str(path), cwd=folder)
    assert ended.status == 1
    message, hint = ended.lines[-2:]
    assert message.startswith("s_server: cannot read the ticket keys (-ticket_keys): ")
    assert message.endswith("its mode is 0644, so others than its owner may use it")
    assert "chmod 600" in hint
