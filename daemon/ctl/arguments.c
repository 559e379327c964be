#include <assert.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "daemon/ctl/ctl.h"

#define ARGUMENTS_MAX 8 /* of one command */
#define HELP          'h'
#define DATABASE      1000

bool misuse(struct ctl *ctl, struct error *error, const char *format, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    ctl->is_misused = true;
    return error_set(error, ERROR_INVALID, "%s", text);
}

static bool is_option(const struct argument *argument)
{
    return argument->name[0] == '-';
}

/* What getopt_long() wants to know; an option's value is its position in the list. */
static void fill_options(const struct argument *arguments, size_t count, struct option *options)
{
    *options++ = (struct option){"help", no_argument, NULL, HELP};
    *options++ = (struct option){"database", required_argument, NULL, DATABASE};
    for (size_t i = 0; i < count; i++)
        if (is_option(&arguments[i]))
            *options++ = (struct option){
                arguments[i].name + strlen("--"),
                arguments[i].flag == NULL ? required_argument : no_argument, NULL, (int)i};
    *options = (struct option){0};
}

/* Takes one option over, as getopt_long() found it. */
static bool take_option(struct ctl *ctl, const struct argument *arguments, int found,
                        struct error *error)
{
    const struct argument *argument;

    if (found == ':')
        return misuse(ctl, error, "%s needs a value", ctl->argv[optind - 1]);
    if (found == '?' && optopt >= ' ' && optopt <= '~')
        return misuse(ctl, error, "%s does not know -%c", ctl->command->name, optopt);
    if (found == '?')
        return misuse(ctl, error, "%s does not know %s", ctl->command->name,
                      ctl->argv[optind - 1]);
    if (found == HELP) {
        ctl->is_help_wanted = true;
        return false;
    }
    if (found == DATABASE) {
        ctl->database = optarg;
        return true;
    }
    argument = &arguments[found];
    if (argument->flag != NULL)
        *argument->flag = true;
    else
        *argument->text = optarg;
    return true;
}

static bool take_operands(struct ctl *ctl, const struct argument *arguments, size_t count,
                          struct error *error)
{
    int next = optind;

    for (size_t i = 0; i < count && next < ctl->argc; i++)
        if (!is_option(&arguments[i]))
            *arguments[i].text = ctl->argv[next++];
    if (next < ctl->argc)
        return misuse(ctl, error, "%s cannot do anything with '%s'", ctl->command->name,
                      ctl->argv[next]);
    return true;
}

bool arguments_read(struct ctl *ctl, const struct argument *arguments, size_t count,
                    struct error *error)
{
    struct option options[ARGUMENTS_MAX + 3];
    int found;

    assert(count <= ARGUMENTS_MAX);
    fill_options(arguments, count, options);
    optind = 0; /* starts anew: main() has looked at the options before the command */
    opterr = 0;
    while ((found = getopt_long(ctl->argc, ctl->argv, ":h", options, NULL)) != -1)
        if (!take_option(ctl, arguments, found, error))
            return false;
    if (!take_operands(ctl, arguments, count, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (arguments[i].is_needed && *arguments[i].text == NULL)
            return misuse(ctl, error, "%s needs %s", ctl->command->name, arguments[i].name);
    return true;
}
