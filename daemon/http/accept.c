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

/* RFC 9110, 12.4.2: "0" or "1", perhaps with up to three decimals, at most 1. */
static bool weight_read(struct piece text, int *out)
{
    int weight;
    int unit = QUALITY_MAX / 10;

    if (text.length == 0 || text.length > 5 || text.start[0] < '0' || text.start[0] > '1')
        return false;
    if (text.length > 1 && text.start[1] != '.')
        return false;
    weight = (text.start[0] - '0') * QUALITY_MAX;
    for (size_t i = 2; i < text.length; i++) {
        if (text.start[i] < '0' || text.start[i] > '9')
            return false;
        weight += (text.start[i] - '0') * unit;
        unit /= 10;
    }
    *out = weight;
    return weight <= QUALITY_MAX;
}

/* The quality among the parameters of a range; false when it is malformed. */
static bool quality_read(struct piece parameters, int *out)
{
    *out = QUALITY_MAX;
    while (parameters.length > 0) {
        struct piece value = cut(&parameters, ';');
        const struct piece name = cut(&value, '=');

        if (name.length == 1 && strncasecmp(name.start, "q", 1) == 0)
            return weight_read(trimmed(value), out);
    }
    return true;
}

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
    struct piece rest = {field, field == NULL ? 0 : strlen(field)};
    int de = QUALITY_NONE;
    int en = QUALITY_NONE;
    int any = 0;

    while (rest.length > 0) {
        struct piece parameters = cut(&rest, ',');
        const struct piece range = cut(&parameters, ';');
        int quality;

        if (!quality_read(parameters, &quality))
            continue;
        if (is_of(range, "de"))
            raise(&de, quality);
        else if (is_of(range, "en"))
            raise(&en, quality);
        else if (range.length == 1 && range.start[0] == '*')
            raise(&any, quality);
    }
    if (de == QUALITY_NONE)
        de = any;
    if (en == QUALITY_NONE)
        en = any;
    return en > de ? LANGUAGE_EN : LANGUAGE_DE;
}
