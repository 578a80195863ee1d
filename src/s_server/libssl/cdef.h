/*
 * The part of OpenSSL that we call, grouped by its header.  `make generate` turns
 * this into _cdef.py (for cffi) and _library.py (for the type checker); a test
 * compiles it against the installed headers.  Names that are macros in every
 * release are no functions and stand in constants.py as control numbers.
 *
 * A function between `from: N` and `end` exists since OpenSSL N; features.py says
 * how that is asked at run time.
 */

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_session_st SSL_SESSION;
typedef struct ssl_cipher_st SSL_CIPHER;
typedef struct ssl_conf_ctx_st SSL_CONF_CTX;
typedef struct ossl_echstore_st OSSL_ECHSTORE;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
typedef union bio_addr_st BIO_ADDR;
typedef struct x509_st X509;
typedef struct x509_store_ctx_st X509_STORE_CTX;
typedef struct X509_name_st X509_NAME;
typedef struct x509_store_st X509_STORE;
typedef struct X509_VERIFY_PARAM_st X509_VERIFY_PARAM;
typedef struct x509_purpose_st X509_PURPOSE;
typedef struct X509_POLICY_TREE_st X509_POLICY_TREE;
typedef struct X509_POLICY_NODE_st X509_POLICY_NODE;
typedef struct asn1_object_st ASN1_OBJECT;
typedef struct asn1_pctx_st ASN1_PCTX;
typedef struct asn1_string_st ASN1_TIME;
typedef struct X509_crl_st X509_CRL;
typedef struct x509_revoked_st X509_REVOKED;
typedef struct asn1_string_st ASN1_ENUMERATED;
typedef struct X509_extension_st X509_EXTENSION;
typedef struct asn1_string_st ASN1_STRING;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct engine_st ENGINE;
typedef struct asn1_string_st ASN1_GENERALIZEDTIME;
typedef struct asn1_string_st ASN1_INTEGER;
typedef struct asn1_string_st ASN1_OCTET_STRING;
typedef struct evp_md_st EVP_MD;
typedef struct evp_cipher_st EVP_CIPHER;
typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;
typedef struct evp_mac_ctx_st EVP_MAC_CTX;
typedef struct hmac_ctx_st HMAC_CTX;
typedef struct ocsp_cert_id_st OCSP_CERTID;
typedef struct ocsp_one_request_st OCSP_ONEREQ;
typedef struct ocsp_request_st OCSP_REQUEST;
typedef struct ocsp_single_response_st OCSP_SINGLERESP;
typedef struct ocsp_basic_response_st OCSP_BASICRESP;
typedef struct ocsp_response_st OCSP_RESPONSE;
typedef struct dh_st DH;
typedef struct ui_method_st UI_METHOD;
typedef struct ossl_store_ctx_st OSSL_STORE_CTX;
typedef struct ossl_store_info_st OSSL_STORE_INFO;
typedef struct ossl_lib_ctx_st OSSL_LIB_CTX;
typedef struct ossl_provider_st OSSL_PROVIDER;
typedef struct ossl_param_st OSSL_PARAM;
typedef struct ossl_init_settings_st OPENSSL_INIT_SETTINGS;
typedef struct stack_st OPENSSL_STACK;
typedef long off_t;
typedef long time_t;
typedef struct crypto_ex_data_st CRYPTO_EX_DATA;
typedef struct bignum_st BIGNUM;
typedef struct SRP_VBASE_st SRP_VBASE;
typedef struct SRP_user_pwd_st SRP_user_pwd;

/* The shapes of our callbacks (callbacks.py). */
typedef void (*s_server_info_cb)(const SSL *ssl, int type, int val);
typedef void (*s_server_message_cb)(
    int write_p, int version, int content_type, const void *buf, size_t len,
    SSL *ssl, void *arg);
typedef void (*s_server_extension_cb)(
    SSL *ssl, int client_server, int type, const unsigned char *data, int len,
    void *arg);
typedef long (*s_server_bio_cb)(BIO *b, int oper, const char *argp, size_t len,
    int argi, long argl, int ret, size_t *processed);
typedef int (*s_server_certificate_cb)(SSL *ssl, void *arg);
typedef int (*s_server_name_cb)(SSL *ssl, int *alert, void *arg);
typedef struct stack_st_X509_CRL *(*s_server_lookup_crls_cb)(
    const X509_STORE_CTX *ctx, const X509_NAME *nm);
typedef int (*s_server_security_cb)(const SSL *s, const SSL_CTX *ctx, int op,
    int bits, int nid, void *other, void *ex);
typedef int (*s_server_pass_phrase_cb)(char *buf, int size, int rwflag, void *u);
typedef int (*s_server_alpn_cb)(SSL *ssl, const unsigned char **out,
    unsigned char *outlen, const unsigned char *in, unsigned int inlen, void *arg);
typedef int (*s_server_npn_cb)(SSL *ssl, const unsigned char **out,
    unsigned int *outlen, void *arg);
typedef int (*s_server_status_cb)(SSL *ssl, void *arg);
typedef int (*s_server_provider_cb)(OSSL_PROVIDER *provider, void *cbdata);
typedef void (*s_server_keylog_cb)(const SSL *ssl, const char *line);

/* unchecked: a struct's body */
typedef struct srtp_protection_profile_st {
    const char *name;
    unsigned long id;
} SRTP_PROTECTION_PROFILE;
/* end */

typedef int (*s_server_new_session_cb)(SSL *ssl, SSL_SESSION *sess);
typedef SSL_SESSION *(*s_server_get_session_cb)(SSL *ssl, const unsigned char *data,
    int len, int *copy);
typedef void (*s_server_remove_session_cb)(SSL_CTX *ctx, SSL_SESSION *sess);
typedef int (*s_server_generate_id_cb)(SSL *ssl, unsigned char *id,
    unsigned int *id_len);
