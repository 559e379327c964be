# Makes what browsers keep for ever, and turns it into C, see daemon/pages/web.h: each file is
# named by its content, and packed where that helps.
#
#   app.css   KERN, then static/*.css in the order of their names
#   app.js    static/*.js likewise
#   icon.svg
#   fira-sans-400.woff2, fira-sans-600.woff2
#
#   cmake -DKERN=package -DSTATIC=daemon/web/static -DWORK=directory -DZOPFLI=zopfli
#         -DOUTPUT=web_assets.c -P assets.cmake
include(${CMAKE_CURRENT_LIST_DIR}/array.cmake)

function(read_all pattern out)
    file(GLOB files ${STATIC}/${pattern})
    list(SORT files)
    foreach(file IN LISTS files)
        file(READ "${file}" text)
        string(APPEND all "${text}")
    endforeach()
    set(${out} "${all}" PARENT_SCOPE)
endfunction()

# asset(NAME SUFFIX MEDIA_TYPE FILE): tells ${NAME}_path.
function(asset name suffix media_type file)
    file(SHA256 "${file}" digest)
    string(SUBSTRING "${digest}" 0 16 digest)
    set(packed "${file}")
    set(is_packed false)
    if(NOT suffix STREQUAL "woff2")
        set(packed "${WORK}/${name}.gz")
        set(is_packed true)
        execute_process(COMMAND ${ZOPFLI} -c "${file}" OUTPUT_FILE "${packed}"
                        COMMAND_ERROR_IS_FATAL ANY)
    endif()
    read_as_array("${packed}" bytes)
    file(SIZE "${packed}" size)
    string(REPLACE "-" "_" array "${name}")
    string(APPEND arrays "static const unsigned char ${array}_${suffix}[] = {${bytes}};\n")
    string(APPEND rows "    {\"${name}.${suffix}\", \"/static/${name}-${digest}.${suffix}\", "
           "\"${media_type}\", \"${digest}\", ${is_packed}, ${array}_${suffix}, ${size}},\n")
    set(arrays "${arrays}" PARENT_SCOPE)
    set(rows "${rows}" PARENT_SCOPE)
    set(${name}_path "/static/${name}-${digest}.${suffix}" PARENT_SCOPE)
endfunction()

set(fonts ${KERN}/dist/fonts/fira-sans)
asset(fira-sans-400 woff2 font/woff2 ${fonts}/FiraSans-Regular.woff2)
asset(fira-sans-600 woff2 font/woff2 ${fonts}/FiraSans-SemiBold.woff2)

# KERN's utilities, classes for arranging things, are a third of what would be sent, and no page uses
# them. Its style sheet holds them as they are, in two parts.
file(READ "${KERN}/dist/kern.min.css" kern)
file(READ "${KERN}/dist/kern-utilities.min.css" utilities)
string(STRIP "${utilities}" utilities)
string(FIND "${utilities}" ".kern-stack{" begin)
string(FIND "${utilities}" ".kern-m-auto{" middle)
math(EXPR length "${middle} - ${begin}")
string(SUBSTRING "${utilities}" ${begin} ${length} arranging)
string(SUBSTRING "${utilities}" ${middle} -1 spacing)
foreach(part arranging spacing)
    string(FIND "${kern}" "${${part}}" place)
    if(place EQUAL -1)
        message(FATAL_ERROR "this version of KERN holds its utilities (${part}) elsewhere")
    endif()
    string(REPLACE "${${part}}" "" kern "${kern}")
endforeach()
read_all(*.css ours)
string(REPLACE "@FIRA_SANS_400@" "${fira-sans-400_path}" ours "${ours}")
string(REPLACE "@FIRA_SANS_600@" "${fira-sans-600_path}" ours "${ours}")
file(WRITE "${WORK}/app.css" "${kern}\n${ours}")
asset(app css "text/css; charset=utf-8" "${WORK}/app.css")

read_all(*.js script)
file(WRITE "${WORK}/app.js" "${script}")
asset(app js "text/javascript; charset=utf-8" "${WORK}/app.js")
asset(icon svg image/svg+xml "${STATIC}/icon.svg")

string(REGEX MATCHALL "\n" lines "${rows}")
list(LENGTH lines count)
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
/* Made from daemon/web and KERN by daemon/web/assets.cmake. */
#include "daemon/pages/web.h"

@arrays@
const struct web_asset web_assets[] = {
@rows@};
const size_t web_asset_count = @count@;
]])
