#include "common/charts/group_line.h"

#include <assert.h>

static const struct {
    const char *line, *mark_classes;
    enum svg_mark mark;
} groups[GROUP_LINES_MAX] = {
    {"chart-group chart-group-1", "chart-mark chart-mark-1", SVG_CIRCLE},
    {"chart-group chart-group-2", "chart-mark chart-mark-2", SVG_SQUARE},
    {"chart-group chart-group-3", "chart-mark chart-mark-3", SVG_TRIANGLE},
};

const char *group_line_classes(size_t group)
{
    assert(group < GROUP_LINES_MAX);
    return groups[group].line;
}

const char *group_mark_classes(size_t group)
{
    assert(group < GROUP_LINES_MAX);
    return groups[group].mark_classes;
}

enum svg_mark group_mark(size_t group)
{
    assert(group < GROUP_LINES_MAX);
    return groups[group].mark;
}