typedef int (*s_server_not_resumable_cb)(SSL *ssl, int is_forward_secure);
/* The last context is an EVP_MAC_CTX, up to 1.1.1 an HMAC_CTX. */
typedef int (*s_server_ticket_key_cb)(SSL *s, unsigned char *key_name,
    unsigned char *iv, EVP_CIPHER_CTX *ctx, void *mac, int enc);
typedef int (*s_server_make_cookie_cb)(SSL *ssl, unsigned char *cookie,
    size_t *cookie_len);
typedef int (*s_server_make_hello_cookie_cb)(SSL *ssl, unsigned char *cookie,
    unsigned int *cookie_len);
typedef int (*s_server_check_hello_cookie_cb)(SSL *ssl, const unsigned char *cookie,
    unsigned int cookie_len);
typedef unsigned int (*s_server_dtls_timer_cb)(SSL *s, unsigned int timer_us);
typedef int (*s_server_check_cookie_cb)(SSL *ssl, const unsigned char *cookie,
    size_t cookie_len);
typedef int (*s_server_verify_cb)(int ok, X509_STORE_CTX *ctx);
typedef int (*s_server_client_hello_cb)(SSL *s, int *al, void *arg);
typedef unsigned int (*s_server_psk_server_cb)(SSL *ssl, const char *identity,
    unsigned char *psk, unsigned int max_psk_len);
typedef int (*s_server_psk_find_session_cb)(SSL *ssl, const unsigned char *identity,
    size_t identity_len, SSL_SESSION **sess);
typedef int (*s_server_srp_username_cb)(SSL *s, int *ad, void *arg);

/* openssl/crypto.h */
unsigned long OpenSSL_version_num(void);
const char *OpenSSL_version(int type);
int OPENSSL_init_crypto(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings);
void *CRYPTO_malloc(size_t num, const char *file, int line);
void CRYPTO_free(void *str, const char *file, int line);
/* from: 3.0 */
int CRYPTO_get_ex_new_index(int class_index, long argl, void *argp,
    void (*new_func)(void *, void *, CRYPTO_EX_DATA *, int, long, void *),
    int (*dup_func)(CRYPTO_EX_DATA *, const CRYPTO_EX_DATA *, void **, int, long,
                    void *),
    void (*free_func)(void *, void *, CRYPTO_EX_DATA *, int, long, void *));
/* end */

/* openssl/async.h */
int ASYNC_is_capable(void);

/* openssl/stack.h */
OPENSSL_STACK *OPENSSL_sk_new_null(void);
void OPENSSL_sk_free(OPENSSL_STACK *);
int OPENSSL_sk_push(OPENSSL_STACK *st, const void *data);
int OPENSSL_sk_num(const OPENSSL_STACK *);
void *OPENSSL_sk_value(const OPENSSL_STACK *, int);

/* openssl/objects.h */
const char *OBJ_nid2sn(int n);
int OBJ_obj2nid(const ASN1_OBJECT *o);
ASN1_OBJECT *OBJ_txt2obj(const char *s, int no_name);

/* openssl/asn1.h */
void ASN1_OBJECT_free(ASN1_OBJECT *a);
ASN1_TIME *ASN1_TIME_set(ASN1_TIME *s, time_t t);
void ASN1_STRING_free(ASN1_STRING *a);
int ASN1_TIME_diff(int *pday, int *psec, const ASN1_TIME *from,
    const ASN1_TIME *to);
int ASN1_INTEGER_cmp(const ASN1_INTEGER *x, const ASN1_INTEGER *y);
const unsigned char *ASN1_STRING_get0_data(const ASN1_STRING *x);
int ASN1_STRING_length(const ASN1_STRING *x);
int ASN1_STRING_type(const ASN1_STRING *x);
int ASN1_TIME_print(BIO *bp, const ASN1_TIME *tm);


/* openssl/ec.h */
const char *EC_curve_nid2nist(int nid);

/* openssl/err.h */
void ERR_clear_error(void);
unsigned long ERR_peek_error(void);
/* from: 3.0 */
unsigned long ERR_get_error_all(const char **file, int *line, const char **func,
    const char **data, int *flags);
/* end */
unsigned long ERR_get_error_line_data(const char **file, int *line,
    const char **data, int *flags);
const char *ERR_lib_error_string(unsigned long e);
const char *ERR_func_error_string(unsigned long e);
const char *ERR_reason_error_string(unsigned long e);

/* openssl/bio.h */
const BIO_METHOD *BIO_s_mem(void);
const BIO_METHOD *BIO_f_nbio_test(void);
const BIO_METHOD *BIO_f_buffer(void);
BIO *BIO_new(const BIO_METHOD *type);
BIO *BIO_new_mem_buf(const void *buf, int len);
BIO *BIO_new_socket(int sock, int close_flag);
BIO *BIO_new_dgram(int fd, int close_flag);
BIO *BIO_new_dgram_sctp(int fd, int close_flag);
int BIO_dgram_sctp_wait_for_dry(BIO *b);
BIO_ADDR *BIO_ADDR_new(void);
int BIO_ADDR_rawmake(BIO_ADDR *ap, int family, const void *where, size_t wherelen,
    unsigned short port);
void BIO_ADDR_free(BIO_ADDR *);
BIO *BIO_push(BIO *b, BIO *append);
int BIO_up_ref(BIO *a);
int BIO_free(BIO *a);
int BIO_read(BIO *b, void *data, int dlen);
int BIO_write(BIO *b, const void *data, int dlen);
long BIO_ctrl(BIO *bp, int cmd, long larg, void *parg);
long BIO_int_ctrl(BIO *bp, int cmd, long larg, int iarg);
long (*BIO_get_callback_ex(const BIO *b))(BIO *b, int oper, const char *argp,
    size_t len, int argi, long argl, int ret, size_t *processed);
uint64_t BIO_number_read(BIO *bio);
uint64_t BIO_number_written(BIO *bio);
int BIO_test_flags(const BIO *b, int flags);
void BIO_set_callback_ex(BIO *b,
    long (*callback)(BIO *b, int oper, const char *argp, size_t len, int argi,
                     long argl, int ret, size_t *processed));
