#pragma once
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Tells the language of `length` bytes of valid UTF-8 with CLD2 and writes its code ("tr", at most 7 bytes and a zero) to `code`.
///
/// False where CLD2 does not trust its answer, which is the rule for a handful of words; `code` is then empty. `share` is the part of the
/// text in that language, 0 to 100. Safe from any thread: CLD2 only reads its tables.
bool language_detect(const char *text, size_t length, char code[8], int *share);

#ifdef __cplusplus
}
#endif
