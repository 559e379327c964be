#include "daemon/read_workbook.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "common/memory.h"
#include "common/read/xlsx_book.h"
#include "daemon/log.h"
#include "daemon/sandbox.h"

#define CHUNK_SIZE 65536

/* Ends the process when nobody reads any more. */
static void write_all(const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(STDOUT_FILENO, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(EXIT_FAILURE);
        bytes += written;
        size -= (size_t)written;
    }
}

/* Says why, and ends without running what the daemon's libraries want to do at the end. */
_Noreturn static void end(unsigned why)
{
    const char answer = (char)why;

    write_all(&answer, 1);
    _exit(EXIT_SUCCESS);
}

/* All of standard input, or NULL if it is longer than it may be. */
static char *read_all(size_t *size)
{
    CLEANUP(memory_freep) char *bytes = memory_new(CHUNK_SIZE, 1);
    size_t capacity = CHUNK_SIZE;
    ssize_t got;

    *size = 0;
    while ((got = read(STDIN_FILENO, bytes + *size, capacity - *size)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return NULL;
        *size += (size_t)got;
        if (*size > READ_WORKBOOK_SIZE_MAX)
            return NULL;
        if (*size == capacity) {
            capacity *= 2;
            bytes = memory_resize(bytes, capacity);
        }
    }
    return TAKE(bytes);
}

_Noreturn void read_workbook(void)
{
    CLEANUP(xlsx_book_donep) struct xlsx_book book = {0};
    CLEANUP(memory_freep) char *bytes = NULL;
    CLEANUP(memory_freep) char *packed = NULL;
    enum xlsx_fault fault = XLSX_TOO_LARGE;
    struct error error;
    size_t size;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGXFSZ, SIG_IGN); /* stderr may be a file, and none may be written any more */
    if (!sandbox_enter(&error)) {
        log_line(LOG_LEVEL_ERROR, "no sandbox, so no workbook is read reason=%s",
                 log_value(error.text));
        end(READ_WORKBOOK_REFUSED);
    }
    bytes = read_all(&size);
    if (bytes != NULL)
        fault = xlsx_book_read(bytes, size, &book);
    if (fault != XLSX_FINE)
        end(fault);
    packed = xlsx_book_pack(&book, &size);
    write_all("", 1); /* the NUL, which is XLSX_FINE */
    write_all(packed, size);
    _exit(EXIT_SUCCESS);
}
