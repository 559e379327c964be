#pragma once

/*
 * A picture read back as XML with expat: its elements with class, numbers and text, and what
 * has to hold for every picture. Numbers are hundredths of a pixel.
 */

#include <expat.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/charts/label.h"
#include "tests/support/expect.h"

#define PICTURE_ELEMENTS_MAX 2000
#define PICTURE_DESCENT      400

struct picture_element {
    char name[16], classes[48], anchor[8], text[256], path[4096];
    int64_t x, y, x2, y2; /* of a rect the far corner, of a mark what encloses it */
};

struct picture {
    int64_t width, height;
    bool is_hidden, has_role;
    size_t count;
    struct picture_element *elements; /* owned */
};

static int64_t picture_number(const char **text)
{
    char *end;
    const long long whole = strtoll(*text, &end, 10);
    long long hundredths = 0;

    cr_assert(end != *text, "a number was expected: %s", *text);
    if (*end == '.') {
        cr_assert(end[1] >= '0' && end[1] <= '9' && end[2] >= '0' && end[2] <= '9', "%s",
                  *text);
        hundredths = (end[1] - '0') * 10 + (end[2] - '0');
        end += 3;
    }
    *text = end;
    return whole * 100 + hundredths;
}

static int64_t picture_attribute(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0) {
            const char *text = attributes[1];

            return picture_number(&text);
        }
    return 0;
}

/* Widens the element to what encloses all points of "M1 2L3.50 4Z" or "1,2 3,4". */
static void picture_enclose(struct picture_element *element, const char *points)
{
    bool is_first = true;

    while (*points != '\0') {
        int64_t x, y;

        if (strchr("MLZ ,", *points) != NULL) {
            points++;
            continue;
        }
        x = picture_number(&points);
        points++;
        y = picture_number(&points);
        element->x = is_first || x < element->x ? x : element->x;
        element->y = is_first || y < element->y ? y : element->y;
        element->x2 = is_first || x > element->x2 ? x : element->x2;
        element->y2 = is_first || y > element->y2 ? y : element->y2;
        is_first = false;
    }
}

static void XMLCALL picture_on_start(void *context, const char *name, const char **attributes)
{
    struct picture *self = context;
    struct picture_element *element;
    const int64_t radius = picture_attribute(attributes, "r");

    for (const char **next = attributes; *next != NULL; next += 2) {
        cr_expect(strcmp(*next, "style") != 0 && strcmp(*next, "id") != 0 &&
                      strncmp(*next, "on", 2) != 0,
                  "%s has %s", name, *next);
        self->is_hidden = self->is_hidden || strcmp(*next, "aria-hidden") == 0;
        self->has_role = self->has_role || strcmp(*next, "role") == 0;
    }
    if (strcmp(name, "svg") == 0) {
        self->width = picture_attribute(attributes, "width");
        self->height = picture_attribute(attributes, "height");
        return;
    }
    cr_assert(self->count < PICTURE_ELEMENTS_MAX);
    element = &self->elements[self->count++];
    snprintf(element->name, sizeof element->name, "%s", name);
    if (strcmp(name, "line") == 0) {
        element->x = picture_attribute(attributes, "x1");
        element->y = picture_attribute(attributes, "y1");
        element->x2 = picture_attribute(attributes, "x2");
        element->y2 = picture_attribute(attributes, "y2");
    } else if (radius > 0) {
        element->x = picture_attribute(attributes, "cx") - radius;
        element->y = picture_attribute(attributes, "cy") - radius;
        element->x2 = element->x + 2 * radius;
        element->y2 = element->y + 2 * radius;
    } else {
        element->x = picture_attribute(attributes, "x");
        element->y = picture_attribute(attributes, "y");
        element->x2 = element->x + picture_attribute(attributes, "width");
        element->y2 = element->y + picture_attribute(attributes, "height");
    }
    for (; *attributes != NULL; attributes += 2) {
        if (strcmp(attributes[0], "class") == 0)
            snprintf(element->classes, sizeof element->classes, "%s", attributes[1]);
        if (strcmp(attributes[0], "text-anchor") == 0)
            snprintf(element->anchor, sizeof element->anchor, "%s", attributes[1]);
        if (strcmp(attributes[0], "d") == 0)
            snprintf(element->path, sizeof element->path, "%s", attributes[1]);
        if (strcmp(attributes[0], "d") == 0 || strcmp(attributes[0], "points") == 0)
            picture_enclose(element, attributes[1]);
    }
}

