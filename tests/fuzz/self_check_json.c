/*
 * Reads any bytes as a self-check and judges what comes out. Whatever it is, the findings can
 * be told in both languages, and a self-check comes out exactly when there is no error.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/read/json.h"
#include "tests/support/judged_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    struct read_fault fault = {0};
    struct error error = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_json((const char *)bytes, size, &findings, &fault, &error);

    if (answers == NULL) {
        assert(fault.line >= 1 && fault.column >= 1 && error.kind == ERROR_INVALID);
        return 0;
    }
    judge_and_print(answers, &findings, "");
    return 0;
}
