"""Bad input for each option that not every OpenSSL has: a line that says what is wrong.

The words are tried in one process on 4.0, which has all of them but engines and SSLv3,
and in one on 1.1.1, which has next to none.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest

from s_server.libssl.features import FEATURES
from s_server.options.table import OPTIONS
from tests.kit.ech import configuration, make_ech_key
from tests.kit.newer_keys import ml_dsa_key, pem
from tests.kit.openssls import (
    NewestCProgram,
    OursOnNewest,
    OursOnOldest,
    version_lines,
)
from tests.kit.release import refused_command
from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.kit.certificates import Certificates

RSA = ("-cert", "rsa.pem")
HELP = "s_server: Use -help for summary."
# Runs each command line of standard input; one that would serve is ended by the alarm.
SCRIPT = """
import json, os, signal, sys
from s_server.cli import run
def serves(*_):
    raise KeyboardInterrupt
told = []
for words in json.load(sys.stdin):
    sys.stderr.flush()
    kept, said = os.dup(2), os.memfd_create("stderr")
    os.dup2(said, 2)
    signal.signal(signal.SIGALRM, serves)
    signal.alarm(5)
    status = run([*sys.argv[1:], *words])
    signal.alarm(0)
    os.dup2(kept, 2)
    told.append((status, os.pread(said, 65536, 0).decode()))
json.dump(told, sys.stdout)
"""


class Row(NamedTuple):
    """Words, the lines with which they are refused, and whether the first is theirs."""

    words: str
    lines: tuple[str, ...]
    same: bool


def same(words: str, *lines: str) -> Row:
    """A row whose first line is the C program's too."""
    return Row(words, lines, same=True)


def own(words: str, *lines: str) -> Row:
    """A row where the C program starts, or says less."""
    return Row(words, lines, same=False)


def flag(option: str) -> Row:
    """A row: the option takes no value."""
    line = f"s_server: Option -{option} does not take a value"
    return same(f"-{option}=1", line, HELP)


def missing(option: str) -> Row:
    """A row: the option needs a value."""
    return same(f"-{option}", f"s_server: Option -{option} needs a value", HELP)


