"""DTLS on the oldest and the newest OpenSSL that we serve on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import s_client
from tests.kit.dtls import Client, reversal
from tests.kit.openssls import OursOnNewest, OursOnOldest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", [OursOnOldest, OursOnNewest])
def test_many_clients_one_of_which_comes_back(
    kind: type[OursOnOldest | OursOnNewest], folder: Path
) -> None:
    words = ("-dtls", "-rev", "-timeout", "-cert", "ecdsa.pem", "-cipher", "ALL")
    with kind().start(*words, cwd=folder) as server:
        with Client(server.address) as first, Client(server.address) as second:
            first.says(b"first\n", b"tsrif\n")
            second.says(b"second\n", b"dnoces\n")
        seen = s_client(
            server.address,
            *("-dtls1_2", "-quiet", "-no_ign_eof"),
            send=b"third\n",
            wait_for=b"driht\n",
        )
        assert seen.status == 0
        gone = Client(server.address)
        source = gone.plain.getsockname()
        gone.vanish()
        reversal(server.address, source=source)
