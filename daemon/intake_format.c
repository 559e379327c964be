#include "daemon/intake_format.h"

#include <string.h>
#include <strings.h>

#include "common/memory.h"
#include "common/read/csv.h"
#include "common/read/json.h"
#include "common/read/text.h"
#include "daemon/problem.h"

#define CHARSET_MAX 32 /* with the NUL; the names we know are shorter */

static size_t text_limit(const struct config *config)
{
    return (size_t)config->self_check_limit;
}

static size_t workbook_limit(const struct config *config)
{
    return (size_t)config->workbook_limit;
}

static struct answers *read_json_upload(const struct upload *upload, struct findings *findings,
                                        struct read_fault *fault, struct error *error)
{
    return read_json(upload->bytes, upload->size, findings, fault, error);
}

/* clang-format off */
static const struct intake_format formats[] = {
    /* media type          limit           charset measures read */
    {"application/json",   text_limit,     false,  true,    read_json_upload},
    {"text/csv",           text_limit,     true,   false,   read_csv},
    {XLSX_MEDIA_TYPE,      workbook_limit, false,  true,    NULL},
};
/* clang-format on */

static const struct intake_format *format_find(const char *media_type, size_t length)
{
    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (length == strlen(formats[i].media_type) &&
            strncasecmp(media_type, formats[i].media_type, length) == 0)
            return &formats[i];
    return NULL;
}

/* The value of the parameter that begins at `text`, quotation marks aside. */
static void copy_value(const char *text, char out[CHARSET_MAX])
{
    const bool is_quoted = *text == '"';
    const char *start = is_quoted ? text + 1 : text;
    const size_t length = strcspn(start, is_quoted ? "\"" : "; \t");

    (void)snprintf(out, CHARSET_MAX, "%.*s", length < CHARSET_MAX ? (int)length : 0, start);
}

/* Whether the parameters name a charset. */
static bool find_charset(const char *parameters, char out[CHARSET_MAX])
{
    for (const char *at = strchr(parameters, ';'); at != NULL; at = strchr(at, ';')) {
        at++;
        at += strspn(at, " \t");
        if (strncasecmp(at, "charset=", strlen("charset=")) == 0) {
            copy_value(at + strlen("charset="), out);
            return true;
        }
    }
    return false;
}

struct intake_type intake_type_read(const char *content_type)
{
    struct intake_type type = {0};
    char name[CHARSET_MAX];

    if (content_type == NULL)
        return type;
    type.format = format_find(content_type, strcspn(content_type, "; \t"));
    if (type.format == NULL || !type.format->has_charset || !find_charset(content_type, name))
        return type;
    type.charset = text_charset(name);
    if (type.charset == NULL)
        type.format = NULL;
    return type;
}

char *intake_type_print(const struct intake_type *type)
{
    if (type->charset == NULL)
        return memory_copy_text(type->format->media_type);
    return memory_format("%s; charset=%s", type->format->media_type, type->charset);
}

enum intake_encoding intake_encoding_read(const char *content_encoding)
{
    if (content_encoding == NULL || strcasecmp(content_encoding, "identity") == 0)
        return ENCODING_NONE;
    if (strcasecmp(content_encoding, "gzip") == 0 ||
        strcasecmp(content_encoding, "x-gzip") == 0)
        return ENCODING_GZIP;
    return ENCODING_UNKNOWN;
}

void intake_reply_media_type(struct exchange *exchange)
{
    json_t *accepted = json_array();

    for (size_t i = 0; i < COUNT_OF(formats); i++)
        (void)json_array_append_new(accepted, json_string(formats[i].media_type));
    exchange_set_header(exchange, "Accept-Encoding", "gzip, identity");
    problem_reply(exchange, PROBLEM_MEDIA_TYPE, NULL,
                  json_pack("{s:b, s:o, s:s, s:[ss]}", "stored", 0, "accepted", accepted,
                            "acceptedCharsets", TEXT_CHARSETS, "acceptedEncodings", "gzip",
                            "identity"));
}
