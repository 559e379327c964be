#include "common/figures/ledger.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

static json_t *figures_by_id(const json_t *document)
{
    const json_t *list = json_object_get(document, "figures");
    json_t *figures = json_object();

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *figure = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(figure, "id"));

        assert(id != NULL);
        json_object_set(figures, id, figure);
    }
    return figures;
}

void ledger_init(struct ledger *self, const struct earlier_release *earlier, size_t count)
{
    self->count = count;
    self->numbers = memory_new(count, sizeof *self->numbers);
    self->figures = memory_new(count, sizeof(json_t *));
    for (size_t i = 0; i < count; i++) {
        const json_t *number = json_object_get(earlier[i].document, "release");

        self->numbers[i] = (int)json_integer_value(number);
        self->figures[i] = figures_by_id(earlier[i].document);
    }
}

void ledger_done(struct ledger *self)
{
    for (size_t i = 0; i < self->count; i++)
        json_decref(self->figures[i]);
    self->count = 0;
    free(TAKE(self->numbers));
    free(TAKE(self->figures));
}

static enum figure_status read_status(const char *text)
{
    if (strcmp(text, figure_status_name(FIGURE_PUBLISHED)) == 0)
        return FIGURE_PUBLISHED;
    if (strcmp(text, figure_status_name(FIGURE_WITHHELD)) == 0)
        return FIGURE_WITHHELD;
    return FIGURE_TOO_FEW;
}

struct ledger_entry ledger_find(const struct ledger *self, size_t release, const char *id)
{
    const json_t *figure;
    const char *status;

    assert(release < self->count);
    figure = json_object_get(self->figures[release], id);
    status = json_string_value(json_object_get(figure, "status"));
    if (status == NULL)
        return (struct ledger_entry){0};
    return (struct ledger_entry){
        .is_there = true,
        .status = read_status(status),
        .is_repeated = json_object_get(figure, "notIncluded") != NULL,
    };
}

int ledger_last_published(const struct ledger *self, const char *id)
{
    for (size_t i = self->count; i > 0; i--) {
        const struct ledger_entry entry = ledger_find(self, i - 1, id);

        if (entry.is_there && entry.status == FIGURE_PUBLISHED)
            return self->numbers[i - 1];
    }
    return 0;
}
