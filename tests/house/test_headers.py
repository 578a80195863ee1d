"""The C compiler finds our declarations equal to OpenSSL's own.

cffi's ABI mode believes what ``cdef.h`` says, so a wrong prototype would corrupt
memory without a word.  Here a C file includes OpenSSL's headers and then ``cdef.h``:
it compiles only where both agree.  Repeating a prototype, an opaque ``typedef struct
x_st X;`` or an equal ``#define`` is legal in C11; what would not compile stands in a
section:

    /* only: 1.1.1 */       ... /* end */    declared by headers of that release alone
    /* from: 3.2 */         ... /* end */    by that release and newer ones
    /* until: 3.6 */        ... /* end */    by that release and older ones
    /* unchecked: why */    ... /* end */    cannot be repeated in C (a struct's body)

Each such line stands alone, and sections do not nest.  A release is as long as it is
written: 3.0.19 is ``3.0``, and 1.1.1w is ``1.1.1``.  ``cdef.h`` writes ``const`` as
the installed headers do; releases differ in it, and calls are made the same.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from .tree import PACKAGE, ROOT, SOURCE

if TYPE_CHECKING:
    from pathlib import Path

CDEF = SOURCE / PACKAGE / "libssl" / "cdef.h"
OLDER = ROOT / ".peers" / "libssl1.1" / "usr" / "include"
NEWER = ROOT / ".peers" / "libssl4" / "usr" / "include"
HEADERS = (
    *("ssl", "err", "bio", "x509", "x509v3", "x509_vfy", "pem", "store", "ui"),
    *("conf", "rand", "dh", "evp", "crypto", "ocsp", "srp", "tls1"),
)
GCC = (
    *("gcc", "-std=gnu11", "-fsyntax-only", "-Wall", "-Werror"),
    *("-Wno-deprecated-declarations", "-DOPENSSL_SUPPRESS_DEPRECATED"),
)
SECTION = re.compile(r"^/\* (only|from|until|unchecked): (.*\S) \*/\s*$")
END = re.compile(r"^/\* end \*/\s*$")

Release = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Headers:
    """A set of OpenSSL's headers: where it lies besides the compiler's own folders."""

    folders: tuple[Path, ...] = ()
    const_counts: bool = True

    @property
    def options(self) -> tuple[str, ...]:
        """What makes the compiler prefer them."""
        const = () if self.const_counts else ("-Dconst=",)
        return (*const, *(f"-I{folder}" for folder in self.folders))

    @property
    def release(self) -> Release:
        """Which release of OpenSSL they belong to, asked of the preprocessor."""
        question = "#include <openssl/opensslv.h>\nOPENSSL_VERSION_TEXT\n"
        done = run("gcc", "-E", "-P", *self.options, "-", text=question)
        assert done.returncode == 0, done.stderr
        found = re.findall(r'"OpenSSL (\d+(?:\.\d+)*)', done.stdout)
        return release_of(found[-1])


INSTALLED = Headers()
# Debian keeps opensslconf.h in a folder named after the machine.
BULLSEYE = Headers((OLDER, *OLDER.glob("*-linux-*")), const_counts=False)
EXPERIMENTAL = Headers((NEWER, *NEWER.glob("*-linux-*")), const_counts=False)


def release_of(text: str) -> Release:
    return tuple(int(part) for part in text.split("."))


def checkable(declarations: str, release: Release) -> str:
    """The declarations that headers of ``release`` have too, line numbers kept."""
    lines, section = [], ""
    for number, line in enumerate(declarations.splitlines(), 1):
        opened = SECTION.match(line)
        if opened or END.match(line):
            if bool(opened) == bool(section):
                raise ValueError(f"line {number}: {line}: sections do not pair up")
            section = line if opened else ""
        kept = not (opened or END.match(line)) and _holds(section, release)
        lines.append(line if kept else "")
    if section:
        raise ValueError(f"{section}: no end")
    return "\n".join(lines) + "\n"


def _holds(section: str, release: Release) -> bool:
    opened = SECTION.match(section)
    if opened is None:
        return True
    kind, text = opened.groups()
    if kind == "unchecked":
        return False
    named = release_of(text)
    have = release[: len(named)]
    return {"only": have == named, "from": have >= named, "until": have <= named}[kind]


def compiled(declarations: str, headers: Headers) -> str:
    """What the compiler has against the declarations; empty if nothing."""
    includes = "".join(f"#include <openssl/{name}.h>\n" for name in HEADERS)
    text = (
        f"#define _GNU_SOURCE\n{includes}#include <dlfcn.h>\n"
        f'#line 1 "cdef.h"\n{checkable(declarations, headers.release)}'
    )
    done = run(*GCC, *headers.options, "-x", "c", "-", text=text)
    return done.stderr if done.returncode else ""


def run(*command: str, text: str) -> subprocess.CompletedProcess[str]:
    assert shutil.which(command[0]), f"no {command[0]} here: run `make peers`"
    return subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=60, check=False
    )


def mutated(declarations: str) -> str:
    """The same with an int for the first long that a function takes or answers."""
    plain = re.sub(r"/\*.*?\*/", "", declarations, flags=re.DOTALL)
    # What a typedef names is ours alone: nobody contradicts it.
    prototype = r"(?m)^((?!typedef)\w[^;{}#]*?)\blong\b(?=[^;{}#]*\);)"
    text, count = re.subn(prototype, r"\1int", plain, count=1)
    assert count == 1, "no prototype with a long in it"
    return text


@pytest.fixture(
    params=[INSTALLED, BULLSEYE, EXPERIMENTAL],
    ids=["installed", "bullseye", "experimental"],
)
def headers(request: pytest.FixtureRequest) -> Headers:
    chosen = request.param
    assert isinstance(chosen, Headers)
    return present(chosen)


def present(headers: Headers) -> Headers:
    """The same headers, seen to be there; Debian's experimental may lack 4.0's."""
    assert headers is not BULLSEYE or OLDER.is_dir(), "no 1.1.1 here: run `make peers`"
    if headers is EXPERIMENTAL and not NEWER.is_dir():
        pytest.skip("no OpenSSL 4.0 here: `make peers` says why")
    return headers


def test_our_declarations_are_openssls(headers: Headers) -> None:
    assert not (said := compiled(CDEF.read_text("utf-8"), headers)), said


def test_a_wrong_one_would_be_found(headers: Headers) -> None:
    # Sections first: the mutation needs a prototype that is compiled.
    text = mutated(checkable(CDEF.read_text("utf-8"), headers.release))
    assert "conflicting types" in compiled(text, headers)


SAMPLE = """\
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;
/* a long comment (with brackets); */
#define SSL_ERROR_SSL 1
long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg);
/* only: 1.1.1 */
X509 *SSL_get_peer_certificate(const SSL *s);
int SSL_get_peer_certificate_is_a_name[sizeof(&SSL_get_peer_certificate)];
/* end */
/* from: 3.0 */
X509 *SSL_get1_peer_certificate(const SSL *s);
int SSL_get1_peer_certificate_is_a_name[sizeof(&SSL_get1_peer_certificate)];
/* end */
/* from: 99.1 */
unheard_of SSL_of_the_future(SSL *s);
/* end */
/* unchecked: dlfcn.h has the body already */
typedef struct { const char *dli_fname; void *dli_fbase; } Dl_info;
/* end */
"""


def test_a_right_sample_compiles(headers: Headers) -> None:
    assert compiled(SAMPLE, headers) == ""


@pytest.mark.parametrize(
    "wrong",
    [
        mutated(SAMPLE),
        SAMPLE.replace("SSL_ERROR_SSL 1", "SSL_ERROR_SSL 2"),
        SAMPLE + "int no_such_type(SSL_NOTHING *s);\n",
        SAMPLE + "typedef struct ssl_ctx_st SSL;\n",
    ],
    ids=["prototype", "constant", "type", "alias"],
)
def test_a_wrong_sample_does_not(headers: Headers, wrong: str) -> None:
    assert compiled(wrong, headers)


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        ("only: 1.1.1", {"1.1.1"}),
        ("only: 3", {"3.0.19", "3.2.1", "3.6"}),
        ("from: 3.2", {"3.2.1", "3.6", "4.0.3"}),
        ("until: 3.2", {"1.1.1", "3.0.19", "3.2.1"}),
        ("unchecked: a reason", set()),
    ],
)
def test_sections_hold_for_their_releases(head: str, kept: set[str]) -> None:
    text = f"/* {head} */\nint x;\n/* end */\nint y;\n"
    for release in ("1.1.1", "3.0.19", "3.2.1", "3.6", "4.0.3"):
        lines = checkable(text, release_of(release)).splitlines()
        assert lines == ["", "int x;" if release in kept else "", "", "int y;"]


@pytest.mark.parametrize(
    "text",
    [
        "/* from: 3.0 */\nint x;\n",
        "int x;\n/* end */\n",
        "/* from: 3.0 */\n/* only: 3.2 */\n/* end */\n/* end */\n",
    ],
)
def test_sections_must_pair_up(text: str) -> None:
    with pytest.raises(ValueError, match=r"sections|no end"):
        checkable(text, (3, 0))
