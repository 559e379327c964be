#pragma once

/*
 * What the fuzz targets of the readers share: an edition to judge against, and what has to hold
 * of whatever comes out.
 */

#include <assert.h>
#include <string.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/judge.h"
#include "common/memory.h"

/* Read once. */
static inline const struct catalogue *example_edition(void)
{
    static struct catalogue *edition;
    struct mistakes mistakes = {0};

    if (edition == NULL)
        edition = catalogue_read(
            json_load_file(SOURCE_DIR "/config/example/catalogue-v1.json", 0, NULL), &mistakes);
    assert(edition != NULL);
    return edition;
}

/*
 * Judges the answers. Whatever they are, a reply can be written in both languages, every
 * finding has a place that begins so, and a self-check comes out exactly when there is no
 * error.
 */
static inline void judge_and_print(const struct answers *answers, struct findings *findings,
                                   const char *place)
{
    static const struct earlier earlier = {
        .round = "2025", .date = "2025-05-11", .is_answered = {[0] = true, [1] = true}};
    CLEANUP(self_check_freep)
    struct self_check *self_check =
        judge(answers, example_edition(), 25000, &earlier, findings);
    CLEANUP(memory_freep) char *content = NULL;

    for (int language = LANGUAGE_DE; language <= LANGUAGE_EN; language++) {
        json_t *list = findings_to_json(findings, (enum language)language);
        CLEANUP(memory_freep) char *text = json_dumps(list, 0);

        assert(text != NULL);
        json_decref(list);
    }
    for (size_t i = 0; i < findings->listed; i++)
        assert(strncmp(findings->items[i].place, place, strlen(place)) == 0);
    assert((self_check == NULL) == (findings->errors > 0));
    if (self_check == NULL)
        return;
    content = content_print(self_check->content);
    assert(content != NULL && json_object_size(self_check->content) == 4);
}
