#include "common/receipt.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"
#include "common/self_check.h"

#define CHECK_CHARACTERS 4
#define SECOND           1000000 /* microseconds */

/* The check characters are the first 20 bits of the SHA-256 of "ROUND-KEY-VERSION". */
char *receipt_number(const char *round, const char *municipality, int version)
{
    /* Crockford's base 32 has no I, L, O and U, which are mistaken for others. */
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    CLEANUP(memory_freep) char *text = NULL;
    struct digest digest;
    unsigned bits;
    char check[CHECK_CHARACTERS + 1] = "";

    text = memory_format("%s-%s-%d", round, municipality, version);
    digest = digest_of(text, strlen(text));
    bits = (unsigned)digest.bytes[0] << 12 | (unsigned)digest.bytes[1] << 4 |
           (unsigned)digest.bytes[2] >> 4;

    for (size_t i = CHECK_CHARACTERS; i-- > 0;) {
        check[i] = alphabet[bits % 32];
        bits /= 32;
    }
    return memory_format("%s-%s", text, check);
}

/* As RFC 3339 has it, always with six digits behind the point. */
static char *instant_print(int64_t instant)
{
    const time_t seconds = instant / SECOND;
    struct tm parts;
    char text[sizeof "2026-05-11T08:31:07"];

    assert(instant >= 0);
    if (gmtime_r(&seconds, &parts) == NULL)
        abort();
    if (strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        abort();
    return memory_format("%s.%06" PRId64 "Z", text, instant % SECOND);
}

json_t *receipt_to_json(const struct receipt *receipt)
{
    CLEANUP(memory_freep)
    char *number = receipt_number(receipt->round, receipt->municipality, receipt->version);
    CLEANUP(memory_freep) char *received_at = instant_print(receipt->received_at);
    char sha256[DIGEST_HEX_SIZE], content[DIGEST_HEX_SIZE], previous[DIGEST_HEX_SIZE];
    json_t *json;

    digest_print(&receipt->sha256, sha256);
    digest_print(&receipt->content, content);
    if (receipt->previous != NULL)
        digest_print(receipt->previous, previous);

    /* In the order of the canonical form, so that it reads the same wherever it comes from. */
    /* clang-format off */
    json = json_pack("{s:I, s:s, s:s, s:s?, s:s, s:s, s:s?, s:s, s:s, s:s, s:i}",
                     "bytes", (json_int_t)receipt->bytes,
                     "contentSha256", content,
                     "edition", receipt->edition,
                     "keyId", receipt->key_id,
                     "municipality", receipt->municipality,
                     "number", number,
                     "previous", receipt->previous == NULL ? NULL : previous,
                     "receivedAt", received_at,
                     "round", receipt->round,
                     "sha256", sha256,
                     "version", receipt->version);
    /* clang-format on */
    assert(json != NULL);
    return json;
}

struct digest receipt_digest(const json_t *receipt)
{
    CLEANUP(memory_freep) char *text = content_print(receipt);

    return digest_of(text, strlen(text));
}
