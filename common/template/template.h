#pragma once

/*
 * The form for a self-check, empty or filled in: what GET .../template answers with. Each form
 * is read back by the reader of its format; the same input gives the same bytes.
 */

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/error.h"

/* Everything is borrowed. */
struct template_input {
    const struct catalogue *edition;
    const char *round, *municipality;
    const char *name; /* of the municipality, for people */
    time_t made_at;   /* what the file says; the round's opening, so that it stays the same */
    const json_t *content; /* a canonical form (self_check.h) to fill in, or NULL */

    /*
     * The content is that of an earlier round. Only a workbook can say of an answer that it is
     * carried over and counts once it is confirmed, so the other forms stay empty then, and so
     * does the sheet with measures.
     */
    bool is_carried;
};

/*
 * The form in each format, for the caller to free; its length is *size. The workbook fails with
 * ERROR_SYSTEM when there is no memory file or no room for temporary files.
 */
char *template_xlsx(const struct template_input *input, size_t *size, struct error *error)
    MUST_CHECK;
char *template_csv(const struct template_input *input, size_t *size) MUST_CHECK;
char *template_json(const struct template_input *input, size_t *size) MUST_CHECK;

/* An answer of a canonical form as a document has it: with numbers as numbers. */
json_t *template_answer(const json_t *answer) MUST_CHECK;
