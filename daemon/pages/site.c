#include "daemon/pages/site.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/log.h"

#define SITE_TEXT_MAX 65536 /* bytes of a file */

static struct {
    json_t *imprint, *privacy; /* owned; lists, NULL before site_load() */
} site;

static void close_file(FILE **file)
{
    if (*file != NULL)
        (void)fclose(*file);
}

/* The whole file, cut at SITE_TEXT_MAX; NULL when it cannot be read. */
static char *read_file(const char *path)
{
    CLEANUP(close_file) FILE *file = fopen(path, "re");
    char *text = memory_new(1, SITE_TEXT_MAX + 1);

    if (file != NULL &&
        (fread(text, 1, SITE_TEXT_MAX, file) == SITE_TEXT_MAX || ferror(file) == 0))
        return text;
    log_line(LOG_LEVEL_ERROR, "text for the pages not read file=%s reason=%s", log_value(path),
             strerrordesc_np(errno));
    memory_freep(&text);
    return NULL;
}

/* Adds the line to the last paragraph, or begins one. False when it is no UTF-8. */
static bool add_line(json_t *paragraphs, const char *line, bool begins)
{
    json_t *text = json_string(line);

    if (text == NULL)
        return false;
    if (begins)
        (void)json_array_append_new(paragraphs, json_array());
    (void)json_array_append_new(json_array_get(paragraphs, json_array_size(paragraphs) - 1),
                                text);
    return true;
}

static json_t *paragraphs_of(const char *path)
{
    CLEANUP(memory_freep) char *text = path[0] == '\0' ? NULL : read_file(path);
    json_t *paragraphs = json_array();
    bool is_open = false;

    for (char *line = text; line != NULL && *line != '\0';) {
        char *end = line + strcspn(line, "\n");
        const bool is_last = *end == '\0';

        *end = '\0';
        line[strcspn(line, "\r")] = '\0';
        if (line[strspn(line, " \t")] == '\0') {
            is_open = false;
        } else if (!add_line(paragraphs, line, !is_open)) {
            log_line(LOG_LEVEL_ERROR, "text for the pages not read file=%s reason=no UTF-8",
                     log_value(path));
            (void)json_array_clear(paragraphs);
            break;
        } else {
            is_open = true;
        }
        line = is_last ? end : end + 1;
    }
    return paragraphs;
}

void site_load(const struct config *config)
{
    json_decref(site.imprint);
    json_decref(site.privacy);
    site.imprint = paragraphs_of(config->site_imprint);
    site.privacy = paragraphs_of(config->site_privacy);
}

json_t *site_imprint(void)
{
    return site.imprint;
}

json_t *site_privacy(void)
{
    return site.privacy;
}

json_t *site_link(const char *contact)
{
    const bool is_page =
        strncmp(contact, "https://", 8) == 0 || strncmp(contact, "http://", 7) == 0;
    CLEANUP(memory_freep)
    char *href = memory_format("%s%s", is_page ? "" : "mailto:", contact);

    return contact[0] == '\0' ? json_null()
                              : json_pack("{s:s, s:s}", "href", href, "text", contact);
}
