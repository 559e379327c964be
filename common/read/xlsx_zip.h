#pragma once

/*
 * The parts of a workbook, which is a ZIP file of XML files, unpacked within limits that count
 * what really comes out, whatever the file says about itself.
 *
 * Before anything is unpacked the file's directory is checked: entries may not overlap, nest,
 * stand twice or be encrypted.
 */

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/read/xlsx_fault.h"

#define XLSX_ENTRIES_MAX 200
#define XLSX_PART_MAX    ((size_t)8 << 20)  /* bytes of one part, unpacked */
#define XLSX_TOTAL_MAX   ((size_t)16 << 20) /* of all that are read */
#define XLSX_DEPTH_MAX   64                 /* nesting of XML elements */

struct zip;

struct xlsx_zip {
    struct zip *archive; /* owned */
    size_t unpacked;     /* bytes, of all parts that were read */
};

/* Opens the file; the bytes have to outlive it. Returns why not, or XLSX_FINE. */
enum xlsx_fault xlsx_zip_open(struct xlsx_zip *self, const char *bytes, size_t size) MUST_CHECK;

void xlsx_zip_done(struct xlsx_zip *self);
DEFINE_CLEANUP_INSIDE(struct xlsx_zip, xlsx_zip_done)

/* Whether there is a part of this name, in any case of letters. */
bool xlsx_zip_has(const struct xlsx_zip *self, const char *name);

/* Takes a piece of a part; anything but XLSX_FINE ends the reading with this fault. */
typedef enum xlsx_fault xlsx_piece_fn(const char *piece, size_t size, bool is_last,
                                      void *context);

/* Unpacks a part, which has to be there, piece by piece. */
enum xlsx_fault xlsx_zip_read(struct xlsx_zip *self, const char *name, xlsx_piece_fn *on_piece,
                              void *context) MUST_CHECK;

/* The check of the directory alone, see above (xlsx_directory.c). */
enum xlsx_fault xlsx_directory_check(const char *bytes, size_t size) MUST_CHECK;
