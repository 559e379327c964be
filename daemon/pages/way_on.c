#include "daemon/pages/way_on.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "daemon/http/target.h"
#include "daemon/routes.h"

/* As strict as what a request's own target has to be, so that a browser and we read the same.
 */
static bool is_ours(const char *address)
{
    CLEANUP(target_donep) struct target target = {0};
    struct route_match match;

    if (strlen(address) > EXCHANGE_TARGET_MAX || !target_read(address, &target))
        return false;
    route_find(METHOD_GET, target.path, &match);
    return match.route != NULL && match.door == DOOR_PAGE && strcmp(target.path, "/") != 0;
}

const char *way_on(const char *wanted, enum role role)
{
    if (wanted != NULL && is_ours(wanted))
        return wanted;
    switch (role) {
    case ROLE_NONE:
        return "/";
    case ROLE_MUNICIPALITY:
        return "/abgabe";
    case ROLE_DIRECTOR:
        return "/ergebnisse";
    case ROLE_OPERATOR:
        return "/betrieb";
    }
    return "/";
}
