#include "daemon/http/accept.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define QUALITY_MAX  1000 /* q=1; a quality has three decimals */
#define QUALITY_NONE (-1) /* not mentioned */

/* A piece of the field, not terminated. */
struct piece {
    const char *start;
    size_t length;
};

static struct piece trimmed(struct piece piece)
{
    while (piece.length > 0 && strchr(" \t", piece.start[0]) != NULL) {
        piece.start++;
        piece.length--;
    }
    while (piece.length > 0 && strchr(" \t", piece.start[piece.length - 1]) != NULL)
        piece.length--;
    return piece;
}

/* Cuts off what stands before the separator; the rest remains. */
static struct piece cut(struct piece *rest, char separator)
{
    const char *end = memchr(rest->start, separator, rest->length);
    const size_t length = end == NULL ? rest->length : (size_t)(end - rest->start);
    const struct piece before = {rest->start, length};
    const size_t gone = end == NULL ? length : length + 1;

    rest->start += gone;
    rest->length -= gone;
    return trimmed(before);
}

/* RFC 9110, 12.4.2, as accept.h says; 0 if it is malformed. */
static int weight_of(struct piece text)
{
    int weight = 0;
    size_t at = 0;

    if (text.length > 0 && (text.start[0] == '0' || text.start[0] == '1'))
        weight = (text.start[at++] - '0') * QUALITY_MAX;
    if (at < text.length && text.start[at++] != '.')
        return 0;
    for (int unit = QUALITY_MAX / 10; at < text.length; at++, unit /= 10) {
        if (text.start[at] < '0' || text.start[at] > '9')
            return 0;
        weight += (text.start[at] - '0') * unit;
    }
    return weight <= QUALITY_MAX ? weight : 0;
}

/* The quality among the parameters of a range. */
static int quality_of(struct piece parameters)
{
    while (parameters.length > 0) {
        struct piece value = cut(&parameters, ';');
        const struct piece name = cut(&value, '=');

        if (name.length == 1 && strncasecmp(name.start, "q", 1) == 0)
            return weight_of(trimmed(value));
    }
    return QUALITY_MAX;
}

/* Takes the next range off the field, with what stands behind its first semicolon. */
static struct piece range_next(struct piece *rest, struct piece *parameters)
{
    *parameters = cut(rest, ',');
    return cut(parameters, ';');
}

static struct piece whole(const char *field)
{
    return (struct piece){field, field == NULL ? 0 : strlen(field)};
}

static bool is_text(struct piece piece, const char *text)
{
    return piece.length == strlen(text) && strncasecmp(piece.start, text, piece.length) == 0;
}

/* --- languages --- */

/* Whether a range such as "de" or "de-AT" is of this language. */
static bool is_of(struct piece range, const char *language)
{
    const size_t length = strlen(language);

    return range.length >= length && strncasecmp(range.start, language, length) == 0 &&
           (range.length == length || range.start[length] == '-');
}

static void raise(int *quality, int candidate)
{
    if (candidate > *quality)
        *quality = candidate;
}

enum language accept_language(const char *field)
{
    struct piece rest = whole(field);
    int de = QUALITY_NONE;
    int en = QUALITY_NONE;
    int any = 0;

    while (rest.length > 0) {
        struct piece parameters;
        const struct piece range = range_next(&rest, &parameters);
        const int quality = quality_of(parameters);

        if (is_of(range, "de"))
            raise(&de, quality);
        else if (is_of(range, "en"))
            raise(&en, quality);
        else if (is_text(range, "*"))
            raise(&any, quality);
    }
    if (de == QUALITY_NONE)
        de = any;
    if (en == QUALITY_NONE)
        en = any;
    return en > de ? LANGUAGE_EN : LANGUAGE_DE;
}

/* --- media types --- */

/* How exactly a range names an offer. */
enum exactness { NAMED_NOT, NAMED_BY_STAR, NAMED_BY_TYPE, NAMED_WITH_PARAMETER };

static enum exactness exactness_of(struct piece range, struct piece parameters,
                                   const char *offer)
{
    const size_t length = strcspn(offer, ";");
    const char *parameter = offer[length] == ';' ? offer + length + 1 : NULL;
    const size_t type = strcspn(offer, "/") + 1;

    if (is_text(range, "*/*") || (range.length == type + 1 && range.start[type] == '*' &&
                                  strncasecmp(range.start, offer, type) == 0))
        return parameter == NULL ? NAMED_BY_STAR : NAMED_NOT;
    if (range.length != length || strncasecmp(range.start, offer, length) != 0)
        return NAMED_NOT;
    if (parameter == NULL)
        return NAMED_BY_TYPE;
    return memmem(parameters.start, parameters.length, parameter, strlen(parameter)) != NULL
               ? NAMED_WITH_PARAMETER
               : NAMED_NOT;
}

/* What the field says of an offer: its quality, and a little more if it was asked for by its
 * parameter. */
static int offer_weight(const char *field, const char *offer)
{
    struct piece rest = whole(field);
    enum exactness best = NAMED_NOT;
    int quality = 0;

    while (rest.length > 0) {
        struct piece parameters;
        const struct piece range = range_next(&rest, &parameters);
        const enum exactness exactness = exactness_of(range, parameters, offer);

        if (exactness == NAMED_NOT || exactness < best)
            continue;
        if (exactness > best)
            quality = 0;
        best = exactness;
        raise(&quality, quality_of(parameters));
    }
    return quality * 2 + (quality > 0 && best == NAMED_WITH_PARAMETER);
}

int accept_type(const char *field, const char *const offers[], size_t count)
{
    int chosen = -1, best = 0;

    if (field == NULL || field[0] == '\0')
        return 0;
    for (size_t i = 0; i < count; i++) {
        const int weight = offer_weight(field, offers[i]);

        if (weight > best) {
            best = weight;
            chosen = (int)i;
        }
    }
    return chosen;
}

/* --- codings --- */

bool accept_takes_coding(const char *field, const char *coding)
{
    struct piece rest = whole(field);
    int named = QUALITY_NONE;
    int any = 0;

    while (rest.length > 0) {
        struct piece parameters;
        const struct piece range = range_next(&rest, &parameters);

        if (is_text(range, coding))
            raise(&named, quality_of(parameters));
        else if (is_text(range, "*"))
            raise(&any, quality_of(parameters));
    }
    return (named == QUALITY_NONE ? any : named) > 0;
}
