"""Which tests a release of OpenSSL cannot pass, and why (`make matrix`).

They are run there all the same, and must fail: a row that is not needed any more is an
error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.kit.release import MACHINE, RELEASE, is_since

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Unfit:
    """A row: from which release on, until which, what, and why."""

    since: str
    until: str
    test: str
    """A regular expression for `folder/test_file.py::test_name[case]`, or a name."""
    reason: str
    runs: bool = True
    """False where a failure would leave something behind, or take a minute."""


FIRST, LAST = "0", "9"
NO_URI = "it fills no store from a URI"
NO_RAW_KEYS = "it cannot read a public key alone"
FEW_BITS = "it has 32 bits for options"
NO_TRACE = "Debian builds it without SSL_trace"
USAGE = "usage is refused before a library is loaded, in the words of 3.0"
LAUNCHER = "the suite's Python is started by a launcher"
NO_ENVIRONMENT = f"{LAUNCHER}, and makes no environments"
NO_LDD = f"{LAUNCHER}: ldd does not know where its libraries are"
BITS = "setup/test_ech.py::test_bits"
FORMS = "options/test_forms.py::test_"
LOAD = "libssl/test_load.py::test_"
RULES = r"options/test_rules.py::test_a_conflict_is_refused_in_the_same_words\["
ROWS: tuple[Unfit, ...] = (
    Unfit(
        FIRST,
        "3.0",
        r"libssl/test_alpn.py::test_no_overlap_ends_the_handshake\[.*",
        "without overlap it goes on",
        # The client's side of the test is left open.
        runs=False,
    ),
    Unfit(
        FIRST,
        "3.0",
        "libssl/test_messages.py::test_messages_are_decoded_by_the_library",
        NO_TRACE,
    ),
    Unfit(
        FIRST,
        "3.0",
        "libssl/test_raw_keys.py::test_(keys_are_read_alone.*|what_holds_none)",
        NO_RAW_KEYS,
    ),
    Unfit(FIRST, "3.0", "libssl/test_trust.py::test_a_file_is_read_at_once", NO_URI),
    Unfit(
        FIRST, "3.0", r"setup/test_verify.py::test_missing_files\[ca_store\]", NO_URI
    ),
    Unfit(FIRST, "3.0", rf"{BITS}\[-ech_(trialdecrypt|greaseretries)-\d+\]", FEW_BITS),
    Unfit(FIRST, "3.0", r"setup/test_kernel.py::test_bits\[words3.*", FEW_BITS),
    Unfit(
        FIRST,
        "3.0",
        r"setup/test_revocation.py::test_files_without_a_list\[client.pem.*",
        "it does not tell a damaged file from one that holds something else",
    ),
    Unfit("3.5", LAST, r"testing/test_examples.py::.*", NO_ENVIRONMENT),
    Unfit("3.5", LAST, rf"{LOAD}(version_tells.*|libcrypto_is_no_libssl)", NO_LDD),
    Unfit(
        "3.5",
        LAST,
        "connection/test_commands.py::test_clear_text_is_no_tls",
        "its client calls clear text a failure of the record layer",
    ),
    Unfit(
        "3.5",
        LAST,
        rf"{FORMS}unknown_words_are_refused_in_the_same_words\[b64.*",
        USAGE,
    ),
    Unfit("3.5", LAST, rf"{FORMS}a_revocation_list_is_pem_or_der\[.*", USAGE),
    Unfit("3.5", LAST, rf"{FORMS}unknown_words_for_keys.*", USAGE),
    Unfit("3.5", LAST, rf"{RULES}-rev -early_data\]", USAGE),
    Unfit("4.0", LAST, rf"{RULES}-sendfile.*", USAGE),
    Unfit(
        "4.0",
        LAST,
        r"options/test_numbers.py::test_what_is_no_number.*\[words10\]",
        "its C library reads 0b1 as a number",
    ),
    Unfit(
        "4.0",
        LAST,
        "libssl/test_facts.py::test_a_client_certificate",
        "its client calls the signature by IANA's name",
    ),
    Unfit(
        "4.0",
        LAST,
        "libssl/test_messages.py::test_a_hello_of_the_form_of_sslv2",
        "it takes no hello of this form",
    ),
    Unfit(
        "4.0",
        LAST,
        "libssl/test_offered.py::test_(the_clients_lists|older_protocols.*)",
        "its client offers no signalling suite, and fewer point formats",
    ),
    Unfit(
        "4.0",
        LAST,
        "libssl/test_sni.py::test_the_counters_are_those_of_the_context.*",
        "it counts a handshake on the first context",
    ),
)


def row_of(rows: Sequence[Unfit], name: str, release: str = RELEASE) -> Unfit | None:
    """Answer the first row that is about this name on this release."""
    if release == MACHINE:
        return None
    for row in rows:
        fits = is_since(row.since, release) and not is_since(row.until, release)
        if fits and re.fullmatch(row.test, name):
            return row
    return None


def unfit(test: str, release: str = RELEASE) -> Unfit | None:
    """Answer the row of this table that is about a test."""
    return row_of(ROWS, test, release)
