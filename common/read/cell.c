#include "common/read/cell.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"

struct replacement {
    const char *from, *to;
};

static const struct replacement unseen[] = {
    {"\u00ad", ""},  {"\u200b", ""},  {"\u200c", ""},  {"\u200d", ""},    {"\u200e", ""},
    {"\u200f", ""},  {"\u2060", ""},  {"\ufeff", ""},  {"\t", " "},       {"\r", " "},
    {"\n", " "},     {"\u00a0", " "}, {"\u2000", " "}, {"\u2001", " "},   {"\u2002", " "},
    {"\u2003", " "}, {"\u2004", " "}, {"\u2005", " "}, {"\u2006", " "},   {"\u2007", " "},
    {"\u2008", " "}, {"\u2009", " "}, {"\u200a", " "}, {"\u202f", " "},   {"\u205f", " "},
    {"\u3000", " "}, {"\u2010", "-"}, {"\u2011", "-"}, {"\u2012", "-"},   {"\u2013", "-"},
    {"\u2014", "-"}, {"\u2015", "-"}, {"\u2212", "-"}, {"\u2026", "..."},
};

/* An umlaut may be a letter and two dots behind it, as some systems write names. */
static const struct replacement alike[] = {
    {" ", ""},        {"_", ""},        {"Ä", "ä"},       {"Ö", "ö"},
    {"Ü", "ü"},       {"A\u0308", "ä"}, {"O\u0308", "ö"}, {"U\u0308", "ü"},
    {"a\u0308", "ä"}, {"o\u0308", "ö"}, {"u\u0308", "ü"},
};

static bool begins_with(const char *text, const char *start)
{
    return text[0] == start[0] && strncmp(text, start, strlen(start)) == 0;
}

/* The text with all replacements made; none is longer than what it replaces. */
static char *replaced(const char *text, const struct replacement list[], size_t count)
{
    char *result = memory_copy_text(text);
    char *to = result;

    while (*text != '\0') {
        size_t i = 0;

        while (i < count && !begins_with(text, list[i].from))
            i++;
        if (i < count) {
            to = stpcpy(to, list[i].to);
            text += strlen(list[i].from);
        } else {
            *to++ = *text++;
        }
    }
    *to = '\0';
    return result;
}

char *cell_clean(const char *text)
{
    CLEANUP(memory_freep) char *seen = replaced(text, unseen, COUNT_OF(unseen));
    const char *start = seen + strspn(seen, " ");
    size_t length = strlen(start);

    while (length > 0 && start[length - 1] == ' ')
        length--;
    return memory_copy(start, length);
}

char *cell_key(const char *text)
{
    char *key = replaced(text, alike, COUNT_OF(alike));

    for (char *at = key; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at + ('a' - 'A'));
    return key;
}

static bool is_among(const char *word, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

bool cell_is_sign(const char *text)
{
    static const char *const signs[] = {"-", "--", "---", ".", "..", "...", "/", "./.", "-/-"};
    CLEANUP(memory_freep) char *key = cell_key(text);

    return is_among(key, signs, COUNT_OF(signs));
}

bool cell_state(const char *text, enum answer_state *out)
{
    static const struct {
        enum answer_state state;
        const char *key;
    } words[] = {
        {STATE_ANSWERED, "answered"},
        {STATE_ANSWERED, "beantwortet"},
        {STATE_SKIPPED, "skipped"},
        {STATE_SKIPPED, "übersprungen"},
        {STATE_SKIPPED, "uebersprungen"},
        {STATE_SKIPPED, "offen"},
        {STATE_UNKNOWN, "unknown"},
        {STATE_UNKNOWN, "unbekannt"},
        {STATE_UNKNOWN, "nichtbekannt"},
        {STATE_UNKNOWN, "keineangabe"},
        {STATE_UNKNOWN, "keineangaben"},
        {STATE_UNKNOWN, "k.a."},
        {STATE_UNKNOWN, "k.a"},
        {STATE_UNKNOWN, "ka"},
        {STATE_UNKNOWN, "n/a"},
        {STATE_UNKNOWN, "n.a."},
        {STATE_UNKNOWN, "n.a"},
        {STATE_UNKNOWN, "na"},
        {STATE_NOT_APPLICABLE, "notapplicable"},
        {STATE_NOT_APPLICABLE, "nichtzutreffend"},
        {STATE_NOT_APPLICABLE, "nichtanwendbar"},
        {STATE_NOT_APPLICABLE, "trifftnichtzu"},
        {STATE_NOT_APPLICABLE, "entfällt"},
        {STATE_NOT_APPLICABLE, "entfaellt"},
    };
    CLEANUP(memory_freep) char *key = cell_key(text);

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(words[i].key, key) == 0) {
            *out = words[i].state;
            return true;
        }
    return false;
}

bool cell_yes(const char *text, bool *out)
{
    static const char *const yes[] = {"ja", "j", "yes", "y", "1", "x", "wahr", "true"};
    static const char *const no[] = {"nein", "n", "no", "0", "falsch", "false"};
    CLEANUP(memory_freep) char *key = cell_key(text);

    *out = is_among(key, yes, COUNT_OF(yes));
    return *out || is_among(key, no, COUNT_OF(no));
}

bool cell_is_error(const char *text)
{
    return text[0] == '#' || strncmp(text, "Err:", strlen("Err:")) == 0;
}

bool cell_is_percent(const char *text)
{
    const size_t length = strlen(text);

    return length > 0 && text[length - 1] == '%';
}
