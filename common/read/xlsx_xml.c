#include "common/read/xlsx_xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATOR '|' /* between a namespace and a local name */

struct xml {
    XML_Parser parser; /* owned */
    const struct xlsx_handler *handler;
    void *context;
    unsigned depth;
    enum xlsx_fault fault;
};

static void xml_done(struct xml *self)
{
    XML_ParserFree(self->parser);
}
DEFINE_CLEANUP_INSIDE(struct xml, xml_done)

/* Ends the reading if there is a reason to. */
static void settle(struct xml *self, enum xlsx_fault fault)
{
    if (fault == XLSX_FINE || self->fault != XLSX_FINE)
        return;
    self->fault = fault;
    (void)XML_StopParser(self->parser, XML_FALSE);
}

static const char *local_name(const char *name)
{
    const char *separator = strrchr(name, SEPARATOR);

    return separator == NULL ? name : separator + 1;
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct xml *self = context;

    if (self->fault != XLSX_FINE)
        return;
    if (++self->depth > XLSX_DEPTH_MAX)
        settle(self, XLSX_FORBIDDEN_XML);
    else
        settle(self, self->handler->on_start(local_name(name), (const char *const *)attributes,
                                             self->context));
}

static void on_end(void *context, const char *name)
{
    struct xml *self = context;

    self->depth--;
    if (self->fault == XLSX_FINE && self->handler->on_end != NULL)
        settle(self, self->handler->on_end(local_name(name), self->context));
}

static void on_text(void *context, const char *text, int size)
{
    struct xml *self = context;

    if (self->fault == XLSX_FINE && self->handler->on_text != NULL)
        self->handler->on_text(text, (size_t)size, self->context);
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    settle(context, XLSX_FORBIDDEN_XML);
}

static enum xlsx_fault on_piece(const char *piece, size_t size, bool is_last, void *context)
{
    struct xml *self = context;

    if (XML_Parse(self->parser, piece, (int)size, is_last) == XML_STATUS_OK)
        return XLSX_FINE;
    return self->fault == XLSX_FINE ? XLSX_DAMAGED : self->fault;
}

enum xlsx_fault xlsx_xml_read(struct xlsx_zip *zip, const char *part,
                              const struct xlsx_handler *handler, void *context)
{
    CLEANUP(xml_donep)
    struct xml self = {
        .parser = XML_ParserCreateNS(NULL, SEPARATOR), .handler = handler, .context = context};

    if (self.parser == NULL)
        abort(); /* out of memory */
    XML_SetUserData(self.parser, &self);
    XML_SetElementHandler(self.parser, on_start, on_end);
    XML_SetCharacterDataHandler(self.parser, on_text);
    XML_SetStartDoctypeDeclHandler(self.parser, on_doctype);
    return xlsx_zip_read(zip, part, on_piece, &self);
}

const char *xlsx_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2) {
        if (strcmp(local_name(*attributes), name) == 0)
            return attributes[1];
    }
    return NULL;
}
