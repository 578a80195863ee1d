"""Makes full handshakes for some seconds, and prints how many: PORT SECONDS VERSION."""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import time


def main(port: int, seconds: float, version: str) -> int:
    """Connect, shake hands, say goodbye, again and again."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    count = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        with socket.create_connection(("127.0.0.1", port), 20) as raw:
            client = context.wrap_socket(raw)
            with contextlib.suppress(OSError):
                client.unwrap()
            client.close()
        count += 1
    return count


if __name__ == "__main__":
    print(main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]))
