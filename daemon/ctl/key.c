#include <stdio.h>

#include "daemon/ctl/ctl.h"
#include "daemon/disclosure_key.h"

bool ctl_key_create(struct ctl *ctl, struct error *error)
{
    const char *path = NULL;
    const struct argument arguments[] = {{"FILE", &path, .is_needed = true}};

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !disclosure_key_create(path, error))
        return false;
    (void)printf("%s: a new disclosure key\n", path);
    (void)fprintf(stderr,
                  "Keep a copy: without it no release can be computed again. It has to be "
                  "readable for the\ndaemon's user, and for nobody else.\n");
    return true;
}
