"""Lists of revoked certificates, for every store that clients are verified with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.trust import stores_of
from s_server.setup.pass_phrase import Phrases
from s_server.setup.reading import Place, read_revocation_list

if TYPE_CHECKING:
    from s_server.config import Revocation
    from s_server.libssl.context import Context

LIST_SIZE = 16 << 20
"""The largest list that is fetched, in bytes."""


def apply(context: Context, revocation: Revocation) -> None:
    """Use the list of -CRL, and fetch others; the context has its stores already.

    Raises LoadError.
    """
    if revocation.file is None and not revocation.download:
        return
    from s_server.libssl.revocation import add_list, fetch_lists  # noqa: PLC0415  # rarely used

    if revocation.file is not None:
        place = Place(uri=revocation.file, option="CRL", form=revocation.form)
        phrases = Phrases(None, lambda _: None)
        with read_revocation_list(context.library, place, phrases) as revoked:
            for store in stores_of(context):
                with store:
                    add_list(store, revoked)
    if revocation.download:
        context.fetch = _fetch
        for store in stores_of(context):
            with store:
                fetch_lists(store)


def _fetch(url: str, deadline: float, stop: int | None) -> bytes:
    from s_server.transport.fetch import Limits, Request, fetch  # noqa: PLC0415  # rarely used

    return fetch(Request(url), Limits(deadline=deadline, size=LIST_SIZE, stop=stop))