void BIO_set_callback_arg(BIO *b, char *arg);
char *BIO_get_callback_arg(const BIO *b);

/* openssl/rand.h */
int RAND_load_file(const char *file, long max_bytes);
int RAND_write_file(const char *file);

/* openssl/evp.h */
void EVP_PKEY_free(EVP_PKEY *pkey);
int EVP_PKEY_up_ref(EVP_PKEY *pkey);
int EVP_PKEY_print_public(BIO *out, const EVP_PKEY *pkey, int indent,
    ASN1_PCTX *pctx);
/* until: 1.1.1 */
int EVP_PKEY_base_id(const EVP_PKEY *pkey);
int EVP_PKEY_bits(const EVP_PKEY *pkey);
/* end */
/* from: 3.0 */
int EVP_PKEY_get_base_id(const EVP_PKEY *pkey);
int EVP_PKEY_get_bits(const EVP_PKEY *pkey);
const char *EVP_PKEY_get0_type_name(const EVP_PKEY *key);
int EVP_PKEY_get_group_name(const EVP_PKEY *pkey, char *name, size_t name_sz,
    size_t *gname_len);
/* end */
const EVP_MD *EVP_get_digestbyname(const char *name);
const EVP_MD *EVP_sha256(void);
const EVP_CIPHER *EVP_aes_256_cbc(void);
int EVP_EncryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *impl,
    const unsigned char *key, const unsigned char *iv);
int EVP_DecryptInit_ex(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, ENGINE *impl,
    const unsigned char *key, const unsigned char *iv);
/* unchecked: a struct's body */
struct ossl_param_st {
    const char *key;
    unsigned int data_type;
    void *data;
    size_t data_size;
    size_t return_size;
};
/* end */
/* from: 3.0 */
int EVP_MAC_CTX_set_params(EVP_MAC_CTX *ctx, const OSSL_PARAM params[]);
/* end */
const DH *EVP_PKEY_get0_DH(const EVP_PKEY *pkey);

/* openssl/hmac.h */
int HMAC_Init_ex(HMAC_CTX *ctx, const void *key, int len, const EVP_MD *md,
    ENGINE *impl);

/* openssl/x509.h, openssl/x509_vfy.h */
void X509_free(X509 *a);
X509_NAME *X509_get_subject_name(const X509 *a);
X509_NAME *X509_get_issuer_name(const X509 *a);
char *X509_NAME_oneline(const X509_NAME *a, char *buf, int size);
const ASN1_TIME *X509_get0_notBefore(const X509 *x);
const ASN1_TIME *X509_get0_notAfter(const X509 *x);
int X509_up_ref(X509 *x);
int i2d_X509(const X509 *a, unsigned char **out);
const ASN1_INTEGER *X509_get0_serialNumber(const X509 *x);
int X509_digest(const X509 *data, const EVP_MD *type, unsigned char *md,
    unsigned int *len);
int X509_NAME_digest(const X509_NAME *data, const EVP_MD *type, unsigned char *md,
    unsigned int *len);
int X509_check_issued(X509 *issuer, X509 *subject);
struct stack_st_OPENSSL_STRING *X509_get1_ocsp(X509 *x);
void X509_email_free(struct stack_st_OPENSSL_STRING *sk);
int X509_NAME_print_ex(BIO *out, const X509_NAME *nm, int indent,
    unsigned long flags);
EVP_PKEY *X509_get0_pubkey(const X509 *x);
int X509_get_signature_nid(const X509 *x);
int X509_verify(X509 *a, EVP_PKEY *r);
int X509_get_ext_by_NID(const X509 *x, int nid, int lastpos);
X509_EXTENSION *X509_get_ext(const X509 *x, int loc);
struct asn1_string_st *X509_EXTENSION_get_data(X509_EXTENSION *ne);
void X509_CRL_free(X509_CRL *a);
X509_CRL *d2i_X509_CRL_bio(BIO *bp, X509_CRL **crl);
int X509_STORE_add_crl(X509_STORE *ctx, X509_CRL *x);
void X509_STORE_set_lookup_crls(X509_STORE *ctx,
    struct stack_st_X509_CRL *(*lookup_crls)(const X509_STORE_CTX *ctx,
                                             const X509_NAME *nm));
struct stack_st_X509_CRL *X509_STORE_CTX_get1_crls(const X509_STORE_CTX *st,
    const X509_NAME *nm);
X509 *X509_STORE_CTX_get_current_cert(const X509_STORE_CTX *ctx);
int X509_STORE_CTX_get_error(const X509_STORE_CTX *ctx);
struct stack_st_X509 *X509_STORE_CTX_get0_chain(const X509_STORE_CTX *ctx);
X509_CRL *X509_STORE_CTX_get0_current_crl(const X509_STORE_CTX *ctx);
int X509_CRL_get0_by_cert(X509_CRL *crl, X509_REVOKED **ret, X509 *x);
const ASN1_TIME *X509_REVOKED_get0_revocationDate(const X509_REVOKED *x);
void *X509_REVOKED_get_ext_d2i(const X509_REVOKED *x, int nid, int *crit,
    int *idx);
long ASN1_ENUMERATED_get(const ASN1_ENUMERATED *a);
void ASN1_ENUMERATED_free(ASN1_ENUMERATED *a);
void *X509_STORE_CTX_get_ex_data(const X509_STORE_CTX *ctx, int idx);
int X509_print(BIO *bp, X509 *x);
int X509_check_private_key(const X509 *x509, const EVP_PKEY *pkey);
const char *X509_verify_cert_error_string(long n);

