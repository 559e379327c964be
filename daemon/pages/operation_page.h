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

#define OPERATION_LISTS_MAX 2

struct operation_page {
    const char *template;
    enum statement statement;
    /* Its parameters: the path's round, if it takes that; what is searched for, if something
     * can be; if it has lists (long_list.h, by the names of their parameters), how many rows a
     * page has, and the number of each list's page. */
    bool takes_round;
    bool is_searched;
    const char *lists[OPERATION_LISTS_MAX];

    /* Makes the view. Among the documents, the statement's is "own", and "asked" is what
     * long_list.h says. */
    json_t *(*view)(struct server *server, const json_t *documents, enum language language);
};

/*
 * Shows the page, or says which parameter of the query is wrong; documents are the API's
 * answers, by name. The page lives for ever.
 */
void operation_show(struct server *server, struct exchange *exchange /* taken */,
                    const struct operation_page *page, json_t *documents /* taken */);
