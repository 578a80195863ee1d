"""Two connections on a thread that may have a single job (ASYNC_init_thread(3)).

While the first one's job is paused, the second gets none
(SSL_ERROR_WANT_ASYNC_JOB) and waits.  A program, because the engine is found when
libcrypto is loaded.
"""

from __future__ import annotations

import socket
import sys
from concurrent.futures import ThreadPoolExecutor

from cffi import FFI

from s_server.config import AsyncJobs, Config, Identity, Protocol
from s_server.connection.channel import Broken, Channel
from s_server.connection.service import Stop
from s_server.events import Bus, Cause
from s_server.libssl.load import open_library
from s_server.libssl.tls import Outcome, Tls
from s_server.setup import build

SECONDS = 20


def shake_hands(plain: socket.socket) -> None:
    import ssl  # noqa: PLC0415 - only after our libssl

    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    settings.check_hostname = False
    settings.verify_mode = ssl.CERT_NONE
    settings.wrap_socket(plain).close()


def one_job_only(path: str) -> None:
    """Let this thread have one job at a time."""
    ffi = FFI()
    ffi.cdef("int ASYNC_init_thread(size_t max_size, size_t init_size);")
    crypto = ffi.dlopen(path)
    assert crypto.ASYNC_init_thread(1, 1) == 1  # type: ignore[attr-defined]  # cffi declares it at run time


def main(certificate: str) -> None:
    library = open_library(None)
    one_job_only(library.crypto_path)
    config = Config(
        async_jobs=AsyncJobs(on=True),
        identity=Identity(cert=certificate),
        protocol=Protocol(only="TLSv1.3"),
    )
    setup = build(config, library, Bus(), lambda _: None)
    ours, theirs = zip(*(socket.socketpair() for _ in range(2)), strict=True)
    for sock in ours:
        sock.settimeout(0)
    stop = Stop()
    with setup.context, ThreadPoolExecutor(2) as pool:
        clients = [pool.submit(shake_hands, sock) for sock in theirs]
        first, second = (
            Channel(Tls(setup.context, s.fileno()), s, stop=stop,
                    idle_limit=None) for s in ours
        )  # fmt: skip
        while (outcome := first.tls.handshake()) is not Outcome.WANT_ASYNC:
            first.wait_for(outcome)
        assert second.tls.handshake() is Outcome.WANT_ASYNC_JOB
        assert cause(second) is Cause.TIMED_OUT
        first.handshake(SECONDS, lambda: None)
        second.handshake(SECONDS, lambda: None)
        for client in clients:
            client.result(SECONDS)
        first.tls.close()
        second.tls.close()
    print("both are shaken")


def cause(channel: Channel) -> Cause | None:
    """Why a handshake cannot be finished within moments."""
    try:
        channel.handshake(0, lambda: None)
    except Broken as broken:
        return broken.cause
    return None


if __name__ == "__main__":
    main(sys.argv[1])
