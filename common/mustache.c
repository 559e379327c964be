#include "common/mustache.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/mustache_inside.h"

/*
 * A rendering on its way. `stack` holds what a name is looked for in, outermost first; `depth`
 * counts what is within each other, also where nothing is added to the stack.
 */
struct rendering {
    const struct mustache_others *others;
    enum mustache_form form;
    const json_t *stack[MUSTACHE_NESTING_MAX + 1];
    size_t height;
    size_t depth;
    long steps;
    char *bytes; /* owned */
    size_t size, capacity, limit;
    struct error *error;
};

static bool fail(const struct rendering *self, const struct mustache *mustache,
                 const struct piece *piece, const char *what)
{
    return error_set(self->error, ERROR_INVALID, "%s, line %d: '%s' %s", mustache->name,
                     piece->line, piece->kind == PIECE_TEXT ? "text" : piece->text, what);
}

/* --- output --- */

static bool put(struct rendering *self, const char *bytes, size_t size)
{
    if (size > self->limit - self->size)
        return error_set(self->error, ERROR_INVALID, "more than %zu bytes come out",
                         self->limit);
    if (self->capacity - self->size <= size) {
        self->capacity = (self->size + size + 1) * 2;
        self->bytes = memory_resize(self->bytes, self->capacity);
    }
    memcpy(self->bytes + self->size, bytes, size);
    self->size += size;
    self->bytes[self->size] = '\0';
    return true;
}

/* How a character is written in markup, in text and in quoted attributes alike; NULL: as it
 * is. What HTML has no way to write becomes the replacement character. */
static const char *escape_of(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return NULL;
    default:
        return c < ' ' || c == 0x7f ? "\xef\xbf\xbd" : NULL;
    }
}

static bool put_escaped(struct rendering *self, const char *bytes, size_t size)
{
    size_t done = 0;

    if (self->form == MUSTACHE_PLAIN)
        return put(self, bytes, size);
    for (size_t i = 0; i < size; i++) {
        const char *escape = escape_of((unsigned char)bytes[i]);

        if (escape == NULL)
            continue;
        if (!put(self, bytes + done, i - done) || !put(self, escape, strlen(escape)))
            return false;
        done = i + 1;
    }
    return put(self, bytes + done, size - done);
}

/* --- looking up --- */

/* The member of this name, of which `size` bytes count; NULL when there is none. */
static const json_t *member(const json_t *object, const char *name, size_t size)
{
    return json_is_object(object) ? json_object_getn(object, name, size) : NULL;
}

static const json_t *find(const struct rendering *self, const char *name)
{
    size_t size = strcspn(name, ".");
    const json_t *value = NULL;

    if (size == 0)
        return self->stack[self->height - 1];
    for (size_t i = self->height; value == NULL && i > 0; i--)
        value = member(self->stack[i - 1], name, size);
    while (value != NULL && name[size] == '.') {
        name += size + 1;
        size = strcspn(name, ".");
        value = member(value, name, size);
    }
    return value;
}

static bool counts(const json_t *value)
{
    if (json_is_string(value))
        return json_string_length(value) > 0;
    if (json_is_array(value))
        return json_array_size(value) > 0;
    return !json_is_false(value) && !json_is_null(value);
}

/* --- pieces --- */

/* NOLINTBEGIN(misc-no-recursion): no deeper than MUSTACHE_NESTING_MAX */
static bool render(struct rendering *self, const struct mustache *mustache, size_t from,
                   size_t to);

static bool render_value(struct rendering *self, const struct mustache *mustache,
                         const struct piece *piece, const json_t *value)
{
    char digits[32];

    if (json_is_string(value))
        return put_escaped(self, json_string_value(value), json_string_length(value));
    if (json_is_integer(value)) {
        (void)snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT,
                       json_integer_value(value));
        return put(self, digits, strlen(digits));
    }
    return fail(self, mustache, piece,
                json_is_object(value) ? "is an object; markup is written {{&name}}"
                                      : "is neither a text nor a whole number");
}

