"""What an OpenSSL can do, asked by symbol and never by version number.

A row is a word, the symbols that must be there, the OpenSSL that brought them (a
release, or ``a build with`` something) and the words for a message.  Options name
these words in their ``needs``.
"""

from __future__ import annotations

from s_server.frozen import Frozen


class Feature(Frozen, kw_only=False):
    """One capability: all ``symbols`` exist in a library that has it."""

    word: str
    symbols: tuple[str, ...]
    since: str
    what: str
    until: str = ""

    def lack(self, version: str) -> str:
        """Answer the end of a sentence about a library of that version without it."""
        last = f"OpenSSL {self.until} was the last to have it"
        if not self.since[0].isdigit():
            had = f"{self.since} has it" + f", and {last}" * bool(self.until)
        else:
            had = last if self.until else f"OpenSSL {self.since} brought it"
        return f"{self.what}, which {version} does not have: {had}"


_ROWS = (
    Feature("error_functions", ("ERR_get_error_all",), "3.0", "function names"),
    Feature("cert_comp", ("SSL_CTX_compress_certs",), "3.2", "compressed certificates"),
    Feature("dh_keys", ("SSL_CTX_set0_tmp_dh_pkey",), "3.0", "DH parameters as keys"),
    Feature("engine", ("ENGINE_by_id",), "1.1.1", "engines", until="3.6"),
    Feature("ech", ("SSL_CTX_set1_echstore",), "4.0", "encrypted ClientHellos (ECH)"),
    Feature("group_names", ("SSL_group_to_name",), "3.0", "names of groups"),
    Feature(
        *("handshake_padding", ("SSL_CTX_set_block_padding_ex",), "3.4"),
        what="a padding of its own for the handshake",
    ),
    Feature("key_types", ("EVP_PKEY_get_base_id",), "3.0", "types of keys"),
    # The switch is an option bit; this came with the code behind it.
    Feature("ktls", ("SSL_sendfile",), "3.0", "kernel TLS"),
    Feature(
        "npn",
        ("SSL_CTX_set_next_protos_advertised_cb", "SSL_get0_next_proto_negotiated"),
        "a build with nextprotoneg",
        "NPN",
    ),
    Feature("psk", ("SSL_CTX_set_psk_server_callback",), "a build with psk", "PSK"),
    Feature("peer_certificate", ("SSL_get1_peer_certificate",), "3.0", "-"),
    Feature(
        "providers",
        ("OSSL_PROVIDER_load", "SSL_CTX_new_ex", "OSSL_STORE_open_ex"),
        "3.0",
        "providers",
    ),
    Feature(
        "provparam",
        ("OSSL_PROVIDER_add_conf_parameter",),
        "3.5",
        "parameters of providers",
    ),
    Feature("public_keys", ("OSSL_STORE_INFO_get1_PUBKEY",), "3.0", "public keys"),
    Feature(
        "rpk",
        ("SSL_CTX_set1_server_cert_type", "SSL_add_expected_rpk"),
        "3.2",
        "raw public keys",
    ),
    Feature("scheme_names", ("SSL_get0_sigalg",), "4.0", "names of schemes"),
    Feature("sctp", ("BIO_new_dgram_sctp",), "a build with sctp (enable-sctp)", "SCTP"),
    Feature("sendfile", ("SSL_sendfile",), "3.0", "SSL_sendfile"),
    Feature(
        "srtp",
        ("SSL_CTX_set_tlsext_use_srtp", "SSL_get_selected_srtp_profile"),
        "a build with srtp",
        "SRTP",
    ),
    Feature(
        "srp",
        ("SRP_VBASE_get1_by_user", "SSL_CTX_set_srp_username_callback"),
        "a build with srp",
        "SRP",
    ),
    Feature("ssl3", ("SSLv3_server_method",), "a build with ssl3", "SSLv3", "3.6"),
    # The responses themselves are set by a control, which is no symbol.  Clients put
    # what they got where this one says, and both came together.
    Feature(
        "status_all",
        ("X509_STORE_CTX_set_ocsp_resp",),
        "3.6",
        "OCSP responses for a whole chain",
    ),
    Feature(
        "ticket_key_macs",
        ("SSL_CTX_set_tlsext_ticket_key_evp_cb",),
        "3.0",
        "keys of tickets by EVP_MAC",
    ),
    Feature("trace", ("SSL_trace",), "a build with ssl-trace", "SSL_trace"),
    Feature("trust_store", ("SSL_CTX_set_default_verify_store",), "3.0", "trust URIs"),
    # An option bit too, which older ones would keep without heeding it.
    Feature("zerocopy", ("SSL_get0_peer_rpk",), "3.2", "kernel TLS without copies"),
)

FEATURES = {row.word: row for row in _ROWS}
