"""Which library is opened, which are refused, and what is told of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LoadError, UnsupportedError
from s_server.libssl import load
from s_server.libssl.load import Library, Release, open_library
from tests.kit.servers import clean_environment

from . import compiled

if TYPE_CHECKING:
    from pathlib import Path

LATEST_SYSTEM = "libssl.so.3"


def version(
    *options: str, choice: str = "", search: Path | None = None, cwd: Path | None = None
) -> tuple[int, str, str]:
    """Run ``s_server -version``; its exit status, stdout and stderr."""
    environment = clean_environment()
    environment.pop("S_SERVER_LIBSSL", None)
    if choice:
        environment["S_SERVER_LIBSSL"] = choice
    if search is not None:
        environment["LD_LIBRARY_PATH"] = str(search)
    done = subprocess.run(
        [sys.executable, "-m", "s_server", "-version", *options],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def system_library() -> str:
    """The path of the libssl that the system's loader finds by itself."""
    status, stdout, stderr = version()
    assert status == 0, stderr
    found = re.search(r"^libssl: (/.*)$", stdout, re.MULTILINE)
    assert found
    return found[1]


def linked_libcrypto(libssl: str) -> str:
    """The libcrypto that the loader gives to a libssl, by ``ldd``."""
    done = subprocess.run(["ldd", libssl], capture_output=True, text=True, check=True)
    found = re.search(r"libcrypto\.so\S* => (\S+)", done.stdout)
    assert found
    return os.path.realpath(found[1])


def test_version_tells_what_was_loaded() -> None:
    status, stdout, stderr = version()
    lines = stdout.splitlines()
    assert (status, stderr) == (0, "")
    assert re.fullmatch(r"s_server \d+\.\d+\.\d+", lines[0])
    assert re.fullmatch(r"OpenSSL \d+\.\d+.*", lines[1])
    libssl = lines[2].removeprefix("libssl: ")
    libcrypto = lines[3].removeprefix("libcrypto: ")
    assert os.path.realpath(libssl) == libssl
    assert os.path.basename(libssl).startswith("libssl.so")
    assert os.path.realpath(libcrypto) == linked_libcrypto(libssl)
    assert lines[4] == f"Python {sys.version.split()[0]}"


def test_the_option_goes_before_the_variable(tmp_path: Path) -> None:
    path = system_library()
    missing = str(tmp_path / "missing.so")
    assert version("-libssl", path, choice=missing)[0] == 0
    status, _, stderr = version("-libssl", missing, choice=path)
    assert status == 1
    assert missing in stderr


@pytest.mark.parametrize("by_option", [True, False], ids=["option", "variable"])
def test_a_copy_elsewhere_is_the_one_that_is_loaded(
    tmp_path: Path, *, by_option: bool
) -> None:
    copy = tmp_path / "libssl.so.3"
    shutil.copy(system_library(), copy)
    if by_option:
        status, stdout, stderr = version("-libssl", str(copy))
    else:
        status, stdout, stderr = version(choice=str(copy))
    assert (status, stderr) == (0, "")
    assert f"libssl: {copy}\n" in stdout


def test_the_loaders_search_path_is_honoured(tmp_path: Path) -> None:
    copy = tmp_path / LATEST_SYSTEM
    shutil.copy(system_library(), copy)
    assert f"libssl: {copy}\n" in version(search=tmp_path)[1]


def test_the_newest_soname_is_tried_first(tmp_path: Path) -> None:
    compiled.pretender(tmp_path / "libssl.so.4", "LibreSSL 9")
    compiled.pretender(tmp_path / "libssl.so.1.1", "LibreSSL 1")
    status, _, stderr = version(search=tmp_path)
    assert status == 1
    assert stderr.startswith("s_server: 'libssl.so.4' is LibreSSL (LibreSSL 9)")
    (tmp_path / "libssl.so.4").unlink()
    assert version(search=tmp_path)[0] == 0


def test_a_soname_that_cannot_be_opened_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "libssl.so.4").write_text("no library")
    assert version(search=tmp_path)[0] == 0


def test_without_any_library_the_tried_names_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(load, "SONAMES", ("libnone.so.2", "libnone.so.1"))
    monkeypatch.setattr(load, "_opened", [])
    monkeypatch.delenv("S_SERVER_LIBSSL", raising=False)
    with pytest.raises(LoadError, match=r"tried libnone.so.2, libnone.so.1$") as caught:
        open_library()
    assert "-libssl" in caught.value.hints[0]