static bool render_markup(struct rendering *self, const struct mustache *mustache,
                          const struct piece *piece, const json_t *value)
{
    const json_t *html = member(value, "html", 4);

    if (!json_is_string(html) || json_object_size(value) != 1)
        return fail(self, mustache, piece, "is no markup: {\"html\": \"...\"}");
    if (self->form == MUSTACHE_PLAIN)
        return fail(self, mustache, piece, "is markup and is wanted as plain text");
    return put(self, json_string_value(html), json_string_length(html));
}

static bool render_within(struct rendering *self, const struct mustache *mustache, size_t index,
                          const json_t *item)
{
    bool is_fine;

    self->stack[self->height++] = item;
    is_fine = render(self, mustache, index + 1, mustache->pieces[index].end);
    self->height--;
    return is_fine;
}

static bool render_section(struct rendering *self, const struct mustache *mustache,
                           size_t index, const json_t *value)
{
    const size_t end = mustache->pieces[index].end;

    if (!counts(value))
        return true;
    if (json_is_true(value))
        return render(self, mustache, index + 1, end);
    if (!json_is_array(value))
        return render_within(self, mustache, index, value);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!render_within(self, mustache, index, json_array_get(value, i)))
            return false;
    return true;
}

static bool render_other(struct rendering *self, const struct mustache *mustache,
                         const struct piece *piece)
{
    const struct mustache_others *others = self->others;
    const struct mustache *other = NULL;

    if (others != NULL && piece->kind == PIECE_PARTIAL)
        other = others->partial(piece->text, others->context);
    else if (others != NULL)
        other = others->text(piece->text, others->context);
    if (other == NULL)
        return fail(self, mustache, piece,
                    piece->kind == PIECE_PARTIAL ? "is no template" : "is no text");
    return render(self, other, 0, other->count);
}

static bool render_piece(struct rendering *self, const struct mustache *mustache, size_t index)
{
    const struct piece *piece = &mustache->pieces[index];
    const json_t *value;

    if (piece->kind == PIECE_TEXT)
        return mustache->form == MUSTACHE_PLAIN ? put_escaped(self, piece->text, piece->size)
                                                : put(self, piece->text, piece->size);
    if (piece->kind == PIECE_PARTIAL || piece->kind == PIECE_WORDING)
        return render_other(self, mustache, piece);
    value = find(self, piece->text);
    if (value == NULL)
        return fail(self, mustache, piece, "is nowhere in the view");
    if (piece->kind == PIECE_VALUE)
        return render_value(self, mustache, piece, value);
    if (piece->kind == PIECE_MARKUP)
        return render_markup(self, mustache, piece, value);
    if (piece->kind == PIECE_SECTION)
        return render_section(self, mustache, index, value);
    return counts(value) || render(self, mustache, index + 1, piece->end);
}

static bool render(struct rendering *self, const struct mustache *mustache, size_t from,
                   size_t to)
{
    bool is_fine = true;

    if (self->depth == MUSTACHE_NESTING_MAX)
        return error_set(self->error, ERROR_INVALID, "%s: too much within each other",
                         mustache->name);
    self->depth++;
    for (size_t i = from; is_fine && i < to; i++) {
        const struct piece *piece = &mustache->pieces[i];

        if (++self->steps > MUSTACHE_STEPS_MAX)
            is_fine = fail(self, mustache, piece, "comes after too many steps");
        else
            is_fine = render_piece(self, mustache, i);
        if (piece->end > 0)
            i = piece->end - 1;
    }
    self->depth--;
    return is_fine;
}

/* NOLINTEND(misc-no-recursion) */

bool mustache_render(const struct mustache *mustache, const json_t *view,
                     const struct mustache_others *others, enum mustache_form form,
                     size_t limit, char **out, size_t *size, struct error *error)
{
    struct rendering self = {
        .others = others, .form = form, .limit = limit, .height = 1, .error = error};

    self.stack[0] = view;
    if (!put(&self, "", 0) || !render(&self, mustache, 0, mustache->count)) {
        free(self.bytes);
        return false;
    }
    assert(self.bytes != NULL && self.height == 1);
    *out = self.bytes;
    *size = self.size;
    return true;
}
