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

bool ctl_settings(const struct ctl *ctl, struct config *out, struct error *error)
{
    if (ctl->config != NULL || ctl->database == NULL)
        return ctl_config(ctl, out, error);
    config_defaults(out);
    return true;
}

static PGconn *open_database(const struct ctl *ctl, const struct config *config,
                             struct error *error)
{
    return session_open(ctl->database == NULL ? config->database_operator : ctl->database,
                        error);
}

PGconn *ctl_connect_anyway(const struct ctl *ctl, struct error *error)
{
    struct config config;

    return ctl_settings(ctl, &config, error) ? open_database(ctl, &config, error) : NULL;
}

PGconn *ctl_connect(const struct ctl *ctl, struct error *error)
{
    CLEANUP(session_closep) PGconn *connection = NULL;
    struct config config;

    if (!ctl_settings(ctl, &config, error))
        return NULL;
    connection = open_database(ctl, &config, error);
    if (connection == NULL || !session_schema_is_right(connection, error) ||
        !audit_open(connection, config.instance, "ctl", error))
        return NULL;
    return TAKE(connection);
}
