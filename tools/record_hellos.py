"""Records what real clients say first, for the tests of the decoder to read.

`make peers-all` installs the clients and runs this; run it alone with
``python -m tools.record_hellos [NAME...]`` from the project's folder.  Each client is
started against a listener on loopback that takes its hello and hangs up.  With
``TSHARK`` set to a program, that one is asked for the fingerprints.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.wire.first_flight import first_client_hello
from tests.kit.hellos import Recorded
from tests.kit.pcap import capture

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".peers"
OLDEST, NEWEST = PEERS / "libssl1.1/usr", PEERS / "libssl4/usr"
LOOKALIKES = PEERS / "curl_cffi/bin/python"
SECONDS = 60.0
FINGERPRINTS = ("ja3_full", "ja3", "ja4", "ja4_r")
NUMBER = re.compile(r"\d+(?:\.\d+)*[a-z]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How to make a client say hello to localhost; ``{port}`` stands in the words."""

    name: str
    words: tuple[str, ...]
    version: tuple[str, ...]
    """The command that tells its version."""
    dtls: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    shown: str = ""
    """What the file says instead of the words, where they name this machine's paths."""
    files: dict[str, str] = field(default_factory=dict)
    """Files in the folder ``{home}``, which is the client's own."""


def s_client(
    name: str,
    *options: str,
    program: tuple[str, ...] = ("openssl",),
    dtls: bool = False,
) -> Client:
    """An `openssl s_client` of any release."""
    words = ("s_client", "-connect", "127.0.0.1:{port}", "-servername", "localhost")
    environment = {}
    if program[0].startswith(str(OLDEST)):
        environment["LD_LIBRARY_PATH"] = str(next(OLDEST.rglob("libssl.so.1.1")).parent)
    return Client(
        name=name,
        words=(*program, *words, *options),
        version=(*program, "version"),
        dtls=dtls,
        environment=environment,
        shown=" ".join(("openssl", *words, *options)),
    )


def lookalike(browser: str) -> Client:
    """curl_cffi in the clothes of a browser."""
    call = f"get('https://localhost:{{port}}/', impersonate='{browser}')"
    return Client(
        name=f"curl_cffi-{browser}",
        words=(str(LOOKALIKES), "-c", f"import curl_cffi.requests as r; r.{call}"),
        version=(
            *(str(LOOKALIKES), "-c"),
            "import curl_cffi; print(curl_cffi.__version__)",
        ),
        shown=f'python -c "import curl_cffi.requests as r; r.{call}"',
    )


def clients() -> Iterator[Client]:
    """Every client whose hello is recorded."""
    alpn = ("-alpn", "h2,http/1.1")
    yield s_client("openssl", *alpn)
    yield s_client("openssl-tls1_2", "-tls1_2", *alpn, "-nextprotoneg", "h2", "-status")
    yield s_client(
        *("openssl-tls1_0", "-tls1", "-cipher", "ALL:@SECLEVEL=0", "-fallback_scsv"),
    )
    yield s_client(
        *("openssl-many", *alpn, "-status", "-maxfraglen", "1024", "-comp"),
        *("-psk", "0123456789abcdef", "-psk_identity", "somebody", "-enable_pha"),
        *("-serverinfo", "18,1234", "-groups", "P-256:X448:ffdhe2048"),
    )
    yield s_client(
        *("openssl-dtls", "-dtls1_2", "-use_srtp"),
        "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM",
        dtls=True,
    )
    older = (str(OLDEST / "bin/openssl"),)
    yield s_client("openssl-oldest", *alpn, program=older)
    yield s_client("openssl-oldest-tls1_1", "-tls1_1", program=older)
    if NEWEST.is_dir():
        library = next(NEWEST.rglob("libssl.so.4")).parent
        (loader,) = library.glob("ld-linux*.so*")
        path = ("--library-path", str(library), str(NEWEST / "bin/openssl"))
        newer = (str(loader), *path)
        yield s_client("openssl-newest", *alpn, program=newer)
        yield s_client("openssl-newest-ech", *alpn, "-ech_grease", program=newer)
    yield from _libraries()
    yield from _browsers()
    for browser in ("chrome150", "chrome131_android", "safari2601", "safari153"):
        yield lookalike(browser)
    for browser in ("safari180_ios", "firefox147", "edge101", "chrome99", "tor145"):
        yield lookalike(browser)


