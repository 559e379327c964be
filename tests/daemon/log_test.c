#include "daemon/log.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/support/expect.h"

/* Standard error goes into a file in memory from here on; the test is a process of its own. */
static void capture_stderr(void)
{
    const int fd = memfd_create("stderr", MFD_CLOEXEC);

    cr_assert(fd >= 0 && dup2(fd, STDERR_FILENO) == STDERR_FILENO);
}

static void expect_stderr(const char *expected)
{
    char text[4096];
    const ssize_t length = pread(STDERR_FILENO, text, sizeof text - 1, 0);

    cr_assert(length >= 0);
    text[length] = '\0';
    expect_text("stderr", text, expected);
}

Test(log, puts_the_priority_in_front_and_drops_what_is_above_the_level)
{
    capture_stderr();
    log_line(LOG_LEVEL_INFO, "started port=%d", 8080);
    log_line(LOG_LEVEL_DEBUG, "never seen");
    log_set_level(LOG_LEVEL_DEBUG);
    log_line(LOG_LEVEL_DEBUG, "seen");
    log_set_level(LOG_LEVEL_ERROR);
    log_line(LOG_LEVEL_WARNING, "never seen");
    log_line(LOG_LEVEL_ERROR, "bad");
    expect_stderr("<6>started port=8080\n<7>seen\n<3>bad\n");
}

Test(log, keeps_a_line_a_line)
{
    capture_stderr();
    log_line(LOG_LEVEL_INFO, "%s", "one\n<3>two\r\tthree\x1b[31m\x7f Möckern");
    expect_stderr("<6>one?<3>two??three?[31m? Möckern\n");
}

Test(log, cuts_a_long_line_between_characters)
{
    static char text[3000];
    static char expected[1100];

    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "ö", 2);
    (void)snprintf(expected, sizeof expected, "<6>x%.1022s\n", text);
    capture_stderr();
    log_line(LOG_LEVEL_INFO, "x%s", text);
    expect_stderr(expected);
}

Test(log, knows_its_levels_by_name)
{
    static const struct {
        const char *name;
        bool is_known;
        enum log_level level;
    } cases[] = {
        {"error", true, LOG_LEVEL_ERROR}, {"warning", true, LOG_LEVEL_WARNING},
        {"info", true, LOG_LEVEL_INFO},   {"debug", true, LOG_LEVEL_DEBUG},
        {"Info", false, LOG_LEVEL_INFO},  {"", false, LOG_LEVEL_INFO},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum log_level level = LOG_LEVEL_INFO;

        cr_expect(log_level_read(cases[i].name, &level) == cases[i].is_known, "%s",
                  cases[i].name);
        expect_number(cases[i].name, level, cases[i].level);
    }
}

Test(log, quotes_a_value_that_would_blur_the_line)
{
    static const struct {
        const char *value;
        const char *expected;
    } cases[] = {
        {"2026", "2026"},
        {"Möckern", "Möckern"},
        {"", "\"\""},
        {"two words", "\"two words\""},
        {"say \"yes\" \\ no", "\"say \\\"yes\\\" \\\\ no\""},
        {"a\nb", "\"a?b\""},
        {"back\\slash", "back\\slash"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text("value", log_value(cases[i].value), cases[i].expected);
}

Test(log, values_are_cut_and_four_of_them_live_at_once)
{
    char text[402];
    const char *values[4];

    memset(text, '"', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    expect_number("length", strlen(log_value(text)), 2 * 200 + 2);

    for (size_t i = 0; i < COUNT_OF(values); i++) {
        char name[2] = {(char)('a' + i), '\0'};

        values[i] = log_value(name);
    }
    expect_text("first", values[0], "a");
    expect_text("last", values[3], "d");
}
