#pragma once
#include <curl/curl.h>

/* libcurl's setters are variadic, which Swift does not call: one function for each type of value.
   The parentheses keep the header's type-checking macros out. */

/* Casts in macros, which Swift does not see. */
static const long curlshim_auth_basic = (long)CURLAUTH_BASIC;
static const long curlshim_auth_digest = (long)CURLAUTH_DIGEST;

typedef size_t (*curlshim_data_callback)(char *data, size_t size, size_t count, void *context);
typedef int (*curlshim_seek_callback)(void *context, curl_off_t offset, int origin);
typedef CURLcode (*curlshim_tls_callback)(CURL *easy, void *tls_context, void *context);
typedef int (*curlshim_socket_callback)(CURL *easy, curl_socket_t socket, int what, void *context,
                                        void *socket_context);
typedef int (*curlshim_timer_callback)(CURLM *multi, long milliseconds, void *context);

static inline CURLcode curlshim_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode curlshim_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode curlshim_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode curlshim_set_data(CURL *easy, CURLoption option,
                                         curlshim_data_callback callback) {
    return (curl_easy_setopt)(easy, option, callback);
}

static inline CURLcode curlshim_set_seek(CURL *easy, curlshim_seek_callback callback) {
    return (curl_easy_setopt)(easy, CURLOPT_SEEKFUNCTION, callback);
}

static inline CURLcode curlshim_set_tls(CURL *easy, curlshim_tls_callback callback) {
    return (curl_easy_setopt)(easy, CURLOPT_SSL_CTX_FUNCTION, callback);
}

static inline CURLcode curlshim_get_long(CURL *easy, CURLINFO info, long *out) {
    return (curl_easy_getinfo)(easy, info, out);
}

static inline CURLcode curlshim_get_size(CURL *easy, CURLINFO info, curl_off_t *out) {
    return (curl_easy_getinfo)(easy, info, out);
}

static inline CURLMcode curlshim_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

static inline CURLMcode curlshim_multi_set_callbacks(CURLM *multi, curlshim_socket_callback socket,
                                                     curlshim_timer_callback timer, void *context) {
    CURLMcode code = (curl_multi_setopt)(multi, CURLMOPT_SOCKETFUNCTION, socket);
    if (!code) code = (curl_multi_setopt)(multi, CURLMOPT_SOCKETDATA, context);
    if (!code) code = (curl_multi_setopt)(multi, CURLMOPT_TIMERFUNCTION, timer);
    if (!code) code = (curl_multi_setopt)(multi, CURLMOPT_TIMERDATA, context);
    return code;
}
