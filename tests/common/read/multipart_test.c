#include "common/read/multipart.h"

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "tests/support/expect.h"

#define TYPE  "multipart/form-data; boundary=b"
#define FIELD "Content-Disposition: form-data; name=\"a\"\r\n\r\n"
#define FILE_ "Content-Disposition: form-data; name=\"file\"; filename=\"x.csv\"\r\n"

/* "refused", or "name=value name=value file:field:name:type:bytes". */
static char *meaning(const char *type, const char *body, size_t size)
{
    CLEANUP(memory_freep) char *bytes = memory_copy(body, size);
    CLEANUP(form_data_freep) struct form_data *form = NULL;
    struct error error;
    char *text = memory_copy_text("");

    if (!multipart_read(type, bytes, size, &form, &error)) {
        free(text);
        return memory_copy_text("refused");
    }
    for (size_t i = 0; i < form->count; i++) {
        CLEANUP(memory_freep) char *before = text;

        text = memory_format("%s%s=%s ", before, form->fields[i].name, form->fields[i].value);
    }
    if (form->file != NULL) {
        CLEANUP(memory_freep) char *before = text;

        text =
            memory_format("%sfile:%s:%s:%s:%.*s", before, form->file->field, form->file->name,
                          form->file->media_type, (int)form->file->size, form->file->bytes);
    }
    return text;
}

Test(multipart, is_read_as_browsers_send_it_and_in_no_other_way)
{
    static const struct {
        const char *type;
        const char *body;
        const char *expected;
    } cases[] = {
        {TYPE, "--b\r\n" FIELD "1\r\n--b--\r\n", "a=1 "},
        {TYPE, "--b\r\n" FIELD "1\r\n--b--", "a=1 "},
        {TYPE, "--b--\r\n", ""},
        {TYPE, "--b\r\n" FIELD "\r\n--b--\r\n", "a= "},
        {TYPE, "--b\r\n" FIELD "1\r\n--b\r\n" FIELD "2\r\n--b--\r\n", "a=1 a=2 "},
        {TYPE, "--b\r\n" FIELD "1\r\n2\r\n\r\n3\r\n--b--\r\n", "a=1\r\n2\r\n\r\n3 "},
        {TYPE, "--b\r\n" FILE_ "Content-Type: text/csv\r\n\r\nq;w\r\n\r\n--b--\r\n",
         "file:file:x.csv:text/csv:q;w\r\n"},
        {TYPE, "--b\r\n" FILE_ "\r\n--b--\r\n", "refused"}, /* the header has no end */
        {TYPE, "--b\r\n" FILE_ "\r\n\r\n--b--\r\n", "file:file:x.csv::"},
        {"Multipart/Form-Data; charset=utf-8; Boundary=\"b\"", "--b\r\n" FIELD "1\r\n--b--\r\n",
         "a=1 "},

        /* a boundary that only begins like ours, or does not begin a line, is content */
        {TYPE, "--b\r\n" FIELD "1\r\n--bc\r\n--b--\r\n", "a=1\r\n--bc "},
        {TYPE, "--b\r\n" FIELD "1\r\n--b-\r\n--b--\r\n", "a=1\r\n--b- "},
        {TYPE, "--b\r\n" FIELD "1--b--\r\n--b--\r\n", "a=1--b-- "},
        {TYPE, "--b\r\n" FIELD "1\n--b--\r\n--b--\r\n", "a=1\n--b-- "},
        {TYPE, "--b\r\n" FIELD "1\r\n--b \r\n--b--\r\n", "a=1\r\n--b  "},

        /* nothing is chosen, twice chosen, and names of files */
        {TYPE,
         "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n"
         "Content-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n",
         ""},
        {TYPE, "--b\r\n" FILE_ "\r\n1\r\n--b\r\n" FILE_ "\r\n2\r\n--b--\r\n", "refused"},
        {TYPE,
         "--b\r\nContent-Disposition: form-data; filename=\"../../etc/x\\..\\Bögen.csv\"; "
         "name=\"f\"\r\n\r\n1\r\n--b--\r\n",
         "file:f:Bögen.csv::1"},
        {TYPE,
         "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\a\\b.csv\"\r\n\r\n"
         "1\r\n--b--\r\n",
         "file:f:b.csv::1"},

        /* no boundary, or not one */
        {NULL, "--b--\r\n", "refused"},
        {"multipart/form-data", "--b--\r\n", "refused"},
        {"multipart/form-data; boundary=", "----\r\n", "refused"},
        {"multipart/form-data; boundary=\"b", "--b--\r\n", "refused"},
        {"multipart/form-data; boundary=b; boundary=c", "--b--\r\n", "refused"},
        {"multipart/form-data; boundary=\"a b\"", "--a b--\r\n", "refused"},
        {"multipart/form-data; boundary="
         "aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaab",
         "--aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaab--\r\n",
         "refused"},

        /* other borders than CR LF, and things in front, behind or without an end */
        {TYPE, "", "refused"},
        {TYPE, "--b", "refused"},
        {TYPE, "--b\r\n", "refused"},
        {TYPE, "--b\n" FIELD "1\r\n--b--\r\n", "refused"},
        {TYPE, "\r\n--b\r\n" FIELD "1\r\n--b--\r\n", "refused"},
        {TYPE, "preamble\r\n--b\r\n" FIELD "1\r\n--b--\r\n", "refused"},
        {TYPE, "--b\r\n" FIELD "1\r\n--b--\r\nepilogue", "refused"},
        {TYPE, "--b\r\n" FIELD "1\r\n--b--\n\n", "refused"},
        {TYPE, "--b\r\n" FIELD "1\r\n--b\r\n", "refused"},
        {TYPE, "--b\r\n" FIELD "1", "refused"},

        /* headers */
        {TYPE, "--b\r\nX: y\r\n\r\n1\r\n--b--\r\n", "refused"},
        {TYPE, "--b\r\nX: y\r\n" FIELD "1\r\n--b--\r\n", "a=1 "},
        {TYPE, "--b\r\nno colon\r\n" FIELD "1\r\n--b--\r\n", "refused"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n" FIELD "1\r\n--b--\r\n",
         "refused"},
        {TYPE,
         "--b\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--b--\r\n",
         "refused"},
        {TYPE, "--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--b--\r\n",
         "refused"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--\r\n",
         "refused"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--b--\r\n",
         "refused"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--b--\r\n",
         "refused"},
        {TYPE,
         "--b\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''x\r\n\r\n"
         "1\r\n--b--\r\n",
         "refused"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=\"a\tb\"\r\n\r\n1\r\n--b--\r\n",
         "refused"},
        {TYPE, "--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n1\r\n--b--\r\n",
         "refused"},
        {TYPE, "--b\r\n" FIELD "\xff\r\n--b--\r\n", "refused"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep)
        char *read = meaning(cases[i].type, cases[i].body, strlen(cases[i].body));

        expect_text(cases[i].body, read, cases[i].expected);
    }
}

