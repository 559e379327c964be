#include "daemon/ctl/ctl.h"

/* Whether the text looks like the form, in which a 0 stands for any digit. */
static bool has_form(const char *text, const char *form)
{
    for (; *form != '\0'; text++, form++)
        if (*form == '0' ? *text < '0' || *text > '9' : *text != *form)
            return false;
    return *text == '\0';
}

bool day_check(struct ctl *ctl, const char *option, const char *text, struct error *error)
{
    return has_form(text, "0000-00-00") ||
           misuse(ctl, error, "%s is a day, YYYY-MM-DD, not '%s'", option, text);
}

bool time_check(struct ctl *ctl, const char *option, const char *text, struct error *error)
{
    return has_form(text, "0000-00-00") || has_form(text, "0000-00-00T00:00") ||
           misuse(ctl, error, "%s is YYYY-MM-DD or YYYY-MM-DDTHH:MM, not '%s'", option, text);
}

bool time_explain(const char *what, struct error *error)
{
    if (error->kind == ERROR_INVALID)
        return error_wrap(error, "%s, there is no such day or time", what);
    return error_wrap(error, "%s", what);
}
