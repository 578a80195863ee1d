# Completion of s_server for bash; made from the option table.
_s_server() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    COMPREPLY=()
    case $before in
    -certform)
        COMPREPLY=($(compgen -W "PEM DER P12" -- "$word")); return ;;
    -keyform)
        COMPREPLY=($(compgen -W "PEM DER P12" -- "$word")); return ;;
    -dcertform)
        COMPREPLY=($(compgen -W "PEM DER P12" -- "$word")); return ;;
    -dkeyform)
        COMPREPLY=($(compgen -W "PEM DER P12" -- "$word")); return ;;
    -CRLform)
        COMPREPLY=($(compgen -W "PEM DER" -- "$word")); return ;;
    -xcertform)
        COMPREPLY=($(compgen -W "PEM DER P12" -- "$word")); return ;;
    -xkeyform)
        COMPREPLY=($(compgen -W "PEM DER P12" -- "$word")); return ;;
    -libssl|-ssl_config|-accept|-unix|-cert|-key|-pass|-cert_chain|-serverinfo|-dcert|-dcert_chain|-dkey|-dpass|-dhparam|-servername|-cert2|-key2|-sni|-CAfile|-CAstore|-verifyCAfile|-verifyCAstore|-chainCAfile|-chainCAstore|-CRL|-nameopt|-expected-rpks|-json|-msgfile|-keymatexport|-keylogfile|-status_url|-status_file|-proxy|-no_proxy|-psk|-psk_identity|-psk_file|-psk_hint|-psk_session|-srpvfile|-srpuserseed|-alpn|-nextprotoneg|-use_srtp|-context|-id_prefix|-session_store|-ticket_keys|-min_protocol|-max_protocol|-cipher|-ciphersuites|-groups|-curves|-named_curve|-sigalgs|-client_sigalgs|-record_padding|-policy|-purpose|-verify_name|-verify_hostname|-verify_email|-verify_ip|-xcert|-xkey|-xchain|-rand|-writerand|-engine|-provider-path|-provider|-provparam|-propquery|-ech_key|-ech_dir|-ech_noretry_dir)
        COMPREPLY=($(compgen -f -- "$word")); return ;;
    -CApath|-verifyCApath|-chainCApath)
        COMPREPLY=($(compgen -d -- "$word")); return ;;
    -port|-naccept|-max_connections|-handshake_timeout|-idle_timeout|-read_buf|-max_send_frag|-split_send_frag|-max_pipelines|-mtu|-verify|-Verify|-keymatexportlen|-status_timeout|-max_early_data|-recv_max_early_data|-num_tickets|-verify_depth|-auth_level|-attime)
        return ;;
    esac
    COMPREPLY=($(compgen -W "-help -version -libssl -ssl_config -port -accept -unix -unlink -4 -6 -naccept -max_connections -handshake_timeout -idle_timeout -nbio -nbio_test -read_buf -max_send_frag -split_send_frag -max_pipelines -tfo -ktls -timeout -mtu -async -cert -certform -key -keyform -pass -cert_chain -build_chain -serverinfo -dcert -dcertform -dcert_chain -dkey -dkeyform -dpass -nocert -dhparam -no_dhe -servername -servername_fatal -cert2 -key2 -sni -cert_comp -enable_server_rpk -verify -Verify -verify_return_error -verify_quiet -CAfile -CApath -CAstore -no-CAfile -no-CApath -no-CAstore -verifyCAfile -verifyCApath -verifyCAstore -chainCAfile -chainCApath -chainCAstore -CRL -CRLform -crl_download -no_ca_names -nameopt -enable_client_rpk -expected-rpks -www -WWW -HTTP -http_server_binmode -sendfile -zerocopy_sendfile -rev -crlf -ign_eof -no_ign_eof -unresponsive -truncate -quiet -brief -explain -no_explain -json -debug -msg -trace -msgfile -state -tlsextdebug -client_hello -security_debug -security_debug_verbose -keymatexport -keymatexportlen -keylogfile -status -status_all -status_verbose -status_timeout -status_url -status_file -proxy -no_proxy -psk -psk_identity -psk_file -psk_hint -psk_session -srpvfile -srpuserseed -ssl3 -tls1 -tls1_1 -tls1_2 -tls1_3 -dtls -dtls1 -dtls1_2 -listen -sctp -sctp_label_bug -stateless -alpn -nextprotoneg -use_srtp -ignore_unexpected_eof -context -id_prefix -no_cache -ext_cache -session_store -ticket_keys -no_resume_ephemeral -early_data -max_early_data -recv_max_early_data -no_ssl3 -no_tls1 -no_tls1_1 -no_tls1_2 -no_tls1_3 -min_protocol -max_protocol -cipher -ciphersuites -serverpref -prioritize_chacha -groups -curves -named_curve -sigalgs -client_sigalgs -strict -num_tickets -no_ticket -anti_replay -no_anti_replay -allow_no_dhe_kex -prefer_no_dhe_kex -record_padding -no_middlebox -no_etm -no_ems -legacy_renegotiation -client_renegotiation -no_renegotiation -no_resumption_on_reneg -comp -no_comp -no_tx_cert_comp -no_rx_cert_comp -bugs -legacy_server_connect -no_legacy_server_connect -debug_broken_protocol -policy -purpose -verify_name -verify_depth -auth_level -attime -verify_hostname -verify_email -verify_ip -ignore_critical -crl_check -crl_check_all -policy_check -explicit_policy -inhibit_any -inhibit_map -x509_strict -extended_crl -use_deltas -policy_print -check_ss_sig -trusted_first -suiteB_128_only -suiteB_128 -suiteB_192 -partial_chain -no_alt_chains -no_check_time -allow_proxy_certs -issuer_checks -xcert -xkey -xchain -xchain_build -xcertform -xkeyform -rand -writerand -engine -provider-path -provider -provparam -propquery -ech_key -ech_dir -ech_noretry_dir -ech_trialdecrypt -ech_greaseretries" -- "$word"))
}
complete -o filenames -F _s_server s_server
