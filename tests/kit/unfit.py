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
OPTIONS = (
    "endpoint.py::test_(malformed_words|other_words)",
    "forms.py::test_(unknown_words|a_rev)",
    "numbers.py::test_what_(is_no_number|c_takes)",
    "parse.py::test_(a_bad_line|extra_words)",
    "rules.py::test_a_conflict",
    "values.py::test_(other_l|what_is_no_address)",
)
NO_RAW_KEYS = "it cannot read a public key alone"
NO_PROVIDERS = "it has no providers"
NO_ENGINES = "it has no engines"
NO_GROUP = "it does not tell the group that was agreed on"
NO_OPTION = "it has no such option"
HEAD = "it tells the head of its own answer with the length of the question"
SAME_PROTOCOL = "without overlap it goes on"
LEVELS = "its security levels refuse less"
DAMAGED = "it does not tell a damaged file from one that holds something else"
CAUSES = "explain/causes/test_"
SENSE = r"start/test_bad_input.py::test_words_that_make_no_sense\["
SETTINGS = r"start/test_bad_input.py::test_settings_that_cannot_be\["
FIRST_LINE = (
    r"start/test_bad_input.py::test_the_first_line_is_the_c_programs\[-cert rsa.pem "
)
JOBS = (
    "network/test_jobs.py::test_(pauses_are_told|files|pipelines|what_is_typed"
    "|a_limit_holds|the_stop|goodbye|many_threads|a_job_that).*"
)
ENGINE = "start/test_engine.py::test_"
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
        SAME_PROTOCOL,
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
    Unfit(
        FIRST,
        "3.0",
        r"libssl/test_unproven.py::test_the_first_hello_and_.*\[-listen\]",
        HEAD,
    ),
    Unfit(FIRST, "3.0", r"libssl/test_unproven.py::test_which_hello_was.*", HEAD),
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
        DAMAGED,
    ),
    Unfit(FIRST, "3.0", rf"{CAUSES}alpn.py::test_no_protocol_in_common", SAME_PROTOCOL),
    Unfit(
        FIRST,
        "3.0",
        r"network/test_alpn.py::test_python_is_refused_without_overlap\[.*",
        SAME_PROTOCOL,
    ),
    Unfit(
        FIRST, "3.0", rf"{CAUSES}levels.py::test_weak_certificates_of_clients", LEVELS
    ),
    Unfit(FIRST, "3.0", rf"{CAUSES}own.py::test_a_weak_certificate", LEVELS),
    Unfit(FIRST, "3.0", rf"{CAUSES}schemes.py::test_a_level_that_refuses.*", LEVELS),
    Unfit(FIRST, "3.0", rf"{CAUSES}versions.py::test_a_level_that_refuses.*", LEVELS),
    Unfit(
        FIRST,
        "3.0",
        rf"{CAUSES}renegotiation.py::test_the_client_asks",
        "it renegotiates for every client",
        # And so the client waits for its end.
        runs=False,
    ),
    Unfit(FIRST, "3.0", rf"{CAUSES}renegotiation.py::test_a_client_of_old", NO_OPTION),
    Unfit(
        FIRST,
        "3.0",
        "network/test_blocking.py::test_a_renegotiation_is_records_without_data",
        NO_OPTION,
    ),
    Unfit(
        FIRST,
        "3.0",
        r"start/test_bad_identity.py::test_(further_certificates|chains)"
        r"\[.*c(hain|ert_chain) rsa-key.pem-\]",
        DAMAGED,
    ),
    Unfit(
        FIRST,
        "3.0",
        r"start/test_bad_identity.py::test_chains\[-chainCAstore.*",
        NO_URI,
    ),
    Unfit(FIRST, "3.0", rf"{SENSE}-provider .*", NO_PROVIDERS),
    Unfit(FIRST, "3.0", rf"{SETTINGS}-(provider|propquery) .*", NO_PROVIDERS),
    Unfit(FIRST, "3.0", rf"{SETTINGS}-CAstore .*", NO_URI),
    Unfit(FIRST, "3.0", rf"{FIRST_LINE}-provider nope\]", NO_PROVIDERS),
    Unfit(FIRST, "3.0", rf"{FIRST_LINE}-(bogus|split_send_frag -1)\]", USAGE),
    Unfit(
        FIRST,
        "3.0",
        rf"{FIRST_LINE}-msgfile .*",
        "it serves without the file",
        runs=False,
    ),
    Unfit(FIRST, "3.0", rf"{FIRST_LINE}-srpvfile no\]", "its exit status is another"),
    Unfit(
        FIRST,
        "3.0",
        r"start/test_bad_input.py::test_a_command_that_only_other_releases_know\[.*",
        "it says in other words that it does not know an option",
    ),
    Unfit(
        FIRST,
        "3.0",
        rf"{ENGINE}(the_key_of|it_serves_the_second|a_key_that|an_engine_can).*",
        "Debian's engine for tokens is made for 3.0",
    ),
    Unfit(
        FIRST,
        "3.0",
        r"start/test_environment.py::test_modules_are_loaded.*\[C\]",
        NO_PROVIDERS,
    ),
    Unfit(
        FIRST,
        "3.0",
        "start/test_other_openssl.py::test_its_names_of_groups_and_schemes",
        "its client has no groups of finite fields",
    ),
    Unfit(FIRST, "3.0", JOBS, "the engine that pauses jobs is of 3.0", runs=False),
    Unfit(
        FIRST,
        "3.0",
        "libssl/test_offered.py::test_groups_unknown_to_the_library.*",
        "its client has no groups of finite fields",
    ),
    Unfit(FIRST, "3.0", r"network/test_json.py::test_openssl_agrees.*", NO_GROUP),
    Unfit(
        "3.5",
        LAST,
        r"network/test_json.py::test_openssl_agrees\[-tls1_3\]",
        "it asks for another hello, with the group that it prefers",
    ),
    Unfit(
        FIRST,
        "3.0",
        "network/test_records.py::test_a_split_is_a_limit_without_pipelines_too",
        "it splits for pipelines alone",
    ),
    Unfit(
        FIRST,
        "3.0",
        r"network/test_records.py::test_encryption_before_the_mac\[options1\]",
        NO_OPTION,
    ),
    # Most of their words are refused, and some in the words of 3.0.
    *(
        Unfit(FIRST, "3.0", f"options/test_{row}.*", USAGE, runs=False)
        for row in OPTIONS
    ),
    Unfit(
        FIRST,
        "3.0",
        r"network/test_status.py::test_(a_responder_is_asked(?!_)|curl_takes_it"
        "|each_server_name_has|the_issuer_may_be).*",
        "its responder takes no port 0",
    ),
    Unfit(
        FIRST,
        "3.0",
        r"network/test_status.py::test_a_proxy\[options[0124569]-.*-C\]",
        "it knows no proxies",
    ),
    Unfit(
        FIRST,
        "3.0",
        r"network/test_verify.py::test_we_agree.*\[.*(-CAstore .*|-no-CAstore)\]",
        NO_URI,
    ),
    Unfit(
        FIRST,
        "3.0",
        r"network/test_verify.py::test_we_agree.*\[.*-x509_strict\]",
        "-x509_strict asks for less",
    ),
    Unfit("3.5", LAST, r"testing/test_examples.py::.*", NO_ENVIRONMENT),
    Unfit("3.5", LAST, rf"{LOAD}version_tells.*", NO_LDD),
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
        "3.6",
        LAST,
        r"options/test_numbers.py::test_what_is_no_number.*\[words10\]",
        "its C library reads 0b1 as a number",
    ),
    Unfit(
        "3.5",
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
        "3.5",
        LAST,
        "libssl/test_offered.py::test_the_clients_lists",
        "its client offers no signalling suite",
    ),
    Unfit(
        "3.6",
        LAST,
        "libssl/test_offered.py::test_older_protocols_have_point_formats",
        "its client has one point format",
    ),
    Unfit(
        "3.5",
        LAST,
        "libssl/test_sni.py::test_the_counters_are_those_of_the_context.*",
        "it counts a handshake on the first context",
    ),
    Unfit(
        "4.0",
        LAST,
        rf"{CAUSES}suites.py::test_a_client_that_only_knows_dh",
        "-no_dhe refuses nobody",
    ),
    Unfit(
        "4.0",
        LAST,
        rf"{CAUSES}versions.py::test_a_client_of_the_last_century",
        "it takes no hello of this form",
    ),
    Unfit(
        "3.6",
        LAST,
        r"documents/test_pages.py::test_a_page_is_true\[ocsp-stapling\]",
        "its client speaks of responses",
    ),
    Unfit(
        "4.0",
        LAST,
        "server/test_server.py::test_the_library_of_pythons_own_ssl_is_used",
        "the suite's Python has 3.6 for its own",
    ),
    Unfit(
        "4.0",
        LAST,
        rf"{LOAD}the_loaders_search_path_is_honoured",
        "its library is asked for before the system's",
    ),
    Unfit("4.0", LAST, rf"{SENSE}-engine .*", NO_ENGINES),
    Unfit(
        "4.0",
        LAST,
        rf"{ENGINE}(the_key_of|it_serves_the_second|a_key_that|an_engine_can|a_bad).*",
        NO_ENGINES,
    ),
    Unfit(
        "4.0",
        LAST,
        r"start/test_environment.py::test_engines_are_loaded.*\[C\]",
        NO_ENGINES,
    ),
    Unfit(
        "4.0",
        LAST,
        JOBS,
        f"{NO_ENGINES}, and here one pauses jobs",
        # What waits for a pause takes a minute.
        runs=False,
    ),
    Unfit("4.0", LAST, rf"{LOAD}libcrypto_is_no_libssl", NO_LDD),
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
