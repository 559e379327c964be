/*
 * The page shows nothing that is not in the document: requests by tag, whom they are for, what
 * they take, what they answer with, and an example.
 */

#include "daemon/pages/api.h"

#include <assert.h>
#include <string.h>

#include <jansson.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/openapi.h"
#include "daemon/pages/page.h"

/* What the functions below share. */
struct reading {
    const json_t *document;
    enum language language;
};

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* What a reference leads to, or the value itself. References are "#/components/KIND/NAME". */
static const json_t *resolve(const struct reading *self, const json_t *value)
{
    const char *reference = text_of(value, "$ref");
    const char *name = reference == NULL ? NULL : strrchr(reference, '/') + 1;
    const json_t *components = json_object_get(self->document, "components");
    const char *kind;

    if (reference == NULL)
        return value;
    kind = reference + strlen("#/components/");
    return json_object_get(json_object_getn(components, kind, (size_t)(name - 1 - kind)), name);
}

/* "English. / Deutsch.": the half in the reader's language. */
static json_t *half(const struct reading *self, const char *text)
{
    const char *middle = text == NULL ? NULL : strstr(text, " / ");

    if (text == NULL)
        return json_null();
    if (middle == NULL)
        return json_string(text);
    return self->language == LANGUAGE_EN ? json_stringn(text, (size_t)(middle - text))
                                         : json_string(middle + strlen(" / "));
}

/* The language of what half() gives. */
static const char *language_of(const struct reading *self, const char *text)
{
    return self->language == LANGUAGE_EN || strstr(text, " / ") == NULL ? "en" : "de";
}

/* "Programmleitung, Betrieb": whose access keys are let in. */
static json_t *who(const struct reading *self, const json_t *operation)
{
    json_t *security = json_object_get(operation, "security");
    CLEANUP(memory_freep) char *all = NULL;
    size_t i;
    json_t *way;

    if (json_array_size(security) == 0)
        all = page_text(self->language, "api.anyone", NULL);
    json_array_foreach(security, i, way) {
        const char *role = json_string_value(json_array_get(json_object_get(way, "bearer"), 0));
        CLEANUP(memory_freep) char *key = memory_format("api.role_%s", role);
        CLEANUP(memory_freep) char *name = page_text(self->language, key, NULL);
        CLEANUP(memory_freep) char *before = all;

        all = before == NULL ? memory_copy_text(name) : memory_format("%s, %s", before, name);
    }
    return json_string(all);
}

static json_t *parameters(const struct reading *self, const json_t *operation)
{
    json_t *list = json_array();
    size_t i;
    json_t *reference;

    json_array_foreach(json_object_get(operation, "parameters"), i, reference) {
        const json_t *parameter = resolve(self, reference);

        (void)json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "name",
                                                    text_of(parameter, "name"), "place",
                                                    text_of(parameter, "in"), "text",
                                                    text_of(parameter, "description")));
    }
    return list;
}

/* "application/json, text/csv", or "" */
static json_t *media_types(json_t *content)
{
    CLEANUP(memory_freep) char *all = memory_copy_text("");
    const char *name;
    json_t *value;

    json_object_foreach(content, name, value) {
        CLEANUP(memory_freep) char *before = all;

        all = memory_format("%s%s%s", before, *before == '\0' ? "" : ", ", name);
    }
    return json_string(all);
}

/* The first example of any of the media types, as text; null without one. */
static json_t *example(const struct reading *self, json_t *content)
{
    const char *name;
    json_t *media_type;

    json_object_foreach(content, name, media_type) {
        void *first = json_object_iter(json_object_get(media_type, "examples"));
        CLEANUP(memory_freep) char *text = NULL;

        if (first == NULL)
            continue;
        text =
            json_dumps(json_object_get(resolve(self, json_object_iter_value(first)), "value"),
                       JSON_INDENT(2) | JSON_REAL_PRECISION(15));
        return json_string(text);
    }
    return json_null();
}

static json_t *answers(const struct reading *self, const json_t *operation)
{
    json_t *list = json_array();
    const char *status;
    json_t *reference;

    json_object_foreach(json_object_get(operation, "responses"), status, reference) {
        const json_t *response = resolve(self, reference);
        json_t *content = json_object_get(response, "content");
        const bool is_success = status[0] == '2';

        (void)json_array_append_new(
            list, json_pack("{s:s, s:o, s:s, s:o, s:o}", "status", status, "text",
                            half(self, text_of(response, "description")), "language",
                            language_of(self, text_of(response, "description")), "media_types",
                            media_types(content), "example",
                            is_success ? example(self, content) : json_null()));
    }
    return list;
}

static json_t *body(const struct reading *self, const json_t *operation)
{
    const json_t *body = json_object_get(operation, "requestBody");
    json_t *content = json_object_get(body, "content");

    if (body == NULL)
        return json_null();
    return json_pack("{s:s, s:o, s:o}", "text", text_of(body, "description"), "media_types",
                     media_types(content), "example", example(self, content));
}

static json_t *request(const struct reading *self, const char *method, const char *path,
                       const json_t *operation)
{
    const char *summary =
        text_of(operation, self->language == LANGUAGE_EN ? "summary" : "x-summary-de");
    const char *description = text_of(operation, "description");
    CLEANUP(memory_freep) char *name = memory_copy_text(method);

    for (char *at = name; *at != '\0'; at++)
        *at = (char)(*at - 'a' + 'A'); /* the document writes methods in small letters */
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "id",
                     text_of(operation, "operationId"), "method", name, "path", path, "summary",
                     summary, "description",
                     description == NULL ? json_null() : json_string(description), "who",
                     who(self, operation), "parameters", parameters(self, operation), "body",
                     body(self, operation), "answers", answers(self, operation));
}

/* All requests with this tag. */
static json_t *requests(const struct reading *self, const char *tag)
{
    json_t *list = json_array();
    const char *path, *method;
    json_t *item, *operation;

    json_object_foreach(json_object_get(self->document, "paths"), path, item) {
        json_object_foreach(item, method, operation) {
            const json_t *tags = json_object_get(operation, "tags");

            if (strcmp(json_string_value(json_array_get(tags, 0)), tag) == 0)
                (void)json_array_append_new(list, request(self, method, path, operation));
        }
    }
    return list;
}

static json_t *groups(const struct reading *self)
{
    json_t *list = json_array();
    size_t i;
    json_t *tag;

    json_array_foreach(json_object_get(self->document, "tags"), i, tag) {
        json_t *group =
            json_pack("{s:s, s:o}", "name",
                      text_of(tag, self->language == LANGUAGE_EN ? "name" : "x-name-de"),
                      "requests", requests(self, text_of(tag, "name")));

        assert(group != NULL);
        (void)json_array_append_new(list, group);
    }
    return list;
}

void api_get(struct server *server, struct exchange *exchange)
{
    json_t *document = openapi_document();
    const struct reading reading = {document, request_language(exchange)};
    CLEANUP(memory_freep) char *title = page_text(reading.language, "api.title", NULL);
    json_t *view = json_pack("{s:s, s:o}", "title", title, "groups", groups(&reading));

    (void)server;
    assert(view != NULL);
    json_decref(document);
    page_reply(exchange, 200, "api", view);
}
