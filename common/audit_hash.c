#include "common/audit_hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct digest audit_hash(const char *const fields[AUDIT_FIELDS])
{
    char *text = NULL;
    size_t size = 0;
    struct digest digest;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        abort(); /* out of memory */
    (void)fputs("weltoffend audit 1\n", out);
    for (size_t i = 0; i < AUDIT_FIELDS; i++) {
        if (fields[i] == NULL)
            (void)fputs("-\n", out);
        else
            (void)fprintf(out, "%zu:%s\n", strlen(fields[i]), fields[i]);
    }
    (void)fclose(out);
    digest = digest_of(text, size);
    free(text);
    return digest;
}
