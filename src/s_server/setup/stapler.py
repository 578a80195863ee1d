"""Which OCSP responses clients get: from files, or from responders.

A responder is the one that the certificate names, else that of -status_url.  Its
answer is kept for as long as it says.  All of this is imported at the start, as
callbacks may run on a small stack (``-async``), where importing would need too much.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from s_server.config import Staple
from s_server.errors import FetchError
from s_server.events import ResponderNamed, StatusMissing, StatusProblem
from s_server.frozen import Frozen
from s_server.libssl.status import read_response
from s_server.setup.responses import Memory
from s_server.transport.fetch import LONGEST, Limits, Request, fetch
from s_server.transport.proxy import proxy_for
from s_server.wire import http_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.config import Status
    from s_server.libssl.load import Library
    from s_server.libssl.status import Asked, Response, Served
    from s_server.libssl.tls import Tls

ASKING_SECONDS = 10
"""How long a responder may take, where -status_timeout does not say."""
RESPONSE_SIZE = 100 * 1024
"""The largest response that is taken, in bytes, as in OpenSSL (OSSL_HTTP_transfer)."""
_QUESTION = {"Content-Type": "application/ocsp-request"}


class Stapler:
    """Answers which responses a client gets; all connections of a server share it."""

    def __init__(self, library: Library, status: Status) -> None:
        self.whole_chain = status.staple is Staple.CHAIN
        self._library = library
        self._status = status
        self._memory = Memory()

    def staple(self, asked: Asked) -> tuple[Response | None, ...]:
        """Answer a response, or None, for each certificate (libssl.status.Stapler)."""
        if self._status.files:
            return self._from_files(asked)
        return tuple(self._from_responder(asked, served) for served in asked.served)

    def _from_files(self, asked: Asked) -> tuple[Response | None, ...]:
        """Read the files anew, as others may have been put there meanwhile.

        Our own certificate gets the last one, where none is about it.
        """
        found = list(self._read_files(asked.tls))
        chosen = [_about(served, found) for served in asked.served]
        if found and chosen and not any(chosen):
            chosen[0] = found[-1]
        return tuple(chosen)

    def _read_files(self, tls: Tls) -> Iterator[Response]:
        for file in self._status.files:
            read = read_file(self._library, file)
            if isinstance(read, Missing):
                read.tell(tls)
            else:
                yield read

    def _from_responder(self, asked: Asked, served: Served) -> Response | None:
        found = self._found(asked, served)
        if not isinstance(found, Missing):
            return found
        found.tell(asked.tls)
        return None

    def _found(self, asked: Asked, served: Served) -> Response | Missing:
        url = served.responder
        if url is not None:
            try:
                http_url.parse(url)
            except ValueError as problem:
                return Missing(StatusProblem.BAD_ADDRESS, url, str(problem))
            asked.tls.note(ResponderNamed, url=url)
        elif self._status.url is not None:
            url = self._status.url
        else:
            return Missing(StatusProblem.NO_RESPONDER)
        ask = partial(self._ask, asked, served, url)
        # The answer to a request with extensions is for this client alone.
        return self._memory.recall(served.octets, ask) if asked.is_plain else ask()

    def _ask(self, asked: Asked, served: Served, url: str) -> Response | Missing:
        question = served.request()
        if question is None:
            return Missing(StatusProblem.NO_ISSUER)
        try:
            octets = self._fetch(url, question, asked.tls.stop)
        except FetchError as problem:
            return Missing(StatusProblem.NO_ANSWER, url, problem.message)
        response = read_response(self._library, octets)
        reason = "the answer is no OCSP response"
        return response or Missing(StatusProblem.NO_ANSWER, url, reason)

    def _fetch(self, url: str, question: bytes, stop: int | None) -> bytes:
        status = self._status
        seconds = ASKING_SECONDS if status.timeout is None else status.timeout
        deadline = time.monotonic() + (seconds if seconds > 0 else LONGEST)
        proxy = partial(proxy_for, given=status.proxy, exceptions=status.no_proxy)
        return fetch(
            Request(url, question, _QUESTION, proxy),
            Limits(deadline=deadline, size=RESPONSE_SIZE, stop=stop),
        )


class Missing(Frozen, kw_only=False):
    """Why there is no response, and where it was looked for; it is not kept."""

    until: ClassVar[None] = None
    problem: StatusProblem
    place: str = ""
    reason: str = ""

    def tell(self, tls: Tls) -> None:
        """Have the connection tell of it."""
        tls.note(
            StatusMissing, problem=self.problem, place=self.place, reason=self.reason
        )


def _about(served: Served, responses: list[Response]) -> Response | None:
    return next((r for r in responses if r.is_about(served)), None)


def read_file(library: Library, file: str) -> Response | Missing:
    """Answer the response in a file, or why there is none."""
    try:
        with open(file, "rb") as opened:
            octets = opened.read()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        return Missing(StatusProblem.NO_FILE, file, reason)
    response = read_response(library, octets)
    return response or Missing(
        StatusProblem.BAD_FILE, file, "it is no OCSP response in DER"
    )
