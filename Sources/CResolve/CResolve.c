#include "CResolve.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

static size_t append(char *out, size_t used, size_t size, const char *bytes, size_t count) {
    for (size_t i = 0; i < count && used + 2 < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        out[used++] = byte < 32 || byte == 127 ? ' ' : (char)byte;
    }
    return used;
}

int cresolve_records(const char *name, enum cresolve_type type, char *out, size_t size) {
    if (size < 2) return -1;
    out[0] = 0;
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return -1;
    state.retrans = 3;
    state.retry = 1;
    unsigned char answer[16384];
    int length = res_nquery(&state, name, ns_c_in, (int)type, answer, sizeof answer);
    int trouble = state.res_h_errno;
    res_nclose(&state);
    if (length < 0) return trouble == HOST_NOT_FOUND || trouble == NO_DATA ? 0 : -1;

    ns_msg message;
    if (ns_initparse(answer, length < (int)sizeof answer ? length : (int)sizeof answer, &message) != 0) return -1;
    size_t used = 0;
    int found = 0;
    for (int index = 0; index < ns_msg_count(message, ns_s_an); index++) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, index, &record) != 0) break;
        if (ns_rr_type(record) != (int)type) continue;
        const unsigned char *data = ns_rr_rdata(record);
        size_t left = ns_rr_rdlen(record);
        if (type == CRESOLVE_TXT) {
            // A record is one or more strings of at most 255 bytes, each behind its length.
            while (left > 0) {
                size_t count = data[0];
                if (count + 1 > left) count = left - 1;
                used = append(out, used, size, (const char *)data + 1, count);
                data += count + 1;
                left -= count + 1;
            }
        } else {
            if (left < 3) continue;
            char host[NS_MAXDNAME];
            if (dn_expand(ns_msg_base(message), ns_msg_end(message), data + 2, host, sizeof host) < 0) continue;
            char number[8];
            unsigned preference = (unsigned)data[0] << 8 | data[1];
            int digits = 0;
            do {
                number[digits++] = (char)('0' + preference % 10);
                preference /= 10;
            } while (preference > 0);
            while (digits > 0) used = append(out, used, size, &number[--digits], 1);
            used = append(out, used, size, " ", 1);
            used = append(out, used, size, host, strlen(host));
        }
        if (used + 2 < size) out[used++] = '\n';
        found++;
    }
    out[used] = 0;
    return found;
}