@pytest.mark.parametrize(
    ("text", "number", "complaint"),
    [
        ("LibreSSL 3.9.2", "0x20000000L", "is LibreSSL (LibreSSL 3.9.2)"),
        ("BoringSSL", "0x1010107fL", "is BoringSSL (BoringSSL)"),
        ("AWS-LC 1.30.0", "0x1010107fL", "is AWS-LC (AWS-LC 1.30.0)"),
        ("OpenSSL 1.0.2u", "0x1000215fL", "is OpenSSL 1.0.2u; OpenSSL 1.1.1 or newer"),
        ("OpenSSL 1.1.0l", "0x101000cfL", "is OpenSSL 1.1.0l; OpenSSL 1.1.1 or newer"),
    ],
)
def test_others_are_refused_by_name(
    tmp_path: Path, text: str, number: str, complaint: str
) -> None:
    path = compiled.pretender(tmp_path / "libother.so", text, number)
    status, stdout, stderr = version("-libssl", str(path))
    assert (status, stdout) == (1, "")
    assert stderr.startswith(f"s_server: '{path}' {complaint}")
    assert stderr.count("\n") == 1


def test_what_is_no_libssl_is_refused(tmp_path: Path) -> None:
    path = compiled.library(tmp_path / "libplain.so", "int answer(void) { return 1; }")
    status, stdout, stderr = version("-libssl", str(path))
    assert (status, stdout) == (1, "")
    assert stderr == (
        f"s_server: '{path}' is no libssl that we know: it has no OpenSSL_version\n"
    )


def test_a_libcrypto_beside_it_that_the_loader_passes_over(tmp_path: Path) -> None:
    # As with a build of one's own that has more than the system's.
    code = "int only_in_mine(void); int answer(void) { return only_in_mine(); }"
    path = compiled.library(tmp_path / "libssl.so.3", code)
    status, _, alone = version("-libssl", str(path))
    assert status == 1
    assert "undefined symbol: only_in_mine" in alone
    assert "hint:" not in alone
    (tmp_path / "libcrypto.so.3").touch()
    hint = f"libcrypto.so.3 lies beside it: start with LD_LIBRARY_PATH={tmp_path}\n"
    assert version("-libssl", str(path))[2] == f"{alone}hint: {hint}"


def test_libcrypto_is_no_libssl() -> None:
    status, _, stderr = version("-libssl", linked_libcrypto(system_library()))
    assert status == 1
    assert stderr.endswith("is no libssl: it has no SSL_new\n")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot open shared object file: No such file or directory"),
        ("no library", "file too short"),
    ],
    ids=["missing", "text"],
)
def test_a_file_that_cannot_be_loaded(
    tmp_path: Path, content: str | None, reason: str
) -> None:
    path = tmp_path / "libssl.so"
    if content is not None:
        path.write_text(content)
    status, stdout, stderr = version("-libssl", str(path))
    assert (status, stdout) == (1, "")
    assert stderr == f"s_server: cannot load the library '{path}': {path}: {reason}\n"


def test_one_process_holds_one_library(library: Library, tmp_path: Path) -> None:
    assert open_library() is library
    assert open_library(library.name) is library
    assert open_library(library.path) is library
    link = tmp_path / "link.so"
    link.symlink_to(library.path)
    assert open_library(str(link)) is library
    with pytest.raises(UnsupportedError, match="this process already uses"):
        open_library("libssl.so.of.another.age")


def test_the_current_library_is_the_opened_one(library: Library) -> None:
    assert load.current() is library


def test_the_release_is_a_generation(library: Library) -> None:
    numbers = re.search(r"(\d+)\.(\d+)\.(\d+)", library.version)
    assert numbers
    major, minor, fix = map(int, numbers.groups())
    shown = major << 16 | minor << 8 | (fix if major == 1 else 0)
    assert library.release <= shown
    assert not [r for r in Release if library.release < r <= shown]


@pytest.mark.parametrize(
    ("number", "release"),
    [
        (0x1010117F, Release.V1_1_1),
        (0x30000160, Release.V3_0),
        (0x30100070, Release.V3_0),
        (0x30200010, Release.V3_2),
        (0x30400000, Release.V3_2),
        (0x30500070, Release.V3_5),
        (0x30600030, Release.V3_6),
        (0x40000020, Release.V4_0),
        (0x40100000, Release.V4_0),
    ],
)
def test_reading_version_numbers(
    library: Library, number: int, release: Release
) -> None:
    class Numbered:
        OpenSSL_version = staticmethod(library.functions.OpenSSL_version)
        OpenSSL_version_num = staticmethod(lambda: number)

    named = Library("x", Numbered())  # type: ignore[arg-type]  # two functions do
    assert named.release is release
