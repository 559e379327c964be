#pragma once

/*
 * A value in a JSON file of the operator's, with the way that leads to it: whoever reads the
 * file walks from node to node and can complain about each with its RFC 6901 pointer.
 */

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "common/compiler.h"
#include "common/language.h"
#include "common/mistake.h"

struct node {
    struct mistakes *mistakes; /* borrowed */
    const struct node *parent; /* NULL at the root; has to outlive this one */
    const char *name;          /* of the member, NULL in a list and at the root */
    size_t index;              /* in a list */
    json_t *value;             /* borrowed; NULL where nothing stands */
};

struct node node_root(json_t *document, struct mistakes *mistakes);
struct node node_member(const struct node *self, const char *name);
struct node node_item(const struct node *self, size_t index);

/* The pointer to the node, e.g. "/fields/0/id", for the caller to free. */
char *node_pointer(const struct node *self) MUST_CHECK;

/* Adds a mistake with the node's pointer as its place. */
void node_complain(const struct node *self, const char *format, ...) PRINTF_LIKE(2, 3);

/* Whether the node is of this type (not for true and false); complains if not, or if missing.
 */
bool node_is(const struct node *self, json_type type) MUST_CHECK;

/* Complains about every member whose name is not among these; the last one is NULL. */
void node_allow(const struct node *self, const char *const *names);

/* These complain and return NULL, texts of NULL or false if the node is not what it should be.
 */
const char *node_text(const struct node *self);       /* not empty */
struct wording node_wording(const struct node *self); /* {"de": ..., "en": ...} */
struct wording node_member_wording(const struct node *self, const char *name);
bool node_flag(const struct node *self);
