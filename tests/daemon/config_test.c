#include "daemon/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/memory.h"
#include "tests/support/expect.h"

#define SAMPLE SOURCE_DIR "/config/weltoffend.conf"

static char *print(const struct config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    config_print(config, file);
    (void)fclose(file);
    return text;
}

/* Reads a configuration of these bytes, by way of a file. */
static bool read_bytes(struct config *config, const char *bytes, size_t size,
                       struct mistakes *mistakes)
{
    char path[] = "/tmp/config_test-XXXXXX";
    const int fd = mkstemp(path);
    bool is_right;

    cr_assert(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && close(fd) == 0);
    config_defaults(config);
    is_right = config_read(config, path, mistakes);
    (void)unlink(path);
    return is_right;
}

Test(config, the_sample_file_says_what_the_defaults_are)
{
    struct config config;
    size_t size = 0;
    CLEANUP(memory_freep) char *printed = NULL;
    CLEANUP(memory_freep) char *sample = NULL;
    FILE *file = fopen(SAMPLE, "re");

    cr_assert(file != NULL, "%s is missing", SAMPLE);
    cr_assert(getdelim(&sample, &size, '\0', file) > 0);
    (void)fclose(file);
    config_defaults(&config);
    printed = print(&config);
    expect_text(SAMPLE, sample, printed);
}

Test(config, what_it_prints_it_reads_back)
{
    struct config before, after;
    struct error error;
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(memory_freep) char *text = NULL;

    config_defaults(&before);
    cr_assert(config_set(&before, "listen", "[::1]:9000", &error));
    cr_assert(config_set(&before, "database", "host=/run/x dbname=a # b = c", &error));
    cr_assert(config_set(&before, "database_queue", "7", &error));
    cr_assert(config_set(&before, "log_requests", "false", &error));
    text = print(&before);
    cr_assert(read_bytes(&after, text, strlen(text), &mistakes));
    cr_expect(memcmp(&before, &after, sizeof before) == 0, "%s", text);
}

Test(config, refuses_a_value_outside_its_bounds_and_leaves_the_old_one)
{
    static const struct {
        const char *name;
        const char *value;
        enum error_kind kind;
        const char *complaint;
    } cases[] = {
        {"database_connections", "65", ERROR_INVALID,
         "database_connections runs from 1 to 64, not '65'"},
        {"database_connections", "0", ERROR_INVALID,
         "database_connections runs from 1 to 64, not '0'"},
        {"database_connections", "4 connections", ERROR_INVALID,
         "database_connections runs from 1 to 64, not '4 connections'"},
        {"database_connections", " 4", ERROR_INVALID,
         "database_connections runs from 1 to 64, not ' 4'"},
        {"database_connections", "", ERROR_INVALID,
         "database_connections runs from 1 to 64, not ''"},
        {"database_connections", "99999999999999999999", ERROR_INVALID,
         "database_connections runs from 1 to 64, not '99999999999999999999'"},
        {"log_requests", "yes", ERROR_INVALID, "log_requests is true or false, not 'yes'"},
        {"log_level", "loud", ERROR_INVALID,
         "log_level is error, warning, info or debug, not 'loud'"},
        {"run_daily", "24:00", ERROR_INVALID,
         "run_daily is a time from 00:00 to 23:59 or empty, not '24:00'"},
        {"run_daily", "3:60", ERROR_INVALID,
         "run_daily is a time from 00:00 to 23:59 or empty, not '3:60'"},
        {"run_daily", "03:60", ERROR_INVALID,
         "run_daily is a time from 00:00 to 23:59 or empty, not '03:60'"},
        {"listen", "a\nb", ERROR_INVALID, "listen holds a control character"},
        {"colour", "red", ERROR_MISSING, "there is no option 'colour'"},
    };
    struct config standard;

    config_defaults(&standard);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct config config;
        struct error error;

        config_defaults(&config);
        cr_assert(!config_set(&config, cases[i].name, cases[i].value, &error), "%s",
                  cases[i].complaint);
        expect_number(cases[i].complaint, error.kind, cases[i].kind);
        expect_text("complaint", error.text, cases[i].complaint);
        cr_expect(memcmp(&config, &standard, sizeof config) == 0, "%s", cases[i].complaint);
    }
}

