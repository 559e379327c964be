#pragma once

/*
 * What only the operator of an installation can say about it: imprint, data protection, whom to
 * turn to. The configuration names the files; they are plain text, with an empty line between
 * paragraphs, and are read at the start and with every SIGHUP.
 */

#include <jansson.h>

#include "common/compiler.h"
#include "daemon/config.h"

/* A file that cannot be read is logged; its page then says that the text is missing. */
void site_load(const struct config *config);

/* A mail address or the address of a page as {href, text}; null for "". */
json_t *site_link(const char *contact) MUST_CHECK;

/* The paragraphs of the text, each a list of its lines; empty when there is none. Borrowed. */
json_t *site_imprint(void);
json_t *site_privacy(void);
