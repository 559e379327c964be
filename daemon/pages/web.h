#pragma once

/*
 * What daemon/web holds, as it is built into the program.
 */

#include <stdbool.h>
#include <stddef.h>

/* A template ("hand_in/upload") or the texts of an area ("hand_in"). A NUL stands behind it. */
struct web_source {
    const char *name; /* of the file, without its suffix */
    const unsigned char *bytes;
    size_t size;
};

extern const struct web_source web_templates[];
extern const size_t web_template_count;
extern const struct web_source web_texts[];
extern const size_t web_text_count;

/* What is served under /static. Its address changes with its content. */
struct web_asset {
    const char *name; /* "app.css" */
    const char *path; /* "/static/app-0123456789abcdef.css" */
    const char *media_type;
    const char *digest; /* of the content, unpacked */
    bool is_packed;     /* bytes are gzip */
    const unsigned char *bytes;
    size_t size;
};

extern const struct web_asset web_assets[];
extern const size_t web_asset_count;

/* The address of an asset, by its name. */
const char *web_path(const char *name);
