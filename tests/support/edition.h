#pragma once

/*
 * Editions from files, and documents judged against them.
 */

#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include "common/catalogue.h"
#include "common/judge.h"
#include "common/read/json.h"

#define EDITION_INVENTED SOURCE_DIR "/tests/support/edition.json"
#define EDITION_EXAMPLE  SOURCE_DIR "/config/example/catalogue-v1.json"

static inline struct catalogue *edition_from(const char *path)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    json_error_t error;
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    struct catalogue *edition;

    cr_assert(document != NULL, "%s:%d: %s", path, error.line, error.text);
    edition = catalogue_read(document, &mistakes);
    cr_assert(edition != NULL, "%s: %s: %s", path, mistakes.items[0].place,
              mistakes.items[0].text);
    return edition;
}

/* Reads and judges a document that has to be readable; NULL when there is an error in it. */
static inline struct self_check *judged_text(const struct catalogue *edition,
                                             int64_t inhabitants, const char *text,
                                             struct findings *findings)
{
    struct read_fault place;
    struct error error = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_json(text, strlen(text), findings, &place, &error);

    cr_assert(answers != NULL, "%s: %s", text, error.text);
    return judge(answers, edition, inhabitants, NULL, findings);
}
