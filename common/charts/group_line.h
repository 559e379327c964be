#pragma once

/*
 * How groups differ in one picture, with and without colour: each has its own dashes and its
 * own mark. The own value is none of them: solid, with a diamond.
 */

#include <stddef.h>

#include "common/charts/svg.h"

#define GROUP_LINES_MAX 3

const char *group_line_classes(size_t group);
const char *group_mark_classes(size_t group);
enum svg_mark group_mark(size_t group);
