# Completion of s_server for fish; made from the option table.
complete -c s_server -f
complete -c s_server -o help -d 'print this list and stop'
complete -c s_server -o version -d 'print our version and that of the OpenSSL in use'
complete -c s_server -o libssl -d 'the libssl to load instead of the system\'s' -r -F
complete -c s_server -o ssl_config -d 'apply this section of the OpenSSL configuration file' -r -F
complete -c s_server -o port -d 'TCP port to listen on, at every address (default 4433)' -x
complete -c s_server -o accept -d 'host and port to listen on (default *:4433)' -r -F
complete -c s_server -o unix -d 'path of a Unix socket to listen on' -r -F
complete -c s_server -o unlink -d 'with -unix, remove an existing socket file first'
complete -c s_server -o 4 -d 'listen on IPv4 alone'
complete -c s_server -o 6 -d 'listen on IPv6 alone'
complete -c s_server -o naccept -d 'stop after this many connections' -x
complete -c s_server -o max_connections -d 'connections at a time, the others wait (default 1024)' -x
complete -c s_server -o handshake_timeout -d 'seconds that a handshake may take, 0 for no limit' -x
complete -c s_server -o idle_timeout -d 'seconds that a connection may be idle, 0 for no limit' -x
complete -c s_server -o nbio -d 'make connections non-blocking'
complete -c s_server -o nbio_test -d 'non-blocking, with retries and short writes at random'
complete -c s_server -o read_buf -d 'bytes in a connection\'s read buffer' -x
complete -c s_server -o max_send_frag -d 'most bytes in a record that is sent, 512 to 16384' -x
complete -c s_server -o split_send_frag -d 'bytes after which data goes to the next pipeline' -x
complete -c s_server -o max_pipelines -d 'most records to encrypt or decrypt at once, 1 to 32' -x
complete -c s_server -o tfo -d 'take data with the first TCP segment (TCP Fast Open)'
complete -c s_server -o ktls -d 'let the kernel encrypt and decrypt records'
complete -c s_server -o timeout -d 'send lost DTLS flights again after a quarter second (else one)'
complete -c s_server -o mtu -d 'link MTU for DTLS, instead of asking the network' -x
complete -c s_server -o async -d 'let an engine or provider do cryptography asynchronously'
complete -c s_server -o cert -d 'server certificate (default server.pem)' -r -F
complete -c s_server -o certform -d 'format of -cert and -cert2 (default: found out)' -x -a 'PEM DER P12'
complete -c s_server -o key -d 'private key, a file or URI (default: in -cert)' -r -F
complete -c s_server -o keyform -d 'format of -key and -key2 (default: found out)' -x -a 'PEM DER P12'
complete -c s_server -o pass -d 'where the pass phrase of -key and -cert comes from' -r -F
complete -c s_server -o cert_chain -d 'certificates to send after -cert' -r -F
complete -c s_server -o build_chain -d 'build the chain to send from the trusted certificates'
complete -c s_server -o serverinfo -d 'PEM file of extensions for the ServerHello' -r -F
complete -c s_server -o dcert -d 'second certificate, for another type of key' -r -F
complete -c s_server -o dcertform -d 'format of -dcert (default: found out)' -x -a 'PEM DER P12'
complete -c s_server -o dcert_chain -d 'certificates to send after -dcert' -r -F
complete -c s_server -o dkey -d 'private key of -dcert (default: in -dcert)' -r -F
complete -c s_server -o dkeyform -d 'format of -dkey (default: found out)' -x -a 'PEM DER P12'
complete -c s_server -o dpass -d 'where the pass phrase of -dkey and -dcert comes from' -r -F
complete -c s_server -o nocert -d 'have no certificate (anonymous ciphers and PSK alone)'
complete -c s_server -o dhparam -d 'DH parameters (default: chosen by the key\'s strength)' -r -F
complete -c s_server -o no_dhe -d 'have no DH parameters, hence no ephemeral DH'
complete -c s_server -o servername -d 'name of the second host, which has -cert2 and -key2' -r -F
complete -c s_server -o servername_fatal -d 'refuse a client that asks for another name'
complete -c s_server -o cert2 -d 'certificate for -servername (default server2.pem)' -r -F
complete -c s_server -o key2 -d 'private key for -servername (default: in -cert2)' -r -F
complete -c s_server -o sni -d 'NAME=CERT[:KEY], certificate of a further name or *.NAME' -r -F
complete -c s_server -o cert_comp -d 'compress the certificates beforehand'
complete -c s_server -o enable_server_rpk -d 'offer a raw public key instead of a certificate'
complete -c s_server -o verify -d 'ask for a certificate; the value limits the chain' -x
complete -c s_server -o Verify -d 'as -verify, and refuse a client without a certificate' -x
complete -c s_server -o verify_return_error -d 'end the handshake when the certificate is not valid'
complete -c s_server -o verify_quiet -d 'print errors of verification and nothing more of it'
complete -c s_server -o CAfile -d 'trusted certificates; their names are sent to clients' -r -F
complete -c s_server -o CApath -d 'folder of trusted certificates, named by hash' -x -a '(__fish_complete_directories)'
complete -c s_server -o CAstore -d 'store of trusted certificates' -r -F
complete -c s_server -o no-CAfile -d 'do not trust the system\'s certificate file'
complete -c s_server -o no-CApath -d 'do not trust the system\'s certificate folder'
complete -c s_server -o no-CAstore -d 'do not trust the system\'s certificate store'
complete -c s_server -o verifyCAfile -d 'as -CAfile, for checking clients alone' -r -F
complete -c s_server -o verifyCApath -d 'as -CApath, for checking clients alone' -x -a '(__fish_complete_directories)'
complete -c s_server -o verifyCAstore -d 'as -CAstore, for checking clients alone' -r -F
complete -c s_server -o chainCAfile -d 'as -CAfile, for building the server\'s own chain' -r -F
complete -c s_server -o chainCApath -d 'as -CApath, for building the server\'s own chain' -x -a '(__fish_complete_directories)'
complete -c s_server -o chainCAstore -d 'as -CAstore, for building the server\'s own chain' -r -F
complete -c s_server -o CRL -d 'revocation list, looked at with -crl_check' -r -F
complete -c s_server -o CRLform -d 'format of -CRL (default: found out)' -x -a 'PEM DER'
complete -c s_server -o crl_download -d 'fetch revocation lists that certificates point to'
complete -c s_server -o no_ca_names -d 'do not tell clients which authorities are trusted'
complete -c s_server -o nameopt -d 'how names of subjects and issuers are printed' -r -F
complete -c s_server -o enable_client_rpk -d 'take a client\'s raw public key instead of a certificate'
complete -c s_server -o expected-rpks -d 'raw public keys that clients may have' -r -F
complete -c s_server -o www -d 'answer a GET with a page about the connection'
complete -c s_server -o WWW -d 'answer a GET with a file below the current folder'
complete -c s_server -o HTTP -d 'as -WWW, with files that hold their own headers'
complete -c s_server -o http_server_binmode -d 'open the files of -WWW and -HTTP as binary'
complete -c s_server -o sendfile -d 'send the files of -WWW and -HTTP with SSL_sendfile'
complete -c s_server -o zerocopy_sendfile -d 'as -sendfile, without a copy of the file\'s pages'
complete -c s_server -o rev -d 'send each line back, reversed'
complete -c s_server -o crlf -d 'send CR LF for each LF typed'
complete -c s_server -o ign_eof -d 'stay when the input ends'
complete -c s_server -o no_ign_eof -d 'do not stay when the input ends'
complete -c s_server -o unresponsive -d 'accept clients, and never answer them'
complete -c s_server -o truncate -d 'with -www, close in mid-page without close_notify'
complete -c s_server -o quiet -d 'print received data and errors alone'
complete -c s_server -o brief -d 'print a short summary of each connection'
complete -c s_server -o explain -d 'say in plain words why a connection failed (default on a terminal)'
complete -c s_server -o no_explain -d 'do not say why, on a terminal either'
complete -c s_server -o json -d 'write every event as a line of JSON (- is standard output)' -r -F
complete -c s_server -o debug -d 'dump every byte read and written'
complete -c s_server -o msg -d 'dump the protocol\'s messages'
complete -c s_server -o trace -d 'print the protocol\'s messages decoded'
complete -c s_server -o msgfile -d 'where -msg and -trace go instead of standard output' -r -F
complete -c s_server -o state -d 'print the states of the handshake and alerts'
complete -c s_server -o tlsextdebug -d 'dump the extensions that the client sent'
complete -c s_server -o client_hello -d 'print all that the client offered, and what of it could be used'
complete -c s_server -o security_debug -d 'print what the security level refuses'
complete -c s_server -o security_debug_verbose -d 'print all that the security level is asked'
complete -c s_server -o keymatexport -d 'print keying material exported with this label' -r -F
complete -c s_server -o keymatexportlen -d 'bytes of keying material to export (default 20)' -x
complete -c s_server -o keylogfile -d 'append the TLS secrets to this file (else to SSLKEYLOGFILE)' -r -F
complete -c s_server -o status -d 'staple an OCSP response when the client asks'
complete -c s_server -o status_all -d 'staple a response for each certificate of the chain'
complete -c s_server -o status_verbose -d 'as -status, and print how the response was got'
complete -c s_server -o status_timeout -d 'as -status, and seconds to ask (default 10, 0 for no limit)' -x
complete -c s_server -o status_url -d 'as -status, and the responder when none is named' -r -F
complete -c s_server -o status_file -d 'as -status, and the response itself, in DER' -r -F
complete -c s_server -o proxy -d 'HTTP proxy for asking the responder' -r -F
complete -c s_server -o no_proxy -d 'responders that are asked without a proxy' -r -F
complete -c s_server -o psk -d 'shared key, in pairs of hexadecimal digits without 0x' -r -F
complete -c s_server -o psk_identity -d 'identity to expect (default Client_identity)' -r -F
complete -c s_server -o psk_file -d 'more shared keys: a line identity:key for each' -r -F
complete -c s_server -o psk_hint -d 'identity hint to send, up to TLS 1.2' -r -F
complete -c s_server -o psk_session -d 'PEM file of a session to use as a shared key' -r -F
complete -c s_server -o srpvfile -d 'file of SRP users and verifiers (deprecated)' -r -F
complete -c s_server -o srpuserseed -d 'seed for the salt of unknown SRP users (deprecated)' -r -F
complete -c s_server -o ssl3 -d 'speak SSL 3.0 alone'
complete -c s_server -o tls1 -d 'speak TLS 1.0 alone'
complete -c s_server -o tls1_1 -d 'speak TLS 1.1 alone'
complete -c s_server -o tls1_2 -d 'speak TLS 1.2 alone'
complete -c s_server -o tls1_3 -d 'speak TLS 1.3 alone'
complete -c s_server -o dtls -d 'speak DTLS, of any version'
complete -c s_server -o dtls1 -d 'speak DTLS 1.0 alone'
complete -c s_server -o dtls1_2 -d 'speak DTLS 1.2 alone'
complete -c s_server -o listen -d 'answer DTLS clients only after they return a cookie'
complete -c s_server -o sctp -d 'carry DTLS over SCTP instead of UDP'
complete -c s_server -o sctp_label_bug -d 'derive SCTP secrets as old releases of OpenSSL did'
complete -c s_server -o stateless -d 'answer TLS 1.3 clients only after they return a cookie'
complete -c s_server -o alpn -d 'application protocols, with commas, best first' -r -F
complete -c s_server -o nextprotoneg -d 'as -alpn, for its forerunner NPN' -r -F
complete -c s_server -o use_srtp -d 'SRTP profiles to agree on over DTLS, with colons' -r -F
complete -c s_server -o ignore_unexpected_eof -d 'take a closed connection for a close_notify'
complete -c s_server -o context -d 'session context, which tells servers apart' -r -F
complete -c s_server -o id_prefix -d 'how session identifiers begin, up to TLS 1.2' -r -F
complete -c s_server -o no_cache -d 'keep no sessions'
complete -c s_server -o ext_cache -d 'keep sessions outside of OpenSSL'
complete -c s_server -o session_store -d 'share sessions in Redis or Valkey: redis://host:port/db' -r -F
complete -c s_server -o ticket_keys -d 'keys of tickets, 80 bytes each, the first for new ones' -r -F
complete -c s_server -o no_resume_ephemeral -d 'resume no session that has forward secrecy'
complete -c s_server -o early_data -d 'take TLS 1.3 early data'
complete -c s_server -o max_early_data -d 'bytes of early data that tickets promise' -x
complete -c s_server -o recv_max_early_data -d 'bytes of early data after which the connection fails' -x
complete -c s_server -o no_ssl3 -d 'do not speak SSL 3.0'
complete -c s_server -o no_tls1 -d 'do not speak TLS 1.0'
complete -c s_server -o no_tls1_1 -d 'do not speak TLS 1.1'
complete -c s_server -o no_tls1_2 -d 'do not speak TLS 1.2'
complete -c s_server -o no_tls1_3 -d 'do not speak TLS 1.3'
complete -c s_server -o min_protocol -d 'lowest version to speak' -r -F
complete -c s_server -o max_protocol -d 'highest version to speak' -r -F
complete -c s_server -o cipher -d 'ciphers up to TLS 1.2' -r -F
complete -c s_server -o ciphersuites -d 'ciphers of TLS 1.3, with colons' -r -F
complete -c s_server -o serverpref -d 'prefer our order of ciphers to the client\'s'
complete -c s_server -o prioritize_chacha -d 'with -serverpref, take ChaCha20 if the client prefers it'
complete -c s_server -o groups -d 'groups for the key exchange, with colons, best first' -r -F
complete -c s_server -o curves -d 'the same as -groups' -r -F
complete -c s_server -o named_curve -d 'a single curve for ECDHE' -r -F
complete -c s_server -o sigalgs -d 'signature algorithms, with colons, best first' -r -F
complete -c s_server -o client_sigalgs -d 'signature algorithms to ask of clients, with colons' -r -F
complete -c s_server -o strict -d 'check certificates as strictly as the standard says'
complete -c s_server -o num_tickets -d 'TLS 1.3 tickets to send after a handshake (default 2)' -x
complete -c s_server -o no_ticket -d 'send no tickets up to TLS 1.2, and stateful ones in 1.3'
complete -c s_server -o anti_replay -d 'refuse replayed early data (default)'
complete -c s_server -o no_anti_replay -d 'allow replayed early data'
complete -c s_server -o allow_no_dhe_kex -d 'resume TLS 1.3 sessions without a new key exchange too'
complete -c s_server -o prefer_no_dhe_kex -d 'with -allow_no_dhe_kex, prefer it so'
complete -c s_server -o record_padding -d 'pad TLS 1.3 records to a multiple of this, or data,handshake' -r -F
complete -c s_server -o no_middlebox -d 'do not look like TLS 1.2 to boxes on the way'
complete -c s_server -o no_etm -d 'do not encrypt before the MAC'
complete -c s_server -o no_ems -d 'do not use the extended master secret'
complete -c s_server -o legacy_renegotiation -d 'allow renegotiation with clients that do it unsafely'
complete -c s_server -o client_renegotiation -d 'allow the client to renegotiate'
complete -c s_server -o no_renegotiation -d 'refuse all renegotiation'
complete -c s_server -o no_resumption_on_reneg -d 'do a full handshake at every renegotiation'
complete -c s_server -o comp -d 'allow TLS compression'
complete -c s_server -o no_comp -d 'refuse TLS compression (default)'
complete -c s_server -o no_tx_cert_comp -d 'send no compressed certificates'
complete -c s_server -o no_rx_cert_comp -d 'take no compressed certificates'
complete -c s_server -o bugs -d 'work around bugs of other implementations'
complete -c s_server -o legacy_server_connect -d 'set the option of that name (nothing on a server)'
complete -c s_server -o no_legacy_server_connect -d 'clear the option of that name (nothing on a server)'
complete -c s_server -o debug_broken_protocol -d 'break the protocol, in OpenSSL built for such tests'
complete -c s_server -o policy -d 'policy that is acceptable' -r -F
complete -c s_server -o purpose -d 'purpose that certificates must have' -r -F
complete -c s_server -o verify_name -d 'named set of parameters to begin with' -r -F
complete -c s_server -o verify_depth -d 'most intermediate certificates in a chain' -x
complete -c s_server -o auth_level -d 'security level that the chain must have' -x
complete -c s_server -o attime -d 'check as of this time, in seconds since 1970' -x
complete -c s_server -o verify_hostname -d 'host name that the client\'s certificate must have' -r -F
complete -c s_server -o verify_email -d 'mail address that the client\'s certificate must have' -r -F
complete -c s_server -o verify_ip -d 'IP address that the client\'s certificate must have' -r -F
complete -c s_server -o ignore_critical -d 'pass critical extensions that are not understood'
complete -c s_server -o crl_check -d 'look for the client\'s certificate in a revocation list'
complete -c s_server -o crl_check_all -d 'look for every certificate of the chain in one'
complete -c s_server -o policy_check -d 'check certificate policies'
complete -c s_server -o explicit_policy -d 'demand a policy that is valid along the chain'
complete -c s_server -o inhibit_any -d 'do not take anyPolicy for a match'
complete -c s_server -o inhibit_map -d 'do not map policies'
complete -c s_server -o x509_strict -d 'do not work around faulty certificates'
complete -c s_server -o extended_crl -d 'allow indirect lists and other keys for them'
complete -c s_server -o use_deltas -d 'look into delta revocation lists too'
complete -c s_server -o policy_print -d 'print how policies were checked'
complete -c s_server -o check_ss_sig -d 'check the root\'s signature by itself too'
complete -c s_server -o trusted_first -d 'prefer trusted certificates for the chain (default)'
complete -c s_server -o suiteB_128_only -d 'demand Suite B of 128 bits'
complete -c s_server -o suiteB_128 -d 'demand Suite B of 128 or 192 bits'
complete -c s_server -o suiteB_192 -d 'demand Suite B of 192 bits'
complete -c s_server -o partial_chain -d 'trust a chain that ends at any trusted certificate'
complete -c s_server -o no_alt_chains -d 'do not look for another chain (deprecated)'
complete -c s_server -o no_check_time -d 'do not check whether certificates are in date'
complete -c s_server -o allow_proxy_certs -d 'allow proxy certificates'
complete -c s_server -o issuer_checks -d 'nothing (deprecated)'
complete -c s_server -o xcert -d 'a further certificate' -r -F
complete -c s_server -o xkey -d 'private key of the -xcert next to it' -r -F
complete -c s_server -o xchain -d 'certificates to send after that -xcert' -r -F
complete -c s_server -o xchain_build -d 'build the chain of that -xcert'
complete -c s_server -o xcertform -d 'format of that -xcert and those after it' -x -a 'PEM DER P12'
complete -c s_server -o xkeyform -d 'format of that -xkey and those after it' -x -a 'PEM DER P12'
complete -c s_server -o rand -d 'files to seed the random generator with' -r -F
complete -c s_server -o writerand -d 'write random bytes to this file at the end' -r -F
complete -c s_server -o engine -d 'engine to use (deprecated)' -r -F
complete -c s_server -o provider-path -d 'folder of the providers named after it (-provider_path too)' -r -F
complete -c s_server -o provider -d 'provider to load' -r -F
complete -c s_server -o provparam -d 'parameter of a provider, [name:]key=value' -r -F
complete -c s_server -o propquery -d 'properties that algorithms must have' -r -F
complete -c s_server -o ech_key -d 'PEM file of an ECH key pair' -r -F
complete -c s_server -o ech_dir -d 'folder of ECH key pairs' -r -F
complete -c s_server -o ech_noretry_dir -d 'as -ech_dir, with pairs not offered for a retry' -r -F
complete -c s_server -o ech_trialdecrypt -d 'try all key pairs when none fits the client\'s'
complete -c s_server -o ech_greaseretries -d 'send made-up retry configurations too'
