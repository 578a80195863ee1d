"""Runs the tests on each release of OpenSSL: ``matrix.py [WORD...] [-- TESTS]``.

The words are releases, all unless some are named, and ``--smoke`` for a few
conversations alone, as CI has them: then a release that cannot be had is left out.

Each release is a folder in ``.peers`` (tools/peers_openssl.py).  1.1.1 is loaded by
the machine's Python; the newer ones have a Python and a C library of their suite, and
get an environment for it in ``.peers/matrix``.  The `openssl` that the tests find is
the release's: the program to compare with, and the client.  Folders and environments
are kept between runs.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from peers_openssl import (
    NEWEST,
    OLDEST,
    PEERS,
    V3_5,
    V3_6,
    PeerMissingError,
    obtain,
)

ROOT = Path(__file__).resolve().parent.parent
INSTALLED = "installed"
OTHERS = {"1.1.1": OLDEST, "3.5": V3_5, "3.6": V3_6, "4.0": NEWEST}
# All rooms but those that no library can change.
SUITE = (
    *("compat", "connection", "documents", "events", "explain", "libssl", "network"),
    *("options", "output", "python", "server", "sessions", "setup", "start"),
    *("testing", "transport", "test_cli.py", "test_errors.py"),
)
# Their client in this process, mbedTLS, has no build for the suites' Pythons.
BESIDE = ("test_datagram.py", "test_datagram_loss.py", "test_datagram_releases.py")
# It has 4.0 on both sides, whatever the release.
NOT_HERE = "tests/compat/test_newest.py"
# Conversations of few words about much, less than a second each.
SMOKE = (
    "brief tls1.3 ecdsa",
    "console tls1.3 ed25519",
    "DTLS",
    "exported, tls1.2",
    "messages, TLS 1.2",
    "plain HTTP, console",
    "verify: asked, refused",
)
COMPARED = "tests/compat/test_tcp.py::test_both_say_the_same"
QUIET = ("-q", "-p", "no:cacheprovider", "--tb=short")
WORKERS = 2
LEFT_OUT = "left out"
# The suite's C library starts its programs.
LAUNCHER = """\
#!/bin/sh
: "${{OPENSSL_MODULES={lib}/ossl-modules}}"
export OPENSSL_MODULES
{variables}path="${{LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}}{lib}"
exec {lib}/{loader} --library-path "$path" --argv0 "$0" {program} "$@"
"""
LAUNCHER_OF_OLDEST = """\
#!/bin/sh
LD_LIBRARY_PATH={lib} exec {program} "$@"
"""
# What the release does itself; certificates are made alike for all, because 1.1.1 and
# 4.0 take other options for that.  The last patterns are certificates that are printed.
OWN = (
    *("s_server", "s_client", "sess_id", "ocsp", "version"),
    *("x509 * -noout -text", "x509 * -noout -subject -nameopt *"),
)
OPENSSL = """\
#!/bin/sh
case "$* " in
{words}) exec {own} "$@" ;;
*) exec env -u OPENSSL_MODULES {machine} "$@" ;;
esac
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a release can be tested: its Python, and what the tests get to see."""

    name: str
    python: Path = Path(sys.executable)
    variables: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    """What tests on the machine's Python need to start servers on the release."""


def main(words: list[str]) -> int:
    """Run the tests on each release named, or on all; 0 if all of them passed."""
    cut = words.index("--") if "--" in words else len(words)
    wishes, tests = words[:cut], words[cut + 1 :]
    names = [word for word in wishes if word != "--smoke"]
    results = smoke(names) if "--smoke" in wishes else whole(names, tests)
    for name, result in results.items():
        print(f"matrix: {name:9} {result or 'passed'}")
    return int(
        any(text and not text.startswith("left out") for text in results.values())
    )


def whole(names: list[str], tests: list[str]) -> dict[str, str]:
    """Run the suite, or these tests, on one release after the other."""
    results = {}
    for name in names or [INSTALLED, *OTHERS]:
        print(f"\nmatrix: OpenSSL {name}", file=sys.stderr, flush=True)
        try:
            place = place_of(name)
        except PeerMissingError as problem:
            results[name] = str(problem)
            continue
        results[name] = _tested(place, tests)
    return results


def smoke(names: list[str]) -> dict[str, str]:
    """Hold a few conversations on each other release, several releases at once."""
    names = names or [*OTHERS]
    with ThreadPoolExecutor(WORKERS) as pool:
        return dict(zip(names, pool.map(_smoked, names), strict=True))


def _smoked(name: str) -> str:
    """Answer what went wrong; a release that cannot be had is no fault of ours."""
    try:
        place = place_of(name, inside=False)
    except PeerMissingError as problem:
        return f"{LEFT_OUT}: {problem}"
    tests = [f"{COMPARED}[{scenario}]" for scenario in SMOKE]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *QUIET, *tests],
        cwd=ROOT,
        env=environment(place.beside),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"exit status {done.returncode}\n{done.stdout}"
    last = done.stdout.strip().rpartition("\n")[2]
    print(f"matrix: {name}: {last}, {time.monotonic() - begun:.1f} s in all")
    return ""


