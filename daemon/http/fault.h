#pragma once

/*
 * Why the HTTP side refuses a request before it belongs to anybody: the list is fault.def.
 */

#include "common/language.h"

enum fault {
    FAULT_NONE, /* it is not refused */
#define FAULT(name, status, detail_de, detail_en) FAULT_##name,
#include "daemon/http/fault.def"
#undef FAULT
    FAULTS /* how many there are, with FAULT_NONE */
};

/* The status of the answer, from 400 to 499; 0 for FAULT_NONE. */
int fault_status(enum fault fault);

/* What is wrong, as a sentence; "" for FAULT_NONE. */
const char *fault_detail(enum fault fault, enum language language);