N = "No such file or directory"
RPK_HINT = "hint: it takes public keys, and certificates for theirs"
ECH_HINT = "hint: `openssl ech -public_name NAME -out FILE` makes one"
NO_TCP = "Can't use -tfo with unix sockets, which have no TCP"
PARAMETER = "hint: it takes key=value for all providers, or name:key=value for one"
GROUPS = "hint: -groups takes names with colons between them, such as X25519:P-256"
STATUS = r"s_server: cannot read the OCSP response (-status_file) from "
RPK = "s_server: cannot read the public key (-expected-rpks)"
PAIR = "s_server: cannot read the ECH key pair (-ech_key)"
PAIRS = "s_server: cannot read the ECH key pairs"
NO_FILE = "Can't use -sendfile without -WWW or -HTTP"
ROWS = [
    *map(flag, ("tfo", "ktls", "zerocopy_sendfile", "cert_comp", "no_tx_cert_comp",
                "no_rx_cert_comp", "enable_server_rpk", "enable_client_rpk", "no_ems",
                "prefer_no_dhe_kex", "status_all", "ech_trialdecrypt",
                "ech_greaseretries")),
    *map(missing, ("expected-rpks", "provparam", "status_file", "ech_key", "ech_dir",
                   "ech_noretry_dir", "nextprotoneg", "srpvfile", "srpuserseed",
                   "groups", "cert")),
    same("-tfo -dtls", "Can only use -tfo with TLS"),
    own("-tfo -unix s.sock", NO_TCP),
    own("-zerocopy_sendfile -www", NO_FILE,
          "hint: -zerocopy_sendfile turns -sendfile on"),
    own("-expected-rpks no.pem", f"{RPK}: no.pem: {N}", RPK_HINT),
    own("-expected-rpks rsa-key.pem", f"{RPK} from 'rsa-key.pem': the file is damaged"
          ", or holds something else", RPK_HINT),
    own("-expected-rpks rsa-cert.pem -expected-rpks empty.pem",
          f"{RPK}: empty.pem: the file is empty", RPK_HINT),
    same("-provparam x", "s_server: malformed '-provparam' option value: 'x'",
         PARAMETER),
    same("-provparam default:", "s_server: malformed '-provparam' option value: "
         "'default:'", PARAMETER),
    same("-provparam nope:a=b", "s_server: No provider named 'nope' is loaded",
         "hint: load it with -provider, before its -provparam"),
    own("-status_file no", f"{STATUS}'no': {N}"),
    own("-status_all -status_file rsa-cert.der -status_file no",
          f"{STATUS}'rsa-cert.der': it is no OCSP response in DER"),
    own("-ech_key no", f"{PAIR}: no: {N}"),
    own("-ech_key .", f"{PAIR}: .: Is a directory"),
    own("-ech_key empty.pem", f"{PAIR}: empty.pem: the file is empty"),
    own("-ech_key rsa.pem", f"{PAIR} from 'rsa.pem': it is no PEM file of an ECH key "
          "pair", ECH_HINT),
    own("-ech_key ech-key.pem -ech_key ech-public.pem", f"{PAIR} from "
          "'ech-public.pem': there is no private key in it", ECH_HINT),
    own("-ech_dir no", f"{PAIRS} (-ech_dir) in 'no': {N}"),
    own("-ech_dir rsa.pem", f"{PAIRS} (-ech_dir) in 'rsa.pem': Not a directory"),
    own("-ech_noretry_dir no", f"{PAIRS} (-ech_noretry_dir) in 'no': {N}"),
    same("-groups MLKEM999", refused_command("-groups", "MLKEM999", "4.0"), GROUPS),
    same("-sigalgs mldsa99", refused_command("-sigalgs", "mldsa99", "4.0"),
         "hint: -sigalgs takes names with colons between them, such as "
         "RSA-PSS+SHA256:ed25519"),
    own("-cert ml-dsa-cut.pem", "s_server: cannot read the private key (-cert) from "
          "'ml-dsa-cut.pem': the file is damaged, or holds something else"),
    own("-key ml-dsa.pem", "s_server: the private key (-key) from 'ml-dsa.pem' is not"
          " that of the certificate (-cert) from 'rsa.pem'"),
    same("-nextprotoneg h2 -tls1_3", "Cannot supply -nextprotoneg with TLSv1.3", HELP),
    own("-nextprotoneg ,", 's_server: -nextprotoneg argument "," has no protocol',
          "hint: write protocols with commas, such as h2,http/1.1"),
    same("-srpvfile no", 'Cannot initialize SRP verifier file "no":ret=3',
         "hint: the file cannot be opened"),
    own("-engine nope", "s_server: option -engine needs engines, which VERSION does "
          "not have: OpenSSL 3.6 was the last to have it"),
    own("-engine", "s_server: Option -engine needs a value", HELP),
    own("-ssl3", "s_server: option -ssl3 needs SSLv3, which VERSION does not have: "
          "a build with ssl3 has it, and OpenSSL 3.6 was the last to have it"),
    own("-ssl3 -no_ssl3", "Cannot supply both a protocol flag and '-no_<prot>'"),
    own("-ssl3=1", "s_server: Option -ssl3 does not take a value", HELP),
    own("-dtls -sctp", "s_server: option -sctp needs SCTP, which VERSION does not "
          "have: a build with sctp (enable-sctp) has it"),
    own("-dtls -sctp_label_bug", "s_server: option -sctp_label_bug needs SCTP, which "
          "VERSION does not have: a build with sctp (enable-sctp) has it"),
    own("-sctp", "Can't use -sctp without DTLS"),
    own("-sctp=1", "s_server: Option -sctp does not take a value", HELP),
]  # fmt: skip
# Words, what 1.1.1 lacks for them, and where it is.
LACKED = [
    ("-ktls", "kernel TLS", "3.0"),
    ("-WWW -sendfile", "SSL_sendfile", "3.0"),
    ("-WWW -zerocopy_sendfile", "kernel TLS without copies", "3.2"),
    ("-cert_comp", "compressed certificates", "3.2"),
    ("-no_tx_cert_comp", "compressed certificates", "3.2"),
    ("-no_rx_cert_comp", "compressed certificates", "3.2"),
    ("-enable_server_rpk", "raw public keys", "3.2"),
    ("-enable_client_rpk", "raw public keys", "3.2"),
    ("-expected-rpks rsa.pem", "raw public keys", "3.2"),
    ("-provparam a=b", "parameters of providers", "3.5"),
    ("-provider default", "providers", "3.0"),
    ("-provider-path .", "providers", "3.0"),
    ("-propquery x", "providers", "3.0"),
    ("-CAstore x", "trust URIs", "3.0"),
    ("-verifyCAstore x", "trust URIs", "3.0"),
    ("-chainCAstore x", "trust URIs", "3.0"),
    ("-no-CAstore", "trust URIs", "3.0"),
    ("-status_all", "OCSP responses for a whole chain", "3.6"),
    ("-ech_key rsa.pem", "encrypted ClientHellos (ECH)", "4.0"),
    ("-ech_dir .", "encrypted ClientHellos (ECH)", "4.0"),
    ("-ech_noretry_dir .", "encrypted ClientHellos (ECH)", "4.0"),
    ("-ech_trialdecrypt", "encrypted ClientHellos (ECH)", "4.0"),
    ("-ech_greaseretries", "encrypted ClientHellos (ECH)", "4.0"),
]
UNKNOWN = [("-no_ems", "3.2"), ("-prefer_no_dhe_kex", "3.3"), ("-no_etm", "3.0")]