/* openssl/x509_vfy.h: stores of trusted certificates */
X509_STORE *X509_STORE_new(void);
void X509_STORE_free(X509_STORE *v);
int X509_STORE_up_ref(X509_STORE *v);
X509_STORE_CTX *X509_STORE_CTX_new(void);
void X509_STORE_CTX_free(X509_STORE_CTX *ctx);
int X509_STORE_CTX_init(X509_STORE_CTX *ctx, X509_STORE *trust_store, X509 *target,
    struct stack_st_X509 *untrusted);
int X509_STORE_CTX_get1_issuer(X509 **issuer, X509_STORE_CTX *ctx, X509 *x);
/* from: 3.6 */
void X509_STORE_CTX_set_ocsp_resp(X509_STORE_CTX *ctx,
    struct stack_st_OCSP_RESPONSE *sk);
/* end */
int X509_STORE_load_locations(X509_STORE *ctx, const char *file, const char *dir);
/* from: 3.0 */
int X509_STORE_load_store(X509_STORE *ctx, const char *store);
/* end */

/* openssl/x509_vfy.h, openssl/x509v3.h: how chains are checked */
X509_VERIFY_PARAM *X509_VERIFY_PARAM_new(void);
void X509_VERIFY_PARAM_free(X509_VERIFY_PARAM *param);
int X509_VERIFY_PARAM_set1(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from);
const X509_VERIFY_PARAM *X509_VERIFY_PARAM_lookup(const char *name);
int X509_VERIFY_PARAM_get_count(void);
const X509_VERIFY_PARAM *X509_VERIFY_PARAM_get0(int id);
const char *X509_VERIFY_PARAM_get0_name(const X509_VERIFY_PARAM *param);
int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *param, unsigned long flags);
int X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *param, int purpose);
void X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *param, int depth);
void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *param, int auth_level);
void X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *param, time_t t);
int X509_VERIFY_PARAM_add0_policy(X509_VERIFY_PARAM *param, ASN1_OBJECT *policy);
int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM *param, const char *name,
    size_t namelen);
int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *param, const char *email,
    size_t emaillen);
int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM *param, const char *ipasc);
int X509_PURPOSE_get_count(void);
int X509_PURPOSE_get_by_sname(const char *sname);
X509_PURPOSE *X509_PURPOSE_get0(int idx);
int X509_PURPOSE_get_id(const X509_PURPOSE *);
char *X509_PURPOSE_get0_sname(const X509_PURPOSE *xp);
int X509_STORE_CTX_get_error_depth(const X509_STORE_CTX *ctx);
X509_POLICY_TREE *X509_STORE_CTX_get0_policy_tree(const X509_STORE_CTX *ctx);
int X509_STORE_CTX_get_explicit_policy(const X509_STORE_CTX *ctx);
struct stack_st_X509_POLICY_NODE *X509_policy_tree_get0_policies(
    const X509_POLICY_TREE *tree);
struct stack_st_X509_POLICY_NODE *X509_policy_tree_get0_user_policies(
    const X509_POLICY_TREE *tree);
void X509_POLICY_NODE_print(BIO *out, X509_POLICY_NODE *node, int indent);

/* openssl/ocsp.h */
OCSP_CERTID *OCSP_cert_to_id(const EVP_MD *dgst, const X509 *subject,
    const X509 *issuer);
void OCSP_CERTID_free(OCSP_CERTID *a);
int OCSP_id_get0_info(ASN1_OCTET_STRING **piNameHash, ASN1_OBJECT **pmd,
    ASN1_OCTET_STRING **pikeyHash, ASN1_INTEGER **pserial, OCSP_CERTID *cid);
OCSP_REQUEST *OCSP_REQUEST_new(void);
void OCSP_REQUEST_free(OCSP_REQUEST *a);
OCSP_ONEREQ *OCSP_request_add0_id(OCSP_REQUEST *req, OCSP_CERTID *cid);
int OCSP_REQUEST_add_ext(OCSP_REQUEST *x, X509_EXTENSION *ex, int loc);
int i2d_OCSP_REQUEST(const OCSP_REQUEST *a, unsigned char **out);
OCSP_RESPONSE *d2i_OCSP_RESPONSE(OCSP_RESPONSE **a, const unsigned char **in,
    long len);
void OCSP_RESPONSE_free(OCSP_RESPONSE *a);
int OCSP_RESPONSE_print(BIO *bp, OCSP_RESPONSE *o, unsigned long flags);
OCSP_BASICRESP *OCSP_response_get1_basic(OCSP_RESPONSE *resp);
void OCSP_BASICRESP_free(OCSP_BASICRESP *a);
int OCSP_resp_count(OCSP_BASICRESP *bs);
OCSP_SINGLERESP *OCSP_resp_get0(OCSP_BASICRESP *bs, int idx);
const OCSP_CERTID *OCSP_SINGLERESP_get0_id(const OCSP_SINGLERESP *x);
int OCSP_single_get0_status(OCSP_SINGLERESP *single, int *reason,
    ASN1_GENERALIZEDTIME **revtime, ASN1_GENERALIZEDTIME **thisupd,
    ASN1_GENERALIZEDTIME **nextupd);

/* openssl/pem.h */
X509 *PEM_read_bio_X509(BIO *bp, X509 **x,
    int (*cb)(char *, int, int, void *), void *u);
int PEM_write_bio_X509(BIO *bp, const X509 *x);
EVP_PKEY *PEM_read_bio_PrivateKey(BIO *bp, EVP_PKEY **x,
    int (*cb)(char *, int, int, void *), void *u);
EVP_PKEY *b2i_PrivateKey_bio(BIO *in);
EVP_PKEY *b2i_PVK_bio(BIO *in, int (*cb)(char *, int, int, void *), void *u);
int PEM_write_bio_SSL_SESSION(BIO *bp, const SSL_SESSION *x);
SSL_SESSION *PEM_read_bio_SSL_SESSION(BIO *bp, SSL_SESSION **x,
    int (*cb)(char *, int, int, void *), void *u);

