"""Each option about records, versions, ciphers, groups and traces names its proof.

A proof is a scenario of this folder, or a test as ``file::function``.
"""

from __future__ import annotations

import ast
import re

import pytest

from s_server.options.table import BY_NAME
from tests.compat.test_tcp import ALL
from tests.house.tree import ROOT

WIRE = "tests/network/test_records.py::test_"
JOBS = "tests/network/test_jobs.py::test_"
START = "tests/start/test_bad_input.py::test_"
BITS = "tests/setup/test_protocol.py::test_commands_that_are_bits"
UNKNOWN = f"{START}a_command_that_only_other_releases_know"

PROOFS: dict[str, tuple[str, ...]] = {
    "max_send_frag": (f"{WIRE}small_fragments", "small fragments"),
    "split_send_frag": (
        f"{WIRE}a_split_is_a_limit_without_pipelines_too",
        "small fragments, split first",
    ),
    "max_pipelines": (f"{JOBS}pipelines_encrypt_several_records_at_once",),
    "record_padding": (
        f"{WIRE}padding",
        f"{WIRE}no_padding_unless_asked_for",
        "padded",
    ),
    "no_middlebox": (f"{WIRE}a_disguise_for_middleboxes", "padded"),
    "bugs": (f"{WIRE}empty_fragments_are_left_out_for_buggy_clients", "bugs"),
    "no_etm": (f"{WIRE}encryption_before_the_mac", "no encryption before the MAC"),
    "no_ems": (UNKNOWN,),
    "prefer_no_dhe_kex": (UNKNOWN,),
    # Debian's libssl has no compression, so nothing shows on the wire.
    "comp": (BITS, "compression"),
    "no_comp": (BITS,),
    "async": (
        f"{JOBS}pauses_are_told_as_the_c_program_does",
        f"{JOBS}many_threads_have_jobs_of_their_own",
        "async, tls1.2",
        "async, tls1.3",
    ),
    "nbio": (
        "tests/network/test_blocking.py::test_not_blocking_is_reliable",
        "non-blocking",
    ),
    "nbio_test": ("tests/network/test_blocking.py::test_not_blocking_is_reliable",),
    "allow_no_dhe_kex": ("resumed without one",),
    "serverpref": ("server's preference", "ciphersuites, order of the server"),
    "prioritize_chacha": ("ChaCha20 for a client that prefers it",),
    "strict": ("a chain that the client did not ask for, strict",),
    "groups": ("another group than was guessed", "no shared group"),
    "curves": ("groups, TLS 1.2",),
    "named_curve": ("named curve", "named curve, auto"),
    "sigalgs": ("signature algorithms", "signature, TLS 1.2", "no shared signature"),
    "client_sigalgs": ("signatures asked of clients",),
    "cipher": ("cipher", "no shared cipher"),
    "ciphersuites": ("ciphersuites", "ciphersuites, none shared"),
    "min_protocol": ("lowest version", "lowest version, none"),
    "max_protocol": ("highest version", "highest version, refused"),
}
PROOFS |= {
    "msg": ("messages, TLS 1.2", "bytes and messages, files"),
    "msgfile": ("messages and states, TLS 1.3, a client's certificate",),
    "trace": ("messages decoded, TLS 1.3", "messages decoded, TLS 1.2, brief"),
    "state": ("states, renegotiation", "bytes and messages, refused"),
    "debug": ("bytes, quiet, PSK", "bytes and messages, reverse"),
    "tlsextdebug": ("messages, TLS 1.2", "bytes and messages, files"),
}
SCENARIOS = {scenario.name: scenario for scenario in ALL}
REFUSED_VALUES = f"{START}the_first_line_is_the_c_programs"


def source_of(test: str) -> str:
    """What a test and the tables of its file say."""
    path, _, name = test.partition("::")
    text = (ROOT / path).read_text("utf-8")
    body = ast.parse(text).body
    assert name in {n.name for n in body if isinstance(n, ast.FunctionDef)}, test
    return text


@pytest.mark.parametrize("option", PROOFS)
def test_the_proof_uses_the_option(option: str) -> None:
    assert option in BY_NAME
    for proof in PROOFS[option]:
        if "::" in proof:
            assert re.search(rf"[\"']-{option}[\"']", source_of(proof)), proof
        else:
            assert f"-{option}" in SCENARIOS[proof].options, proof


def test_every_command_of_this_kind_has_one() -> None:
    """What SSL_CONF_cmd sets, less what other themes prove."""
    elsewhere = re.compile(
        r"no_ssl3|no_tls1|ticket|replay|renegotiation|_reneg|cert_comp"
    )
    commands = {o.name for o in BY_NAME.values() if o.conf}
    assert {c for c in commands if not elsewhere.search(c)} <= PROOFS.keys()


TAKES_A_VALUE = [name for name in PROOFS if BY_NAME[name].kind.value]


@pytest.mark.parametrize("option", TAKES_A_VALUE)
def test_bad_values_are_refused(option: str) -> None:
    assert f'"-{option}"' in source_of(REFUSED_VALUES)
