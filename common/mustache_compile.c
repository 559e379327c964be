#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "common/mustache_inside.h"

/* A template that is being compiled. */
struct compilation {
    struct mustache *mustache; /* owned */
    size_t capacity;
    size_t open[MUSTACHE_NESTING_MAX]; /* sections without their end yet */
    size_t depth;
    int line;
};

/* What stands between two braces: "# name " */
struct tag {
    char sign; /* of "#^/>%&!", or NUL */
    char *name;
    size_t size;
};

void mustache_free(struct mustache *mustache)
{
    if (mustache == NULL)
        return;
    free(mustache->name);
    free(mustache->text);
    free(mustache->pieces);
    free(mustache);
}

static bool fail(const struct compilation *self, struct error *error, const char *what)
{
    return error_set(error, ERROR_INVALID, "%s, line %d: %s", self->mustache->name, self->line,
                     what);
}

static void add(struct compilation *self, enum piece_kind kind, const char *text, size_t size)
{
    struct mustache *mustache = self->mustache;

    if (mustache->count == self->capacity) {
        self->capacity = self->capacity == 0 ? 16 : self->capacity * 2;
        mustache->pieces =
            memory_resize(mustache->pieces, self->capacity * sizeof *mustache->pieces);
    }
    mustache->pieces[mustache->count++] =
        (struct piece){.kind = kind, .line = self->line, .text = text, .size = size};
}

static void add_text(struct compilation *self, const char *from, const char *to)
{
    if (to > from)
        add(self, PIECE_TEXT, from, (size_t)(to - from));
    for (; from < to; from++)
        self->line += *from == '\n';
}

/* Whether a name is "." or words of a-z, A-Z, 0-9, _, - and / with dots in between. */
static bool is_name(const char *name, size_t size)
{
    bool is_after_dot = true;

    if (size == 1 && name[0] == '.')
        return true;
    for (size_t i = 0; i < size; i++) {
        const char c = name[i];

        if (c == '.' && is_after_dot)
            return false;
        if (c != '.' && c != '_' && c != '-' && c != '/' && !(c >= '0' && c <= '9') &&
            !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z'))
            return false;
        is_after_dot = c == '.';
    }
    return !is_after_dot && size <= MUSTACHE_NAME_MAX;
}

static struct tag tag_read(char *from, const char *to)
{
    struct tag tag = {.sign = '\0'};

    if (from < to && strchr("#^/>%&!", *from) != NULL)
        tag.sign = *from++;
    while (from < to && *from == ' ')
        from++;
    tag.name = from;
    tag.size = (size_t)(to - from);
    while (tag.size > 0 && from[tag.size - 1] == ' ')
        tag.size--;
    return tag;
}

static bool open_section(struct compilation *self, enum piece_kind kind, const struct tag *tag,
                         struct error *error)
{
    if (self->depth == MUSTACHE_NESTING_MAX)
        return fail(self, error, "too many sections within each other");
    self->open[self->depth++] = self->mustache->count;
    add(self, kind, tag->name, tag->size);
    return true;
}

static bool close_section(struct compilation *self, const struct tag *tag, struct error *error)
{
    struct piece *section;

    if (self->depth == 0)
        return fail(self, error, "a section ends that did not begin");
    section = &self->mustache->pieces[self->open[--self->depth]];
    section->end = self->mustache->count;
    return strcmp(section->text, tag->name) == 0 ||
           fail(self, error, "another section ends than the one that began last");
}

static bool add_tag(struct compilation *self, const struct tag *tag, struct error *error)
{
    if (tag->sign == '!')
        return true;
    if (!is_name(tag->name, tag->size))
        return fail(self, error, "a tag has no name, or one that cannot be");
    tag->name[tag->size] = '\0'; /* over a blank or the first closing brace */
    switch (tag->sign) {
    case '#':
        return open_section(self, PIECE_SECTION, tag, error);
    case '^':
        return open_section(self, PIECE_INVERTED, tag, error);
    case '/':
        return close_section(self, tag, error);
    case '>':
        add(self, PIECE_PARTIAL, tag->name, tag->size);
        return true;
    case '%':
        add(self, PIECE_WORDING, tag->name, tag->size);
        return true;
    case '&':
        add(self, PIECE_MARKUP, tag->name, tag->size);
        return true;
    default:
        add(self, PIECE_VALUE, tag->name, tag->size);
        return true;
    }
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/*
 * If the tag from `open` to `behind` is all there is on its line, moves both so that the whole
 * line goes with it. `from` is where the text before it begins.
 */
static void take_line(const char *begin, const char *from, const char **open,
                      const char **behind)
{
    const char *line = *open;
    const char *end = skip_blanks(*behind);

    while (line > from && (line[-1] == ' ' || line[-1] == '\t'))
        line--;
    if (line != begin && (line == from || line[-1] != '\n'))
        return;
    if (*end != '\n' && *end != '\0')
        return;
    *open = line;
    *behind = end + (*end == '\n');
}

static bool compile(struct compilation *self, struct error *error)
{
    char *begin = self->mustache->text;
    const char *from = begin;  /* of the text that is not added yet */
    bool is_line_open = false; /* a tag stands before `from` on its line */
    char *open;

    while ((open = strstr(from, "{{")) != NULL) {
        char *close = strstr(open, "}}");
        const char *text_end = open, *behind;
        struct tag tag;

        if (close == NULL || memchr(open, '\n', (size_t)(close - open)) != NULL) {
            add_text(self, from, open);
            return fail(self, error, "a tag is not closed on its line");
        }
        behind = close + 2;
        tag = tag_read(open + 2, close);
        if (tag.sign != '\0' && strchr("#^/>!", tag.sign) != NULL)
            take_line(is_line_open ? NULL : from, from, &text_end, &behind);
        add_text(self, from, text_end);
        if (!add_tag(self, &tag, error))
            return false;
        is_line_open = behind == close + 2 || behind[-1] != '\n';
        self->line += !is_line_open;
        from = behind;
    }
    add_text(self, from, from + strlen(from));
    return self->depth == 0 || fail(self, error, "a section does not end");
}

bool mustache_compile(const char *name, const char *text, size_t size, enum mustache_form form,
                      struct mustache **out, struct error *error)
{
    CLEANUP(mustache_freep) struct mustache *mustache = memory_new(1, sizeof *mustache);
    struct compilation self = {.mustache = mustache, .line = 1};

    mustache->name = memory_copy_text(name);
    mustache->text = memory_copy(text, size);
    mustache->form = form;
    if (strlen(mustache->text) != size)
        return fail(&self, error, "there is a NUL byte in it");
    if (!compile(&self, error))
        return false;
    *out = TAKE(mustache);
    return true;
}

void mustache_names(const struct mustache *mustache, mustache_name_fn *told, void *context)
{
    for (size_t i = 0; i < mustache->count; i++) {
        const struct piece *piece = &mustache->pieces[i];

        if (piece->kind == PIECE_PARTIAL || piece->kind == PIECE_WORDING)
            told(piece->text, piece->kind == PIECE_WORDING, context);
    }
}
