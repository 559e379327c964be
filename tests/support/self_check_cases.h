#pragma once

/*
 * The cases of tests/cases/self-check (broken documents) and tests/cases/self-check-accepted
 * (sound ones). A file is a list of
 *
 *     {"name": "a sentence",
 *      "set": {"/answers/STR.1.01": {...}},   RFC 6901 pointers set in base.json, in this order
 *      "remove": ["/answers/..."],            pointers removed from it
 *      "body": "...", "body_hex": "...",      instead of both: the text, or the bytes
 *      "findings": [["code", "/pointer"]],    all of them, warnings too, in any order; or
 *      "unreadable": [line, column]}
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <jansson.h>

#include "common/compiler.h"
#include "common/memory.h"

#define CASES_FOLDER    SOURCE_DIR "/tests/cases/self-check"
#define ACCEPTED_FOLDER SOURCE_DIR "/tests/cases/self-check-accepted"
#define CASES_BASE      CASES_FOLDER "/base.json"

/* A document as bytes. */
struct case_body {
    char *bytes; /* owned */
    size_t size;
};

/* Gets "file: name" for failures, the case, and its document. */
typedef void case_fn(const char *label, const json_t *entry, const struct case_body *body,
                     void *context);

static inline json_t *case_load(const char *path)
{
    json_error_t error;
    json_t *document = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    cr_assert(document != NULL, "%s:%d: %s", path, error.line, error.text);
    return document;
}

/* The next token of a pointer, unescaped; moves the pointer behind it. For the caller to free.
 */
static inline char *case_token(const char **pointer)
{
    size_t length = strcspn(*pointer + 1, "/");
    char *token = memory_copy(*pointer + 1, length);
    char *to = token;

    for (const char *from = token; *from != '\0'; from++) {
        bool is_escaped = *from == '~';

        from += is_escaped ? 1 : 0;
        *to++ = is_escaped ? (*from == '1' ? '/' : '~') : *from;
    }
    *to = '\0';
    *pointer += 1 + length;
    return token;
}

/* Sets the value at the pointer, or removes what is there if it is NULL. */
static inline void case_edit(json_t *document, const char *pointer, json_t *value)
{
    const char *rest = pointer;

    for (;;) {
        CLEANUP(memory_freep) char *token = case_token(&rest);
        size_t index = strtoul(token, NULL, 10);
        json_t *below = json_is_array(document) ? json_array_get(document, index)
                                                : json_object_get(document, token);

        if (*rest != '\0') {
            cr_assert(below != NULL, "%s", pointer);
            document = below;
            continue;
        }
        if (value == NULL)
            cr_assert(json_object_del(document, token) == 0, "%s", pointer);
        else if (json_is_array(document) && index == json_array_size(document))
            cr_assert(json_array_append(document, value) == 0, "%s", pointer);
        else if (json_is_array(document))
            cr_assert(json_array_set(document, index, value) == 0, "%s", pointer);
        else
            cr_assert(json_object_set(document, token, value) == 0, "%s", pointer);
        return;
    }
}

static inline struct case_body case_from_hex(const char *hex)
{
    struct case_body body = {.bytes = memory_new(strlen(hex) / 2 + 1, 1),
                             .size = strlen(hex) / 2};

    for (size_t i = 0; i < body.size; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

        body.bytes[i] = (char)strtoul(pair, NULL, 16);
    }
    return body;
}

static inline struct case_body case_build(const json_t *base, const json_t *entry)
{
    const char *text = json_string_value(json_object_get(entry, "body"));
    const char *hex = json_string_value(json_object_get(entry, "body_hex"));
    struct case_body body = {0};
    const char *pointer;
    json_t *document, *value;
    size_t i;

    if (hex != NULL)
        return case_from_hex(hex);
    if (text != NULL)
        return (struct case_body){.bytes = memory_copy_text(text), .size = strlen(text)};
    document = json_deep_copy(base);
    json_object_foreach(json_object_get(entry, "set"), pointer, value)
        case_edit(document, pointer, value);
    json_array_foreach(json_object_get(entry, "remove"), i, value)
        case_edit(document, json_string_value(value), NULL);
    body.bytes = json_dumps(document, JSON_COMPACT);
    body.size = strlen(body.bytes);
    json_decref(document);
    return body;
}

/* Calls visit for every case of one file; returns how many there are. */
static inline size_t case_each_in(const char *path, const char *file, const json_t *base,
                                  case_fn *visit, void *context)
{
    json_t *cases = case_load(path);
    size_t count = json_array_size(cases);
    json_t *entry;
    size_t i;

    json_array_foreach(cases, i, entry) {
        struct case_body body = case_build(base, entry);
        CLEANUP(memory_freep)
        char *label =
            memory_format("%s: %s", file, json_string_value(json_object_get(entry, "name")));

        visit(label, entry, &body, context);
        free(body.bytes);
    }
    json_decref(cases);
    return count;
}

/* Calls visit for every case of the folder; returns how many there are. */
static inline size_t case_each(const char *folder, case_fn *visit, void *context)
{
    struct dirent **files = NULL;
    int file_count = scandir(folder, &files, NULL, alphasort);
    json_t *base = case_load(CASES_BASE);
    size_t count = 0;

    cr_assert(file_count > 0, "%s", folder);
    for (int i = 0; i < file_count; i++) {
        const char *name = files[i]->d_name;
        CLEANUP(memory_freep) char *path = memory_format("%s/%s", folder, name);

        if (name[0] != '.' && strcmp(name, "base.json") != 0)
            count += case_each_in(path, name, base, visit, context);
        free(files[i]);
    }
    free(files);
    json_decref(base);
    return count;
}
