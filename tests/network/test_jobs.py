"""Cryptography that really pauses: -async with an engine made for it.

OpenSSL's own engine for such tests, dasync, is not in Debian's packages, so one is
compiled here.  Its cipher takes several records at once, which proves pipelines too.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.compat.clients import talk
from tests.kit.clients import python_connection, s_client
from tests.kit.conversation import Scenario, both, compare_outcomes
from tests.kit.servers import Ours, clean_environment
from tests.kit.stores import RedisServer
from tests.network.client import TLS_1_2, TLS_1_3, eventually, read_to_end

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from tests.kit.certificates import Certificates
    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

HERE = Path(__file__).parent
GCC = (
    *("gcc", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"),
    # At its end a program unloads what a thread of it may still run.
    *("-O1", "-shared", "-fPIC", "-Wl,-z,nodelete"),
)
CONFIGURATION = """
openssl_conf = init
[init]
engines = engines
[engines]
pausing = pausing
[pausing]
engine_id = pausing
dynamic_path = {path}
default_algorithms = RSA,CIPHERS
init = 1
"""
CBC = "ECDHE-RSA-AES128-SHA"
"""The only kind of cipher that the engine knows."""
BODY = bytes(range(250)) * 200
FLAGS = {TLS_1_2: "-tls1_2", TLS_1_3: "-tls1_3"}
BOTH = pytest.mark.parametrize(
    "version", [TLS_1_2, TLS_1_3], ids=lambda version: version.name
)


@pytest.fixture(scope="session")
def jobs(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the engine, its configuration, a certificate and a file."""
    made = tmp_path_factory.mktemp("jobs")
    engine = compiled("pausing_engine.c", made, "-lcrypto", "-lpthread")
    (made / "engine.cnf").write_text(CONFIGURATION.format(path=engine))
    (made / "rsa.pem").write_bytes(certificates.pair("rsa").read_bytes())
    (made / "body").write_bytes(BODY)
    return made


def compiled(source: str, folder: Path, *libraries: str) -> Path:
    """Make a shared object of a C file that lies here."""
    assert shutil.which("gcc"), "no gcc here: run `make peers`"
    made = (folder / source).with_suffix(".so")
    command = [*GCC, "-o", str(made), str(HERE / source), *libraries]
    subprocess.run(command, check=True, timeout=60)
    return made


def environment(folder: Path, *, microseconds: int = 1000) -> dict[str, str]:
    return {
        "OPENSSL_CONF": str(folder / "engine.cnf"),
        "PAUSING_WAITS": str(folder / "waits"),
        "PAUSING_MICROSECONDS": str(microseconds),
    }


def pauses(folder: Path) -> int:
    """How often a job has paused since this was asked last."""
    path = folder / "waits"
    count = path.stat().st_size if path.exists() else 0
    path.write_bytes(b"")
    return count


@pytest.fixture
def serve(jobs: Path) -> Iterator[Serve]:
    """What starts a server whose cryptography pauses."""
    started: list[ServerRun] = []

    def serve(*options: str, microseconds: int = 1000) -> ServerRun:
        words = ("-cert", "rsa.pem", "-async", *options)
        env = environment(jobs, microseconds=microseconds)
        started.append(Ours().start(*words, cwd=jobs, env=env))
        pauses(jobs)
        return started[-1]

    yield serve
    for server in started:
        server.stop()


def fetch(server: ServerRun, *, version: ssl.TLSVersion = TLS_1_2) -> None:
    ciphers = CBC if version is TLS_1_2 else ""
    with python_connection(server.address, version=version, ciphers=ciphers) as client:
        client.sendall(b"GET /body HTTP/1.0\r\n\r\n")
        assert read_to_end(client) == BODY


def test_pauses_are_told_as_the_c_program_does(jobs: Path) -> None:
    scenario = Scenario(
        name="paused jobs",
        options=("-cert", "rsa.pem", "-naccept", "1", "-async"),
        client=talk("-tls1_2", "-cipher", CBC),
        env=environment(jobs),
    )
    pauses(jobs)
    expected, got = both(scenario, jobs)
    assert compare_outcomes(scenario, expected, got, jobs) == []
    for line in (b"Read BLOCK (Async)\n", b"Write BLOCK (Async)\n"):
        assert line in expected.stdout
    assert pauses(jobs) > 10


def test_without_the_option_nothing_pauses(jobs: Path) -> None:
    words = ("-cert", "rsa.pem", "-HTTP")
    with Ours().start(*words, cwd=jobs, env=environment(jobs)) as server:
        pauses(jobs)
        fetch(server)
        assert pauses(jobs) == 0
        server.stop()


@BOTH
def test_files(serve: Serve, jobs: Path, version: ssl.TLSVersion) -> None:
    server = serve("-HTTP")
    fetch(server, version=version)
    assert pauses(jobs) > 0


