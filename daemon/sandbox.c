#include "daemon/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "common/compiler.h"

/* The sanitizer's addresses cannot be limited. */
#define MEMORY_MAX (HAS_ADDRESS_SANITIZER ? RLIM_INFINITY : SANDBOX_MEMORY_MAX)

static bool limit(struct error *error)
{
    static const struct {
        __rlimit_resource_t resource;
        rlim_t most;
    } limits[] = {
        {RLIMIT_AS, MEMORY_MAX}, {RLIMIT_CPU, SANDBOX_SECONDS_MAX},
        {RLIMIT_FSIZE, 0},       {RLIMIT_NOFILE, 0},
        {RLIMIT_NPROC, 0},       {RLIMIT_CORE, 0},
    };

    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        const struct rlimit both = {.rlim_cur = limits[i].most, .rlim_max = limits[i].most};

        if (setrlimit(limits[i].resource, &both) != 0)
            return error_set(error, ERROR_SYSTEM, "setrlimit: %s", strerror(errno));
    }
    return true;
}

/* The system calls that are left, and memory that holds no program. */
static int add_rules(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(read),         SCMP_SYS(write),          SCMP_SYS(close),
        SCMP_SYS(exit),         SCMP_SYS(exit_group),     SCMP_SYS(brk),
        SCMP_SYS(munmap),       SCMP_SYS(mremap),         SCMP_SYS(madvise),
        SCMP_SYS(futex),        SCMP_SYS(getrandom),      SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(getpid),         SCMP_SYS(gettid),
        SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
        SCMP_SYS(sigaltstack), /* of the address sanitizer */
    };
    static const int memory_calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    int failure = 0;

    for (size_t i = 0; i < COUNT_OF(calls) && failure == 0; i++)
        failure = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    for (size_t i = 0; i < COUNT_OF(memory_calls) && failure == 0; i++)
        failure = seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory_calls[i], 1,
                                   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    return failure;
}

static bool filter_calls(struct error *error)
{
    scmp_filter_ctx filter;
    int failure;

    (void)seccomp_api_set(1); /* prctl(2): the unit's own filter leaves no seccomp(2) */
    filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    failure = filter == NULL ? -ENOMEM : add_rules(filter);

    if (failure == 0)
        failure = seccomp_load(filter);
    if (filter != NULL)
        seccomp_release(filter);
    if (failure == 0)
        return true;
    return error_set(error, ERROR_SYSTEM, "seccomp: %s", strerror(-failure));
}

bool sandbox_enter(struct error *error)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return error_set(error, ERROR_SYSTEM, "prctl: %s", strerror(errno));
    return limit(error) && filter_calls(error);
}
