#include "daemon/pages/fill_in_progress.h"

#include "daemon/pages/fill_in_mistakes.h"

size_t progress_open(const json_t *answers, const struct catalogue *edition,
                     const struct field *field)
{
    size_t open = 0;

    for (size_t i = field->first; i < field->first + field->count; i++)
        open += json_object_size(json_object_get(answers, catalogue_at(edition, i)->id)) == 0;
    return open;
}

json_t *progress_field(const json_t *answers, const struct catalogue *edition,
                       const struct field *field, const json_t *mistakes,
                       enum language language)
{
    const size_t open = progress_open(answers, edition, field);
    const size_t errors = mistakes_count(mistakes, field);

    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:b, s:b, s:b, s:b, s:b}", "id", field->id,
                     "label", wording_in(&field->label, language), "total",
                     (json_int_t)field->count, "done", (json_int_t)(field->count - open),
                     "open", (json_int_t)open, "errors", (json_int_t)errors, "has_errors",
                     errors > 0, "is_one_error", errors == 1, "is_done",
                     errors == 0 && open == 0, "is_empty", errors == 0 && open == field->count,
                     "is_begun", errors == 0 && open > 0 && open < field->count);
}
