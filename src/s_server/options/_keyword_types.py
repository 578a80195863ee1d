"""Options as keyword arguments, typed; made by `make generate`."""

from __future__ import annotations

import os
from collections.abc import Sequence  # noqa: TC003 - a TypedDict's hints are evaluated
from typing import TypedDict

Text = str | os.PathLike[str]


class Options(TypedDict, total=False):
    """Every option, as ``Server`` takes it."""

    libssl: Text | None
    ssl_config: Text | None
    port: int | None
    accept: Text | None
    unix: Text | None
    unlink: bool | None
    ipv4: bool | None
    ipv6: bool | None
    naccept: int | None
    max_connections: int | None
    handshake_timeout: int | None
    idle_timeout: int | None
    nbio: bool | None
    nbio_test: bool | None
    read_buf: int | None
    max_send_frag: int | None
    split_send_frag: int | None
    max_pipelines: int | None
    tfo: bool | None
    ktls: bool | None
    timeout: bool | None
    mtu: int | None
    async_: bool | None
    cert: Text | None
    certform: Text | None
    key: Text | None
    keyform: Text | None
    pass_: Text | None
    cert_chain: Text | None
    build_chain: bool | None
    serverinfo: Text | None
    dcert: Text | None
    dcertform: Text | None
    dcert_chain: Text | None
    dkey: Text | None
    dkeyform: Text | None
    dpass: Text | None
    nocert: bool | None
    dhparam: Text | None
    no_dhe: bool | None
    servername: Text | None
    servername_fatal: bool | None
    cert2: Text | None
    key2: Text | None
    sni: Text | Sequence[Text] | None
    cert_comp: bool | None
    enable_server_rpk: bool | None
    verify: int | Sequence[int] | None
    Verify: int | Sequence[int] | None
    verify_return_error: bool | None
    verify_quiet: bool | None
    CAfile: Text | None
    CApath: Text | None
    CAstore: Text | None
    no_CAfile: bool | None
    no_CApath: bool | None
    no_CAstore: bool | None
    verifyCAfile: Text | None
    verifyCApath: Text | None
    verifyCAstore: Text | None
    chainCAfile: Text | None
    chainCApath: Text | None
    chainCAstore: Text | None
    CRL: Text | None
    CRLform: Text | None
    crl_download: bool | None
    no_ca_names: bool | None
    nameopt: Text | Sequence[Text] | None
    enable_client_rpk: bool | None
    expected_rpks: Text | Sequence[Text] | None
    www: bool | None
    WWW: bool | None
    HTTP: bool | None
    http_server_binmode: bool | None
    sendfile: bool | None
    zerocopy_sendfile: bool | None
    rev: bool | None
    crlf: bool | None
    ign_eof: bool | None
    no_ign_eof: bool | None
    unresponsive: bool | None
    truncate: bool | None
    quiet: bool | None
    brief: bool | None
    explain: bool | None
    no_explain: bool | None
    json: Text | None
    debug: bool | None
    msg: bool | None
    trace: bool | None
    msgfile: Text | None
    state: bool | None
    tlsextdebug: bool | None
    client_hello: bool | None
    security_debug: bool | None
    security_debug_verbose: bool | None
    keymatexport: Text | None
    keymatexportlen: int | None
    keylogfile: Text | None
    status: bool | None
    status_all: bool | None
    status_verbose: bool | None
    status_timeout: int | None
    status_url: Text | None
    status_file: Text | Sequence[Text] | None
    proxy: Text | None
    no_proxy: Text | None
    psk: Text | None
    psk_identity: Text | None
    psk_file: Text | None
    psk_hint: Text | None
    psk_session: Text | None
    srpvfile: Text | None
    srpuserseed: Text | None
    ssl3: bool | None
    tls1: bool | None
    tls1_1: bool | None
    tls1_2: bool | None
    tls1_3: bool | None
    dtls: bool | None
    dtls1: bool | None
    dtls1_2: bool | None
    listen: bool | None
    sctp: bool | None
    sctp_label_bug: bool | None
    stateless: bool | None
    alpn: Text | None
    nextprotoneg: Text | None
    use_srtp: Text | None
    ignore_unexpected_eof: bool | None
    context: Text | None
    id_prefix: Text | None
    no_cache: bool | None
    ext_cache: bool | None
    session_store: Text | None
    ticket_keys: Text | None
    no_resume_ephemeral: bool | None
    early_data: bool | None
    max_early_data: int | None
    recv_max_early_data: int | None
    no_ssl3: bool | None
    no_tls1: bool | None
    no_tls1_1: bool | None
    no_tls1_2: bool | None
    no_tls1_3: bool | None
    min_protocol: Text | Sequence[Text] | None
    max_protocol: Text | Sequence[Text] | None
    cipher: Text | Sequence[Text] | None
    ciphersuites: Text | Sequence[Text] | None
    serverpref: bool | None
    prioritize_chacha: bool | None
    groups: Text | Sequence[Text] | None
    curves: Text | Sequence[Text] | None
    named_curve: Text | Sequence[Text] | None
    sigalgs: Text | Sequence[Text] | None
    client_sigalgs: Text | Sequence[Text] | None
    strict: bool | None
    num_tickets: int | Sequence[int] | None
    no_ticket: bool | None
    anti_replay: bool | None
    no_anti_replay: bool | None
    allow_no_dhe_kex: bool | None
    prefer_no_dhe_kex: bool | None
    record_padding: Text | Sequence[Text] | None
    no_middlebox: bool | None
    no_etm: bool | None
    no_ems: bool | None
    legacy_renegotiation: bool | None
    client_renegotiation: bool | None
    no_renegotiation: bool | None
    no_resumption_on_reneg: bool | None
    comp: bool | None
    no_comp: bool | None
    no_tx_cert_comp: bool | None
    no_rx_cert_comp: bool | None
    bugs: bool | None
    legacy_server_connect: bool | None
    no_legacy_server_connect: bool | None
    debug_broken_protocol: bool | None
    policy: Text | Sequence[Text] | None
    purpose: Text | None
    verify_name: Text | None
    verify_depth: int | None
    auth_level: int | None
    attime: int | None
    verify_hostname: Text | None
    verify_email: Text | None
    verify_ip: Text | None
    ignore_critical: bool | None
    crl_check: bool | None
    crl_check_all: bool | None
    policy_check: bool | None
    explicit_policy: bool | None
    inhibit_any: bool | None
    inhibit_map: bool | None
    x509_strict: bool | None
    extended_crl: bool | None
    use_deltas: bool | None
    policy_print: bool | None
    check_ss_sig: bool | None
    trusted_first: bool | None
    suiteB_128_only: bool | None
    suiteB_128: bool | None
    suiteB_192: bool | None
    partial_chain: bool | None
    no_alt_chains: bool | None
    no_check_time: bool | None
    allow_proxy_certs: bool | None
    issuer_checks: bool | None
    xcert: Text | Sequence[Text] | None
    xkey: Text | Sequence[Text] | None
    xchain: Text | Sequence[Text] | None
    xchain_build: bool | None
    xcertform: Text | Sequence[Text] | None
    xkeyform: Text | Sequence[Text] | None
    rand: Text | Sequence[Text] | None
    writerand: Text | None
    engine: Text | None
    provider_path: Text | Sequence[Text] | None
    provider: Text | Sequence[Text] | None
    provparam: Text | Sequence[Text] | None
    propquery: Text | None
    ech_key: Text | Sequence[Text] | None
    ech_dir: Text | Sequence[Text] | None
    ech_noretry_dir: Text | Sequence[Text] | None
    ech_trialdecrypt: bool | None
    ech_greaseretries: bool | None
