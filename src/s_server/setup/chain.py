"""Where the issuers for the server's own chains are found."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.errors import LibraryError, LoadError
from s_server.libssl.trust import TrustStore, build_chain_from
from s_server.setup.reading import Place, check_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.config import ChainTrust
    from s_server.libssl.context import Context


def apply(context: Context, trust: ChainTrust) -> None:
    """Build chains from -chainCAfile, -chainCApath and -chainCAstore, if given.

    Without them the certificates that clients are checked by serve for it.  Raises
    LoadError.
    """
    if trust.file is None and trust.folder is None and trust.uri is None:
        return
    with TrustStore(context.library) as store:
        # The C program's order.
        _add(store.add_folder, trust.folder, "chainCApath")
        _add(store.add_file, trust.file, "chainCAfile")
        _add(store.add_uri, trust.uri, "chainCAstore")
        build_chain_from(context, store)


def _add(add: Callable[[str], None], where: str | None, option: str) -> None:
    if where is None:
        return
    if not os.path.isdir(where):
        check_file(Place(uri=where, option=option), f"certificates (-{option})")
    try:
        add(where)
    except LibraryError as problem:
        raise LoadError(
            f"cannot read the certificates (-{option}) from {where!r}: "
            f"{problem.reasons}"
        ) from problem
