"""Finds, opens and checks the user's libssl.

One library serves the whole process: a second copy under the same soname cannot be
loaded beside it (dlopen(3)), and callbacks are made once.  libcrypto is the one that
libssl itself is linked to, reached through libssl's handle.
"""

from __future__ import annotations

import copy
import os
import re
import threading
from enum import IntEnum
from typing import TYPE_CHECKING, cast

from s_server.errors import LoadError, UnsupportedError
from s_server.libssl.constants import InitFlag
from s_server.libssl.features import FEATURES
from s_server.libssl.ffi import ffi, text
from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from s_server.libssl._library import CData, LibSSL

# Newest first; found through the system's loader and its search path.
SONAMES = ("libssl.so.4", "libssl.so.3", "libssl.so.1.1")
VARIABLE = "S_SERVER_LIBSSL"
OLDEST = 0x1010100F
OPENSSL_VERSION = 0  # OpenSSL_version(3): the version text

# The file of a generation: of its soname, or with the release behind it (Fedora).
_GENERATION = re.compile(r"(libssl\.so\.(?:1\.1|\d+))(?:\..*)?")
_ANOTHER_PROCESS = (
    "Server(process=True) runs a server in a process of its own, on any libssl",
)

_NOT_OURS = {
    "LibreSSL": "LibreSSL lacks the client hello callback and PSK",
    "BoringSSL": "BoringSSL has no stable interface and lacks SSL_CONF_cmd",
    "AWS-LC": "AWS-LC lacks SSL_CONF_cmd and the store interface",
}


class Release(IntEnum):
    """The generations whose s_server prints different words."""

    V1_1_1 = 0x10101
    V3_0 = 0x30000
    V3_2 = 0x30200
    V3_5 = 0x30500
    V3_6 = 0x30600
    V4_0 = 0x40000


class Library:
    """An opened libssl: its functions, what it can do, and what it calls itself.

    ``query`` are the properties that its algorithms must have, None for any
    (property(7)); ``engine`` is the name of the one to load keys from.
    """

    def __init__(self, name: str, functions: LibSSL) -> None:
        self.name = name
        self.functions = functions
        self.query: str | None = None
        self.engine: str | None = None
        self._asked: dict[str, bool] = {}
        self.version = text(functions.OpenSSL_version(OPENSSL_VERSION))
        number = functions.OpenSSL_version_num()
        # 0xMNNFFPPS up to 1.1.1, 0xMNN00PP0 since 3.0 (OpenSSL_version_num(3)).
        shown = number >> 12 if number < 0x30000000 else (number >> 20) << 8
        known = [r for r in Release if r <= max(shown, Release.V1_1_1)]
        self.release = max(known)

    def has(self, feature: str) -> bool:
        """Whether the library has every symbol of this row of ``features``."""
        if feature not in self._asked:
            symbols = FEATURES[feature].symbols
            self._asked[feature] = all(_exports(self.functions, s) for s in symbols)
        return self._asked[feature]

    def adapted(self, *, query: str | None, engine: str | None) -> Library:
        """Answer the same library for one server, which has such wishes."""
        adapted = copy.copy(self)
        adapted.query = query
        adapted.engine = engine
        return adapted

    @property
    def path(self) -> str:
        """The file that libssl was loaded from."""
        return _file_of(ffi.addressof(self.functions, "SSL_new")) or self.name

    @property
    def crypto_path(self) -> str:
        """The file of the libcrypto that libssl uses."""
        return _file_of(ffi.addressof(self.functions, "ERR_clear_error")) or "unknown"


_lock = threading.Lock()
_opened: list[Library] = []


def open_library(choice: str | None = None) -> Library:
    """Open the libssl at ``choice``, else the newest that the loader finds.

    Without a choice the variable S_SERVER_LIBSSL may name one.
    Raises LoadError when none can be opened, and UnsupportedError for LibreSSL,
    BoringSSL, AWS-LC, an OpenSSL before 1.1.1, or a second library in one process:
    of ours, or of the same generation as one that Python has loaded already.
    """
    choice = choice or os.environ.get(VARIABLE) or None
    with _lock:
        if _opened:
            return _same(_opened[0], choice)
        _refuse_second(choice)
        library = _first(choice)
        _initialise(library)
        _opened.append(library)
        return library


def current() -> Library:
    """Answer the process's library; callbacks from C have no other way to it."""
    return _opened[0]


def _same(library: Library, choice: str | None) -> Library:
    if choice in (None, library.name) or os.path.realpath(choice) == library.path:
        return library
    raise _second(choice, library.path)


