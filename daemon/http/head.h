#pragma once

/*
 * The head of a request: method, target and fields, in one buffer.
 *
 * The parser fills it in; once head_join() has been called it does not change any more.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "daemon/http/exchange.h"
#include "daemon/http/target.h"

/* Places of two strings in the text of the head. */
struct head_field {
    size_t name;
    size_t value;
};

/* After head_join() no two names are equal. */
struct head {
    char *text; /* owned; the target at 0, then names and values, each with a NUL behind it */
    size_t size;
    size_t capacity;
    size_t count;
    struct head_field fields[EXCHANGE_HEADERS_MAX];

    enum method method;
    bool is_head;         /* asked by HEAD: METHOD_GET, and the reply goes without its body */
    int major, minor;     /* of the HTTP version */
    bool keeps_alive;     /* the client would go on with this connection */
    bool is_chunked;      /* check_head() sets this and */
    uint64_t length;      /* the announced length of the body, 0 when there is none */
    struct target target; /* read by check_head() */
};

struct head *head_new(void);
void head_free(struct head *head);
DEFINE_CLEANUP(struct head *, head_free)

/* Adds bytes to the string that is being built; head_end() ends it. */
void head_add(struct head *head, const char *bytes, size_t size);
void head_end(struct head *head);

/* Adds a field whose name begins at this place; false when there are too many. */
bool head_add_field(struct head *head, size_t name) MUST_CHECK;

/*
 * Ends the string that is being built, which begins at this place, and makes it the value of
 * the last field. Blanks behind a value are no part of it (RFC 9110, 5.5).
 */
void head_set_value(struct head *head, size_t value);

/* Joins the values of fields of one name, in order, by ", ". */
void head_join(struct head *head);

const char *head_target(const struct head *head);
const char *head_name(const struct head *head, size_t index);
const char *head_value(const struct head *head, size_t index);

/* The value of the first field of this name (case ignored), or NULL. */
const char *head_find(const struct head *head, const char *name);

/* How many fields of this name there are. */
size_t head_count(const struct head *head, const char *name);

/* Whether the request has a body. */
static inline bool head_has_body(const struct head *head)
{
    return head->is_chunked || head->length > 0;
}
