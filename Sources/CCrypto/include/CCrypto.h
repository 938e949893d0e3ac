/* What Regulars uses of libcrypto (OpenSSL 3), as plain functions on bytes. Each returns 1 when it worked and 0 when it did not. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define CCRYPTO_DIGEST_BYTES 32
#define CCRYPTO_KEY_BYTES 32
#define CCRYPTO_NONCE_BYTES 12
#define CCRYPTO_TAG_BYTES 16

int ccrypto_sha256(const uint8_t *bytes, size_t count, uint8_t digest[CCRYPTO_DIGEST_BYTES]);

int ccrypto_hmac_sha256(
    const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t digest[CCRYPTO_DIGEST_BYTES]);

/* Memory used is about 128 * n * r bytes; `memory_limit` (bytes) refuses more. */
int ccrypto_scrypt(
    const uint8_t *password, size_t password_count, const uint8_t *salt, size_t salt_count, uint64_t n, uint64_t r, uint64_t p,
    uint64_t memory_limit, uint8_t *key, size_t key_count);

/* AES-256-GCM. `sealed` has room for `count` + CCRYPTO_TAG_BYTES: the cipher text, then the tag. */
int ccrypto_seal(
    const uint8_t key[CCRYPTO_KEY_BYTES], const uint8_t nonce[CCRYPTO_NONCE_BYTES], const uint8_t *context, size_t context_count,
    const uint8_t *plain, size_t count, uint8_t *sealed);

/* The reverse: `count` is that of the sealed bytes with their tag, `plain` has room for `count` - CCRYPTO_TAG_BYTES.
   0 also when key, context or a single bit is another one; `plain` must not be used then. */
int ccrypto_open(
    const uint8_t key[CCRYPTO_KEY_BYTES], const uint8_t nonce[CCRYPTO_NONCE_BYTES], const uint8_t *context, size_t context_count,
    const uint8_t *sealed, size_t count, uint8_t *plain);

int ccrypto_random(uint8_t *bytes, size_t count);

/* 1 when equal; the time taken says nothing about where they differ. */
int ccrypto_equal(const uint8_t *a, const uint8_t *b, size_t count);

/* Overwrites with zeros in a way that the compiler may not leave out. */
void ccrypto_erase(uint8_t *bytes, size_t count);
