#pragma once

/*
 * The answer to one indicator, as a form on a page has it: what is chosen and what is typed.
 * Both directions, so that what was saved comes back as it was entered, also where it is wrong.
 *
 * An entry is an object of texts: choice, count, of, comment. choice is
 *
 *     "0" to "4"          a level
 *     "yes", "no"
 *     "unknown"
 *     "skipped"           passed over on purpose; without any entry an indicator is open
 *     "because.REASON"    does not apply, for this reason
 *     ""                  nothing is chosen, or the numbers are what counts
 */

#include <jansson.h>

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/language.h"
#include "common/read/form_data.h"

#define ENTRY_BECAUSE "because."

/* What a form shows of an answer of the document, or of none (NULL). */
json_t *entry_of_answer(const json_t *answer, const struct indicator *indicator,
                        enum language language) MUST_CHECK;

/* What was typed into a field, with lines that end with LF, as in a document; for the caller to
 * free. */
char *entry_text(const char *text) MUST_CHECK;

/* What was sent: the fields "choice.ID", "count.ID", "of.ID" and "comment.ID". */
json_t *entry_of_form(const struct form_data *form, const struct indicator *indicator)
    MUST_CHECK;

/*
 * The answer that the entry stands for; NULL if it says nothing. `before` is the answer that
 * the form showed: what was not changed stays as it is, also what no form can show. A number
 * that cannot be read stays as the text that was typed, and is then refused by the judge.
 */
json_t *answer_of_entry(const json_t *entry, json_t *before, const struct indicator *indicator,
                        enum language language) MUST_CHECK;
