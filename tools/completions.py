"""Completions for bash, zsh and fish, made from the option table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.options.row import Kind
from s_server.options.table import OPTIONS

if TYPE_CHECKING:
    from s_server.options.row import Option

FILES = {Kind.INPUT, Kind.OUTPUT, Kind.TEXT, Kind.URI}
"""Kinds whose word may be a file's name: keys and URIs may be files too."""
FORMATS = {Kind.PEM_OR_DER: "PEM DER P12", Kind.FORMAT: "PEM DER P12"}


def words_of(option: Option) -> str:
    """Answer the words that may follow an option, where there are few."""
    if option.kind in FORMATS:
        return (option.argument or FORMATS[option.kind]).replace("|", " ")
    return ""


def bash() -> str:
    """Answer what bash sources."""
    return f"""\
# Completion of s_server for bash; made from the option table.
_s_server() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
    COMPREPLY=()
    case $before in
{_bash_words()}
    {_alternatives(_of(*FILES))})
        COMPREPLY=($(compgen -f -- "$word")); return ;;
    {_alternatives(_of(Kind.FOLDER))})
        COMPREPLY=($(compgen -d -- "$word")); return ;;
    {_alternatives(_counted())})
        return ;;
    esac
    COMPREPLY=($(compgen -W "{" ".join(f"-{o.name}" for o in OPTIONS)}" -- "$word"))
}}
complete -o filenames -F _s_server s_server
"""


def zsh() -> str:
    """Answer the function that zsh loads for the command."""
    rows = " \\\n".join(f"    {_zsh_row(option)}" for option in OPTIONS)
    return f"""\
#compdef s_server
# Completion of s_server for zsh; made from the option table.
_arguments \\
{rows}
"""


def fish() -> str:
    """Answer what fish sources."""
    rows = "\n".join(map(_fish_row, OPTIONS))
    return f"""\
# Completion of s_server for fish; made from the option table.
complete -c s_server -f
{rows}
"""


def _of(*kinds: Kind) -> list[Option]:
    return [option for option in OPTIONS if option.kind in kinds]


def _counted() -> list[Option]:
    handled = {*FILES, *FORMATS, Kind.FOLDER, Kind.FLAG}
    return [option for option in OPTIONS if option.kind not in handled]


def _alternatives(options: list[Option]) -> str:
    return "|".join(f"-{option.name}" for option in options)


def _bash_words() -> str:
    return "\n".join(
        f"    -{option.name})\n"
        f'        COMPREPLY=($(compgen -W "{words_of(option)}" -- "$word")); return ;;'
        for option in _of(*FORMATS)
    )


def _zsh_row(option: Option) -> str:
    help_text = option.help
    for special in "\\[]:":
        help_text = help_text.replace(special, f"\\{special}")
    help_text = help_text.replace("'", "'\\''")
    row = f"*-{option.name}[{help_text}]"
    if option.kind is Kind.FLAG:
        return f"'{row}'"
    return f"'{row}:{option.argument or option.kind.value}:{_zsh_action(option)}'"


def _zsh_action(option: Option) -> str:
    if words := words_of(option):
        return f"({words})"
    if option.kind is Kind.FOLDER:
        return "_files -/"
    return "_files" if option.kind in FILES else " "


def _fish_row(option: Option) -> str:
    help_text = option.help.replace("\\", "\\\\").replace("'", "\\'")
    row = f"complete -c s_server -o {option.name} -d '{help_text}'"
    if option.kind is Kind.FLAG:
        return row
    if words := words_of(option):
        return f"{row} -x -a '{words}'"
    if option.kind is Kind.FOLDER:
        return f"{row} -x -a '(__fish_complete_directories)'"
    return f"{row} -r -F" if option.kind in FILES else f"{row} -x"
