#include "daemon/trends.h"

#include <stdlib.h>
#include <string.h>

#include "common/figures/trend.h"
#include "common/memory.h"
#include "daemon/db.h"
#include "daemon/dispatch.h"
#include "daemon/problem.h"
#include "daemon/releases.h"
#include "daemon/reply.h"

#define GROUP_STANDARD "all"

/* The columns of sql/statements/trend.sql. */
enum column {
    COLUMN_ROUND,
    COLUMN_EDITION,
    COLUMN_RELEASE,
    COLUMN_IS_FINAL,
    COLUMN_PUBLISHED_AT,
    COLUMN_SUBJECT,
    COLUMN_SEGMENT,
    COLUMN_FIGURE,
};

/* What was asked for; the texts are the exchange's. */
struct question {
    enum subject_level level;
    const char *subject, *group;
};

/* Whether exactly one subject and at most one group is asked for. */
static bool question_read(const struct exchange *exchange, struct question *out)
{
    static const enum subject_level levels[] = {SUBJECT_INDICATOR, SUBJECT_GOAL, SUBJECT_FIELD};
    size_t subjects = 0;

    for (size_t i = 0; i < COUNT_OF(levels); i++) {
        const char *name = subject_level_name(levels[i]);

        for (size_t n = 0; exchange_query(exchange, name, n) != NULL; n++) {
            out->level = levels[i];
            out->subject = exchange_query(exchange, name, n);
            subjects++;
        }
    }
    out->group = exchange_query(exchange, "group", 0);
    if (out->group == NULL)
        out->group = GROUP_STANDARD;
    return subjects == 1 && exchange_query(exchange, "group", 1) == NULL;
}

static const char *text_at(const PGresult *rows, int row, enum column column)
{
    return PQgetisnull(rows, row, (int)column) ? NULL : PQgetvalue(rows, row, (int)column);
}

/* Its figure is for the caller to release. */
static struct trend_point point_at(const PGresult *rows, int row, json_t **figure)
{
    const char *text = text_at(rows, row, COLUMN_FIGURE);

    *figure = text == NULL ? NULL : json_loads(text, 0, NULL);
    return (struct trend_point){
        .round = PQgetvalue(rows, row, COLUMN_ROUND),
        .edition = PQgetvalue(rows, row, COLUMN_EDITION),
        .release = (int)strtol(PQgetvalue(rows, row, COLUMN_RELEASE), NULL, 10),
        .is_final = PQgetvalue(rows, row, COLUMN_IS_FINAL)[0] == 't',
        .published_at = PQgetvalue(rows, row, COLUMN_PUBLISHED_AT),
        .subject = text_at(rows, row, COLUMN_SUBJECT),
        .segment = (int)strtol(PQgetvalue(rows, row, COLUMN_SEGMENT), NULL, 10),
        .figure = *figure,
    };
}

static json_t *series_of(const PGresult *rows, const struct question *question)
{
    const size_t count = text_at(rows, 0, COLUMN_ROUND) == NULL ? 0 : (size_t)PQntuples(rows);
    CLEANUP(memory_freep) struct trend_point *points = memory_new(count, sizeof *points);
    CLEANUP(memory_freep) json_t **figures = memory_new(count, sizeof(json_t *));
    json_t *series;

    for (size_t i = 0; i < count; i++)
        points[i] = point_at(rows, (int)i, &figures[i]);
    series = trend_compute(question->level, question->subject, question->group, points, count);
    for (size_t i = 0; i < count; i++)
        json_decref(figures[i]);
    return series;
}

static void on_rows(const struct db_outcome *outcome, void *context)
{
    struct exchange *exchange = context;
    struct question question = {0};
    CLEANUP(memory_freep) char *text = NULL;
    json_t *series;

    if (!reply_has_row(exchange, outcome))
        return;
    (void)question_read(exchange, &question); /* it was looked at before */
    series = series_of(outcome->results[0], &question);
    text = json_dumps(series, JSON_COMPACT);
    json_decref(series);
    reply_bytes(exchange,
                &(struct reply_form){.media_type = "application/json",
                                     .cache_control = "private, no-cache"},
                text, strlen(text));
}

void trends_get(struct server *server, struct exchange *exchange)
{
    struct question question = {0};
    struct db_unit *unit;

    if (!question_read(exchange, &question)) {
        problem_reply(
            exchange, PROBLEM_WRONG_PARAMETER,
            exchange_language(exchange) == LANGUAGE_EN
                ? "Give exactly one of indicator, goal and field, and at most one group."
                : "Genau eines von indicator, goal und field angeben, und höchstens "
                  "eine group.",
            NULL);
        return;
    }
    unit = request_unit(exchange, on_rows, exchange);
    db_unit_add(unit, STATEMENT_TREND, subject_level_name(question.level), question.subject,
                question.group, releases_seen(exchange));
    db_submit(server->db, unit);
}