/* openssl/provider.h */
/* from: 3.0 */
OSSL_PROVIDER *OSSL_PROVIDER_load(OSSL_LIB_CTX *, const char *name);
int OSSL_PROVIDER_set_default_search_path(OSSL_LIB_CTX *, const char *path);
int OSSL_PROVIDER_available(OSSL_LIB_CTX *, const char *name);
int OSSL_PROVIDER_do_all(OSSL_LIB_CTX *ctx,
    int (*cb)(OSSL_PROVIDER *provider, void *cbdata), void *cbdata);
const char *OSSL_PROVIDER_get0_name(const OSSL_PROVIDER *prov);
/* end */
/* from: 3.5 */
int OSSL_PROVIDER_add_conf_parameter(OSSL_PROVIDER *prov, const char *name,
    const char *value);
/* end */

/* openssl/engine.h */
/* until: 3.6 */
ENGINE *ENGINE_by_id(const char *id);
int ENGINE_init(ENGINE *e);
int ENGINE_free(ENGINE *e);
int ENGINE_finish(ENGINE *e);
int ENGINE_ctrl_cmd_string(ENGINE *e, const char *cmd_name, const char *arg,
    int cmd_optional);
int ENGINE_set_default(ENGINE *e, unsigned int flags);
int ENGINE_register_all_complete(void);
EVP_PKEY *ENGINE_load_private_key(ENGINE *e, const char *key_id,
    UI_METHOD *ui_method, void *callback_data);
/* end */

/* openssl/ui.h */
UI_METHOD *UI_UTIL_wrap_read_pem_callback(int (*cb)(char *, int, int, void *),
    int rwflag);
void UI_destroy_method(UI_METHOD *ui_method);

/* openssl/store.h */
OSSL_STORE_CTX *OSSL_STORE_open(const char *uri, const UI_METHOD *ui_method,
    void *ui_data,
    OSSL_STORE_INFO *(*post_process)(OSSL_STORE_INFO *, void *),
    void *post_process_data);
/* from: 3.0 */
OSSL_STORE_CTX *OSSL_STORE_open_ex(const char *uri, OSSL_LIB_CTX *libctx,
    const char *propq, const UI_METHOD *ui_method, void *ui_data,
    const OSSL_PARAM params[],
    OSSL_STORE_INFO *(*post_process)(OSSL_STORE_INFO *, void *),
    void *post_process_data);
