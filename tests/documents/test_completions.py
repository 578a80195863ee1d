"""The completions, in the shells that they are for."""

from __future__ import annotations

import subprocess

import pytest

from s_server.options.table import OPTIONS
from tests.house.tree import ROOT

FOLDER = ROOT / "docs" / "completions"
BASH = """
source {file}
COMP_WORDS=(s_server {words}); COMP_CWORD={at}
_s_server
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# zsh completes in an interactive shell alone, so what it would offer is printed.
ZSH = """
_arguments() {{ print -rl -- "$@" }}
source {file}
"""


def shell(*words: str) -> list[str]:
    """What a shell says."""
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=30, check=True, cwd=FOLDER
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def bash(*words: str) -> list[str]:
    script = BASH.format(
        file="s_server.bash", words=" ".join(words[:-1]), at=len(words)
    )
    script = script.replace("); COMP_CWORD", f" '{words[-1]}'); COMP_CWORD")
    return shell("bash", "-c", script)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("-certf",), ["-certform"]),
        (("-www", "-cert_ch"), ["-cert_chain"]),
        (("-certform", "P"), ["PEM", "P12"]),
        (("-port", ""), [""]),
        (("-cert", "_s"), ["_s_server"]),
    ],
)
def test_bash(words: tuple[str, ...], offered: list[str]) -> None:
    assert bash(*words) == offered


def test_bash_knows_every_option() -> None:
    assert bash("-") == [f"-{option.name}" for option in OPTIONS]


def test_fish() -> None:
    given = "source s_server.fish; complete -C "
    (line,) = shell("fish", "--no-config", "-c", f"{given} 's_server -cert_ch'")
    assert line == "-cert_chain\tcertificates to send after -cert"
    forms = shell("fish", "--no-config", "-c", f"{given} 's_server -certform '")
    assert {line.split("\t")[0] for line in forms} == {"PEM", "DER", "P12"}
    every = shell("fish", "--no-config", "-c", f"{given} 's_server -'")
    assert {line.split("\t")[0] for line in every} >= {f"-{o.name}" for o in OPTIONS}


def test_zsh() -> None:
    offered = shell("zsh", "-f", "-c", ZSH.format(file="_s_server"))
    assert [line.removeprefix("*-").partition("[")[0] for line in offered] == [
        option.name for option in OPTIONS
    ]
    assert "*-nocert[have no certificate (anonymous ciphers and PSK alone)]" in offered
    (chosen,) = [line for line in offered if line.startswith("*-dhparam[")]
    assert chosen.endswith(r"(default\: chosen by the key's strength)]:infile:_files")
