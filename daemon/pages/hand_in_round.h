#pragma once

/*
 * The page of one round, also with what was wrong with a file.
 */

#include <jansson.h>

#include "daemon/http/exchange.h"
#include "daemon/pages/hand_in.h"

/* What is said beside the round itself; NULL where there is nothing. */
struct round_notice {
    int status;
    const char *title, *text; /* of an alert */
    json_t *findings;         /* taken; rows, see words_findings() */
    bool is_truncated;        /* more findings than rows */
    const char *file;         /* the name of the file they are about */
    const char *mistake;      /* at the file field */
};

/* documents: "round" and "versions" as hand_in_gather() brings them. */
void hand_in_reply_round(struct exchange *exchange /* taken */, const json_t *documents,
                         const struct round_notice *notice);

/* Answers with the page of the round and a mistake at its file field; key is that of a text. */
void hand_in_refuse_file(struct server *server, struct exchange *exchange /* taken */,
                         int status, const char *key);

/* {text, csv}: how large a file may be, in words. */
json_t *hand_in_limits(const struct server *server, enum language language) MUST_CHECK;
