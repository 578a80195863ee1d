"""What is said of a command that SSL_CONF_cmd(3) refuses, in the release's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.load import Release
from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from s_server.errors import LibraryError
    from s_server.libssl.load import Library


def refused_command(library: Library, name: str, value: str | None) -> LibraryError:
    """Drain the queue into the error of a command, for which None is no value."""
    return library_error(library, _words(name, value, library.release))


def _words(name: str, value: str | None, release: Release) -> str:
    if release < Release.V3_0:
        return f'Error with command: "{name} {value or ""}"'
    shown = "<NULL>" if value is None else value
    return f"Call to SSL_CONF_cmd({name}, {shown}) failed"
