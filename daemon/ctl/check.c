#include <string.h>

#include "common/municipality.h"
#include "common/read/utf8.h"
#include "daemon/ctl/ctl.h"

#define LINE_BYTES_MAX 200

bool key_check(struct ctl *ctl, const char *key, struct error *error)
{
    enum municipality_kind kind;

    return municipality_key_read(key, &kind) ||
           misuse(ctl, error, "KEY has 8 digits, or 5 for a Kreis, not '%s'", key);
}

bool line_check(struct ctl *ctl, const char *option, const char *text, struct error *error)
{
    bool is_right = text[0] != '\0' && strlen(text) <= LINE_BYTES_MAX && utf8_is_valid(text);

    for (const char *byte = text; *byte != '\0'; byte++)
        is_right = is_right && (unsigned char)*byte >= ' ' && *byte != 0x7f;
    return is_right || misuse(ctl, error, "%s is one line of 1 to %d bytes in UTF-8", option,
                              LINE_BYTES_MAX);
}
