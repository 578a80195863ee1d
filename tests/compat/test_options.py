"""Every option is held against the C program, or proven elsewhere.

What has no scenario stands in ELSEWHERE, with the test that sees it work.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from s_server.options.table import OPTIONS
from tests.compat import newer
from tests.compat.test_tcp import ALL

ROOT = Path(__file__).parents[2]
CLI = "tests/test_cli.py::test_"
LOAD = "tests/libssl/test_load.py::test_"
LIMITS = "tests/network/test_limits.py::test_"
MISBEHAVIOUR = "tests/network/test_misbehaviour.py::test_"
SRP = "tests/network/test_srp.py::test_"
PROTOCOL = "tests/setup/test_protocol.py::test_"
SHARED = "tests/network/test_shared_sessions.py::test_"
ELSEWHERE: dict[str, str] = {
    "help": f"{CLI}help_goes_to_stderr",
    "version": f"{LOAD}version_tells_what_was_loaded",
    "libssl": f"{LOAD}the_option_goes_before_the_variable",
    "max_connections": (
        "tests/python/test_limits.py::test_who_is_one_too_many_waits_in_the_queue"
    ),
    "explain": f"{CLI}failures_are_explained_to_a_terminal",
    "no_explain": f"{CLI}failures_are_explained_to_a_terminal",
    "client_hello": "tests/network/test_client_hello.py::test_at_the_end_of_the_block",
    # A build of its own has these and -ssl3, and another kernel (`make machine`).
    "sctp": "tests/built/test_sctp.py::test_both_say_the_same",
    "sctp_label_bug": "tests/built/test_sctp.py::test_both_say_the_same",
    "session_store": f"{SHARED}a_session_resumes_on_the_other_machine",
    "ticket_keys": f"{SHARED}keys_rotate_under_load",
    "json": "tests/output/json_lines/test_lines.py::test_every_event_is_a_line",
    "handshake_timeout": f"{LIMITS}an_unfinished_handshake_is_ended",
    "unresponsive": f"{MISBEHAVIOUR}a_silent_server_says_nothing",
    "truncate": f"{MISBEHAVIOUR}a_truncated_page",
    "idle_timeout": f"{LIMITS}an_idle_client_is_ended_with_close_notify",
    # The C program's own conversations go wrong with it now and then.
    "nbio_test": "tests/network/test_blocking.py::test_not_blocking_is_reliable",
    "sni": (
        "tests/start/test_sni.py"
        "::test_curl_verifies_each_name_by_the_chain_that_is_sent"
    ),
    "psk_file": "tests/network/test_psk.py::test_each_client_of_a_file_has_its_key",
    # The C program crashes with these, or cannot be started.
    "srpvfile": f"{SRP}the_right_password",
    "srpuserseed": f"{SRP}nobody_with_a_seed",
    "legacy_server_connect": f"{PROTOCOL}the_last_word_on_legacy_servers_counts",
    "no_legacy_server_connect": f"{PROTOCOL}the_last_word_on_legacy_servers_counts",
    "debug_broken_protocol": (
        "tests/start/test_other_openssl.py::test_options_that_always_failed"
    ),
    "status_all": (
        "tests/network/test_status.py"
        "::test_a_response_for_each_certificate_of_the_chain"
    ),
    "ssl3": "tests/built/test_ssl3.py::test_both_say_the_same",
}
ROWS = [row.name for row in OPTIONS]
NAMED = {
    word.removeprefix("-").partition("=")[0]
    for scenario in (*ALL, *newer.ALL)
    for word in scenario.options
    if word.startswith("-")
}


@pytest.mark.parametrize("name", ROWS)
def test_every_option_is_compared(name: str) -> None:
    assert (name in NAMED) is (name not in ELSEWHERE)


@pytest.mark.parametrize("place", sorted(set(ELSEWHERE.values())))
def test_what_is_proven_elsewhere_is_there(place: str) -> None:
    file, _, test = place.partition("::")
    text = (ROOT / file).read_text()
    assert f"def {test}(" in text
    for name in (name for name, proof in ELSEWHERE.items() if proof == place):
        spelt = {f"-{name}", f"{name}=", f'"{name}"'}
        assert any(word in text for word in spelt), f"{place} does not use -{name}"


def test_the_options_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    compared = len(ROWS) - len(ELSEWHERE)
    with capsys.disabled():
        print(f"\n{compared} of {len(ROWS)} options are compared with the C program")
    assert ROWS
