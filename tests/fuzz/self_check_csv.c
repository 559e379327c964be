/*
 * Reads any bytes as a self-check in CSV and judges what comes out. A first byte below 8 names
 * the charset. Whatever the file is, every finding has a line and can be told in both
 * languages, and a self-check comes out exactly when there is no error.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/read/csv.h"
#include "tests/support/judged_bytes.h"

#define MUNICIPALITY "03256022"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The file, without the byte that names its charset. */
static struct upload upload_from(const uint8_t *bytes, size_t size)
{
    static const char *const charsets[8] = {
        "utf-8",    "windows-1252", "utf-16",      "utf-16le",
        "utf-16be", "iso-8859-1",   "iso-8859-15", NULL,
    };
    struct upload upload = {.bytes = (const char *)bytes,
                            .size = size,
                            .edition = example_edition(),
                            .municipality = MUNICIPALITY};

    if (size > 0 && bytes[0] < COUNT_OF(charsets)) {
        upload.charset = charsets[bytes[0]];
        upload.bytes++;
        upload.size--;
    }
    return upload;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct upload upload = upload_from(bytes, size);
    CLEANUP(findings_donep) struct findings findings = {0};
    struct read_fault fault = {0};
    struct error error = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_csv(&upload, &findings, &fault, &error);

    if (answers == NULL) {
        assert(fault.line >= 1 && fault.column >= 1 && error.kind == ERROR_INVALID);
        return 0;
    }
    judge_and_print(answers, &findings, "line:");
    return 0;
}
