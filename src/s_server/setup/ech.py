"""The keys for encrypted ClientHellos, from files and folders (RFC 9849)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.errors import LoadError
from s_server.events import EchFolderRead, EchKeyAdded, EchKeysLoaded
from s_server.libssl.ech import EchStore, grease_retries, try_all_keys
from s_server.setup.reading import Place, check_file

if TYPE_CHECKING:
    from s_server.config import Ech
    from s_server.events import Bus
    from s_server.libssl.context import Context

_MADE = "`openssl ech -public_name NAME -out FILE` makes one"


def apply(context: Context, ech: Ech, bus: Bus) -> None:
    """Read the keys, files first, and use them; raises LoadError."""
    if ech.trial_decrypt:
        try_all_keys(context)
    if ech.grease_retries:
        grease_retries(context)
    if not (ech.keys or ech.folders or ech.folders_without_retry):
        return
    with EchStore(context.library) as store:
        for path in ech.keys:
            _add(store, path)
            bus.emit(EchKeyAdded(path=path))
        for path in ech.folders:
            bus.emit(_add_all(store, path, "ech_dir", for_retry=True))
        for path in ech.folders_without_retry:
            bus.emit(_add_all(store, path, "ech_noretry_dir", for_retry=False))
        store.use(context)
        bus.emit(EchKeysLoaded(count=store.count))


def _add(store: EchStore, path: str) -> None:
    named = "ECH key pair (-ech_key)"
    check_file(Place(uri=path, option="ech_key"), named)
    with open(path, "rb") as file:
        problem = store.add(file.read(), for_retry=True)
    if problem is not None:
        raise LoadError(
            f"cannot read the {named} from {path!r}: {problem}", hints=(_MADE,)
        )


def _add_all(
    store: EchStore, path: str, option: str, *, for_retry: bool
) -> EchFolderRead:
    try:
        names = sorted(os.listdir(path))
    except OSError as problem:
        raise LoadError(
            f"cannot read the ECH key pairs (-{option}) in {path!r}: {problem.strerror}"
        ) from None
    files: list[str] = []
    unreadable: list[str] = []
    for name in names:
        place = os.path.join(path, name)
        if os.path.isfile(place):
            pem = _content(place)
            good = pem is not None and store.add(pem, for_retry=for_retry) is None
            (files if good else unreadable).append(name)
    return EchFolderRead(path=path, files=tuple(files), unreadable=tuple(unreadable))


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
