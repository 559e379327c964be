#include "daemon/remark.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "common/memory.h"

#define VALUE      "{}"
#define VALUES_MAX 3

static const struct {
    const char *text;
    struct wording words;
} remarks[] = {
#define REMARK(constant, text, de, en) [REMARK_##constant] = {text, {de, en}},
#include "daemon/remark.def"
#undef REMARK
};
_Static_assert(COUNT_OF(remarks) == REMARKS, "remark.def has words for all");

/* A piece of a text, without a NUL. */
struct piece {
    const char *start;
    size_t length;
};

/* The form with its values in it. */
static char *fill(const char *form, const struct piece *values)
{
    CLEANUP(memory_freep) char *begun = memory_copy_text("");

    for (const char *gap; (gap = strstr(form, VALUE)) != NULL; values++) {
        CLEANUP(memory_freep) char *before = begun;

        assert(values->start != NULL); /* there is one for each gap */
        begun = memory_format("%s%.*s%.*s", before, (int)(gap - form), form,
                              (int)values->length, values->start);
        form = gap + strlen(VALUE);
    }
    return memory_format("%s%s", begun, form);
}

char *remark_text(enum remark remark, ...)
{
    struct piece values[VALUES_MAX] = {{0}};
    const char *form;
    size_t count = 0;
    va_list list;

    assert(remark < REMARKS);
    form = remarks[remark].text;
    va_start(list, remark);
    for (const char *gap = form; (gap = strstr(gap, VALUE)) != NULL; gap += strlen(VALUE)) {
        const char *value = va_arg(list, const char *);

        assert(count < VALUES_MAX);
        values[count++] = (struct piece){value, strlen(value)};
    }
    va_end(list);
    return fill(form, values);
}

/* Whether the text is the form with some values in it; a value ends where the words behind it
 * in the form begin. */
static bool read_values(const char *form, const char *text, struct piece *values)
{
    for (const char *gap; (gap = strstr(form, VALUE)) != NULL; values++) {
        const char *behind = gap + strlen(VALUE), *end;
        const size_t length = strcspn(behind, "{");

        if (strncmp(form, text, (size_t)(gap - form)) != 0)
            return false;
        text += gap - form;
        for (end = text; *end != '\0'; end++)
            if (length > 0 && strncmp(end, behind, length) == 0)
                break;
        *values = (struct piece){text, (size_t)(end - text)};
        form = behind;
        text = end;
    }
    return strcmp(form, text) == 0;
}

char *remark_words(const char *text, enum language language)
{
    for (size_t i = 0; i < COUNT_OF(remarks); i++) {
        struct piece values[VALUES_MAX] = {{0}};

        if (read_values(remarks[i].text, text, values))
            return fill(wording_in(&remarks[i].words, language), values);
    }
    return NULL;
}