Test(config, takes_the_right_times_of_day)
{
    static const char *const times[] = {"", "00:00", "03:15", "23:59"};

    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct config config;
        struct error error;

        config_defaults(&config);
        cr_assert(config_set(&config, "run_daily", times[i], &error), "%s", times[i]);
        expect_text("run_daily", config.run_daily, times[i]);
    }
}

Test(config, refuses_a_text_that_is_too_long)
{
    char text[CONFIG_TEXT_MAX + 1];
    struct config config;
    struct error error;

    config_defaults(&config);
    memset(text, 'x', sizeof text);
    text[CONFIG_TEXT_MAX] = '\0';
    cr_expect(!config_set(&config, "database", text, &error));
    text[CONFIG_TEXT_MAX - 1] = '\0';
    cr_expect(config_set(&config, "database", text, &error));
    expect_text("database", config.database, text);
}

Test(config, tells_every_wrong_line_of_a_file_with_its_place)
{
    static const char text[] = "# a comment\n"
                               "\n"
                               "database_queue = 10\r\n"
                               "  listen=127.0.0.1:1  \n"
                               "colour = red\n"
                               "database_queue = 11\n"
                               "what is this\n"
                               "log_requests = maybe\n"
                               "listen_operator = a\0b\n"
                               "run_interval = 60";
    static const struct {
        const char *place;
        const char *text;
    } expected[] = {
        {"line 5", "there is no option 'colour'"},
        {"line 6", "database_queue is set in line 3 already"},
        {"line 7", "a line is 'name = value', not 'what is this'"},
        {"line 8", "log_requests is true or false, not 'maybe'"},
        {"line 9", "holds a NUL byte"},
    };
    struct config config;
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};

    cr_assert(!read_bytes(&config, text, sizeof text - 1, &mistakes));
    cr_assert(mistakes.count == COUNT_OF(expected), "%zu", mistakes.count);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        expect_text("place", mistakes.items[i].place, expected[i].place);
        expect_text("text", mistakes.items[i].text, expected[i].text);
    }
    expect_text("listen", config.listen, "127.0.0.1:1");
    expect_number("run_interval", config.run_interval, 60);
}

Test(config, says_when_a_file_cannot_be_read)
{
    static const struct {
        const char *path;
        const char *text;
    } cases[] = {
        {"/nowhere/weltoffend.conf", "cannot be opened: No such file or directory"},
        {"/", "cannot be read: Is a directory"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct config config;
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};

        config_defaults(&config);
        cr_assert(!config_read(&config, cases[i].path, &mistakes));
        cr_assert(mistakes.count == 1, "%s", cases[i].path);
        expect_text("place", mistakes.items[0].place, cases[i].path);
        expect_text("text", mistakes.items[0].text, cases[i].text);
    }
}

Test(config, a_reload_takes_over_what_may_change_and_names_the_rest)
{
    struct config running, fresh;
    struct error error;
    char restart[64];

    config_defaults(&running);
    config_defaults(&fresh);
    cr_assert(config_set(&fresh, "connections_max", "99", &error));
    cr_assert(config_set(&fresh, "log_level", "debug", &error));
    cr_assert(config_set(&fresh, "log_requests", "false", &error));
    cr_assert(config_set(&fresh, "listen", "127.0.0.1:9", &error));
    cr_assert(config_set(&fresh, "database_queue", "5", &error));

    config_reload(&running, &fresh, restart, sizeof restart);
    expect_number("connections_max", running.connections_max, 99);
    expect_text("log_level", running.log_level, "debug");
    cr_expect(!running.log_requests);
    expect_text("listen", running.listen, "127.0.0.1:8080");
    expect_number("database_queue", running.database_queue, 2048);
    expect_text("restart", restart, "listen,database_queue");

    config_reload(&running, &fresh, restart, 10);
    expect_text("cut", restart, "listen,da");
    fresh = running;
    config_reload(&running, &fresh, restart, sizeof restart);
    expect_text("nothing differs", restart, "");
}
