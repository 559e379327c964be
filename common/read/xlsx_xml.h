#pragma once

/*
 * Reads a part of a workbook as XML, element by element. A document type is refused, so there
 * are no entities; nesting is limited.
 *
 * Elements and attributes go by their local names: the same workbook may be in the transitional
 * or the strict form of ECMA-376, whose namespaces differ and whose names do not.
 */

#include "common/read/xlsx_zip.h"

/* What to do with the pieces of a document; each may be NULL, but for on_start. */
struct xlsx_handler {
    enum xlsx_fault (*on_start)(const char *name, const char *const *attributes, void *context);
    enum xlsx_fault (*on_end)(const char *name, void *context);
    void (*on_text)(const char *text, size_t size, void *context);
};

enum xlsx_fault xlsx_xml_read(struct xlsx_zip *zip, const char *part,
                              const struct xlsx_handler *handler, void *context) MUST_CHECK;

/* The value of the attribute, or NULL. */
const char *xlsx_attribute(const char *const *attributes, const char *name);
