/*
 * An engine whose work takes its time: each RSA signature, and each piece that its
 * AES-128-CBC encrypts or decrypts, pauses the asynchronous job that it runs in
 * (ASYNC_pause_job(3)) until a thread of its own has written to a pipe.  Its cipher
 * also takes several records at once, as pipelines (SSL_CTX_set_max_pipelines(3)).
 *
 * In the environment, PAUSING_WAITS names a file, to which a byte is added for each
 * pause, and PAUSING_MICROSECONDS says how long a pause is.
 */

#define OPENSSL_SUPPRESS_DEPRECATED
#include <fcntl.h>
#include <openssl/async.h>
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 16
#define MOST_PIPES 32

static int counted = -1;
static useconds_t duration = 1000;

/* The end that it writes to is its own to close: a number may be another's by then. */
static void *nudge(void *end)
{
    sigset_t closed;

    sigemptyset(&closed);
    sigaddset(&closed, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &closed, NULL);
    usleep(duration);
    (void)!write((int)(intptr_t)end, "x", 1);
    close((int)(intptr_t)end);
    return NULL;
}

static void drop(ASYNC_WAIT_CTX *ctx, const void *key, OSSL_ASYNC_FD fd, void *nothing)
{
    close(fd);
}

static void pause_job(void)
{
    static const char key;
    ASYNC_JOB *job = ASYNC_get_current_job();
    ASYNC_WAIT_CTX *ctx;
    pthread_t thread;
    int ends[2];
    char got;

    if (job == NULL || pipe(ends) != 0)
        return;
    ctx = ASYNC_get_wait_ctx(job);
    ASYNC_WAIT_CTX_set_wait_fd(ctx, &key, ends[0], NULL, drop);
    pthread_create(&thread, NULL, nudge, (void *)(intptr_t)ends[1]);
    pthread_detach(thread);
    if (counted >= 0)
        (void)!write(counted, "p", 1);
    ASYNC_pause_job();
    (void)!read(ends[0], &got, 1);
    ASYNC_WAIT_CTX_clear_fd(ctx, &key);
    close(ends[0]);
}

/* RSA: OpenSSL's own, with a pause before it. */

static int sign(int len, const unsigned char *from, unsigned char *to, RSA *rsa, int pad)
{
    pause_job();
    return RSA_meth_get_priv_enc(RSA_PKCS1_OpenSSL())(len, from, to, rsa, pad);
}

/* AES-128-CBC on top of OpenSSL's ECB: asking for its CBC would lead back here. */

struct pipes {
    EVP_CIPHER_CTX *block;
    unsigned char **in, **out;
    size_t *lengths;
    int count;
};

static int init(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *iv,
                int enc)
{
    struct pipes *own = EVP_CIPHER_CTX_get_cipher_data(ctx);

    own->count = 0;
    if (own->block == NULL && (own->block = EVP_CIPHER_CTX_new()) == NULL)
        return 0;
    if (key == NULL)
        return 1;
    return EVP_CipherInit_ex(own->block, EVP_aes_128_ecb(), NULL, key, NULL, enc)
        && EVP_CIPHER_CTX_set_padding(own->block, 0);
}

static int chain(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in,
                 size_t length)
{
    struct pipes *own = EVP_CIPHER_CTX_get_cipher_data(ctx);
    unsigned char *iv = EVP_CIPHER_CTX_iv_noconst(ctx);
    unsigned char before[BLOCK], mixed[BLOCK];
    size_t done;
    int i, n;

    for (done = 0; done < length; done += BLOCK, in += BLOCK, out += BLOCK) {
        memcpy(before, in, BLOCK);
        for (i = 0; i < BLOCK; i++)
            mixed[i] = EVP_CIPHER_CTX_encrypting(ctx) ? in[i] ^ iv[i] : in[i];
        if (!EVP_CipherUpdate(own->block, out, &n, mixed, BLOCK))
            return 0;
        if (EVP_CIPHER_CTX_encrypting(ctx)) {
            memcpy(iv, out, BLOCK);
            continue;
        }
        for (i = 0; i < BLOCK; i++)
            out[i] ^= iv[i];
        memcpy(iv, before, BLOCK);
    }
    return 1;
}

