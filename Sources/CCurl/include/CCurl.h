/* libcurl for Swift, which can call neither variadic functions nor some of curl's macros. Everything else is called as it is. */
#pragma once
#include <curl/curl.h>

CURLcode ccurl_set_number(CURL *handle, CURLoption option, long value);
CURLcode ccurl_set_large(CURL *handle, CURLoption option, curl_off_t value);
/* curl copies the text. Null takes the option back. */
CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value);
/* curl keeps the pointer: the list must outlive the handle. */
CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
/* At least CURL_ERROR_SIZE bytes that outlive the handle. */
CURLcode ccurl_set_error_buffer(CURL *handle, char *buffer);
/* curl copies `count` bytes. */
CURLcode ccurl_set_body(CURL *handle, const void *bytes, size_t count);

CURLcode ccurl_on_body(CURL *handle, size_t (*function)(char *, size_t, size_t, void *), void *user);
CURLcode ccurl_on_header(CURL *handle, size_t (*function)(char *, size_t, size_t, void *), void *user);
CURLcode ccurl_on_read(CURL *handle, size_t (*function)(char *, size_t, size_t, void *), void *user);
CURLcode ccurl_on_dialogue(CURL *handle, int (*function)(CURL *, curl_infotype, char *, size_t, void *), void *user);
CURLcode ccurl_on_open_socket(
    CURL *handle, curl_socket_t (*function)(void *, curlsocktype, struct curl_sockaddr *), void *user);
CURLcode ccurl_on_close_socket(CURL *handle, int (*function)(void *, curl_socket_t), void *user);

long ccurl_number(CURL *handle, CURLINFO info);
curl_off_t ccurl_large(CURL *handle, CURLINFO info);
/* CURL_SOCKET_BAD when there is no connection. */
curl_socket_t ccurl_socket(CURL *handle);

/* The result of `handle` once its transfer has ended, or -1 while it goes on. */
int ccurl_result(CURLM *multi, CURL *handle);

/* pipe2 with O_CLOEXEC and O_NONBLOCK, which glibc's headers hide from Swift. 0 when it worked. */
int ccurl_pipe(int ends[2]);