def _libraries() -> Iterator[Client]:
    gnutls = ("gnutls-cli", "--no-ca-verification", "--port", "{port}")
    version = ("gnutls-cli", "--version")
    yield Client(name="gnutls", words=(*gnutls, "localhost"), version=version)
    yield Client(
        name="gnutls-dtls", words=(*gnutls, "--udp", "localhost"), version=version,
        dtls=True,
    )  # fmt: skip
    yield Client(
        name="curl",
        words=("curl", "--noproxy", "*", "https://localhost:{port}/"),
        version=("curl", "--version"),
    )
    script = "import urllib.request as r; r.urlopen('https://localhost:{port}/')"
    yield Client(
        name="python",
        words=("python3", "-c", script),
        version=("python3", "--version"),
    )
    script = "fetch('https://localhost:{port}/')"
    yield Client(
        name="node", words=("node", "-e", script), version=("node", "--version")
    )
    yield Client(
        name="java",
        words=("keytool", "-printcert", "-sslserver", "localhost:{port}"),
        version=("java", "--version"),
    )


def _browsers() -> Iterator[Client]:
    yield Client(
        name="chromium",
        words=(
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu"),
            *("--disable-background-networking", "--no-first-run", "--no-proxy-server"),
            # Nothing but loopback is to be asked for anything.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
            *("--user-data-dir={home}/profile", "https://localhost:{port}/"),
        ),
        version=("chromium", "--version"),
    )
    quiet = {
        "network.proxy.type": "0",
        "network.captive-portal-service.enabled": "false",
        "network.connectivity-service.enabled": "false",
        "app.normandy.enabled": "false",
        "services.settings.server": '"https://localhost:1/"',
        "datareporting.policy.dataSubmissionEnabled": "false",
    }
    rows = (f'user_pref("{name}", {value});\n' for name, value in quiet.items())
    yield Client(
        name="firefox",
        words=(
            *(
                "firefox-esr",
                "--headless",
                "--no-remote",
                "--profile",
                "{home}/profile",
            ),
            "https://localhost:{port}/",
        ),
        version=("firefox-esr", "--version"),
        files={"profile/user.js": "".join(rows)},
    )


def main(names: list[str]) -> int:
    """Record all clients, or those that are named; answer how many failed."""
    failed = 0
    for client in clients():
        if names and client.name not in names:
            continue
        try:
            found = record(client)
        except (OSError, subprocess.SubprocessError, WireError) as problem:
            print(f"{client.name}: {problem}", file=sys.stderr)
            failed += 1
            continue
        found.write()
        print(f"{found.name}: {len(found.data)} bytes", file=sys.stderr)
    return failed


def record(client: Client) -> Recorded:
    """Start the client, and answer what it said first."""
    version = subprocess.run(
        client.version,
        env=os.environ | client.environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    number = NUMBER.search(version.stdout)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        for name, text in client.files.items():
            path = Path(home, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        data = _datagram(client, home) if client.dtls else _stream(client, home)
    return Recorded(
        client=client.name,
        version=number[0] if number else "unknown",
        date=str(datetime.datetime.now(tz=datetime.UTC).date()),
        command=client.shown or " ".join(client.words),
        dtls=client.dtls,
        data=data,
        wireshark=fingerprints(data, dtls=client.dtls),
    )


def _stream(client: Client, home: str) -> bytes:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(SECONDS)
        with _started(client, home, listener.getsockname()[1]):
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.settimeout(SECONDS)
                    if data := _hello(connection):
                        return data


def _hello(connection: socket.socket) -> bytes:
    """Read until the hello is whole; nothing if the client changed its mind."""
    data = b""
    while piece := connection.recv(65536):
        data += piece
        with contextlib.suppress(WireError):
            first_client_hello(data)
            return data
    return b""


def _datagram(client: Client, home: str) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(SECONDS)
        with _started(client, home, listener.getsockname()[1]):
            data = listener.recv(65536)
    first_client_hello(data, dtls=True)
    return data


@contextlib.contextmanager
def _started(client: Client, home: str, port: int) -> Iterator[None]:
    values = {"{port}": str(port), "{home}": home}
    words = list(client.words)
    for mark, value in values.items():
        words = [word.replace(mark, value) for word in words]
    running = subprocess.Popen(
        words,
        env=os.environ | {"HOME": home} | client.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        # A browser is many processes, all of one session.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def fingerprints(data: bytes, *, dtls: bool) -> dict[str, str]:
    """What tshark finds; of JA4 nothing, where it is older than 4.2."""
    tshark = os.environ.get("TSHARK", "tshark")
    layer = "dtls" if dtls else "tls"
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        file.write(capture([(data, dtls)]))
        file.flush()
        found = {"tshark": _said(tshark, "--version").split()[2].rstrip(".")}
        known = set(_said(tshark, "-G", "fields").split("\t"))
        for name in FINGERPRINTS:
            if (full := f"{layer}.handshake.{name}") in known:
                asked = ("-T", "fields", "-e", full, "-d", "udp.port==4433,dtls")
                found[name] = _said(tshark, "-r", file.name, *asked).strip()
    return found


def _said(*words: str) -> str:
    return subprocess.run(
        words, capture_output=True, text=True, timeout=SECONDS, check=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
