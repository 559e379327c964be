# Turns templates and texts into C, see daemon/pages/web.h.
#
#   cmake -DTEMPLATES="layout.mustache;..." -DTEXTS="common.json;..." -DFOLDER=daemon/web
#         -DOUTPUT=web_sources.c -P sources.cmake
include(${CMAKE_CURRENT_LIST_DIR}/array.cmake)

set(number 0)
function(table folder suffix files out)
    list(SORT files)
    foreach(file IN LISTS files)
        string(REGEX REPLACE "[.]${suffix}$" "" name "${file}")
        read_as_array("${FOLDER}/${folder}/${file}" bytes)
        file(SIZE "${FOLDER}/${folder}/${file}" size)
        string(APPEND arrays "static const unsigned char b${number}[] = {${bytes}};\n")
        string(APPEND rows "    {\"${name}\", b${number}, ${size}},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    set(number ${number} PARENT_SCOPE)
    set(arrays "${arrays}" PARENT_SCOPE)
    set(${out} "${rows}" PARENT_SCOPE)
endfunction()

table(templates mustache "${TEMPLATES}" template_rows)
table(texts json "${TEXTS}" text_rows)
list(LENGTH TEMPLATES template_count)
list(LENGTH TEXTS text_count)

file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
/* Made from daemon/web by daemon/web/sources.cmake. */
#include "daemon/pages/web.h"

@arrays@
const struct web_source web_templates[] = {
@template_rows@};
const size_t web_template_count = @template_count@;

const struct web_source web_texts[] = {
@text_rows@};
const size_t web_text_count = @text_count@;
]])
