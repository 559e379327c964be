#pragma once

/*
 * What the helper process does: `weltoffend --read-workbook`, started by reader.h and by nobody
 * else. It enters the sandbox, reads a workbook from standard input to its end, and writes one
 * byte to standard output: why it cannot be read (enum xlsx_fault). Behind XLSX_FINE follow the
 * cells as xlsx_book_pack() writes them.
 */

#include <stddef.h>

#define READ_WORKBOOK_SIZE_MAX ((size_t)16 << 20) /* bytes on standard input */
#define READ_WORKBOOK_REFUSED \
    255 /* instead of a fault: there is no sandbox, so nothing is read */

/* Never returns. */
_Noreturn void read_workbook(void);
