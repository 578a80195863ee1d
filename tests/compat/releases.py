"""Which conversations make no sense on which release, and why (`make matrix`)."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from tests.kit.release import RELEASE, is_since
from tests.kit.unfit import FIRST, LAST, Unfit, row_of

if TYPE_CHECKING:
    from tests.kit.conversation import Scenario

PAGE = "the page has another build (docs/differences.toml, page-of-4.0)"
# By the names of scenarios.
ROWS = (
    Unfit(
        FIRST,
        "3.0",
        "ALPN -(rev|www), no overlap",
        "without overlap it goes on",
        # And so the client waits for its end.
        runs=False,
    ),
    Unfit(
        FIRST,
        "3.0",
        r"bytes, .*|bytes and messages, (files|reverse)|messages and states, .*"
        r"|states, renegotiation",
        "it ends without close_notify",
    ),
    Unfit(
        FIRST,
        "3.0",
        r"second certificate, key in PKCS#12|verify: revocation, form found out"
        r"|DER certificate, detected|PKCS#12, -key too|server name, PKCS#12",
        "it does not find out the form of a file",
    ),
    Unfit(
        FIRST,
        "3.0",
        "missing file|status, (a dead responder|a bad (address|timeout))",
        "it says in other words what went wrong",
    ),
    Unfit(
        FIRST,
        "3.0",
        "status, a bad port",
        "it takes any port, and waits for clients",
        runs=False,
    ),
    Unfit(FIRST, "3.0", "reverse, long line", "it cuts long lines elsewhere"),
    Unfit(
        FIRST,
        "3.0",
        "verify: strict",
        "-x509_strict asks for less, and the client is let in",
        runs=False,
    ),
    Unfit("3.6", LAST, "status, a dead responder", "it keeps the reasons to itself"),
    Unfit("3.6", LAST, "prefix.*", "it does not read HARNESS_OSSL_PREFIX"),
    Unfit(
        "4.0",
        LAST,
        r"server name, (?!mode -(quiet|brief)$|without a certificate|only -).*",
        "with ECH it never changes names (ech-names)",
    ),
    Unfit(
        "4.0",
        LAST,
        r"typed (r, TLS 1\.3|[Kk], TLS 1\.2)",
        "it swallows the errors of letters",
    ),
    Unfit("4.0", LAST, "statistics", PAGE),
)
# With -www, but not where no page is sent.
WITH_PAGE = Unfit("4.0", LAST, ".*", PAGE)
NO_PAGE = (
    r"ALPN -www, no overlap|(plain HTTP|random bytes|half a ClientHello|nothing), -www"
    r"|no shared cipher, page|status, a file, -www|verify: page, refused"
)
# Where a difference is none: the first release, the first that has it again.
NO_DIFFERENCE = (
    ("0", "3.0", "security-key-types"),
    ("3.6", "9", "security-key-types"),
    ("4.0", "9", "a-failed-export-ends-nothing"),
)
# What a client sees of an end, before 3.0.
GOODBYE = frozenset({"client stderr", "client exit"})


def adapted(scenario: Scenario) -> Scenario:
    """Answer the scenario without what is not so on the release."""
    gone = {
        name
        for since, until, name in NO_DIFFERENCE
        if is_since(since) and not is_since(until)
    }
    return replace(
        scenario,
        differences=tuple(name for name in scenario.differences if name not in gone),
        uncertain=scenario.uncertain | (frozenset() if is_since("3.0") else GOODBYE),
    )


def unfit(scenario: Scenario) -> Unfit | None:
    """Answer why the two say different things on the release; None if they do not."""
    if "-www" in scenario.options and not re.fullmatch(NO_PAGE, scenario.name):
        return row_of((*ROWS, WITH_PAGE), scenario.name)
    return row_of(ROWS, scenario.name)


def lacks(scenario: Scenario) -> str:
    """Answer which options the release's program does not have; empty if it has all."""
    unknown = {word for word in _options(scenario) if word not in _known()}
    return f"{RELEASE} has no {', '.join(sorted(unknown))}" if unknown else ""


def _options(scenario: Scenario) -> set[str]:
    words = (word for word in scenario.options if re.match(r"--?[a-zA-Z]", word))
    return {word.replace("--", "-", 1).partition("=")[0] for word in words}


@cache
def _known() -> set[str]:
    """The options that the program's help names."""
    command = ["openssl", "s_server", "-help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(re.findall(r"^ (-\w\S*)", done.stderr + done.stdout, re.MULTILINE))
