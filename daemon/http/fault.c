#include "daemon/http/fault.h"

#include <assert.h>

static const struct {
    int status;
    const char *detail;
} faults[FAULTS] = {
    {0, ""},
#define FAULT(name, status, detail) {(status), (detail)},
#include "daemon/http/fault.def"
#undef FAULT
};

#define FAULT(name, status, detail) \
    _Static_assert((status) >= 400 && (status) <= 499, #name " is the client's doing");
#include "daemon/http/fault.def"
#undef FAULT

int fault_status(enum fault fault)
{
    assert(fault < FAULTS);
    return faults[fault].status;
}

const char *fault_detail(enum fault fault)
{
    assert(fault < FAULTS);
    return faults[fault].detail;
}
