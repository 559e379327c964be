#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/edge.h"
#include "daemon/lifecycle.h"
#include "daemon/publish.h"
#include "daemon/read_workbook.h"
#include "daemon/routes.h"

static const char usage[] =
    "Usage: weltoffend [--config FILE] [--check | --options | --routes | --version | --help]\n"
    "\n"
    "Takes in self-checks of municipalities and publishes benchmarks. Stays in the foreground\n"
    "and logs to stderr. SIGTERM drains and ends it, SIGINT ends it at once, SIGHUP reads the\n"
    "configuration again.\n"
    "\n"
    "  --config FILE  the configuration; without it, everything has its default\n"
    "  --check        says what is wrong with the configuration, starts nothing\n"
    "  --options      prints the configuration as a file, with every option explained\n"
    "  --routes       prints every route of the API as JSON: method, path, who may ask, what it takes\n"
    "  --publish RUN  makes one run's release and ends (the daemon starts this by itself)\n"
    "  --read-workbook  reads a workbook from standard input, locked in a sandbox (likewise)\n"
    "  --version      prints the version\n"
    "  --help         prints this\n"
    "\n"
    "Exit status: 0 fine, 1 it could not start or the configuration is wrong, 2 wrong usage.\n";

enum action {
    ACTION_SERVE,
    ACTION_CHECK,
    ACTION_OPTIONS,
    ACTION_ROUTES,
    ACTION_PUBLISH,
    ACTION_READ_WORKBOOK
};

struct arguments {
    enum action action;
    const char *config_path; /* NULL without one */
    const char *run;
};

static void *allocate(size_t size)
{
    return memory_new(1, size);
}

/* Ends the program for --help, --version and wrong usage. */
static void read_arguments(int argc, char **argv, struct arguments *out)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'},
        {"check", no_argument, NULL, 'k'},
        {"options", no_argument, NULL, 'o'},
        {"routes", no_argument, NULL, 't'},
        {"publish", required_argument, NULL, 'p'},
        {"read-workbook", no_argument, NULL, 'r'},
        {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'c':
            out->config_path = optarg[0] == '\0' ? NULL : optarg;
            break;
        case 'k':
            out->action = ACTION_CHECK;
            break;
        case 'o':
            out->action = ACTION_OPTIONS;
            break;
        case 't':
            out->action = ACTION_ROUTES;
            break;
        case 'p':
            out->action = ACTION_PUBLISH;
            out->run = optarg;
            break;
        case 'r':
            out->action = ACTION_READ_WORKBOOK;
            break;
        case 'v':
            (void)puts("weltoffend " WELTOFFEND_VERSION);
            exit(EXIT_SUCCESS);
        case 'h':
            (void)fputs(usage, stdout);
            exit(EXIT_SUCCESS);
        default:
            (void)fputs(usage, stderr);
            exit(2);
        }
    }
    if (optind < argc) {
        (void)fprintf(stderr, "weltoffend: '%s' is not understood\n%s", argv[optind], usage);
        exit(2);
    }
}

/* Says every mistake on stderr. */
static bool read_config(struct config *config, const char *path)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};

    config_defaults(config);
    if (path == NULL || config_read(config, path, &mistakes))
        return true;
    for (size_t i = 0; i < mistakes.count && i < MISTAKES_MAX; i++)
        (void)fprintf(stderr, "%s: %s: %s\n", path, mistakes.items[i].place,
                      mistakes.items[i].text);
    return false;
}

int main(int argc, char **argv)
{
    struct arguments arguments = {.action = ACTION_SERVE};
    CLEANUP(memory_freep) struct config *config = memory_new(1, sizeof *config);

    CLEANUP(edge_freep) struct edge *edge = NULL;
    struct error error;

    memory_install();
    event_set_mem_functions(allocate, memory_resize, free);
    read_arguments(argc, argv, &arguments);
    if (arguments.action == ACTION_READ_WORKBOOK)
        read_workbook();
    if (!read_config(config, arguments.config_path))
        return EXIT_FAILURE;

    switch (arguments.action) {
    case ACTION_CHECK:
        if (!edge_new(config, &edge, &error)) {
            (void)fprintf(stderr, "%s: %s\n",
                          arguments.config_path == NULL ? "defaults" : arguments.config_path,
                          error.text);
            return EXIT_FAILURE;
        }
        (void)printf("%s: no mistakes\n",
                     arguments.config_path == NULL ? "defaults" : arguments.config_path);
        return EXIT_SUCCESS;
    case ACTION_OPTIONS:
        config_print(config, stdout);
        return EXIT_SUCCESS;
    case ACTION_ROUTES:
        routes_print(stdout);
        return EXIT_SUCCESS;
    case ACTION_PUBLISH:
        return (int)publish(config, arguments.run);
    case ACTION_READ_WORKBOOK: /* it has ended above */
    case ACTION_SERVE:
        return lifecycle_run(config, argv[0], arguments.config_path);
    }
    return EXIT_FAILURE;
}
