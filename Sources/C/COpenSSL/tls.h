#pragma once
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

/* Macros of OpenSSL as functions, for TLS. */
static inline int copenssl_ctx_require_tls12(SSL_CTX *c) {
    return SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
}
static inline void copenssl_ctx_set_modes(SSL_CTX *c) {
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(c, 1);
}
static inline void copenssl_ctx_set_options(SSL_CTX *c) {
    SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
}
static inline long copenssl_set_sni(SSL *s, const char *host) {
    return SSL_set_tlsext_host_name(s, host);
}
static inline void copenssl_bio_clear(BIO *b) { BIO_clear_retry_flags(b); }
static inline void copenssl_bio_retry_read(BIO *b) { BIO_set_retry_read(b); }
static inline void copenssl_bio_retry_write(BIO *b) { BIO_set_retry_write(b); }
static inline int copenssl_chain_count(STACK_OF(X509) *chain) {
    return chain ? sk_X509_num(chain) : 0;
}
static inline X509 *copenssl_chain_at(STACK_OF(X509) *chain, int i) {
    return sk_X509_value(chain, i);
}
/* Makes `anchor` the one certificate that `c` trusts, and verifies. */
static inline int copenssl_verify_up_to(X509_STORE_CTX *c, X509 *anchor) {
    STACK_OF(X509) *trusted = sk_X509_new_null();
    if (!trusted) return 0;
    int r = 0;
    if (sk_X509_push(trusted, anchor)) {
        X509_STORE_CTX_set0_trusted_stack(c, trusted);
        X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(c), X509_V_FLAG_PARTIAL_CHAIN);
        r = X509_verify_cert(c);
    }
    X509_STORE_CTX_set0_trusted_stack(c, NULL);
    sk_X509_free(trusted);
    return r;
}
