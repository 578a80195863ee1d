"""The conversations in which clients show certificates (behaviour.md 1.6.4, 4.13).

The certificates are those of tests/kit/authorities.py. One server serves several
clients in turn, so that the same options are seen with all of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tests.compat.clients import DATA_ONLY, FROM_CLIENT, fetch, in_turn, talk
from tests.kit import clients as real
from tests.kit.authorities import ZOO
from tests.kit.conversation import Scenario
from tests.kit.release import is_since

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.compat.clients import Client
    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

BOTH = ("-tls1_2", "-tls1_3")
OLD, NEW = ("-tls1_2",), ("-tls1_3",)
ISSUERS = {entity.name: entity.issuer for entity in ZOO}
ROOT = ("-CAfile", "root-cert.pem")
LENIENT = ("-verify", "5", *ROOT)
STRICT = ("-verify", "5", "-verify_return_error", *ROOT)
# RSA keys of 1024 bits, SHA-1 and DSA are below the default security level.
WEAKLY = (
    "-cipher",
    "ALL:@SECLEVEL=0",
    "-sigalgs",
    "DSA+SHA256:RSA+SHA256:ECDSA+SHA256",
)


def certificate(name: str) -> tuple[str, ...]:
    """What makes s_client show this certificate, with what lies above it."""
    if not name:
        return ()
    above = ISSUERS[name]
    is_direct = not above or not ISSUERS[above]
    chain = () if is_direct else ("-cert_chain", f"{name}-chain.pem")
    return ("-cert", f"{name}.pem", *chain)


def good(name: str, *options: str, versions: tuple[str, ...] = NEW) -> list[Client]:
    """A client that is let in, once with each version; it says a line and leaves."""

    def client(server: ServerRun, version: str) -> Seen:
        words = (*DATA_ONLY, version, *certificate(name), *options)
        before = len(server.stdout)
        with real.start_s_client(server.address, *words, cwd=server.cwd) as ours:
            ours.type(FROM_CLIENT)
            server.wait_bytes(FROM_CLIENT, after=before)
            return ours.finish()

    return [partial(client, version=version) for version in versions]


def bad(name: str, *options: str, versions: tuple[str, ...] = NEW) -> list[Client]:
    """A client that is refused, once with each version."""

    def client(server: ServerRun, version: str) -> Seen:
        words = (*DATA_ONLY, version, *certificate(name), *options)
        with real.start_s_client(server.address, *words, cwd=server.cwd) as ours:
            return ours.seen()

    return [partial(client, version=version) for version in versions]


def either(name: str, *options: str) -> list[Client]:
    """A client that is let in by one program and refused by the other (TLS 1.2)."""

    def client(server: ServerRun) -> Seen:
        words = (*DATA_ONLY, *OLD, *certificate(name), *options)
        return real.s_client(server.address, *words, send=FROM_CLIENT, cwd=server.cwd)

    return [client]


def row(
    name: str,
    options: tuple[str, ...],
    *clients: list[Client],
    env: Mapping[str, str] | None = None,
    loud: bool = False,
    differs: tuple[str, ...] = (),
) -> Scenario:
    """Make a row with an RSA server certificate, in which each client has a turn.

    Only a loud server prints session blocks, which take long to compare.
    """
    all_of_them = [client for some in clients for client in some]
    count = ("-naccept", str(len(all_of_them)))
    return Scenario(
        name=f"verify: {name}",
        options=("-cert", "rsa.pem", *count, *options, *(() if loud else ("-quiet",))),
        client=in_turn(*all_of_them),
        env=env or {},
        differences=differs,
    )


ASKING = [
    row("not asked", (), good("client", versions=BOTH), loud=True),
    row("asked", LENIENT, good("client", versions=OLD), good("client-ed25519"),
        loud=True),
    row("asked, TLS 1.3 and 1.2", LENIENT, good("client-pss"),
        good("client-ed25519", versions=OLD), loud=True),
    row("asked, nobody trusted", ("-verify", "1"),
        good("", versions=BOTH), good("client", versions=BOTH), good("stranger")),
    row("asked, refused", STRICT, bad("stranger", versions=BOTH), loud=True),
    row("demanded", ("-Verify", "1", *ROOT),
        bad("", versions=BOTH), good("client", versions=BOTH), good("stranger")),
    row("errors returned", STRICT,
        good("", versions=BOTH), good("leaf", versions=BOTH),
        bad("stranger", versions=BOTH), bad("expired", versions=BOTH)),
    row("demanded, errors returned", ("-Verify", "5", "-verify_return_error", *ROOT),
        bad(""), good("deep"), bad("foreign")),
    row("every kind of key", (*LENIENT, "-brief"),
        *(good(f"client-{key}", versions=BOTH) for key in
          ("rsa", "p384", "ed25519", "pss"))),
    row("a DSA key", (*STRICT, "-client_sigalgs", "DSA+SHA256", *WEAKLY),
        good("client-dsa", "-cipher", "ALL:@SECLEVEL=0", versions=OLD)),
    row("last one wins", ("-Verify", "2", "-verify", "3", *ROOT), good("")),
    row("last one wins, demanded", ("-verify", "2", "-Verify", "3", *ROOT), bad("")),
    row("depth below 0", ("-verify", "-1"), good("deep")),
    row("signature algorithms of clients",
        (*LENIENT, "-client_sigalgs", "ECDSA+SHA384:RSA-PSS+SHA384"),
        good("client-p384", versions=BOTH), good("client-rsa")),
    # 4.0 asks for a certificate then.
    row("return error alone", ("-verify_return_error", *ROOT),
        (bad if is_since("4.0") else good)("stranger")),
]  # fmt: skip

BROKEN = [
    row("everything that can be wrong, forgiven", LENIENT,
        *map(good, ("expired", "early", "server-only", "foreign", "stale-leaf",
                    "outside", "inside", "lawless", "usurper", "critical",
                    "spoilt-leaf", "proxy"))),
    row("everything that can be wrong, refused", STRICT,
        *(bad(name, versions=OLD) for name in
          ("expired", "early", "server-only", "foreign", "stale-leaf", "outside",
           "usurper", "critical", "spoilt-leaf", "proxy"))),
    row("far errors are not forgiven", ("-verify", "0", "-verify_depth", "5", *ROOT),
        bad("stale-leaf"),
        good("expired")),
]  # fmt: skip

PRINTING = [
    row("quiet about it", (*LENIENT, "-verify_quiet"),
        good("client", versions=BOTH), good("expired"), good("stranger")),
    row("quiet about it, policies",
        (*LENIENT, "-verify_quiet", "-explicit_policy", "-policy_print"),
        good("lawless"), good("lawful-leaf")),
    row("quiet server", ("-verify", "1", "-quiet", *ROOT),
        good("client"), good("expired")),
    row("quiet server from the start", ("-quiet", "-verify", "1", *ROOT),
        good("client"), good("")),
    row("brief", ("-verify", "1", "-brief", *ROOT),
        good("client", versions=BOTH), good("expired", versions=BOTH), good("")),
    row("brief, refused", ("-brief", *STRICT), bad("expired"), good("client")),
    row("brief, named", ("-brief", *LENIENT, "-verify_hostname", "client.example"),
        good("named"), good("client")),
]  # fmt: skip


def reverse(name: str) -> Client:
    """Make a client that has a line reversed."""

    def client(server: ServerRun) -> Seen:
        words = certificate(name)
        return real.s_client(server.address, *DATA_ONLY, *words, send=b"hello\n",
                             wait_for=b"olleh\n", cwd=server.cwd)  # fmt: skip

    return client


def page(name: str) -> Client:
    """Make a client that fetches the page."""

    def client(server: ServerRun) -> Seen:
        where = server.cwd
        return fetch("/", "--cert", f"{where}/{name}.pem")(server)

    return client


MODES = [
    row("reversed", (*LENIENT, "-rev"), [reverse("client"), reverse("expired")]),
    row("reversed, refused", (*STRICT, "-rev"), bad("expired", versions=BOTH)),
    row("page", (*LENIENT, "-www"), [page("client")]),
    row("page, refused", (*STRICT, "-www"), bad("expired", versions=OLD)),
]

RESUMED = [
    row(
        f"resumed, {version}",
        (*LENIENT, "-brief"),
        good("expired", "-sess_out", "verified.pem", versions=(version,)),
        good("", "-sess_in", "verified.pem", versions=(version,)),
    )
    for version in BOTH
]

DIFFERING = [
    row(
        "the depth is a limit",
        ("-verify", "0", *ROOT),
        either("leaf"),
        differs=("verify-limits-the-chain",),
    ),
    row(
        "named parameters first",
        (
            "-Verify",
            "5",
            "-verify_depth",
            "0",
            *ROOT,
            "-verify_return_error",
            "-verify_name",
            "default",
        ),
        either("leaf"),
        differs=("verify-name-first",),
    ),
    row(
        "mode of the configuration",
        ("-ssl_config", "asking"),
        either(""),
        env={"OPENSSL_CONF": "config.cnf"},
        differs=("verify-mode-of-ssl-config",),
    ),
]

CA_PATH = ("-CApath", "trusted")
TRUST = [
    row("folder", ("-verify", "1", *CA_PATH), good("leaf"), good("stranger")),
    row("store", ("-verify", "1", "-CAstore", "root-cert.pem"), good("client")),
    row("store, a folder", ("-verify", "1", "-CAstore", "trusted"), good("client"),
        differs=("stores-leave-no-error",)),
    row("default file", ("-verify", "1"), good("client"),
        env={"SSL_CERT_FILE": "root-cert.pem"}),
    row("no default file", ("-verify", "1", "-no-CAfile"), good("client"),
        env={"SSL_CERT_FILE": "root-cert.pem"}),
    row("default folder", ("-verify", "1"), good("client"),
        env={"SSL_CERT_DIR": "trusted"}),
    row("no default folder or store", ("-verify", "1", "-no-CApath", "-no-CAstore"),
        good("client"), env={"SSL_CERT_DIR": "trusted"}),
    row("no defaults, but a file", ("-no-CAfile", "-no-CApath", *LENIENT),
        good("client")),
    row("a file replaces the defaults", ("-verify", "1", *ROOT), good("foreign"),
        env={"SSL_CERT_FILE": "other-root-cert.pem"}),
    row("clients by a file of their own",
        (*LENIENT, "-verifyCAfile", "other-root-cert.pem"),
        good("foreign"), good("client")),
    row("clients by a folder of their own",
        ("-verify", "1", "-verifyCApath", "trusted"), good("client"), good("foreign")),
    row("clients by a store of their own",
        ("-verify", "1", "-verifyCAstore", "other-root-cert.pem"),
        good("client"), good("foreign"), differs=("stores-leave-no-error",)),
    row("names of authorities", LENIENT,
        [talk("-tls1_2", *certificate("client")), talk("-tls1_3")]),
    row("names of authorities, two", ("-verify", "1", "-CAfile", "two-roots.pem"),
        [talk("-tls1_3")]),
    row("no names of authorities", (*LENIENT, "-no_ca_names"),
        [talk("-tls1_2"), talk("-tls1_3")]),
    row("no names from a folder", ("-verify", "1", *CA_PATH), [talk("-tls1_3")]),
]  # fmt: skip

NAMES = [
    row(f"names as {words}", (*LENIENT, *(f"-nameopt={one}" for one in words.split())),
        good("odd-name", "-requestCAfile", "two-roots.pem"), loud=True)
    for words in ("multiline", "compat", "RFC2253", "esc_2253,utf8 -utf8,Lname",
                  "oneline,-esc_msb,sep_semi_plus_space,dn_rev")
] + [
    row("names, brief", (*LENIENT, "-brief", "-nameopt", "multiline"), good("client")),
    row("names on the page", (*LENIENT, "-www", "-nameopt", "multiline"),
        [page("named")]),
]  # fmt: skip

# While this is so the expired one was valid, and the others not yet.
BEFORE = str(int((datetime.now(UTC) - timedelta(days=15)).timestamp()))
CHECKS = [
    row("purpose", (*STRICT, "-purpose", "sslserver"),
        bad("client-only"), good("server-only")),
    row("named parameters", (*STRICT, "-verify_name", "ssl_server"),
        bad("client-only"), good("server-only")),
    row("depth of the chain", (*STRICT, "-verify_depth", "0"),
        good("client"), bad("leaf")),
    row("depth of the chain, forgiven", (*LENIENT, "-verify_depth", "1"),
        good("leaf"), good("deep")),
    row("security level", (*STRICT, "-auth_level", "3"), good("client"),
        bad("client-rsa")),
    row("security level 5", (*LENIENT, "-auth_level", "5"), good("client")),
    row("time", (*STRICT, "-attime", BEFORE), good("expired"), bad("client")),
    row("no time", (*STRICT, "-no_check_time"), good("expired"), good("early")),
    row("host name", (*STRICT, "-verify_hostname", "client.example"),
        good("named", versions=BOTH), bad("client")),
    row("mail address", (*STRICT, "-verify_email", "me@client.example"),
        good("named"), bad("client")),
    row("IP address", (*STRICT, "-verify_ip", "192.0.2.7"),
        good("named"), bad("client")),
    row("IP address, version 6", (*LENIENT, "-verify_ip", "2001:db8::7"),
        good("named"), good("client")),
    row("unknown critical extension", (*STRICT, "-ignore_critical"), good("critical")),
    row("nothing", (*STRICT, "-issuer_checks", "-trusted_first", "-no_alt_chains"),
        good("leaf"), bad("foreign")),
    row("lists wanted, none there", (*LENIENT, "-crl_check"), good("leaf")),
    row("lists wanted for all", (*LENIENT, "-crl_check_all"), good("leaf")),
    row("lists of other kinds", (*LENIENT, "-crl_check", "-extended_crl",
        "-use_deltas"), good("client")),
    row("policies", (*LENIENT, "-policy_check", "-policy", "1.2.3.4", "-policy_print"),
        good("policed"), good("lawful-leaf"), good("lawless"), good("client")),
    row("policy alone", (*STRICT, "-policy", "1.2.3.4"),
        good("lawful-leaf"), bad("lawless"), good("client")),
    row("explicit policy", (*STRICT, "-explicit_policy", "-policy", "1.2.3.4",
        "-policy", "1.2.3.5", "-policy_print"), good("lawful-leaf"), bad("client")),
    row("any policy", (*LENIENT, "-explicit_policy"), good("liberal-leaf")),
    row("any policy inhibited", (*LENIENT, "-explicit_policy", "-inhibit_any",
        "-policy_print"), good("liberal-leaf")),
    row("mapped policy", (*LENIENT, "-explicit_policy", "-policy", "1.2.3.4",
        "-policy_print"), good("mapped-leaf")),
    row("mapped policy inhibited", (*LENIENT, "-explicit_policy", "-inhibit_map",
        "-policy", "1.2.3.4", "-policy_print"), good("mapped-leaf")),
    row("strict", (*STRICT, "-x509_strict"), good("client"), bad("plain-leaf")),
    row("not strict", STRICT, good("plain-leaf")),
    row("the root's signature", ("-verify", "1", "-verify_return_error",
        "-CAfile", "spoilt-cert.pem", "-check_ss_sig"), bad("spoilt-leaf")),
    row("the root's signature, unchecked", ("-verify", "1", "-verify_return_error",
        "-CAfile", "spoilt-cert.pem"), good("spoilt-leaf")),
    row("Suite B of 128 bits alone", (*LENIENT, "-suiteB_128_only"),
        good("client"), good("client-p384"), good("client-rsa")),
    row("Suite B of 128 bits", (*LENIENT, "-suiteB_128"),
        good("client"), good("client-p384"), good("client-rsa")),
    row("Suite B of 192 bits", ("-verify", "1", "-CAfile", "root384-cert.pem",
        "-suiteB_192"), good("suite-b"), good("client")),
    row("partial chain", ("-verify", "1", "-verify_return_error", "-partial_chain",
        "-CAfile", "middle-cert.pem"), good("leaf")),
    row("no partial chain", ("-verify", "1", "-verify_return_error",
        "-CAfile", "middle-cert.pem"), bad("leaf")),
    row("proxy certificates", (*STRICT, "-allow_proxy_certs"), good("proxy")),
]  # fmt: skip

ALL = [
    *ASKING,
    *BROKEN,
    *PRINTING,
    *MODES,
    *RESUMED,
    *DIFFERING,
    *TRUST,
    *NAMES,
    *CHECKS,
]
