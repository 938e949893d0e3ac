#include "CLanguage.h"

#include <climits>
#include <cstdio>  // CLD2's header uses FILE without including it.
#include <cstring>

#include <cld2/public/compact_lang_det.h>

extern "C" bool language_detect(const char *text, size_t length, char code[8], int *share) {
    code[0] = 0;
    *share = 0;
    if (length == 0 || length > INT_MAX) return false;
    CLD2::Language languages[3];
    int shares[3];
    int text_bytes = 0;
    bool reliable = false;
    CLD2::DetectLanguageSummary(text, static_cast<int>(length), true, languages, shares, &text_bytes, &reliable);
    if (!reliable || languages[0] == CLD2::UNKNOWN_LANGUAGE) return false;
    std::strncpy(code, CLD2::LanguageCode(languages[0]), 7);
    code[7] = 0;
    *share = shares[0];
    return true;
}
