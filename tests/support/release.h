#pragma once

/*
 * An invented release of the invented edition: some figures of every kind and status.
 */

#include <jansson.h>

#include "common/export/forms.h"
#include "tests/support/edition.h"
#include "tests/support/expect.h"

/* For the caller to release. */
static inline json_t *release_invented(void)
{
    json_error_t error;
    json_t *release = json_load_file(SOURCE_DIR "/tests/support/release.json",
                                     JSON_REJECT_DUPLICATES, &error);

    cr_assert(release != NULL, "line %d: %s", error.line, error.text);
    return release;
}

/* The release in the form of this name. */
static inline void render_release(const json_t *release, const char *form, struct bytes *out)
{
    CLEANUP(catalogue_freep) struct catalogue *edition = edition_from(EDITION_INVENTED);
    struct error error;

    cr_assert(form_named(form)->render(release, edition, out, &error), "%s: %s", form,
              error.text);
}

static inline void render_invented(const char *form, struct bytes *out)
{
    json_t *release = release_invented();

    render_release(release, form, out);
    json_decref(release);
}
