#pragma once

/*
 * What the operator's pages have in common: beside answers of the API each shows one document
 * of its own statement.
 */

#include <jansson.h>

#include "common/language.h"
#include "daemon/db.h"
#include "daemon/http/exchange.h"
#include "daemon/server.h"

struct operation_page {
    const char *template;
    enum statement statement; /* its only parameter, if there is one, is the path's round */
    bool takes_round;

    /* Makes the view. The statement's document is "own" among the documents. */
    json_t *(*view)(struct server *server, const json_t *documents, enum language language);
};

/* Shows the page; documents are the API's answers, by name. The page lives for ever. */
void operation_show(struct server *server, struct exchange *exchange /* taken */,
                    const struct operation_page *page, json_t *documents /* taken */);