static int cipher(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in,
                  size_t length)
{
    struct pipes *own = EVP_CIPHER_CTX_get_cipher_data(ctx);
    int i, count = own->count;

    pause_job();
    if (count == 0)
        return chain(ctx, out, in, length);
    own->count = 0;
    for (i = 0; i < count; i++)
        if (!chain(ctx, own->out[i], own->in[i], own->lengths[i]))
            return 0;
    return 1;
}

static int control(EVP_CIPHER_CTX *ctx, int what, int number, void *pointer)
{
    struct pipes *own = EVP_CIPHER_CTX_get_cipher_data(ctx);

    switch (what) {
    case EVP_CTRL_SET_PIPELINE_OUTPUT_BUFS:
        own->count = number;
        own->out = pointer;
        return number <= MOST_PIPES;
    case EVP_CTRL_SET_PIPELINE_INPUT_BUFS:
        own->count = number;
        own->in = pointer;
        return 1;
    case EVP_CTRL_SET_PIPELINE_INPUT_LENS:
        own->count = number;
        own->lengths = pointer;
        return 1;
    }
    return -1;
}

static int cleanup(EVP_CIPHER_CTX *ctx)
{
    struct pipes *own = EVP_CIPHER_CTX_get_cipher_data(ctx);

    if (own != NULL)
        EVP_CIPHER_CTX_free(own->block);
    return 1;
}

static EVP_CIPHER *pipelined;

static int ciphers(ENGINE *engine, const EVP_CIPHER **found, const int **nids, int nid)
{
    static const int known[] = {NID_aes_128_cbc};

    if (found == NULL) {
        *nids = known;
        return 1;
    }
    *found = nid == NID_aes_128_cbc ? pipelined : NULL;
    return *found != NULL;
}

static int bind(ENGINE *engine, const char *id)
{
    RSA_METHOD *rsa = RSA_meth_dup(RSA_PKCS1_OpenSSL());
    const char *file = getenv("PAUSING_WAITS");
    const char *microseconds = getenv("PAUSING_MICROSECONDS");

    if (file != NULL)
        counted = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (microseconds != NULL)
        duration = atoi(microseconds);
    pipelined = EVP_CIPHER_meth_new(NID_aes_128_cbc, BLOCK, BLOCK);
    return rsa != NULL && RSA_meth_set_priv_enc(rsa, sign)
        && EVP_CIPHER_meth_set_iv_length(pipelined, BLOCK)
        && EVP_CIPHER_meth_set_flags(pipelined, EVP_CIPH_CBC_MODE | EVP_CIPH_FLAG_PIPELINE
                                     | EVP_CIPH_ALWAYS_CALL_INIT)
        && EVP_CIPHER_meth_set_init(pipelined, init)
        && EVP_CIPHER_meth_set_do_cipher(pipelined,
               (int (*)(EVP_CIPHER_CTX *, unsigned char *, const unsigned char *,
                        size_t))cipher)
        && EVP_CIPHER_meth_set_cleanup(pipelined, cleanup)
        && EVP_CIPHER_meth_set_ctrl(pipelined, control)
        && EVP_CIPHER_meth_set_impl_ctx_size(pipelined, sizeof(struct pipes))
        && ENGINE_set_id(engine, "pausing")
        && ENGINE_set_name(engine, "an engine that takes its time")
        && ENGINE_set_RSA(engine, rsa) && ENGINE_set_ciphers(engine, ciphers);
}

IMPLEMENT_DYNAMIC_BIND_FN(bind)
IMPLEMENT_DYNAMIC_CHECK_FN()
