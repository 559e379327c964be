#include "daemon/config.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/http/address.h"
#include "daemon/log.h"

#define COMMENT_COLUMNS 96

enum option_type { OPTION_NUMBER, OPTION_TEXT, OPTION_FLAG };
enum option_when { WHEN_LIVE, WHEN_RESTART };

struct option {
    const char *name;
    enum option_type type;
    enum option_when when;
    size_t offset; /* of the field in struct config */
    const char *standard;
    long lowest, highest; /* of a number */
    const char *unit;
    const char *help;
};

static const struct option options[] = {
#define NUMBER(name, standard, lowest, highest, unit, when, help)                           \
    {#name,   OPTION_NUMBER, WHEN_##when, offsetof(struct config, name), #standard, lowest, \
     highest, unit,          help},
#define TEXT(name, standard, when, help) \
    {#name, OPTION_TEXT, WHEN_##when, offsetof(struct config, name), standard, 0, 0, "", help},
#define FLAG(name, standard, when, help) \
    {#name, OPTION_FLAG, WHEN_##when, offsetof(struct config, name), #standard, 0, 0, "", help},
#include "daemon/options.def"
#undef NUMBER
#undef TEXT
#undef FLAG
};

static const struct option *option_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

static bool is_log_level(const char *value)
{
    enum log_level level;

    return log_level_read(value, &level);
}

/* HH:MM from 00:00 to 23:59, or nothing. */
static bool is_time_of_day(const char *value)
{
    if (value[0] == '\0')
        return true;
    if (strlen(value) != 5 || value[2] != ':' || strspn(value, "0123456789") != 2 ||
        strspn(value + 3, "0123456789") != 2)
        return false;
    return strncmp(value, "24", 2) < 0 && value[3] < '6';
}

static bool is_tls_version(const char *value)
{
    return strcmp(value, "1.3") == 0 || strcmp(value, "1.2") == 0;
}

static bool is_networks(const char *value)
{
    struct networks networks;
    struct error error;

    return networks_read(value, &networks, &error);
}

static bool is_forwarded_header(const char *value)
{
    return strcmp(value, "x-forwarded-for") == 0 || strcmp(value, "forwarded") == 0;
}

/* Texts that are not free: a wrong one is noticed where it stands, not when it is used. */
static const struct {
    const char *name;
    bool (*is_right)(const char *value);
    const char *wanted;
} rules[] = {
    {"log_level", is_log_level, "error, warning, info or debug"},
    {"tls_minimum", is_tls_version, "1.3 or 1.2"},
    {"trusted_proxies", is_networks, "a list of addresses or address/bits"},
    {"forwarded_header", is_forwarded_header, "x-forwarded-for or forwarded"},
    {"run_daily", is_time_of_day, "a time from 00:00 to 23:59 or empty"},
};

static bool text_check(const struct option *option, const char *value, struct error *error)
{
    if (strlen(value) >= CONFIG_TEXT_MAX)
        return error_set(error, ERROR_INVALID, "%s has at most %d bytes", option->name,
                         CONFIG_TEXT_MAX - 1);
    for (const char *byte = value; *byte != '\0'; byte++)
        if ((unsigned char)*byte < ' ' || *byte == 0x7f)
            return error_set(error, ERROR_INVALID, "%s holds a control character",
                             option->name);
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (strcmp(rules[i].name, option->name) == 0 && !rules[i].is_right(value))
            return error_set(error, ERROR_INVALID, "%s is %s, not '%s'", option->name,
                             rules[i].wanted, value);
    return true;
}

static bool number_set(long *field, const struct option *option, const char *value,
                       struct error *error)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(value, &end, 10);
    if (strspn(value, "-0123456789") != strlen(value) || end == value || *end != '\0' ||
        errno != 0 || number < option->lowest || number > option->highest)
        return error_set(error, ERROR_INVALID, "%s runs from %ld to %ld, not '%s'",
                         option->name, option->lowest, option->highest, value);
    *field = number;
    return true;
}

static bool option_set(struct config *config, const struct option *option, const char *value,
                       struct error *error)
{
    void *field = (char *)config + option->offset;

    switch (option->type) {
    case OPTION_NUMBER:
        return number_set(field, option, value, error);
    case OPTION_TEXT:
        if (!text_check(option, value, error))
            return false;
        memcpy(field, value, strlen(value) + 1);
        return true;
    case OPTION_FLAG:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return error_set(error, ERROR_INVALID, "%s is true or false, not '%s'",
                             option->name, value);
        *(bool *)field = value[0] == 't';
        return true;
    }
    return error_set(error, ERROR_SYSTEM, "%s has no type", option->name);
}

void config_defaults(struct config *config)
{
    struct error error;

    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (!option_set(config, &options[i], options[i].standard, &error))
            abort(); /* a default in options.def breaks its own bounds */
}

bool config_set(struct config *config, const char *name, const char *value, struct error *error)
{
    const struct option *option = option_find(name);

    if (option == NULL)
        return error_set(error, ERROR_MISSING, "there is no option '%s'", name);
    return option_set(config, option, value, error);
}

/* The text without the blanks around it; its end is cut in place. */
static char *trim(char *text)
{
    size_t length;

    text += strspn(text, " \t");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

/* `seen` has the line of each option that was set already, or 0. */
static bool line_read(struct config *config, char *line, size_t number, size_t *seen,
                      struct error *error)
{
    char *const text = trim(line);
    char *const equals = strchr(text, '=');
    const struct option *option;
    const char *name;

    if (text[0] == '\0' || text[0] == '#')
        return true;
    if (equals == NULL)
        return error_set(error, ERROR_INVALID, "a line is 'name = value', not '%s'", text);
    *equals = '\0';
    name = trim(text);
    if (!config_set(config, name, trim(equals + 1), error))
        return false;

    option = option_find(name);
    assert(option != NULL); /* config_set() found it */
    if (seen[option - options] != 0)
        return error_set(error, ERROR_INVALID, "%s is set in line %zu already", name,
                         seen[option - options]);
    seen[option - options] = number;
    return true;
}

static void closep(FILE **file)
{
    if (*file != NULL)
        (void)fclose(*file);
}

bool config_read(struct config *config, const char *path, struct mistakes *mistakes)
{
    const size_t before = mistakes->count;
    size_t seen[COUNT_OF(options)] = {0};
    size_t size = 0;
    ssize_t length;
    CLEANUP(memory_freep) char *line = NULL;
    CLEANUP(closep) FILE *file = fopen(path, "re");

    if (file == NULL) {
        mistakes_add(mistakes, path, "cannot be opened: %s", strerrordesc_np(errno));
        return false;
    }
    errno = 0;
    for (size_t number = 1; (length = getline(&line, &size, file)) >= 0; number++) {
        struct error error;
        char place[32];

        (void)snprintf(place, sizeof place, "line %zu", number);
        if (strlen(line) != (size_t)length)
            mistakes_add(mistakes, place, "holds a NUL byte");
        else if (!line_read(config, line, number, seen, &error))
            mistakes_add(mistakes, place, "%s", error.text);
    }
    if (ferror(file) != 0)
        mistakes_add(mistakes, path, "cannot be read: %s", strerrordesc_np(errno));
    return mistakes->count == before;
}

/* The text as comment lines, broken at blanks. */
static void comment_print(FILE *out, const char *text)
{
    size_t column = 1;

    (void)fputc('#', out);
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");

        if (column + 1 + length > COMMENT_COLUMNS) {
            (void)fputs("\n#", out);
            column = 1;
        }
        (void)fprintf(out, " %.*s", (int)length, text);
        column += 1 + length;
        text += length;
        text += strspn(text, " ");
    }
    (void)fputc('\n', out);
}

static void option_print(const struct option *option, const struct config *config, FILE *out)
{
    const void *field = (const char *)config + option->offset;
    CLEANUP(memory_freep) char *range = NULL;
    CLEANUP(memory_freep) char *comment = NULL;

    if (option->type == OPTION_NUMBER)
        range = memory_format(" %ld to %ld %s.", option->lowest, option->highest, option->unit);
    comment = memory_format("%s%s%s", option->help, range == NULL ? "" : range,
                            option->when == WHEN_RESTART ? " Needs a restart." : "");
    (void)fputc('\n', out);
    comment_print(out, comment);
    switch (option->type) {
    case OPTION_NUMBER:
        (void)fprintf(out, "%s = %ld\n", option->name, *(const long *)field);
        break;
    case OPTION_TEXT:
        (void)fprintf(out, "%s =%s%s\n", option->name, *(const char *)field == '\0' ? "" : " ",
                      (const char *)field);
        break;
    case OPTION_FLAG:
        (void)fprintf(out, "%s = %s\n", option->name, *(const bool *)field ? "true" : "false");
        break;
    }
}

void config_print(const struct config *config, FILE *out)
{
    (void)fputs(
        "# Settings of weltoffend and weltoffenctl. A line is 'name = value'; what is left out has\n"
        "# its default. After a change: systemctl reload weltoffend, or restart where it says so.\n",
        out);
    for (size_t i = 0; i < COUNT_OF(options); i++)
        option_print(&options[i], config, out);
}

static bool is_equal(const struct option *option, const void *left, const void *right)
{
    switch (option->type) {
    case OPTION_NUMBER:
        return *(const long *)left == *(const long *)right;
    case OPTION_TEXT:
        return strcmp(left, right) == 0;
    case OPTION_FLAG:
        return *(const bool *)left == *(const bool *)right;
    }
    return false;
}

static size_t field_size(const struct option *option)
{
    switch (option->type) {
    case OPTION_NUMBER:
        return sizeof(long);
    case OPTION_TEXT:
        return CONFIG_TEXT_MAX;
    case OPTION_FLAG:
        return sizeof(bool);
    }
    return 0;
}

char *config_compare(const struct config *a, const struct config *b)
{
    char *names = memory_copy_text("");

    for (size_t i = 0; i < COUNT_OF(options); i++) {
        CLEANUP(memory_freep) char *before = NULL;

        if (is_equal(&options[i], (const char *)a + options[i].offset,
                     (const char *)b + options[i].offset))
            continue;
        before = names;
        names = memory_format("%s%s%s", before, before[0] == '\0' ? "" : ",", options[i].name);
    }
    return names;
}

void config_keep(struct config *config, const struct config *from, const char *prefix)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (strncmp(options[i].name, prefix, strlen(prefix)) == 0)
            memcpy((char *)config + options[i].offset, (const char *)from + options[i].offset,
                   field_size(&options[i]));
}

void config_reload(struct config *running, const struct config *fresh, char *restart,
                   size_t size)
{
    size_t used = 0;

    assert(size > 0);
    restart[0] = '\0';
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        const struct option *option = &options[i];
        void *field = (char *)running + option->offset;
        const void *wanted = (const char *)fresh + option->offset;

        if (is_equal(option, field, wanted))
            continue;
        if (option->when == WHEN_LIVE) {
            memcpy(field, wanted, field_size(option));
            continue;
        }
        (void)snprintf(restart + used, size - used, "%s%s", used == 0 ? "" : ",", option->name);
        used = strlen(restart);
    }
}
