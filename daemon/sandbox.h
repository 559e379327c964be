#pragma once

/*
 * Gives up everything a process could do but compute, and read and write what it has open: for
 * the helper that reads files nobody trusts.
 *
 * There is no way back. Afterwards opening files, sockets, new processes, new programs, signals
 * to others and executable memory all fail with EPERM (seccomp, so the kernel sees to it), and
 * memory, processor time, open files and the size of written files are limited.
 */

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

#define SANDBOX_MEMORY_MAX                                                         \
    (128UL << 20)             /* bytes of address space, program and libraries too \
                               */
#define SANDBOX_SECONDS_MAX 5 /* of processor time */

/*
 * Enters the sandbox. False with ERROR_SYSTEM when the kernel refuses any part of it: then the
 * process must not go on.
 */
bool sandbox_enter(struct error *error) MUST_CHECK;