def test_pipelines_encrypt_several_records_at_once(serve: Serve, jobs: Path) -> None:
    sizes = ("-HTTP", "-split_send_frag", "1000")
    fetch(serve(*sizes))
    one_by_one = pauses(jobs)
    fetch(serve(*sizes, "-max_pipelines", "10"))
    assert one_by_one >= len(BODY) // 1000
    assert pauses(jobs) <= one_by_one - (len(BODY) // 1000) * 8 // 10


def test_what_is_typed_waits_for_the_job(serve: Serve) -> None:
    """A paused read would be taken up again by the write, whose data were lost."""
    server = serve(microseconds=200_000)
    with python_connection(server.address, version=TLS_1_2, ciphers=CBC) as client:
        server.wait_line(rb"Secure Renegotiation")
        client.sendall(b"from the client\n")
        server.wait_line(rb"Read BLOCK \(Async\)")
        server.type(b"from the server\n")
        assert client.recv(100) == b"from the server\n"
        server.wait_bytes(b"from the client\n")


def test_a_limit_holds_for_a_job_too(serve: Serve) -> None:
    server = serve("-rev", "-handshake_timeout", "1", microseconds=60_000_000)
    with pytest.raises(OSError, match=r"EOF|reset|closed"):
        fetch(server)
    assert b"timed out" in eventually(lambda: server.stderr or None, "words of it")


def test_the_stop_does_not_wait_for_a_job(serve: Serve, jobs: Path) -> None:
    server = serve("-rev", microseconds=60_000_000)
    with ThreadPoolExecutor(1) as pool:
        client = pool.submit(fetch, server)
        eventually(lambda: pauses(jobs) or None, "a paused job")
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
        assert isinstance(client.exception(), OSError)
    assert server.stderr == b""


def test_goodbye_comes_after_a_paused_job(serve: Serve) -> None:
    server = serve(microseconds=300_000)
    with python_connection(server.address, version=TLS_1_2, ciphers=CBC) as client:
        server.wait_line(rb"Secure Renegotiation")
        client.sendall(b"from the client\n")
        server.wait_line(rb"Read BLOCK \(Async\)")
        server.signal(signal.SIGTERM)
        # Python answers close_notify with an empty read, and a truncation with an
        # error.
        assert read_to_end(client) == b""
        assert server.wait() == 0


@BOTH
def test_many_threads_have_jobs_of_their_own(
    serve: Serve, jobs: Path, version: ssl.TLSVersion
) -> None:
    server = serve("-HTTP")

    def visit(_: int) -> None:
        fetch(server, version=version)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(visit, range(40)))
        before = memory(server)
        list(pool.map(visit, range(120)))
    assert memory(server) - before < 3_000
    assert pauses(jobs) >= 160
    assert server.status is None
    assert b"Traceback" not in server.stderr


CALLBACKS = (
    *("-ext_cache", "-id_prefix", "abc", "-alpn", "h2", "-keylogfile", "keys"),
    *("-keymatexport", "label", "-nextprotoneg", "h2", "-no_resume_ephemeral"),
    *("-verify", "3", "-policy_print", "-policy_check"),
    *("-trace", "-state", "-debug", "-tlsextdebug"),
)
"""Options that have libssl call us back during a handshake."""


@contextmanager
def gauged(jobs: Path, *options: str) -> Iterator[ServerRun]:
    """Serve three connections; the stack of a job was seen to be large enough."""
    gauge = jobs / "gauge"
    env = {
        "LD_PRELOAD": str(compiled("stack_gauge.c", jobs, "-ldl")),
        "STACK_GAUGE": str(gauge),
    }
    words = ("-cert", "rsa.pem", "-async", "-naccept", "3", *options)
    with Ours().start(*words, cwd=jobs, env=env) as server:
        yield server
        assert server.wait() == 0
        assert b"Traceback" not in server.stderr
    used, size = map(int, gauge.read_text().split())
    gauge.unlink()
    assert size == 32768
    assert 1024 < used < size * 2 // 3


@BOTH
def test_callbacks_get_by_on_the_small_stack(
    jobs: Path, version: ssl.TLSVersion
) -> None:
    """A job has 32 KiB for OpenSSL and our callbacks, and nothing guards its end."""
    with gauged(jobs, *CALLBACKS) as server:
        for _ in range(3):
            asked = (FLAGS[version], "-alpn", "h2", "-cert", "rsa.pem")
            seen = s_client(server.address, *asked, cwd=jobs)
            assert seen.status == 0, seen


@BOTH
@pytest.mark.parametrize("shared", ["store", "keys"])
def test_sharing_gets_by_too(
    jobs: Path, tmp_path: Path, version: ssl.TLSVersion, shared: str
) -> None:
    keys = tmp_path / "keys"
    keys.touch(0o600)
    keys.write_bytes(bytes(80))
    with RedisServer(tmp_path) as store:
        words = {
            "store": ("-no_ticket", "-session_store", store.url),
            "keys": ("-ticket_keys", str(keys)),
        }
        with gauged(jobs, "-rev", *words[shared]) as server:
            for flag in ("-sess_out", "-sess_in", "-sess_in"):
                options = (FLAGS[version], flag, "shared.session")
                seen = s_client(
                    server.address,
                    *options,
                    send=b"hello\n",
                    wait_for=b"olleh",
                    cwd=jobs,
                )
                assert (b"Reused" in seen.stdout) is (flag == "-sess_in")


def test_a_job_that_cannot_be_had_is_waited_for(jobs: Path) -> None:
    """A thread that may have one job, and two connections: see one_job.py."""
    command = [sys.executable, "-m", "tests.network.one_job", str(jobs / "rsa.pem")]
    env = clean_environment(environment(jobs, microseconds=300_000))
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "both are shaken\n"), done.stderr


def memory(server: ServerRun) -> int:
    """The server's resident memory in kB (proc(5))."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])
