#include "daemon/pages/web.h"

#include <assert.h>
#include <string.h>

const char *web_path(const char *name)
{
    for (size_t i = 0; i < web_asset_count; i++)
        if (strcmp(web_assets[i].name, name) == 0)
            return web_assets[i].path;
    assert(false && "there is an asset of this name");
    return "";
}
