# Turns the parts of the OpenAPI description into C: openapi_parts.h, openapi_parts.c.
#
#   cmake -DPARTS="info.json;..." -DOUTPUT=directory -P embed.cmake
foreach(path IN LISTS PARTS)
    get_filename_component(name "${path}" NAME_WE)
    file(READ "${path}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays "static const char part_${name}[] = {${bytes}0x00};\n")
    string(APPEND rows "    {\"${name}\", part_${name}},\n")
endforeach()
list(LENGTH PARTS count)

file(CONFIGURE OUTPUT "${OUTPUT}/openapi_parts.h" @ONLY CONTENT [[
/* Made from daemon/openapi by daemon/openapi/embed.cmake. */
#pragma once

#define OPENAPI_PART_COUNT @count@

struct openapi_part {
    const char *name; /* of the file, without .json */
    const char *text;
};

extern const struct openapi_part openapi_parts[OPENAPI_PART_COUNT];
]])

file(CONFIGURE OUTPUT "${OUTPUT}/openapi_parts.c" @ONLY CONTENT [[
/* Made from daemon/openapi by daemon/openapi/embed.cmake. */
#include "openapi_parts.h"

@arrays@
const struct openapi_part openapi_parts[OPENAPI_PART_COUNT] = {
@rows@};
]])
