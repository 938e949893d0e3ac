#include "CCrypto.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

/* Swift gives a null pointer for an empty array, and libcrypto reads a null key as "the one from before". */
static const uint8_t nothing[1] = {0};
static const uint8_t *some(const uint8_t *bytes) { return bytes ? bytes : nothing; }

int ccrypto_sha256(const uint8_t *bytes, size_t count, uint8_t digest[CCRYPTO_DIGEST_BYTES]) {
    unsigned int written = 0;
    return EVP_Digest(some(bytes), count, digest, &written, EVP_sha256(), NULL) == 1 && written == CCRYPTO_DIGEST_BYTES;
}

int ccrypto_hmac_sha256(
    const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t digest[CCRYPTO_DIGEST_BYTES]) {
    unsigned int written = 0;
    if (key_count > INT_MAX) return 0;
    return HMAC(EVP_sha256(), some(key), (int)key_count, some(bytes), count, digest, &written) != NULL
        && written == CCRYPTO_DIGEST_BYTES;
}

int ccrypto_scrypt(
    const uint8_t *password, size_t password_count, const uint8_t *salt, size_t salt_count, uint64_t n, uint64_t r, uint64_t p,
    uint64_t memory_limit, uint8_t *key, size_t key_count) {
    return EVP_PBE_scrypt((const char *)some(password), password_count, some(salt), salt_count, n, r, p, memory_limit, key, key_count)
        == 1;
}

int ccrypto_seal(
    const uint8_t key[CCRYPTO_KEY_BYTES], const uint8_t nonce[CCRYPTO_NONCE_BYTES], const uint8_t *context, size_t context_count,
    const uint8_t *plain, size_t count, uint8_t *sealed) {
    if (count > INT_MAX - CCRYPTO_TAG_BYTES || context_count > INT_MAX) return 0;
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    if (!cipher) return 0;
    int written = 0;
    int done = EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) == 1
        && EVP_EncryptUpdate(cipher, NULL, &written, some(context), (int)context_count) == 1
        && EVP_EncryptUpdate(cipher, sealed, &written, some(plain), (int)count) == 1
        && EVP_EncryptFinal_ex(cipher, sealed + count, &written) == 1
        && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, CCRYPTO_TAG_BYTES, sealed + count) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return done;
}

int ccrypto_open(
    const uint8_t key[CCRYPTO_KEY_BYTES], const uint8_t nonce[CCRYPTO_NONCE_BYTES], const uint8_t *context, size_t context_count,
    const uint8_t *sealed, size_t count, uint8_t *plain) {
    if (count < CCRYPTO_TAG_BYTES || count > INT_MAX || context_count > INT_MAX) return 0;
    size_t plain_count = count - CCRYPTO_TAG_BYTES;
    uint8_t rest[16];
    uint8_t *target = plain ? plain : rest; /* An empty plain text has no storage of its own. */
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    if (!cipher) return 0;
    int written = 0;
    int done = EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) == 1
        && EVP_DecryptUpdate(cipher, NULL, &written, some(context), (int)context_count) == 1
        && EVP_DecryptUpdate(cipher, target, &written, sealed, (int)plain_count) == 1
        && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, CCRYPTO_TAG_BYTES, (void *)(sealed + plain_count)) == 1
        && EVP_DecryptFinal_ex(cipher, rest, &written) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return done;
}

int ccrypto_random(uint8_t *bytes, size_t count) { return count <= INT_MAX && RAND_priv_bytes(bytes, (int)count) == 1; }

int ccrypto_equal(const uint8_t *a, const uint8_t *b, size_t count) { return CRYPTO_memcmp(some(a), some(b), count) == 0; }

void ccrypto_erase(uint8_t *bytes, size_t count) { OPENSSL_cleanse(bytes, count); }
