#include "common/read/ndjson.h"

#include <string.h>

#include "common/memory.h"
#include "tests/support/expect.h"

Test(ndjson, hands_out_the_very_bytes_of_the_document)
{
    static const struct {
        const char *line, *municipality, *document;
    } cases[] = {
        {"{\"municipality\": \"09174\", \"document\": {}}", "09174", "{}"},
        {"{\"municipality\":\"09174\",\"document\":{\"a\":1.10}}\r\n", "09174", "{\"a\":1.10}"},
        {" { \"document\" : {\"a\": [1, {}, \"]}\"]} , \"municipality\" : \"1\" } \n", "1",
         "{\"a\": [1, {}, \"]}\"]}"},
        {"{\"document\": {\"\\\"}\\\\\": \"\\\\\"}, \"municipality\": \"\\u0031\"}", "1",
         "{\"\\\"}\\\\\": \"\\\\\"}"},
        {"{\"document\": {\"document\": {\"x\": true}}, \"municipality\": \"1\"}", "1",
         "{\"document\": {\"x\": true}}"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ndjson_line line;
        struct error error;
        CLEANUP(memory_freep) char *document = NULL;

        cr_assert(ndjson_read(cases[i].line, strlen(cases[i].line), &line, &error), "%s: %s",
                  cases[i].line, error.text);
        document = memory_copy(line.document, line.size);
        expect_text(cases[i].line, line.municipality, cases[i].municipality);
        expect_text(cases[i].line, document, cases[i].document);
    }
}

Test(ndjson, refuses_any_other_line)
{
    static const struct {
        const char *line, *municipality;
    } cases[] = {
        {"", ""},
        {"\n", ""},
        {"[]", ""},
        {"{}", ""},
        {"{\"municipality\": \"09174\", \"document\": {}", ""},
        {"{\"municipality\": \"09174\", \"document\": {}} {}", ""},
        {"{\"municipality\": \"09174\", \"document\": {\"a\": 1, \"a\": 1}}", ""},
        {"{\"municipality\": \"09174\"}", "09174"},
        {"{\"municipality\": \"09174\", \"document\": []}", "09174"},
        {"{\"municipality\": \"09174\", \"document\": null}", "09174"},
        {"{\"municipality\": \"09174\", \"document\": {}, \"more\": 1}", "09174"},
        {"{\"municipality\": 9174, \"document\": {}}", ""},
        {"{\"municipality\": \"0123456789012345\", \"document\": {}}", "012345678901234"},
        {"{\"municipality\": \"09174\", \"d\\u006fcument\": {}}", "09174"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ndjson_line line;
        struct error error;

        cr_expect(!ndjson_read(cases[i].line, strlen(cases[i].line), &line, &error), "%s",
                  cases[i].line);
        expect_number(cases[i].line, error.kind, ERROR_INVALID);
        expect_text(cases[i].line, line.municipality, cases[i].municipality);
    }
}

Test(ndjson, refuses_a_nul_wherever_it_stands)
{
    static const char text[] = "{\"municipality\": \"1\", \"document\": {\"a\": 1}}\0";

    for (size_t i = 0; i < sizeof text - 1; i++) {
        char changed[sizeof text];
        struct ndjson_line line;
        struct error error;

        memcpy(changed, text, sizeof text);
        changed[i] = '\0';
        cr_expect(!ndjson_read(changed, sizeof text - 1, &line, &error), "byte %zu", i);
    }
}
