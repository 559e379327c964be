#include "daemon/pages/fill_in_earlier.h"

#include <string.h>

#include "common/memory.h"
#include "common/self_check.h"
#include "common/template/template.h"
#include "daemon/audit.h"
#include "daemon/carried.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/pages/fill_in_entry.h"
#include "daemon/problem.h"

/* The columns of sql/statements/fill_in_earlier.sql. */
enum column { COLUMN_ROUND, COLUMN_CONTENT, COLUMN_LINKS };

/* --- looking it up --- */

/* {indicator: answer}; null where the question is another one. */
static json_t *answers_of(const json_t *content, const json_t *links /* or NULL */,
                          const struct catalogue *edition)
{
    json_t *carried = carried_content(content, links, edition);
    const json_t *given = json_object_get(carried, "answers");
    json_t *answers = json_object();

    for (size_t i = 0; i < catalogue_count(edition); i++) {
        const char *id = catalogue_at(edition, i)->id;
        const json_t *answer = json_object_get(given, id);

        if (answer != NULL)
            (void)json_object_set_new(answers, id, template_answer(answer));
        else if (links != NULL && json_object_get(links, id) == NULL)
            (void)json_object_set_new(answers, id, json_null());
    }
    json_decref(carried);
    return answers;
}

static void on_found(const struct db_outcome *outcome, void *context)
{
    struct filling *self = context;
    const PGresult *row;
    json_t *content;
    json_t *links = NULL;

    if (outcome->error != NULL) {
        problem_reply_failure(TAKE(self->exchange), outcome->error);
        filling_free(self);
        return;
    }
    row = outcome->results[0];
    if (PQntuples(row) > 0) {
        content = json_loads(PQgetvalue(row, 0, COLUMN_CONTENT), 0, NULL);
        if (!PQgetisnull(row, 0, COLUMN_LINKS))
            links = json_loads(PQgetvalue(row, 0, COLUMN_LINKS), 0, NULL);
        json_decref(self->earlier);
        self->earlier = json_pack("{s:s, s:o}", "round", PQgetvalue(row, 0, COLUMN_ROUND),
                                  "answers", answers_of(content, links, self->edition));
        json_decref(links);
        json_decref(content);
    }
    self->done(self);
}

void earlier_find(struct filling *filling, filling_fn *done)
{
    struct db_unit *unit = request_unit(filling->exchange, on_found, filling);

    filling->done = done;
    db_unit_add(unit, STATEMENT_FILL_IN_EARLIER, request_capture(filling->exchange, "round"),
                request_municipality(filling->exchange));
    request_audit(filling->exchange, unit, AUDIT_EARLIER_READ);
    db_submit(filling->server->db, unit);
}

/* --- looking at it --- */

const char *earlier_round(const struct filling *filling)
{
    return json_string_value(json_object_get(filling->earlier, "round"));
}

static json_t *found(const struct filling *filling, const struct indicator *indicator)
{
    return json_object_get(json_object_get(filling->earlier, "answers"), indicator->id);
}

json_t *earlier_answer(const struct filling *filling, const struct indicator *indicator)
{
    json_t *answer = found(filling, indicator);

    return json_is_null(answer) ? NULL : answer;
}

bool earlier_has_answers(const struct filling *filling)
{
    for (size_t i = 0; i < catalogue_count(filling->edition); i++)
        if (earlier_answer(filling, catalogue_at(filling->edition, i)) != NULL)
            return true;
    return false;
}

bool earlier_is_another(const struct filling *filling, const struct indicator *indicator)
{
    return json_is_null(found(filling, indicator));
}

/* --- taking it over --- */

/* The answer if it can be taken over, else NULL. "Unknown" may well be known by now. */
static json_t *offered(const struct filling *filling, const struct indicator *indicator)
{
    json_t *answer = earlier_answer(filling, indicator);
    json_t *draft = json_object_get(filling_answers(filling), indicator->id);
    json_t *entry;
    const char *choice;
    bool is_fit;

    if (answer == NULL || json_object_size(draft) > 0)
        return NULL;
    entry = entry_of_answer(answer, indicator, LANGUAGE_DE);
    choice = json_string_value(json_object_get(entry, "choice"));
    is_fit = json_object_get(answer, "state") == NULL
                 ? choice[0] != '\0' || json_object_get(answer, "count") != NULL
                 : strncmp(choice, ENTRY_BECAUSE, strlen(ENTRY_BECAUSE)) == 0;
    json_decref(entry);
    return is_fit ? answer : NULL;
}

size_t earlier_offer(const struct filling *filling, const struct field *field)
{
    size_t count = 0;

    for (size_t i = field->first; i < field->first + field->count; i++)
        count += offered(filling, catalogue_at(filling->edition, i)) != NULL;
    return count;
}

void earlier_take_over(struct filling *filling, const struct field *field)
{
    for (size_t i = field->first; i < field->first + field->count; i++) {
        const struct indicator *indicator = catalogue_at(filling->edition, i);
        json_t *answer = offered(filling, indicator);

        if (answer == NULL)
            continue;
        filling_forget_acceptances(filling, indicator->id);
        (void)json_object_set(filling_answers(filling), indicator->id, answer);
    }
}
