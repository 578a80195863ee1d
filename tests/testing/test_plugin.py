"""The plugin as pytest finds it, in runs of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from s_server import testing
from tests.kit.process import TIMEOUT

# What a run without TLS has to pay: nothing beyond these.
PROBE = """
import pytest, sys
before = set(sys.modules)
import s_server.testing.plugin
print(*sorted(set(sys.modules) - before))
"""

CLIENT = """
import ssl, urllib.request

def fetch(server):
    context = ssl.create_default_context(cafile=server.ca_file)
    urllib.request.urlopen(server.url, context=context, timeout=5).read()
"""


def test_pytest_finds_it() -> None:
    (found,) = entry_points(group="pytest11", name="s_server")
    assert found.value == "s_server.testing.plugin"


def test_a_run_without_it_pays_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
    )
    assert done.stdout.split() == [
        *("s_server", "s_server.testing", "s_server.testing.plugin")
    ]


@pytest.mark.parametrize("process", [False, True], ids=["here", "child"])
def test_the_report_of_a_failure_tells_what_the_server_saw(
    pytester: pytest.Pytester, *, process: bool
) -> None:
    pytester.makepyfile(
        client=f"{CLIENT}\nWHERE = {process}\n",
        test_it="""
        import pytest
        from client import WHERE, fetch

        def test_good(tls_server):
            fetch(tls_server(process=WHERE))

        def test_bad(tls_server):
            fetch(tls_server(process=WHERE))
            fetch(tls_server(process=WHERE, mtls=True, tls1_2=True))

        def test_unused(tls_server):
            assert False

        def test_unvisited(tls_server):
            tls_server(process=WHERE)
            assert False

        def test_without():
            assert False

        @pytest.fixture
        def ready(tls_server):
            fetch(tls_server(process=WHERE, certificate="expired"))

        def test_not_ready(ready):
            pass
        """,
    )
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=4, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of test_not_ready*",
            "*- tls_server -*",
            "https://localhost:*/",
            "  connection 1 from 127.0.0.1:*",
            "    alert received: certificate_expired (45), fatal",
            "    handshake failed: * alert certificate expired",
            "    closed; *",
            "*_ test_bad _*",
            "*- tls_server -*",
            "https://localhost:*/",
            "  connection 1 from 127.0.0.1:*",
            "    handshake done: TLSv1.3, TLS_AES_256_GCM_SHA384",
            "    ended by the server",
            "    closed; *",
            "https://localhost:*/",
            "  connection 1 from 127.0.0.1:*",
            "    alert sent: handshake_failure (40), fatal",
            "    handshake failed: peer did not return a certificate",
            "    closed; *",
            "*_ test_unused _*",
            "*_ test_unvisited _*",
            "*- tls_server -*",
            "https://localhost:*/",
            "  no client has connected",
            "*_ test_without _*",
        ]
    )
    assert str(result.stdout).count("- tls_server -") == 3


def test_a_mistake_of_ours_does_not_end_the_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_one(tls_server, monkeypatch):
            monkeypatch.setattr(type(tls_server()), "story", None)
            assert False

        def test_two():
            pass
        """
    )
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*- tls_server -*", "no story: TypeError: *"])


def test_servers_end_with_their_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import socket
        import pytest

        ports = []

        def test_one(tls_server):
            ports.extend([tls_server().port, tls_server(unresponsive=True).port])
            socket.create_connection(("localhost", ports[1])).close()

        def test_two():
            for port in ports:
                with pytest.raises(ConnectionRefusedError):
                    socket.create_connection(("localhost", port))

        def test_a_bad_option(tls_server):
            tls_server(port=-1)
        """
    )
    result = pytester.runpytest()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["E *UsageError: *-port*"])


def test_the_names_for_annotations() -> None:
    for name in testing.__all__:
        assert getattr(testing, name)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = testing.nonsense
