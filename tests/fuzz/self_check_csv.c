/*
 * Reads any bytes as a self-check in CSV and judges what comes out. A first byte below 8 names
 * the charset. Whatever the file is, every finding has a line and can be told in both
 * languages, and a self-check comes out exactly when there is no error.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/judge.h"
#include "common/memory.h"
#include "common/read/csv.h"

#define MUNICIPALITY "03256022"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const struct catalogue *example_edition(void)
{
    static struct catalogue *edition;
    struct mistakes mistakes = {0};

    if (edition == NULL)
        edition = catalogue_read(
            json_load_file(SOURCE_DIR "/config/example/catalogue-v1.json", 0, NULL), &mistakes);
    assert(edition != NULL);
    return edition;
}

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

/* Whatever was sent, the reply can be written. */
static void print_findings(const struct findings *findings)
{
    for (int i = 0; i < 4; i++) {
        json_t *list = findings_to_json(findings, i < 2 ? SEVERITY_ERROR : SEVERITY_WARNING,
                                        i % 2 == 0 ? LANGUAGE_DE : LANGUAGE_EN);
        CLEANUP(memory_freep) char *text = json_dumps(list, 0);

        assert(text != NULL);
        json_decref(list);
    }
    for (size_t i = 0; i < findings->listed; i++)
        assert(strncmp(findings->items[i].place, "line:", strlen("line:")) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct upload upload = upload_from(bytes, size);
    CLEANUP(findings_donep) struct findings findings = {0};
    struct read_place place = {0};
    struct error error = {0};
    CLEANUP(answers_freep)
    struct answers *answers = read_csv(&upload, &findings, &place, &error);
    CLEANUP(self_check_freep) struct self_check *self_check = NULL;
    CLEANUP(memory_freep) char *content = NULL;

    if (answers == NULL) {
        assert(place.line >= 1 && place.column >= 1 && error.kind == ERROR_INVALID);
        return 0;
    }
    self_check = judge(answers, upload.edition, 25000, &findings);
    print_findings(&findings);
    assert((self_check == NULL) == (findings.errors > 0));
    if (self_check == NULL)
        return 0;
    content = content_print(self_check->content);
    assert(content != NULL && json_object_size(self_check->content) == 4);
    return 0;
}
