#pragma once

/* The overview, also as the answer to what could not be done. */

#include "daemon/pages/fill_in_reply.h"
#include "daemon/pages/filling.h"

void fill_in_show_overview(struct filling *filling /* taken */,
                           const struct reply_notice *notice);
