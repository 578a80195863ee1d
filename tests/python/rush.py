"""One client after another, run as a program: a port, a count and a version.

Each sends the number of its own port, and prints port and version when it has got
that back in reverse and said goodbye.
"""

from __future__ import annotations

import socket
import ssl
import sys

LIMIT = 20


def main(port: int, count: int, version: str) -> None:
    """Be so many clients."""
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    settings.check_hostname = False
    settings.verify_mode = ssl.CERT_NONE
    settings.minimum_version = settings.maximum_version = ssl.TLSVersion[version]
    for _ in range(count):
        with (
            socket.create_connection(("127.0.0.1", port), LIMIT) as plain,
            settings.wrap_socket(plain) as client,
        ):
            mark = str(client.getsockname()[1])
            client.sendall(mark.encode() + b"\n")
            answer = client.recv(100)
            assert answer == mark[::-1].encode() + b"\n", answer
            agreed = client.version()
            client.unwrap()
            print(mark, agreed)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