/* end */
int OSSL_STORE_expect(OSSL_STORE_CTX *ctx, int expected_type);
OSSL_STORE_INFO *OSSL_STORE_load(OSSL_STORE_CTX *ctx);
int OSSL_STORE_eof(OSSL_STORE_CTX *ctx);
int OSSL_STORE_close(OSSL_STORE_CTX *ctx);
int OSSL_STORE_INFO_get_type(const OSSL_STORE_INFO *info);
X509 *OSSL_STORE_INFO_get1_CERT(const OSSL_STORE_INFO *info);
X509_CRL *OSSL_STORE_INFO_get1_CRL(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get1_PKEY(const OSSL_STORE_INFO *info);
EVP_PKEY *OSSL_STORE_INFO_get1_PARAMS(const OSSL_STORE_INFO *info);
/* from: 3.0 */
EVP_PKEY *OSSL_STORE_INFO_get1_PUBKEY(const OSSL_STORE_INFO *info);
/* end */
void OSSL_STORE_INFO_free(OSSL_STORE_INFO *info);

/* openssl/srp.h */
/* unchecked: a struct's body */
struct SRP_user_pwd_st {
    char *id;
    BIGNUM *s;
    BIGNUM *v;
    const BIGNUM *g;
    const BIGNUM *N;
    char *info;
};
/* end */
SRP_VBASE *SRP_VBASE_new(char *seed_key);
void SRP_VBASE_free(SRP_VBASE *vb);
int SRP_VBASE_init(SRP_VBASE *vb, char *verifier_file);
SRP_user_pwd *SRP_VBASE_get1_by_user(SRP_VBASE *vb, char *username);
void SRP_user_pwd_free(SRP_user_pwd *user_pwd);

/* openssl/ssl.h: library and contexts */
int OPENSSL_init_ssl(uint64_t opts, const OPENSSL_INIT_SETTINGS *settings);
const SSL_METHOD *TLS_server_method(void);
const SSL_METHOD *TLS_client_method(void);
const SSL_METHOD *DTLS_server_method(void);
const SSL_METHOD *DTLS_client_method(void);
const SSL_METHOD *SSLv3_server_method(void);
SSL_CTX *SSL_CTX_new(const SSL_METHOD *meth);
/* from: 3.0 */
SSL_CTX *SSL_CTX_new_ex(OSSL_LIB_CTX *libctx, const char *propq,
    const SSL_METHOD *meth);
/* end */
void SSL_CTX_free(SSL_CTX *);
long SSL_CTX_ctrl(SSL_CTX *ctx, int cmd, long larg, void *parg);
long SSL_CTX_callback_ctrl(SSL_CTX *ctx, int cmd, void (*fp)(void));
/* The option word is 64 bits wide since 3.0 and unsigned long in 1.1.1: on the
 * 64-bit systems that we run on they are one type. */
uint64_t SSL_CTX_set_options(SSL_CTX *ctx, uint64_t op);
uint64_t SSL_CTX_get_options(const SSL_CTX *ctx);
uint64_t SSL_CTX_clear_options(SSL_CTX *ctx, uint64_t op);
int SSL_CTX_use_certificate(SSL_CTX *ctx, X509 *x);
int SSL_CTX_use_PrivateKey(SSL_CTX *ctx, EVP_PKEY *pkey);
int SSL_CTX_check_private_key(const SSL_CTX *ctx);
int SSL_CTX_use_serverinfo_file(SSL_CTX *ctx, const char *file);
void SSL_CTX_set_cert_cb(SSL_CTX *c, int (*cb)(SSL *ssl, void *arg), void *arg);
X509 *SSL_CTX_get0_certificate(const SSL_CTX *ctx);
int SSL_CTX_set_session_id_context(SSL_CTX *ctx, const unsigned char *sid_ctx,
    unsigned int sid_ctx_len);
int SSL_get_ex_data_X509_STORE_CTX_idx(void);
X509_STORE *SSL_CTX_get_cert_store(const SSL_CTX *);
struct stack_st_X509_NAME *SSL_load_client_CA_file(const char *file);
void SSL_CTX_set_verify(SSL_CTX *ctx, int mode,
    int (*callback)(int, X509_STORE_CTX *));
int SSL_CTX_get_verify_mode(const SSL_CTX *ctx);
void SSL_CTX_set_verify_depth(SSL_CTX *ctx, int depth);
int SSL_CTX_set1_param(SSL_CTX *ctx, X509_VERIFY_PARAM *vpm);
void SSL_CTX_set_client_CA_list(SSL_CTX *ctx, struct stack_st_X509_NAME *name_list);
int SSL_CTX_set_default_verify_file(SSL_CTX *ctx);
int SSL_CTX_set_default_verify_dir(SSL_CTX *ctx);
/* from: 3.0 */
int SSL_CTX_set_default_verify_store(SSL_CTX *ctx);
int SSL_CTX_set0_tmp_dh_pkey(SSL_CTX *ctx, EVP_PKEY *dhpkey);
/* end */
/* from: 3.2 */
int SSL_CTX_compress_certs(SSL_CTX *ctx, int alg);
int SSL_CTX_set1_client_cert_type(SSL_CTX *ctx, const unsigned char *val, size_t len);
int SSL_CTX_set1_server_cert_type(SSL_CTX *ctx, const unsigned char *val, size_t len);
int SSL_get_negotiated_client_cert_type(const SSL *s);
int SSL_get_negotiated_server_cert_type(const SSL *s);
EVP_PKEY *SSL_get0_peer_rpk(const SSL *s);
int SSL_add_expected_rpk(SSL *s, EVP_PKEY *rpk);
/* end */
int SSL_CTX_dane_enable(SSL_CTX *ctx);
int SSL_dane_enable(SSL *s, const char *basedomain);
int SSL_get0_dane_authority(SSL *s, X509 **mcert, EVP_PKEY **mspki);
int SSL_get0_dane_tlsa(SSL *s, uint8_t *usage, uint8_t *selector, uint8_t *mtype,
    const unsigned char **data, size_t *dlen);
int SSL_CTX_set_ex_data(SSL_CTX *ctx, int idx, void *data);
void *SSL_CTX_get_ex_data(const SSL_CTX *ctx, int idx);
void SSL_CTX_sess_set_new_cb(SSL_CTX *ctx,
    int (*new_session_cb)(SSL *ssl, SSL_SESSION *sess));
void SSL_CTX_sess_set_remove_cb(SSL_CTX *ctx,
    void (*remove_session_cb)(SSL_CTX *ctx, SSL_SESSION *sess));
void SSL_CTX_sess_set_get_cb(SSL_CTX *ctx,
    SSL_SESSION *(*get_session_cb)(SSL *ssl, const unsigned char *data, int len,
                                   int *copy));
int SSL_CTX_set_generate_session_id(SSL_CTX *ctx,
    int (*cb)(SSL *ssl, unsigned char *id, unsigned int *id_len));
void SSL_CTX_set_not_resumable_session_callback(SSL_CTX *ctx,
    int (*cb)(SSL *ssl, int is_forward_secure));
int SSL_has_matching_session_id(const SSL *s, const unsigned char *id,
    unsigned int id_len);
const unsigned char *SSL_SESSION_get_id(const SSL_SESSION *s, unsigned int *len);
int i2d_SSL_SESSION(const SSL_SESSION *in, unsigned char **pp);
SSL_SESSION *d2i_SSL_SESSION(SSL_SESSION **a, const unsigned char **pp, long length);
long SSL_SESSION_get_timeout(const SSL_SESSION *s);
/* from: 3.0 */
int SSL_CTX_set_tlsext_ticket_key_evp_cb(SSL_CTX *ctx,
    int (*fp)(SSL *, unsigned char *, unsigned char *, EVP_CIPHER_CTX *,
              EVP_MAC_CTX *, int));
/* end */
int SSL_CTX_set_max_early_data(SSL_CTX *ctx, uint32_t max_early_data);
int SSL_CTX_set_recv_max_early_data(SSL_CTX *ctx, uint32_t recv_max_early_data);
uint32_t SSL_CTX_get_max_early_data(const SSL_CTX *ctx);
uint32_t SSL_CTX_get_recv_max_early_data(const SSL_CTX *ctx);
void SSL_CTX_set_cookie_generate_cb(SSL_CTX *ctx,
    int (*app_gen_cookie_cb)(SSL *ssl, unsigned char *cookie,
        unsigned int *cookie_len));
void SSL_CTX_set_cookie_verify_cb(SSL_CTX *ctx,
    int (*app_verify_cookie_cb)(SSL *ssl, const unsigned char *cookie,
        unsigned int cookie_len));
void SSL_CTX_set_stateless_cookie_generate_cb(SSL_CTX *ctx,
    int (*gen_stateless_cookie_cb)(SSL *ssl, unsigned char *cookie,
                                   size_t *cookie_len));
void SSL_CTX_set_stateless_cookie_verify_cb(SSL_CTX *ctx,
    int (*verify_stateless_cookie_cb)(SSL *ssl, const unsigned char *cookie,
                                      size_t cookie_len));
/* from: 3.4 */
int SSL_CTX_set_block_padding_ex(SSL_CTX *ctx, size_t app_block_size,
    size_t hs_block_size);
/* end */
void SSL_CTX_set_default_read_buffer_len(SSL_CTX *ctx, size_t len);
int SSL_CTX_set_ciphersuites(SSL_CTX *ctx, const char *str);
int SSL_CTX_config(SSL_CTX *ctx, const char *name);
void SSL_CTX_set_info_callback(SSL_CTX *ctx,
    void (*cb)(const SSL *ssl, int type, int val));
void SSL_CTX_set_msg_callback(SSL_CTX *ctx,
    void (*cb)(int write_p, int version, int content_type, const void *buf,
               size_t len, SSL *ssl, void *arg));
void SSL_CTX_set_alpn_select_cb(SSL_CTX *ctx,
    int (*cb)(SSL *ssl, const unsigned char **out, unsigned char *outlen,
              const unsigned char *in, unsigned int inlen, void *arg),
    void *arg);
void SSL_CTX_set_next_protos_advertised_cb(SSL_CTX *s,
    int (*cb)(SSL *ssl, const unsigned char **out, unsigned int *outlen, void *arg),
    void *arg);
void SSL_CTX_set_keylog_callback(SSL_CTX *ctx,
    void (*cb)(const SSL *ssl, const char *line));
struct stack_st_SSL_CIPHER *SSL_CTX_get_ciphers(const SSL_CTX *ctx);
void SSL_CTX_set_client_hello_cb(SSL_CTX *c, int (*cb)(SSL *s, int *al, void *arg),
    void *arg);
int SSL_CTX_use_psk_identity_hint(SSL_CTX *ctx, const char *identity_hint);
void SSL_CTX_set_psk_server_callback(SSL_CTX *ctx,
    unsigned int (*cb)(SSL *ssl, const char *identity, unsigned char *psk,
                       unsigned int max_psk_len));
void SSL_CTX_set_psk_find_session_callback(SSL_CTX *ctx,
    int (*cb)(SSL *ssl, const unsigned char *identity, size_t identity_len,
              SSL_SESSION **sess));
int SSL_CTX_set_srp_username_callback(SSL_CTX *ctx,
    int (*cb)(SSL *s, int *ad, void *arg));
int (*SSL_CTX_get_security_callback(const SSL_CTX *ctx))(const SSL *s,
    const SSL_CTX *ctx, int op, int bits, int nid, void *other, void *ex);
void SSL_CTX_set_security_callback(SSL_CTX *ctx,
    int (*cb)(const SSL *s, const SSL_CTX *ctx, int op, int bits, int nid,
              void *other, void *ex));
int SSL_CTX_get_security_level(const SSL_CTX *ctx);
void SSL_CTX_set0_security_ex_data(SSL_CTX *ctx, void *ex);
void *SSL_CTX_get0_security_ex_data(const SSL_CTX *ctx);
SSL_CONF_CTX *SSL_CONF_CTX_new(void);
void SSL_CONF_CTX_free(SSL_CONF_CTX *cctx);
unsigned int SSL_CONF_CTX_set_flags(SSL_CONF_CTX *cctx, unsigned int flags);
void SSL_CONF_CTX_set_ssl_ctx(SSL_CONF_CTX *cctx, SSL_CTX *ctx);
int SSL_CONF_cmd(SSL_CONF_CTX *cctx, const char *cmd, const char *value);
int SSL_CONF_CTX_finish(SSL_CONF_CTX *cctx);

/* openssl/ssl.h: one connection */
SSL *SSL_new(SSL_CTX *ctx);
SSL_CTX *SSL_get_SSL_CTX(const SSL *ssl);
void SSL_free(SSL *ssl);
long SSL_ctrl(SSL *ssl, int cmd, long larg, void *parg);
long SSL_callback_ctrl(SSL *, int, void (*)(void));
void SSL_trace(int write_p, int version, int content_type, const void *buf,
    size_t msglen, SSL *ssl, void *arg);
void SSL_certs_clear(SSL *s);
int SSL_use_certificate(SSL *ssl, X509 *x);
int SSL_use_PrivateKey(SSL *ssl, EVP_PKEY *pkey);
int SSL_check_chain(SSL *s, X509 *x, EVP_PKEY *pk, struct stack_st_X509 *chain);
int SSL_set_ex_data(SSL *ssl, int idx, void *data);
void *SSL_get_ex_data(const SSL *ssl, int idx);
void SSL_set_bio(SSL *s, BIO *rbio, BIO *wbio);
BIO *SSL_get_rbio(const SSL *s);
BIO *SSL_get_wbio(const SSL *s);
void SSL_set0_wbio(SSL *s, BIO *wbio);
void SSL_set_accept_state(SSL *s);
void SSL_set_connect_state(SSL *s);
int SSL_set_ssl_method(SSL *s, const SSL_METHOD *method);
void SSL_set_security_level(SSL *s, int level);
const char *SSL_get_servername(const SSL *s, const int type);
SSL_CTX *SSL_set_SSL_CTX(SSL *ssl, SSL_CTX *ctx);
int SSL_do_handshake(SSL *s);
int SSL_stateless(SSL *s);
int DTLSv1_listen(SSL *s, BIO_ADDR *client);
void DTLS_set_timer_cb(SSL *s,
    unsigned int (*cb)(SSL *s, unsigned int timer_us));
size_t DTLS_get_data_mtu(const SSL *s);
void SSL_set_shutdown(SSL *ssl, int mode);
int SSL_read_early_data(SSL *s, void *buf, size_t num, size_t *readbytes);
uint32_t SSL_get_max_early_data(const SSL *s);
int SSL_get_early_data_status(const SSL *s);
int SSL_read_ex(SSL *ssl, void *buf, size_t num, size_t *readbytes);
int SSL_peek_ex(SSL *ssl, void *buf, size_t num, size_t *readbytes);
int SSL_write_ex(SSL *s, const void *buf, size_t num, size_t *written);
/* from: 3.0 */
ssize_t SSL_sendfile(SSL *s, int fd, off_t offset, size_t size, int flags);
/* end */
int SSL_client_hello_get0_ext(SSL *s, unsigned int type, const unsigned char **out,
    size_t *outlen);
int SSL_set_ciphersuites(SSL *s, const char *str);
char *SSL_get_srp_username(SSL *s);
int SSL_set_srp_server_param(SSL *s, const BIGNUM *N, const BIGNUM *g, BIGNUM *sa,
    BIGNUM *v, char *info);
size_t SSL_get_finished(const SSL *s, void *buf, size_t count);
int SSL_has_pending(const SSL *s);
int SSL_in_init(const SSL *s);
int SSL_in_before(const SSL *s);
const char *SSL_rstate_string(const SSL *s);
int SSL_shutdown(SSL *s);
int SSL_get_error(const SSL *s, int ret_code);
int SSL_waiting_for_async(SSL *s);
int SSL_get_all_async_fds(SSL *s, int *fds, size_t *numfds);
const char *SSL_state_string_long(const SSL *s);
const char *SSL_alert_type_string_long(int value);
const char *SSL_alert_desc_string_long(int value);
uint64_t SSL_get_options(const SSL *s);
uint64_t SSL_set_options(SSL *s, uint64_t op);
void SSL_set_info_callback(SSL *ssl,
    void (*cb)(const SSL *ssl, int type, int val));
int SSL_renegotiate(SSL *s);
int SSL_renegotiate_pending(const SSL *s);
int SSL_key_update(SSL *s, int updatetype);
int SSL_verify_client_post_handshake(SSL *s);
size_t SSL_get_peer_finished(const SSL *s, void *buf, size_t count);
void SSL_set_verify(SSL *s, int mode,
    int (*callback)(int ok, X509_STORE_CTX *ctx));

/* openssl/ssl.h: what was negotiated */
int SSL_version(const SSL *ssl);
const char *SSL_get_version(const SSL *s);
const SSL_CIPHER *SSL_get_current_cipher(const SSL *s);
const SSL_CIPHER *SSL_get_pending_cipher(const SSL *s);
const char *SSL_get_psk_identity(const SSL *s);
const char *SSL_CIPHER_get_name(const SSL_CIPHER *c);
int SSL_CIPHER_get_kx_nid(const SSL_CIPHER *c);
uint16_t SSL_CIPHER_get_protocol_id(const SSL_CIPHER *c);
const char *SSL_CIPHER_get_version(const SSL_CIPHER *c);
const SSL_CIPHER *SSL_CIPHER_find(SSL *ssl, const unsigned char *ptr);
char *SSL_get_shared_ciphers(const SSL *s, char *buf, int size);
struct stack_st_SSL_CIPHER *SSL_get_ciphers(const SSL *s);
const struct stack_st_X509_NAME *SSL_get0_peer_CA_list(const SSL *s);
X509 *SSL_get_certificate(const SSL *ssl);
int SSL_session_reused(const SSL *s);
SSL_SESSION *SSL_get_session(const SSL *ssl);
int SSL_SESSION_print(BIO *fp, const SSL_SESSION *ses);
SSL_SESSION *SSL_SESSION_new(void);
void SSL_SESSION_free(SSL_SESSION *ses);
int SSL_SESSION_up_ref(SSL_SESSION *ses);
int SSL_SESSION_set1_master_key(SSL_SESSION *sess, const unsigned char *in,
    size_t len);
int SSL_SESSION_set_cipher(SSL_SESSION *s, const SSL_CIPHER *cipher);
const SSL_CIPHER *SSL_SESSION_get0_cipher(const SSL_SESSION *s);
int SSL_SESSION_set_protocol_version(SSL_SESSION *s, int version);
/* until: 1.1.1 */
X509 *SSL_get_peer_certificate(const SSL *s);
/* end */
/* from: 3.0 */
X509 *SSL_get1_peer_certificate(const SSL *s);
const char *SSL_group_to_name(SSL *s, int id);
/* end */
long SSL_get_verify_result(const SSL *ssl);
const char *SSL_get0_peername(SSL *s);
int SSL_get_sigalgs(SSL *s, int idx, int *psign, int *phash, int *psignandhash,
    unsigned char *rsig, unsigned char *rhash);
int SSL_get_shared_sigalgs(SSL *s, int idx, int *psign, int *phash,
    int *psignandhash, unsigned char *rsig, unsigned char *rhash);
/* from: 4.0 */
int SSL_get0_sigalg(SSL *s, int idx, unsigned int *codepoint, const char **name);
int SSL_get0_shared_sigalg(SSL *s, int idx, unsigned int *codepoint,
    const char **name);
/* end */
int SSL_get_peer_signature_type_nid(const SSL *s, int *pnid);
int SSL_get_signature_type_nid(const SSL *s, int *pnid);
void SSL_get0_alpn_selected(const SSL *ssl, const unsigned char **data,
    unsigned int *len);
struct stack_st_X509 *SSL_get_peer_cert_chain(const SSL *s);
void SSL_get0_next_proto_negotiated(const SSL *s, const unsigned char **data,
    unsigned int *len);
int SSL_export_keying_material(SSL *s, unsigned char *out, size_t olen,
    const char *label, size_t llen, const unsigned char *context,
    size_t contextlen, int use_context);

/* openssl/ech.h */
/* from: 4.0 */
OSSL_ECHSTORE *OSSL_ECHSTORE_new(OSSL_LIB_CTX *libctx, const char *propq);
void OSSL_ECHSTORE_free(OSSL_ECHSTORE *es);
int OSSL_ECHSTORE_read_pem(OSSL_ECHSTORE *es, BIO *in, int for_retry);
int OSSL_ECHSTORE_num_keys(OSSL_ECHSTORE *es, int *numkeys);
int OSSL_ECHSTORE_num_entries(const OSSL_ECHSTORE *es, int *numentries);
int SSL_CTX_set1_echstore(SSL_CTX *ctx, OSSL_ECHSTORE *es);
int SSL_ech_get1_status(SSL *s, char **inner_sni, char **outer_sni);
/* end */

/* openssl/srtp.h */
int SSL_CTX_set_tlsext_use_srtp(SSL_CTX *ctx, const char *profiles);
SRTP_PROTECTION_PROFILE *SSL_get_selected_srtp_profile(SSL *s);
