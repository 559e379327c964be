#include "common/export/csv.h"

#include <string.h>

#include "common/memory.h"

static void start_cell(struct csv *self)
{
    if (self->in_line)
        bytes_add(self->out, &self->separator, 1);
    self->in_line = true;
}

static bool looks_like_a_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

void csv_add_text(struct csv *self, const char *text)
{
    const char special[] = {self->separator, '"', '\r', '\n', '\0'};
    const bool is_quoted = strpbrk(text, special) != NULL;

    start_cell(self);
    if (is_quoted)
        bytes_add_text(self->out, "\"");
    if (looks_like_a_formula(text))
        bytes_add_text(self->out, "'");
    for (const char *next = text; *next != '\0'; next++) {
        if (*next == '"')
            bytes_add_text(self->out, "\"");
        bytes_add(self->out, next, 1);
    }
    if (is_quoted)
        bytes_add_text(self->out, "\"");
}

void csv_add_number(struct csv *self, const json_t *value)
{
    CLEANUP(memory_freep) char *text = NULL;
    char *point;

    start_cell(self);
    if (value == NULL)
        return;
    text = json_is_string(value) ? memory_copy_text(json_string_value(value))
                                 : memory_format("%lld", (long long)json_integer_value(value));
    point = strchr(text, '.');
    if (point != NULL)
        *point = self->decimal_point;
    bytes_add_text(self->out, text);
}

void csv_end_line(struct csv *self)
{
    bytes_add_text(self->out, "\r\n");
    self->in_line = false;
}
