#include "common/read/xlsx_fault.h"

#include <assert.h>
#include <string.h>

#include "common/compiler.h"

static const struct {
    const char *code;
    struct wording wording;
} faults[] = {
    [XLSX_FINE] = {"fine", {"", ""}},
#define FAULT(constant, name, german, english) \
    [XLSX_##constant] = {name, {.de = german, .en = english}},
#include "common/read/xlsx_fault.def"
#undef FAULT
};
_Static_assert(COUNT_OF(faults) == XLSX_FAULTS, "xlsx_fault.def gives every fault its words");

const char *xlsx_fault_code(enum xlsx_fault fault)
{
    assert(fault < XLSX_FAULTS);
    return faults[fault].code;
}

const struct wording *xlsx_fault_wording(enum xlsx_fault fault)
{
    assert(fault < XLSX_FAULTS);
    return &faults[fault].wording;
}

enum xlsx_fault xlsx_fault_find(const char *code)
{
    for (size_t i = 1; i < COUNT_OF(faults); i++) {
        if (strcmp(faults[i].code, code) == 0)
            return (enum xlsx_fault)i;
    }
    return XLSX_FINE;
}
