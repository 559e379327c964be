#include "common/figures/figure.h"

#include <stdlib.h>

#include "common/decimal.h"
#include "common/memory.h"

void figures_init(struct figures *self, const struct rollcall *rollcall,
                  const struct release_input *input)
{
    const size_t indicators = catalogue_count(input->edition);

    self->rollcall = rollcall;
    self->rules = (struct gate_rules){
        .rules = input->rules == NULL ? disclosure_rules_full() : *input->rules,
        .withholding = {.key = input->key,
                        .key_size = input->key_size,
                        .round = input->round,
                        .release = input->number},
        .is_final = input->is_final,
    };
    ledger_init(&self->ledger, input->earlier, input->earlier_count);
    self->scores = memory_new(indicators * rollcall->group_count, sizeof *self->scores);
    self->list = json_array();
}

void figures_done(struct figures *self)
{
    ledger_done(&self->ledger);
    free(TAKE(self->scores));
    json_decref(TAKE(self->list));
}

struct score *figures_score(struct figures *self, size_t position, size_t group)
{
    return &self->scores[position * self->rollcall->group_count + group];
}

/* The members that every figure has. */
static json_t *add_figure(struct figures *self, const struct subject *subject, size_t group,
                          enum figure_status status)
{
    const char *group_id = groups_at(self->rollcall->groups, group)->id;
    json_t *figure = json_pack("{s:o, s:s, s:s, s:s, s:s}", "id",
                               json_sprintf("%s@%s", subject->id, group_id), "subject",
                               subject->id, "level", subject_level_name(subject->level),
                               "group", group_id, "status", figure_status_name(status));

    json_array_append_new(self->list, figure);
    return figure;
}

json_t *figures_add_published(struct figures *self, const struct subject *subject, size_t group)
{
    return add_figure(self, subject, group, FIGURE_PUBLISHED);
}

/*
 * The next larger group that is published, or null. Larger by definition of the groups, not by
 * who happens to take part: it stays the same from release to release.
 */
static json_t *group_to_use(const struct groups *groups, size_t group,
                            const enum figure_status *statuses)
{
    while (groups_at(groups, group)->within != group) {
        group = groups_at(groups, group)->within;
        if (statuses[group] == FIGURE_PUBLISHED)
            return json_string(groups_at(groups, group)->id);
    }
    return json_null();
}

void figures_add_refused(struct figures *self, const struct subject *subject, size_t group,
                         const enum figure_status *statuses)
{
    json_t *figure = add_figure(self, subject, group, statuses[group]);
    const char *id = json_string_value(json_object_get(figure, "id"));
    const int last = ledger_last_published(&self->ledger, id);

    json_object_set_new(figure, "use", group_to_use(self->rollcall->groups, group, statuses));
    json_object_set_new(figure, "lastPublished", last == 0 ? json_null() : json_integer(last));
}

void figure_set_decimal(json_t *figure, const char *member, int64_t value, int places)
{
    CLEANUP(memory_freep) char *text = decimal_print(value, places);

    json_object_set_new(figure, member, json_string(text));
}

void figure_set_count(json_t *figure, const char *member, size_t count)
{
    json_object_set_new(figure, member, json_integer((json_int_t)count));
}
