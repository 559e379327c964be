#include "daemon/http/fault.h"

#include <assert.h>

static const struct {
    int status;
    struct wording detail;
} faults[FAULTS] = {
    {0, {"", ""}},
#define FAULT(name, status, detail_de, detail_en) {(status), {detail_de, detail_en}},
#include "daemon/http/fault.def"
#undef FAULT
};

#define FAULT(name, status, detail_de, detail_en) \
    _Static_assert((status) >= 400 && (status) <= 499, #name " is the client's doing");
#include "daemon/http/fault.def"
#undef FAULT

int fault_status(enum fault fault)
{
    assert(fault < FAULTS);
    return faults[fault].status;
}

const char *fault_detail(enum fault fault, enum language language)
{
    assert(fault < FAULTS);
    return wording_in(&faults[fault].detail, language);
}
