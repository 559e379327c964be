#pragma once

/*
 * What a form says about an indicator, and what it already holds for it, in words.
 */

#include "common/catalogue.h"
#include "common/compiler.h"
#include "common/read/row.h"
#include "common/template/template.h"

/* The cells of an answer, "" where one stays empty. */
struct template_cells {
    char *texts[ROW_PARTS]; /* owned */
};

/*
 * What the input's content holds for the indicator, in German as row.h reads it back. Of an
 * earlier round only answers are taken over, not what stands beside a question nobody answered.
 */
void template_cells_init(struct template_cells *self, const struct template_input *input,
                         const struct indicator *indicator);
void template_cells_done(struct template_cells *self);
DEFINE_CLEANUP_INSIDE(struct template_cells, template_cells_done)

/* "3 – Beschlossen", as the drop-down of the workbook offers it. For the caller to free. */
char *template_level(const struct scale *scale, size_t level) MUST_CHECK;

/* The label of a reason of the edition, in German; its id where it has none. */
const char *template_reason(const struct catalogue *edition, const char *id);

/* What has to be given: the levels, or what is counted and of what. For the caller to free. */
char *template_explanation(const struct catalogue *edition, const struct indicator *indicator)
    MUST_CHECK;
