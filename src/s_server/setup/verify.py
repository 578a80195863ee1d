"""Who is trusted, whether clients show certificates, and how those are checked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from s_server.errors import LibraryError, LoadError, UsageError
from s_server.events import CertificateAsked
from s_server.libssl.constants import SslOption, VerifyFlag, VerifyMode
from s_server.libssl.load import Release
from s_server.libssl.trust import (
    TrustStore,
    own_store,
    tell_authorities,
    trust_defaults,
    verify_clients_from,
)
from s_server.libssl.verify import (
    VerifyParameters,
    ask_for_certificate,
    asks_for_certificate,
    limit_chain,
    parameter_names,
    purposes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.config import Config, Verify
    from s_server.events import Bus
    from s_server.libssl.context import Context

FLAGS = {
    "ignore_critical": VerifyFlag.IGNORE_CRITICAL,
    # It once printed how issuers were looked for; nothing is left of it.
    "issuer_checks": VerifyFlag(0),
    "crl_check": VerifyFlag.CRL_CHECK,
    "crl_check_all": VerifyFlag.CRL_CHECK | VerifyFlag.CRL_CHECK_ALL,
    "policy_check": VerifyFlag.POLICY_CHECK,
    "explicit_policy": VerifyFlag.EXPLICIT_POLICY,
    "inhibit_any": VerifyFlag.INHIBIT_ANY,
    "inhibit_map": VerifyFlag.INHIBIT_MAP,
    "x509_strict": VerifyFlag.X509_STRICT,
    "extended_crl": VerifyFlag.EXTENDED_CRL_SUPPORT,
    "use_deltas": VerifyFlag.USE_DELTAS,
    "policy_print": VerifyFlag.NOTIFY_POLICY,
    "check_ss_sig": VerifyFlag.CHECK_SS_SIGNATURE,
    "trusted_first": VerifyFlag.TRUSTED_FIRST,
    "suiteB_128_only": VerifyFlag.SUITEB_128_LOS_ONLY,
    "suiteB_128": VerifyFlag.SUITEB_128_LOS,
    "suiteB_192": VerifyFlag.SUITEB_192_LOS,
    "partial_chain": VerifyFlag.PARTIAL_CHAIN,
    "no_alt_chains": VerifyFlag.NO_ALT_CHAINS,
    "no_check_time": VerifyFlag.NO_CHECK_TIME,
    "allow_proxy_certs": VerifyFlag.ALLOW_PROXY_CERTS,
}
"""The option of each flag, and its bits."""


def announce(config: Config, bus: Bus) -> None:
    """Tell of each -verify and -Verify that no -quiet or -brief stands before."""
    requests = iter(config.verify.request)
    for name in config.given:
        if name in {"quiet", "brief"}:
            return
        if name in {"verify", "Verify"}:
            request = next(requests)
            bus.emit(CertificateAsked(depth=request.depth, required=request.required))


def apply(context: Context, verify: Verify) -> None:
    """Settle trust and checks for one context; raises UsageError or LoadError."""
    _trust(context, verify)
    if verify.no_ca_names:
        context.set_option(SslOption.DISABLE_TLSEXT_CA_NAMES)
    elif verify.ca_file is not None:
        # 1.1.1 has no such option: names that it never hears of it cannot tell.
        _loading("-CAfile", partial(tell_authorities, context, verify.ca_file))
    if _has_demands(verify):
        with VerifyParameters(context.library) as parameters:
            _demand(parameters, verify)
            parameters.use(context)
    _ask(context, verify)


def _trust(context: Context, verify: Verify) -> None:
    places = verify.ca_file, verify.ca_path, verify.ca_store
    if any(place is not None for place in places):
        with own_store(context) as store:
            _fill(store, *places, option="CA")
    else:
        trust_defaults(
            context,
            file=not verify.no_default_file,
            folder=not verify.no_default_path,
            uri=not verify.no_default_store,
        )
    places = verify.client_ca_file, verify.client_ca_path, verify.client_ca_store
    if any(place is not None for place in places):
        with TrustStore(context.library) as store:
            _fill(store, *places, option="verifyCA")
            verify_clients_from(context, store)


def _fill(
    store: TrustStore,
    file: str | None,
    path: str | None,
    uri: str | None,
    *,
    option: str,
) -> None:
    if file is not None:
        _loading(f"-{option}file", partial(store.add_file, file))
    if path is not None:
        _loading(f"-{option}path", partial(store.add_folder, path))
    if uri is not None:
        _loading(f"-{option}store", partial(store.add_uri, uri))


def _loading(option: str, load: Callable[[], None]) -> None:
    try:
        load()
    except LibraryError as problem:
        raise LoadError(
            f"option {option}: {problem.message}",
            hints=("it takes certificates in PEM",) if option.endswith("file") else (),
        ) from problem


def _has_demands(verify: Verify) -> bool:
    names = verify.parameters, verify.host_name, verify.email, verify.ip_address
    numbers = verify.chain_depth, verify.auth_level, verify.time
    values = verify.purpose, *verify.policies, *verify.flags, *names, *numbers
    return any(value is not None for value in values)


def _demand(parameters: VerifyParameters, verify: Verify) -> None:
    library = parameters.library
    if verify.parameters is not None and not parameters.begin_with(verify.parameters):
        raise _unknown("verify name", verify.parameters, parameter_names(library))
    if verify.purpose is not None and not parameters.set_purpose(verify.purpose):
        raise _unknown("purpose", verify.purpose, purposes(library))
    for policy in verify.policies:
        if not parameters.add_policy(policy):
            raise UsageError(
                f"Invalid Policy {policy}",
                hints=("-policy takes an object identifier, such as 1.3.6.1.4.1.1",),
            )
    for name in verify.flags:
        parameters.set_flags(FLAGS[name])
    # The C program passes over negative numbers too.
    if verify.chain_depth is not None and verify.chain_depth >= 0:
        parameters.set_depth(verify.chain_depth)
    if verify.auth_level is not None and verify.auth_level >= 0:
        parameters.set_auth_level(verify.auth_level)
    if verify.time is not None:
        parameters.set_time(verify.time)
    _demand_names(parameters, verify)


def _demand_names(parameters: VerifyParameters, verify: Verify) -> None:
    host, email, address = verify.host_name, verify.email, verify.ip_address
    # An empty name would check nothing at all, or match nobody.
    if host is not None and not (host and parameters.set_host(host)):
        raise _unfit("verify_hostname", host, "a host name, such as client.example")
    if email is not None and not ("@" in email and parameters.set_email(email)):
        raise _unfit("verify_email", email, "a mail address, such as me@client.example")
    if address is not None and not parameters.set_ip_address(address):
        raise _unfit("verify_ip", address, "an IP address, such as 192.0.2.1 or ::1")


def _ask(context: Context, verify: Verify) -> None:
    mode = VerifyMode(0)
    if verify.request:
        request = verify.request[-1]
        mode |= VerifyMode.PEER | VerifyMode.CLIENT_ONCE
        if request.required:
            mode |= VerifyMode.FAIL_IF_NO_PEER_CERT
        if request.depth >= 0 and verify.chain_depth is None:
            limit_chain(context, request.depth)
        if not verify.return_error:
            context.forgives = partial(_forgives, request.depth)
    elif verify.return_error:
        if context.library.release >= Release.V4_0:
            mode |= VerifyMode.PEER | VerifyMode.CLIENT_ONCE
    elif not asks_for_certificate(context):
        # The keyboard may ask later; who set a mode with -ssl_config means it.
        context.forgives = partial(_forgives, -1)
    ask_for_certificate(context, mode)


def _forgives(limit: int, depth: int) -> bool:
    return limit < 0 or depth <= limit


def _unknown(what: str, name: str, known: tuple[str, ...]) -> UsageError:
    # The C program's line, and what would be right.
    return UsageError(f"Invalid {what} {name}", hints=(f"one of {', '.join(known)}",))


def _unfit(option: str, text: str, right: str) -> UsageError:
    return UsageError(f"option -{option} takes {right}, not {text!r}")