def _refuse_second(choice: str | None) -> None:
    """Refuse a file when Python has loaded another one of its generation.

    Both would share the libcrypto of the first, which is none of the second's.
    """
    if choice is None or "/" not in choice:
        return  # by its soname the loader answers the one that is loaded
    generation = _generation(os.path.realpath(choice))
    for loaded in _mapped_files():
        if generation is not None and _generation(loaded) == generation:
            if not _is_same(loaded, choice):
                raise _second(choice, loaded)
            return


def _second(choice: str | None, loaded: str) -> UnsupportedError:
    return UnsupportedError(
        f"cannot load {choice!r}: this process already uses {loaded!r}",
        hints=_ANOTHER_PROCESS,
    )


def _generation(path: str) -> str | None:
    found = _GENERATION.fullmatch(os.path.basename(path))
    return found[1] if found else None


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        # A file that is missing is dlopen's to tell of.
        return not os.path.exists(other)


def _first(choice: str | None) -> Library:
    names = SONAMES if choice is None else (choice,)
    problems = []
    for name in names:
        try:
            functions = cast("LibSSL", ffi.dlopen(name, ffi.RTLD_NOW))
        except OSError as problem:
            problems.append(str(problem).partition("': ")[2] or str(problem))
            continue
        _refuse_others(name, functions)
        return Library(name, functions)
    if choice is None:
        raise LoadError(
            "no OpenSSL library found: tried " + ", ".join(names),
            hints=("install OpenSSL, or name its libssl with -libssl",),
        )
    raise LoadError(
        f"cannot load the library {choice!r}: {problems[0]}",
        hints=_where_libcrypto_is(choice, problems[0]),
    )


def _where_libcrypto_is(choice: str, problem: str) -> tuple[str, ...]:
    """Answer the hint for a libssl whose libcrypto lies beside it, unknown to ld.so."""
    needed = problem.partition(":")[0]
    folder = os.path.dirname(os.path.realpath(choice))
    if ": undefined symbol: " in problem or ": version `" in problem:
        # Another libcrypto of its generation was found first.
        found = _generation(os.path.realpath(choice)) or ""
        needed = found.replace("libssl", "libcrypto")
    if not needed.startswith("libcrypto.") or not os.path.exists(f"{folder}/{needed}"):
        return ()
    return (f"{needed} lies beside it: start with LD_LIBRARY_PATH={folder}",)


def _refuse_others(name: str, functions: LibSSL) -> None:
    if not _exports(functions, "OpenSSL_version"):
        raise UnsupportedError(
            f"{name!r} is no libssl that we know: it has no OpenSSL_version"
        )
    version = text(functions.OpenSSL_version(OPENSSL_VERSION))
    for word, reason in _NOT_OURS.items():
        if word in version:
            raise UnsupportedError(
                f"{name!r} is {word} ({version}), which is not supported: {reason}"
            )
    if not _exports(functions, "SSL_new"):
        raise UnsupportedError(f"{name!r} is no libssl: it has no SSL_new")
    if functions.OpenSSL_version_num() < OLDEST:
        raise UnsupportedError(
            f"{name!r} is {version}; OpenSSL 1.1.1 or newer is needed"
        )


def _initialise(library: Library) -> None:
    functions = library.functions
    flags = InitFlag.LOAD_CONFIG | InitFlag.ENGINE_ALL_BUILTIN
    if functions.OPENSSL_init_ssl(flags, ffi.NULL) != 1:
        # A configuration file that cannot be read or understood (OPENSSL_CONF).
        raise library_error(library, "OpenSSL could not start, see its openssl.cnf")


def _exports(functions: LibSSL, symbol: str) -> bool:
    # cffi raises ffi.error, which is no AttributeError: hasattr() lets it escape.
    try:
        getattr(functions, symbol)
    except (AttributeError, ffi.error):
        return False
    return True


def _file_of(function: CData) -> str | None:
    """Answer the file mapped at a function's address, from Linux's list of maps."""
    address = int(ffi.cast("uintptr_t", function))
    for low, high, path in _maps():
        if low <= address < high:
            return path
    return None


def _mapped_files() -> list[str]:
    return list(dict.fromkeys(path for _, _, path in _maps() if path is not None))


def _maps() -> list[tuple[int, int, str | None]]:
    """Answer what is mapped where in this process; nothing where /proc is missing."""
    try:
        # A path may hold any bytes (proc(5)).
        with open(
            "/proc/self/maps", encoding="utf-8", errors="surrogateescape"
        ) as maps:
            lines = [line.rstrip("\n").split(maxsplit=5) for line in maps]
    except OSError:
        return []
    found = []
    for words in lines:
        low, high = (int(word, 16) for word in words[0].split("-"))
        found.append((low, high, words[5] if len(words) == 6 else None))
    return found
