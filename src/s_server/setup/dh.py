"""DH parameters for ephemeral keys."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.errors import LibraryError, LoadError
from s_server.events import DhChosen
from s_server.libssl.store import PassPhrase, load_parameters
from s_server.setup.identity import DEFAULT_FILE

if TYPE_CHECKING:
    from s_server.config import Identity
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.libssl.x509 import PrivateKey


def apply(context: Context, identity: Identity, bus: Bus) -> None:
    """Use the parameters of ``-dhparam``, else those beside the certificate.

    Without either the library chooses.  Raises LoadError or LibraryError.
    """
    if identity.dh_disabled:
        return
    parameters = _given(context, identity)
    if parameters is None:
        context.use_automatic_dh()
    else:
        with parameters:
            context.use_dh(parameters)
    bus.emit(DhChosen(from_file=parameters is not None))


def _given(context: Context, identity: Identity) -> PrivateKey | None:
    if identity.dh_parameters is not None:
        return _read(context, identity.dh_parameters)
    path = identity.cert or DEFAULT_FILE
    if not os.path.isfile(path):
        # A pipe holds the certificate alone, and has been read by now.
        return None
    try:
        with open(path, "rb") as file:
            # Only PEM holds several things; others would be asked for a pass phrase.
            if b"-----BEGIN DH PARAMETERS-----" not in file.read():
                return None
    except OSError:
        return None
    return _read(context, path)


def _read(context: Context, path: str) -> PrivateKey:
    if not os.path.exists(path.removeprefix("file:")):
        raise LoadError(f"cannot read DH parameters: {path}: No such file or directory")
    try:
        found = load_parameters(context.library, path, PassPhrase(lambda: None))
    except LibraryError as problem:
        reason = problem.reasons
        if reason in {"", "unsupported"}:
            reason = "the file is damaged, or holds something else"
        raise LoadError(f"cannot read DH parameters: {path}: {reason}") from problem
    if found is None:
        raise LoadError(f"there are no DH parameters in {path!r}")
    if not found.is_dh:
        found.close()
        raise LoadError(f"the parameters in {path!r} are not of type DH")
    return found
