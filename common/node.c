#include "common/node.h"

#include <stdarg.h>
#include <string.h>

#include "common/memory.h"

struct node node_root(json_t *document, struct mistakes *mistakes)
{
    return (struct node){.mistakes = mistakes, .value = document};
}

struct node node_member(const struct node *self, const char *name)
{
    return (struct node){
        .mistakes = self->mistakes,
        .parent = self,
        .name = name,
        .value = json_object_get(self->value, name),
    };
}

struct node node_item(const struct node *self, size_t index)
{
    return (struct node){
        .mistakes = self->mistakes,
        .parent = self,
        .index = index,
        .value = json_array_get(self->value, index),
    };
}

/* A name as RFC 6901 writes it: ~ is ~0 and / is ~1. */
static char *escape(const char *name)
{
    char *text = memory_new(2 * strlen(name) + 1, 1);
    char *end = text;

    for (; *name != '\0'; name++) {
        if (*name == '~')
            end = stpcpy(end, "~0");
        else if (*name == '/')
            end = stpcpy(end, "~1");
        else
            *end++ = *name;
    }
    return text;
}

char *node_pointer(const struct node *self)
{
    char *pointer = memory_copy_text("");

    for (; self->parent != NULL; self = self->parent) {
        CLEANUP(memory_freep) char *below = pointer;
        CLEANUP(memory_freep)
        char *step =
            self->name == NULL ? memory_format("%zu", self->index) : escape(self->name);

        pointer = memory_format("/%s%s", step, below);
    }
    return pointer;
}

void node_complain(const struct node *self, const char *format, ...)
{
    CLEANUP(memory_freep) char *pointer = node_pointer(self);
    CLEANUP(memory_freep) char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = memory_format_list(format, arguments);
    va_end(arguments);
    mistakes_add(self->mistakes, pointer, "%s", text);
}

static const char *type_name(json_type type)
{
    switch (type) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a whole number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        return "null";
    }
    return "something else";
}

bool node_is(const struct node *self, json_type type)
{
    if (self->value == NULL)
        node_complain(self, "is missing");
    else if (json_typeof(self->value) != type)
        node_complain(self, "has to be %s", type_name(type));
    else
        return true;
    return false;
}

void node_allow(const struct node *self, const char *const *names)
{
    const char *name;
    json_t *value;

    json_object_foreach(self->value, name, value) {
        const struct node member = node_member(self, name);
        size_t i = 0;

        while (names[i] != NULL && strcmp(names[i], name) != 0)
            i++;
        if (names[i] == NULL)
            node_complain(&member, "is not a member that belongs here");
    }
}

const char *node_text(const struct node *self)
{
    if (!node_is(self, JSON_STRING))
        return NULL;
    if (json_string_length(self->value) == 0) {
        node_complain(self, "is empty");
        return NULL;
    }
    return json_string_value(self->value);
}

struct wording node_wording(const struct node *self)
{
    static const char *const members[] = {"de", "en", NULL};
    const struct node de = node_member(self, "de");
    const struct node en = node_member(self, "en");

    if (!node_is(self, JSON_OBJECT))
        return (struct wording){0};
    node_allow(self, members);
    return (struct wording){.de = node_text(&de), .en = node_text(&en)};
}

struct wording node_member_wording(const struct node *self, const char *name)
{
    const struct node member = node_member(self, name);

    return node_wording(&member);
}

bool node_flag(const struct node *self)
{
    if (self->value == NULL)
        node_complain(self, "is missing");
    else if (!json_is_boolean(self->value))
        node_complain(self, "has to be true or false");
    return json_is_true(self->value);
}
