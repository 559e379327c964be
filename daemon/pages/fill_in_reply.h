#pragma once

/*
 * What the pages of the form have in common: how they are answered, and where a saved one
 * leads.
 */

#include <stdbool.h>

#include <jansson.h>

#include "daemon/pages/filling.h"

/* What is said above the form. */
struct reply_notice {
    int status;
    bool is_saved;         /* it was saved, just now */
    bool is_taken_over;    /* with answers of the last round */
    bool is_conflict;      /* it was not saved: somebody else did */
    const json_t *problem; /* why it was not saved, as the API says; or NULL */
};

/*
 * Answers with the template. To the view are added: round {id, name, href}, overview, notice,
 * errors [{href, text}], has_errors, idle_minutes. field is whose errors are listed; NULL: of
 * the measures.
 */
void fill_in_reply(struct filling *filling, const struct field *field, const json_t *mistakes,
                   const struct reply_notice *notice, const char *template,
                   json_t *view /* taken */);

/* Leads on as the button says that was pressed: to the next page, or the same one again. */
void fill_in_go_on(struct filling *filling /* taken */, const char *next);

/* The page of the field's form with a place in it, for the caller to free. */
char *fill_in_href(const struct filling *filling, const struct indicator *indicator,
                   const char *place) MUST_CHECK;

/* What a mistake is about: "STR.1.01", or "Maßnahme 1, Ziel". For the caller to free. */
char *fill_in_what(const struct filling *filling, const json_t *mistake) MUST_CHECK;