def _tested(place: Place, tests: list[str]) -> str:
    """Run them; answer what went wrong."""
    runs = [(place.python, place.variables, tests)]
    if not tests:
        files = [f"tests/network/{name}" for name in BESIDE]
        is_in_suite = place.python != Path(sys.executable)
        without = [NOT_HERE] if place.variables else []
        without += files if is_in_suite else []
        rooms = [f"tests/{name}" for name in SUITE]
        rooms += [word for name in without for word in ("--ignore", name)]
        runs = [(place.python, place.variables, rooms)]
        if is_in_suite:
            runs.append((Path(sys.executable), place.beside, files))
    failed = ""
    for python, variables, words in runs:
        done = subprocess.run(
            [python, "-m", "pytest", *QUIET, *words],
            cwd=ROOT,
            env=environment(variables),
            check=False,
        )
        failed = failed or (f"exit status {done.returncode}" if done.returncode else "")
    return failed


def place_of(name: str, *, inside: bool = True) -> Place:
    """Get a release and write its launchers; `inside` with its own environment."""
    if name == INSTALLED:
        return Place(name)
    if name not in OTHERS:
        raise PeerMissingError(f"not one of {INSTALLED}, {', '.join(OTHERS)}")
    release = OTHERS[name]
    obtain(release, Path("/etc/apt"))
    folder, usr = PEERS / "matrix" / name, PEERS / release.folder / "usr"
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    own = folder / "bin/openssl-of-release"
    program = usr / "bin/openssl"
    if release is OLDEST:
        lib = _only(usr, "libssl.so.1.1").parent
        text = LAUNCHER_OF_OLDEST.format(lib=lib, program=program)
    else:
        text = _launcher(usr, program, {})
    _write_program(own, text)
    _check_release(name, own)
    text = OPENSSL.format(
        words="|".join(f"{word} *".replace(" ", r"\ ") for word in OWN),
        own=own,
        machine=_machines_openssl(),
    )
    _write_program(folder / "bin/openssl", text)
    variables = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "S_SERVER_TESTS_ON": name,
    }
    if release is OLDEST:
        variables["S_SERVER_LIBSSL"] = str(_only(usr, "libssl.so.1.1"))
        variables["LD_LIBRARY_PATH"] = str(_only(usr, "libssl.so.1.1").parent)
        return Place(name, variables=variables, beside=variables)
    return _place_in_suite(name, folder, usr, variables, inside=inside)


def _place_in_suite(
    name: str, folder: Path, usr: Path, variables: dict[str, str], *, inside: bool
) -> Place:
    """Write the launchers of its Python: one without anything installed, and one with.

    A virtual environment by hand: its Python cannot start without a launcher.
    """
    program = (usr / "bin/python3").resolve()
    servers = folder / "bin/python-for-servers"
    # Modules that are made for another Python are passed over.
    paths = (
        ROOT / "src",
        sysconfig.get_path("purelib"),
        usr / "lib/python3/dist-packages",
    )
    alone = {
        "PYTHONHOME": str(usr),
        "PYTHONPATH": ":".join(map(str, paths)),
        "PYTHONPYCACHEPREFIX": str(PEERS / "pycache"),
    }
    _write_program(servers, _launcher(usr, program, alone))
    beside = variables | {"S_SERVER_TESTS_PYTHON": str(servers)}
    python = folder / "bin/python"
    if inside:
        _write_program(python, _launcher(usr, program, {}))
        (folder / "pyvenv.cfg").write_text(
            f"home = {usr / 'bin'}\ninclude-system-site-packages = false\n"
        )
        _install(folder, python)
    return Place(name, python, variables, beside)


def _install(folder: Path, python: Path) -> None:
    """Install what the tests need, unless the very same is there."""
    stamp = folder / ".installed"
    asked = "".join(
        (ROOT / name).read_text() for name in ("pyproject.toml", "constraints.txt")
    )
    asked += str(folder)
    if stamp.is_file() and stamp.read_text() == asked:
        return
    # fmt: off
    command = (sys.executable, "-m", "pip", "--python", python, "install", "-qq",
               "--constraint", "constraints.txt", "--editable", ".",
               "--group", "matrix")
    # fmt: on
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise PeerMissingError("pip could not install what the tests need")
    stamp.write_text(asked)


def environment(variables: dict[str, str]) -> dict[str, str]:
    """Answer the environment of a run: ours, but for a library that was chosen.

    Servers that compile their modules at every start take three times as long.
    """
    without = ("S_SERVER_LIBSSL", "PYTHONDONTWRITEBYTECODE")
    ours = {name: text for name, text in os.environ.items() if name not in without}
    return ours | variables


def _check_release(name: str, program: Path) -> None:
    """A suite goes on: unstable has another release one day."""
    done = subprocess.run(
        (program, "version"), capture_output=True, text=True, check=False
    )
    said = (done.stdout or done.stderr).strip()
    if not said.startswith(f"OpenSSL {name}"):
        raise PeerMissingError(f"its suite has another one now: {said}")


def _machines_openssl() -> str:
    found = shutil.which("openssl")
    if found is None:
        raise PeerMissingError("there is no openssl on this machine")
    return found


def _launcher(usr: Path, program: Path, variables: dict[str, str]) -> str:
    loader = _only(usr, "ld-linux*.so*")
    lines = [
        f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()
    ]
    return LAUNCHER.format(
        lib=loader.parent, loader=loader.name, program=program, variables="".join(lines)
    )


def _write_program(path: Path, text: str) -> None:
    """Replace it at once, and only where it is another: a shell may be reading it."""
    if path.is_file() and path.read_text() == text:
        return
    new = path.with_suffix(".new")
    new.write_text(text)
    new.chmod(0o755)
    new.replace(path)


def _only(folder: Path, name: str) -> Path:
    found = next(folder.rglob(name), None)
    if found is None:
        raise PeerMissingError(f"no {name} in {folder.name}")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
