#include <string.h>
#include <unistd.h>

#include "daemon/config.h"
#include "daemon/ctl/ctl.h"
#include "daemon/session.h"

#define CONFIG_PATH "/etc/weltoffend/weltoffend.conf"

bool ctl_config(const struct ctl *ctl, struct config *out, struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    const char *path = ctl->config;

    config_defaults(out);
    if (path == NULL && access(CONFIG_PATH, F_OK) == 0)
        path = CONFIG_PATH;
    if (path == NULL || config_read(out, path, &mistakes))
        return true;
    mistakes_print(path, &mistakes);
    return error_set(error, ERROR_INVALID, "the configuration %s cannot be used", path);
}

PGconn *ctl_connect_anyway(const struct ctl *ctl, struct error *error)
{
    struct config config;

    if (ctl->config == NULL && ctl->database != NULL)
        return session_open(ctl->database, error);
    if (!ctl_config(ctl, &config, error))
        return NULL;
    return session_open(ctl->database == NULL ? config.database_operator : ctl->database,
                        error);
}

PGconn *ctl_connect(const struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = ctl_connect_anyway(ctl, error);

    if (connection == NULL || !session_schema_is_right(connection, error))
        return NULL;
    return TAKE(connection);
}