Test(multipart, has_no_nul_in_a_field_but_any_byte_in_a_file)
{
    static const char field[] = "--b\r\n" FIELD "1\0002\r\n--b--\r\n";
    static const char file[] = "--b\r\n" FILE_ "\r\n1\0\xff\r\n--b--\r\n";
    CLEANUP(memory_freep) char *read = meaning(TYPE, field, sizeof field - 1);
    CLEANUP(form_data_freep) struct form_data *form = NULL;
    struct error error;

    expect_text("field", read, "refused");
    cr_assert(multipart_read(TYPE, file, sizeof file - 1, &form, &error), "%s", error.text);
    cr_expect(form->file->size == 3 && memcmp(form->file->bytes, "1\0\xff", 3) == 0);
}

/* A body with one part whose header, name or value is this long, read or not. */
static bool reads(const char *format, size_t length)
{
    CLEANUP(memory_freep) char *filling = memory_new(length + 1, 1);
    CLEANUP(memory_freep) char *body = NULL;
    CLEANUP(form_data_freep) struct form_data *form = NULL;
    struct error error;

    memset(filling, 'x', length);
    if (strcmp(format, "value") == 0)
        body = memory_format("--b\r\n" FIELD "%s\r\n--b--\r\n", filling);
    else if (strcmp(format, "name") == 0)
        body = memory_format(
            "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n1\r\n--b--\r\n",
            filling);
    else
        body = memory_format("--b\r\nX:%s\r\n" FIELD "1\r\n--b--\r\n", filling);
    return multipart_read(TYPE, body, strlen(body), &form, &error);
}

Test(multipart, has_bounds)
{
    cr_expect(reads("value", MULTIPART_VALUE_MAX) && !reads("value", MULTIPART_VALUE_MAX + 1));
    cr_expect(reads("name", MULTIPART_NAME_MAX) && !reads("name", MULTIPART_NAME_MAX + 1));
    cr_expect(reads("header", 1900) && !reads("header", MULTIPART_HEADER_MAX));
}

Test(multipart, cuts_a_file_name_between_characters)
{
    static const char head[] =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a";
    CLEANUP(memory_freep) char *body = memory_new(2048, 1);
    CLEANUP(form_data_freep) struct form_data *form = NULL;
    struct error error;
    char *end = stpcpy(body, head);

    for (int i = 0; i < 150; i++)
        end = stpcpy(end, "ü");
    stpcpy(end, "\"\r\n\r\n1\r\n--b--\r\n");
    cr_assert(multipart_read(TYPE, body, strlen(body), &form, &error), "%s", error.text);
    expect_number("bytes", (long)strlen(form->file->name), FORM_FILE_NAME_MAX - 1);
}

Test(multipart, takes_no_more_fields_than_a_form_has)
{
    CLEANUP(memory_freep) char *body = memory_new(FORM_FIELDS_MAX + 2, 64);
    char *end = body;

    for (int i = 0; i <= FORM_FIELDS_MAX; i++)
        end = stpcpy(end, "--b\r\n" FIELD "1\r\n");
    stpcpy(end, "--b--\r\n");
    {
        CLEANUP(form_data_freep) struct form_data *form = NULL;
        struct error error;

        cr_expect(!multipart_read(TYPE, body, strlen(body), &form, &error));
        end -= strlen("--b\r\n" FIELD "1\r\n");
        stpcpy(end, "--b--\r\n");
        cr_expect(multipart_read(TYPE, body, strlen(body), &form, &error));
    }
}
