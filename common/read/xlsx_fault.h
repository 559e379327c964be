#pragma once

/*
 * The reasons why a workbook is not read at all; xlsx_fault.def is their one list. What is
 * wrong with a single cell is a finding instead.
 */

#include "common/language.h"

enum xlsx_fault {
    XLSX_FINE,
#define FAULT(constant, ...) XLSX_##constant,
#include "common/read/xlsx_fault.def"
#undef FAULT
    XLSX_FAULTS /* how many there are, with XLSX_FINE */
};

/* The stable name, e.g. "workbook-damaged"; "fine" for none. */
const char *xlsx_fault_code(enum xlsx_fault fault);

/* What it means and what to do, for the sender. */
const struct wording *xlsx_fault_wording(enum xlsx_fault fault);

/* The fault with this name; XLSX_FINE when there is none. */
enum xlsx_fault xlsx_fault_find(const char *code);