@pytest.fixture(scope="module")
def input_folder(certificates: Certificates) -> Path:
    """The certificates, and files of newer kinds that cannot be used."""
    folder = certificates.folder
    (folder / "ml-dsa.pem").write_bytes(pem(ml_dsa_key(18)))
    (folder / "ml-dsa-cut.pem").write_bytes(pem(ml_dsa_key(18)[:20]))
    return folder


def run_all(
    server: OursOnNewest | OursOnOldest, folder: Path, rows: Iterable[str]
) -> list[tuple[int, list[str]]]:
    """Run our command once for each row: its status, and its lines on stderr."""
    at = server.command.index("-m")
    words = [[*RSA, *row.split()] for row in rows]
    done = subprocess.run(
        [*server.command[:at], "-c", SCRIPT, *server.command[at + 2 :]],
        cwd=folder,
        env=clean_environment(server.environment),
        input=json.dumps([["-accept", "127.0.0.1:0", *one] for one in words]),
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    *_, last = done.stdout.splitlines()
    return [(status, said.splitlines()) for status, said in json.loads(last)]


def test_every_newer_option_has_bad_input() -> None:
    tried = {word for row in ROWS for word in re.findall(r"-([\w-]+)", row.words)}
    newer = {o.name for o in OPTIONS if o.since[:1].isdigit() and o.since > "3.0"}
    # Not new, but not in every library, or more than it was.
    others = (
        "engine ssl3 nextprotoneg srpvfile srpuserseed sctp sctp_label_bug "
        "groups cert status_file"
    )
    assert newer | set(others.split()) <= tried


def test_on_4_0(input_folder: Path) -> None:
    newest = OursOnNewest()
    key = make_ech_key(input_folder / "ech-key.pem")
    (input_folder / "ech-public.pem").write_text(configuration(key))
    version = version_lines(newest)[1]
    told = run_all(newest, input_folder, (row.words for row in ROWS))
    for row, (status, lines) in zip(ROWS, told, strict=True):
        wanted = [line.replace("VERSION", version) for line in row.lines]
        assert (status, lines) == (1, wanted), row.words


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.same], ids=lambda row: row.words
)
def test_the_first_line_is_that_of_its_program(row: Row, input_folder: Path) -> None:
    command = [*NewestCProgram().command, "-accept", "0", *RSA, *row.words.split()]
    done = subprocess.run(
        command,
        cwd=input_folder,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, row.lines[0])


def option_of(words: str) -> str:
    """The option that a row is about: the last one."""
    return [word for word in words.split() if word.startswith("-")][-1]


def test_nothing_else_is_refused_there() -> None:
    newer = {w for w, row in FEATURES.items() if row.since[:1].isdigit()}
    newer -= {w for w, row in FEATURES.items() if row.since == "1.1.1"}
    lacking = {f"-{option.name}" for option in OPTIONS if option.needs in newer}
    assert {option_of(words) for words, _, _ in LACKED} == lacking


def test_on_1_1_1(input_folder: Path) -> None:
    oldest = OursOnOldest()
    version = version_lines(oldest)[1]
    expected: dict[str, list[str]] = {}
    for words, what, since in LACKED:
        lack = f"needs {what}, which {version} does not have: OpenSSL {since}"
        expected[words] = [f"s_server: option {option_of(words)} {lack} brought it"]
    for option, since in UNKNOWN:
        line = f"option {option} is unknown to {version}: OpenSSL {since} brought it"
        expected[option] = [f"s_server: {line}"]
    newer = f"which {version} does not have: OpenSSL 3.5 brought it"
    for option, name in (("-groups", "X25519MLKEM768"), ("-sigalgs", "mldsa65")):
        line = refused_command(option, name, "1.1.1")
        expected[f"{option} {name}"] = [line, f"hint: it names {name}, {newer}"]
    for option in ("cert", "key"):
        line = f"cannot read the private key (-{option}) from 'ml-dsa.pem': it is of "
        expected[f"-{option} ml-dsa.pem"] = [f"s_server: {line}ML-DSA-65, {newer}"]
    told = run_all(oldest, input_folder, expected)
    for words, (status, lines) in zip(expected, told, strict=True):
        assert (status, lines) == (1, expected[words])