static void XMLCALL picture_on_text(void *context, const char *text, int size)
{
    struct picture *self = context;
    struct picture_element *element = &self->elements[self->count - 1];
    const size_t before = strlen(element->text);

    snprintf(element->text + before, sizeof element->text - before, "%.*s", size, text);
}

/* Turns the base of a text into what encloses it. */
static void picture_lay_out(struct picture_element *element)
{
    const int64_t width = label_width(element->text);

    element->x -= strcmp(element->anchor, "end") == 0      ? width
                  : strcmp(element->anchor, "middle") == 0 ? width / 2
                                                           : 0;
    element->x2 = element->x + width;
    element->y2 = element->y + PICTURE_DESCENT;
    element->y -= LABEL_ASCENT;
}

/* Reads a picture, takes its text, and expects what holds for all. */
static inline struct picture picture_read(char *text /* taken */)
{
    struct picture self = {.elements =
                               calloc(PICTURE_ELEMENTS_MAX, sizeof(struct picture_element))};
    XML_Parser parser = XML_ParserCreate("UTF-8");

    XML_SetUserData(parser, &self);
    XML_SetElementHandler(parser, picture_on_start, NULL);
    XML_SetCharacterDataHandler(parser, picture_on_text);
    cr_assert(XML_Parse(parser, text, (int)strlen(text), 1) == XML_STATUS_OK, "%s: %s",
              XML_ErrorString(XML_GetErrorCode(parser)), text);
    XML_ParserFree(parser);
    free(text);
    cr_expect(self.is_hidden != self.has_role, "either hidden or named");
    for (size_t i = 0; i < self.count; i++) {
        struct picture_element *element = &self.elements[i];

        if (strcmp(element->name, "text") == 0)
            picture_lay_out(element);
        cr_expect(element->x >= 0 && element->y >= 0 && element->x2 <= self.width &&
                      element->y2 <= self.height,
                  "%s %s '%s' leaves the picture: %lld,%lld to %lld,%lld of %lld,%lld",
                  element->name, element->classes, element->text, (long long)element->x,
                  (long long)element->y, (long long)element->x2, (long long)element->y2,
                  (long long)self.width, (long long)self.height);
    }
    return self;
}

static inline void picture_done(struct picture *self)
{
    free(self->elements);
}

/* The element number `index` of this class, or NULL. */
static inline const struct picture_element *picture_find(const struct picture *self,
                                                         const char *classes, size_t index)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->elements[i].classes, classes) == 0 && index-- == 0)
            return &self->elements[i];
    return NULL;
}

static inline size_t picture_count(const struct picture *self, const char *classes)
{
    size_t count = 0;

    while (picture_find(self, classes, count) != NULL)
        count++;
    return count;
}

static inline const struct picture_element *picture_text(const struct picture *self,
                                                         const char *text)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->elements[i].text, text) == 0)
            return &self->elements[i];
    return NULL;
}

/* How many pairs of texts lie on one another; numbers that stand for labels are never beside
 * them. */
static inline size_t picture_collisions(const struct picture *self)
{
    size_t collisions = 0;

    for (size_t i = 0; i < self->count; i++)
        for (size_t k = i + 1; k < self->count; k++) {
            const struct picture_element *a = &self->elements[i], *b = &self->elements[k];

            if ((strcmp(a->classes, "chart-key") == 0) !=
                (strcmp(b->classes, "chart-key") == 0))
                continue;
            collisions += a->text[0] != '\0' && b->text[0] != '\0' && a->x < b->x2 &&
                          b->x < a->x2 && a->y < b->y2 && b->y < a->y2;
        }
    return collisions;
}
