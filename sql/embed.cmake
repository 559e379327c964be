# Turns SQL files into C.
#   statements/*.sql  statements.h, statements.c: one prepared statement a file, named after the
#                     file; the highest $n in its text is the number of its parameters
#   migrations/*.sql  migrations.h, migrations.c: name, SHA-256 and text of each, in order;
#                     roles.sql beside them
#
#   cmake -DSTATEMENTS="a.sql;b.sql" -DMIGRATIONS="..." -DROLES=roles.sql -DOUTPUT=directory
#         -P embed.cmake

# A file as the inside of a C array of character codes: no escaping to get wrong, no length limit
# of string literals (ISO C guarantees 4095 characters, and -Woverlength-strings holds us to it).
function(read_as_array path out)
    file(READ "${path}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    set(${out} "${bytes}0x00" PARENT_SCOPE)
endfunction()

list(SORT STATEMENTS)
foreach(path IN LISTS STATEMENTS)
    get_filename_component(name "${path}" NAME_WE)
    string(TOUPPER "STATEMENT_${name}" constant)

    file(READ "${path}" text)
    string(REGEX REPLACE "--[^\n]*\n" "" text "${text}")
    set(parameters 0)
    string(REGEX MATCHALL "[$][0-9]+" marks "${text}")
    foreach(mark IN LISTS marks)
        string(SUBSTRING "${mark}" 1 -1 number)
        if(number GREATER parameters)
            set(parameters ${number})
        endif()
    endforeach()

    read_as_array("${path}" bytes)
    string(APPEND constants "    ${constant},\n")
    string(APPEND arrays "static const char ${name}[] = {${bytes}};\n")
    string(APPEND rows "    [${constant}] = {\"${name}\", ${parameters}, ${name}},\n")
endforeach()

list(SORT MIGRATIONS)
list(LENGTH MIGRATIONS migration_count)
foreach(path IN LISTS MIGRATIONS)
    get_filename_component(name "${path}" NAME_WE)
    file(SHA256 "${path}" digest)
    read_as_array("${path}" bytes)
    string(APPEND migration_arrays "static const char m${name}[] = {${bytes}};\n")
    string(APPEND migration_rows "    {\"${name}\", \"${digest}\", m${name}},\n")
endforeach()
read_as_array("${ROLES}" roles)

file(CONFIGURE OUTPUT "${OUTPUT}/statements.h" @ONLY CONTENT [[
/* Made from sql/statements by sql/embed.cmake. */
#pragma once

enum statement {
@constants@    STATEMENT_COUNT
};

struct statement_text {
    const char *name;
    int parameters;
    const char *sql;
};

extern const struct statement_text statement_texts[STATEMENT_COUNT];
]])

file(CONFIGURE OUTPUT "${OUTPUT}/statements.c" @ONLY CONTENT [[
/* Made from sql/statements by sql/embed.cmake. */
#include "statements.h"

@arrays@
const struct statement_text statement_texts[STATEMENT_COUNT] = {
@rows@};
]])

file(CONFIGURE OUTPUT "${OUTPUT}/migrations.h" @ONLY CONTENT [[
/* Made from sql/migrations by sql/embed.cmake. */
#pragma once

#define MIGRATION_COUNT @migration_count@

struct migration {
    const char *name;   /* of the file, without .sql */
    const char *sha256; /* of the file, in hexadecimal */
    const char *sql;
};

/* In the order in which they run. */
extern const struct migration migrations[MIGRATION_COUNT];

/* sql/roles.sql: makes the roles and grants them what they may do; safe to run again. */
extern const char roles_sql[];
]])

file(CONFIGURE OUTPUT "${OUTPUT}/migrations.c" @ONLY CONTENT [[
/* Made from sql/migrations by sql/embed.cmake. */
#include "migrations.h"

@migration_arrays@
const struct migration migrations[MIGRATION_COUNT] = {
@migration_rows@};

const char roles_sql[] = {@roles@};
]])
