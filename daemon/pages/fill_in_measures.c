/*
 * The page of the measures, and saving it: like a field (fill_in_field.c). Behind the measures
 * there is always one empty row more, so that a new one needs no script.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/answers.h"
#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/pages/fill_in.h"
#include "daemon/pages/fill_in_mistakes.h"
#include "daemon/pages/fill_in_plan.h"
#include "daemon/pages/fill_in_plan_view.h"
#include "daemon/pages/fill_in_reply.h"
#include "daemon/pages/filling.h"
#include "daemon/pages/page.h"

static void on_measures_read(struct filling *filling);

static const char *form_text(const struct exchange *exchange, const char *name)
{
    const char *text = form_data_find(request_form(exchange), name);

    return text == NULL ? "" : text;
}

/* --- the page --- */

/* rows are those to be shown; other are those somebody else saved meanwhile, or NULL. */
static void show(struct filling *taken, json_t *rows, const json_t *other,
                 const struct reply_notice *notice)
{
    CLEANUP(filling_freep) struct filling *self = taken;
    const enum language language = request_language(self->exchange);
    CLEANUP(memory_freep) char *title = page_text(language, "fill_in.measures_title", NULL);
    CLEANUP(memory_freep)
    char *action = filling_page(self->exchange, "/ausfuellen/massnahmen");
    CLEANUP(memory_freep) char *next = filling_page(self->exchange, "/ausfuellen");
    char seen[DIGEST_HEX_SIZE];
    json_t *mistakes = mistakes_of(self->findings, self->document, self->edition, language);
    json_t *view;

    filling_seen(self, NULL, seen);
    if (notice->problem != NULL) /* nothing was saved: what the form showed is as before */
        (void)snprintf(seen, sizeof seen, "%s", form_text(self->exchange, "seen"));
    view = json_pack(
        "{s:s, s:s, s:s, s:s, s:o, s:o}", "title", title, "action", action, "next", next,
        "seen", seen, "measures", plan_view(rows, self->edition, mistakes, language), "others",
        other == NULL ? json_array() : plan_others(rows, other, self->edition, language));
    fill_in_reply(self, NULL, mistakes, notice, "fill_in/measures", view);
    json_decref(mistakes);
    json_decref(rows);
}

static void on_read(struct filling *filling)
{
    show(filling, plan_of_measures(filling_measures(filling)), NULL,
         &(struct reply_notice){
             .status = 200,
             .is_saved = exchange_query(filling->exchange, "gespeichert", 0) != NULL});
}

void fill_in_measures(struct server *server, struct exchange *exchange)
{
    filling_open(server, exchange, on_read);
}

/* --- saving --- */

static void on_saved(struct filling *filling, const struct call_reply *reply)
{
    const enum language language = request_language(filling->exchange);
    json_t *mistakes;
    size_t errors;

    if (reply->status == 412 || reply->status == 428) {
        filling_reopen(filling, on_measures_read);
        return;
    }
    if (reply->status != 200 && reply->status != 201) {
        show(filling, plan_of_form(request_form(filling->exchange)), NULL,
             &(struct reply_notice){.status = reply->status, .problem = reply->json});
        return;
    }
    mistakes = mistakes_of(filling->findings, filling->document, filling->edition, language);
    errors = mistakes_count(mistakes, NULL);
    json_decref(mistakes);
    if (errors > 0 && form_text(filling->exchange, "entfernen")[0] == '\0') {
        show(filling, plan_of_measures(filling_measures(filling)), NULL,
             &(struct reply_notice){.status = 422});
    } else {
        CLEANUP(memory_freep) char *next = filling_page(filling->exchange, "/ausfuellen");

        fill_in_go_on(filling, next);
    }
}

/* Takes out the row whose button was pressed, if it was one of those. */
static void remove_row(const struct exchange *exchange, json_t *rows)
{
    const char *number = form_text(exchange, "entfernen");

    if (number[0] >= '0' && number[0] <= '9')
        plan_clear(rows, strtoul(number, NULL, 10));
}

static void on_measures_read(struct filling *filling)
{
    json_t *saved = plan_of_measures(filling_measures(filling));
    json_t *rows = plan_of_form(request_form(filling->exchange));
    json_t *measures = measures_of_plan(rows, filling_measures(filling));
    const bool is_other = !json_equal(measures, filling_measures(filling));
    char seen[DIGEST_HEX_SIZE];

    filling_seen(filling, NULL, seen);
    if (strcmp(form_text(filling->exchange, "seen"), seen) != 0 && is_other) {
        show(filling, rows, saved, &(struct reply_notice){.status = 409, .is_conflict = true});
    } else {
        remove_row(filling->exchange, rows);
        (void)json_object_set_new(filling->document, "measures",
                                  measures_of_plan(rows, filling_measures(filling)));
        json_decref(rows);
        filling_save(filling, on_saved);
    }
    json_decref(measures);
    json_decref(saved);
}

void fill_in_save_measures(struct server *server, struct exchange *exchange)
{
    filling_open(server, exchange, on_measures_read);
}
