#include "common/table.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

/* A table as one text: "1<key><name> 3<09174><Dachau> ". */
static char *table_print(const struct table *table)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    for (size_t i = 0; i < table->count; i++) {
        fprintf(out, "%zu", table->lines[i].number);
        for (size_t j = 0; j < table->lines[i].count; j++)
            fprintf(out, "<%s>", table->lines[i].cells[j]);
        fprintf(out, " ");
    }
    fclose(out);
    return text;
}

Test(table, reads_lines_of_cells_with_the_number_of_their_line)
{
    static const struct {
        const char *name, *file, *lines;
    } cases[] = {
        {"semicolons", "a;b\n1;2\n", "1<a><b> 2<1><2> "},
        {"commas", "a,b\n1,2\n", "1<a><b> 2<1><2> "},
        {"commas in cells", "a;b\n1,5;2\n", "1<a><b> 2<1,5><2> "},
        {"byte order mark",
         "\xef\xbb\xbf"
         "a;b\n",
         "1<a><b> "},
        {"CR LF", "a;b\r\n1;2\r\n3;4\r\n", "1<a><b> 2<1><2> 3<3><4> "},
        {"lone CR", "a;b\r1;2\r3;4", "1<a><b> 2<1><2> 3<3><4> "},
        {"no line end at the end", "a;b\n1;2", "1<a><b> 2<1><2> "},
        {"empty lines", "\na;b\n\n   \n1;2\r\n\r\n3;4\n\n", "2<a><b> 5<1><2> 7<3><4> "},
        {"a cell of several lines", "a;b\n1;\"x\n\ny\"\n3;4\n",
         "1<a><b> 2<1><x\n\ny> 5<3><4> "},
        {"a row that begins with one", "a\n\"x\r\ny\"\nz\n", "1<a> 2<x\r\ny> 4<z> "},
        {"quotation marks", "\"a;\"\"b\"\"\";c\n", "1<a;\"b\"><c> "},
        {"empty cells", "a;b;c\n;;\n", "1<a><b><c> 2<><><> "},
        {"blanks", " a ; b\n\" a \";b \n", "1<a><b> 2< a ><b> "},
        {"umlauts", "Köln;Fürth\n", "1<Köln><Fürth> "},
        {"an empty file", "", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
        CLEANUP(table_donep) struct table table = {0};
        CLEANUP(memory_freep) char *lines = NULL;

        cr_expect(table_read(cases[i].file, strlen(cases[i].file), 10, &table, &mistakes));
        lines = table_print(&table);
        expect_text(cases[i].name, lines, cases[i].lines);
        expect_number(cases[i].name, mistakes.count, 0);
    }
}

Test(table, says_in_which_line_a_file_stops_being_csv)
{
    static const struct {
        const char *name, *file, *place, *text;
    } cases[] = {
        {"a quotation mark in a cell", "a;b\n1;2\n3\"x;4\n", "line 3",
         "There is a quotation mark inside a cell that is not written twice"},
        {"text behind a quotation mark", "a;b\n\"1\"x;2\n", "line 2",
         "There is a quotation mark inside a cell that is not written twice"},
        {"never closed", "a;b\n1;2\n3;\"x\n5;6\n", "line 3",
         "This line opens a quotation mark that is not closed"},
        {"Windows-1252", "a;b\nK\xf6ln;2\n", "line 2",
         "The next byte belongs to no character of UTF-8"},
        {"too many lines", "a\n1\n2\n3\n4\n", "line 4",
         "With this line the file has one more than it may have"},
        {"too many lines, no end", "a\n1\n2\n3", "line 4",
         "With this line the file has one more than it may have"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
        CLEANUP(table_donep) struct table table = {0};

        cr_expect(!table_read(cases[i].file, strlen(cases[i].file), 3, &table, &mistakes));
        cr_assert(mistakes.count == 1, "%s", cases[i].name);
        expect_text(cases[i].name, mistakes.items[0].place, cases[i].place);
        expect_text(cases[i].name, mistakes.items[0].text, cases[i].text);
    }
}

Test(table, refuses_a_file_with_a_nul)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    CLEANUP(table_donep) struct table table = {0};

    cr_expect(!table_read("a;b\n1;\0002\n", 9, 10, &table, &mistakes));
    cr_assert(mistakes.count == 1);
    expect_text("place", mistakes.items[0].place, "line 2");
    expect_text("text", mistakes.items[0].text,
                "There is a NUL byte here; a text file holds none");
}
