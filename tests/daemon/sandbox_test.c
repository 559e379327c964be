/*
 * What a process can still do in the sandbox. Each attempt has a process of its own, because
 * there is no way back.
 */

#include "daemon/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "tests/support/expect.h"

#define NO_SANDBOX 200

/* Each returns whether it was possible. */
static bool open_file(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool make_file(void)
{
    return open("/tmp", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600) >= 0;
}

static bool open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool open_local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool make_process(void)
{
    const pid_t child = fork();

    if (child == 0)
        _exit(0);
    return child > 0;
}

static bool run_program(void)
{
    char name[] = "true";
    char *const arguments[] = {name, NULL};

    (void)execv("/bin/true", arguments); /* returns when it was not possible */
    return false;
}

static bool signal_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static bool map_program(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}

static bool raise_limit(void)
{
    const struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};

    return setrlimit(RLIMIT_CPU, &more) == 0;
}

static bool look_around(void)
{
    char path[64];

    return getcwd(path, sizeof path) != NULL;
}

static bool compute(void)
{
    char *memory = calloc(1 << 20, 1);
    bool is_there = memory != NULL && memory[1 << 19] == 0;

    free(memory);
    return is_there;
}

static bool write_to_what_is_open(void)
{
    return write(STDOUT_FILENO, "", 0) == 0;
}

/* How the attempt ends in a process of its own: 1 possible, 0 not. */
static int outcome_of(bool (*attempt)(void), bool in_sandbox)
{
    const pid_t child = fork();
    struct error error;
    int status = 0;

    if (child == 0) {
        if (in_sandbox && !sandbox_enter(&error))
            _exit(NO_SANDBOX);
        _exit(attempt() ? 1 : 0);
    }
    cr_assert(child > 0 && waitpid(child, &status, 0) == child);
    cr_assert(WIFEXITED(status), "ended by signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

Test(sandbox, leaves_nothing_but_computing_and_what_is_open)
{
    static const struct {
        const char *name;
        bool (*attempt)(void);
        int inside;
    } cases[] = {
        {"opening a file", open_file, 0},
        {"making a file", make_file, 0},
        {"a socket to the network", open_socket, 0},
        {"a socket on this machine", open_local_socket, 0},
        {"another process", make_process, 0},
        {"another program", run_program, 0},
        {"a signal to somebody else", signal_parent, 0},
        {"memory that can be run", map_program, 0},
        {"more of what is limited", raise_limit, 0},
        {"the name of the folder it is in", look_around, 0},
        {"memory", compute, 1},
        {"writing to what is open", write_to_what_is_open, 1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].name, outcome_of(cases[i].attempt, true), cases[i].inside);
}

/* Otherwise the test above would say nothing. */
Test(sandbox, is_what_keeps_it_from_all_this)
{
    static const struct {
        const char *name;
        bool (*attempt)(void);
    } cases[] = {
        {"opening a file", open_file},
        {"making a file", make_file},
        {"a socket", open_local_socket},
        {"another process", make_process},
        {"a signal", signal_parent},
        {"memory that can be run", map_program},
        {"the name of the folder", look_around},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].name, outcome_of(cases[i].attempt, false), 1);
}

/* A filter that is there already, as that of a systemd unit is. */
static bool forbid(const int calls[], size_t count)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool is_fine = filter != NULL;

    for (size_t i = 0; i < count && is_fine; i++)
        is_fine = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 0) == 0;
    is_fine = is_fine && seccomp_load(filter) == 0;
    if (filter != NULL)
        seccomp_release(filter);
    return is_fine;
}

static bool enter_below_the_services_filter(void)
{
    static const int calls[] = {SCMP_SYS(seccomp), SCMP_SYS(setrlimit)};
    struct error error;

    return forbid(calls, COUNT_OF(calls)) && sandbox_enter(&error) && !open_file();
}

static bool enter_without_seccomp(void)
{
    static const int calls[] = {SCMP_SYS(seccomp), SCMP_SYS(prctl)};
    struct error error = {0};

    return forbid(calls, COUNT_OF(calls)) &&
           (sandbox_enter(&error) || error.kind != ERROR_SYSTEM || error.text[0] == '\0');
}

Test(sandbox, works_below_the_filter_of_the_service)
{
    expect_number("entered", outcome_of(enter_below_the_services_filter, false), 1);
}

Test(sandbox, is_entered_whole_or_not_at_all)
{
    expect_number("entered", outcome_of(enter_without_seccomp, false), 0);
}

static bool use_processor(void)
{
    for (volatile unsigned long i = 0;; i++)
        continue;
    return true;
}

Test(sandbox, ends_a_process_that_computes_for_too_long, .timeout = 300)
{
    const pid_t child = fork();
    struct error error;
    struct rusage usage;
    int status = 0;

    if (child == 0)
        _exit(sandbox_enter(&error) && use_processor() ? 0 : NO_SANDBOX);
    cr_assert(child > 0 && wait4(child, &status, 0, &usage) == child);
    cr_assert(WIFSIGNALED(status));
    cr_expect(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec <= SANDBOX_SECONDS_MAX + 1);
}
