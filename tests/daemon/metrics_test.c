#include "daemon/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "common/compiler.h"
#include "common/memory.h"
#include "tests/support/expect.h"

static char *print(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    metrics_print(file);
    (void)fclose(file);
    return text;
}

static void expect_line(const char *text, const char *line)
{
    CLEANUP(memory_freep) char *whole = memory_format("\n%s\n", line);

    cr_expect(strstr(text, whole) != NULL, "there is no line '%s' in:\n%s", line, text);
}

Test(metrics, prints_each_kind_in_its_form)
{
    CLEANUP(memory_freep) char *text = NULL;

    metrics.self_checks_stored = 40;
    metrics.connections_open = 3;
    text = print();
    expect_line(text, "weltoffend_build_info{version=\"" WELTOFFEND_VERSION "\"} 1");
    expect_line(text, "# HELP weltoffend_self_checks_stored_total "
                      "Self-checks committed to the database.\n"
                      "# TYPE weltoffend_self_checks_stored_total counter\n"
                      "weltoffend_self_checks_stored_total 40");
    expect_line(text, "# TYPE weltoffend_connections_open gauge\n"
                      "weltoffend_connections_open 3");
    expect_line(text, "# TYPE weltoffend_request_duration_seconds histogram");
}

Test(metrics, buckets_of_a_histogram_are_cumulative)
{
    static const double durations[] = {0, 0.001, 0.002, 0.3, 5, 60};
    CLEANUP(memory_freep) char *text = NULL;

    for (size_t i = 0; i < COUNT_OF(durations); i++)
        histogram_add(&metrics.request_duration, durations[i]);
    text = print();
    expect_line(text, "weltoffend_request_duration_seconds_bucket{le=\"0.001\"} 2\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"0.0025\"} 3\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"0.005\"} 3\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"0.01\"} 3\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"0.025\"} 3\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"0.05\"} 3\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"0.1\"} 3\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"0.5\"} 4\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"1\"} 4\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"5\"} 5\n"
                      "weltoffend_request_duration_seconds_bucket{le=\"+Inf\"} 6\n"
                      "weltoffend_request_duration_seconds_sum 65.303000\n"
                      "weltoffend_request_duration_seconds_count 6");
}

/* The name of a sample: what stands in front of its labels or its value. */
static void sample_name(const char *line, char *out, size_t size)
{
    (void)snprintf(out, size, "%.*s", (int)strcspn(line, "{ "), line);
}

Test(metrics, every_line_is_valid_and_every_sample_follows_its_head)
{
    CLEANUP(memory_freep) char *text = print();
    char family[128] = "";
    char type[16] = "";
    size_t families = 0;
    char *rest = NULL;

    cr_assert(text[strlen(text) - 1] == '\n');
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        char name[128];
        char value[64];
        char *end;

        if (sscanf(line, "# HELP %127s %*s", name) == 1) {
            (void)snprintf(family, sizeof family, "%s", name);
            cr_expect(strncmp(name, "weltoffend_", 11) == 0, "%s", line);
            families++;
            continue;
        }
        if (sscanf(line, "# TYPE %127s %15s", name, type) == 2) {
            expect_text(line, name, family);
            cr_expect((strcmp(type, "counter") == 0) ==
                          (strlen(name) > 6 && strcmp(name + strlen(name) - 6, "_total") == 0),
                      "%s", line);
            continue;
        }
        sample_name(line, name, sizeof name);
        cr_expect(strncmp(name, family, strlen(family)) == 0, "%s", line);
        if (strcmp(type, "histogram") != 0)
            expect_text(line, name, family);
        (void)snprintf(value, sizeof value, "%s", strrchr(line, ' ') + 1);
        (void)strtod(value, &end);
        cr_expect(value[0] != '\0' && *end == '\0', "%s", line);
    }
    cr_expect(families > 10, "%zu families", families);
}
