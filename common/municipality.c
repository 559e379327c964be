#include "common/municipality.h"

#include <stddef.h>
#include <string.h>

#define GEMEINDE_DIGITS 8
#define KREIS_DIGITS    5

const char *municipality_kind_name(enum municipality_kind kind)
{
    switch (kind) {
    case MUNICIPALITY_GEMEINDE:
        return "gemeinde";
    case MUNICIPALITY_KREIS:
        return "kreis";
    }
    return "unknown";
}

bool municipality_key_read(const char *text, enum municipality_kind *out)
{
    const size_t count = strspn(text, "0123456789");
    int land;

    if (text[count] != '\0' || (count != GEMEINDE_DIGITS && count != KREIS_DIGITS))
        return false;
    land = (text[0] - '0') * 10 + (text[1] - '0');
    if (land < 1 || land > 16)
        return false;

    *out = count == GEMEINDE_DIGITS ? MUNICIPALITY_GEMEINDE : MUNICIPALITY_KREIS;
    return true;
}
