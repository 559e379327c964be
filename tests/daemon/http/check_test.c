#include "daemon/http/check.h"

#include "tests/support/expect.h"

#define FIELDS_MAX 4

static void add_text(struct head *head, const char *text)
{
    head_add(head, text, strlen(text));
}

/* A head as the parser would build it. */
static struct head *head_of(enum method method, int minor, const char *target,
                            const char *const fields[][2])
{
    struct head *head = head_new();

    head->method = method;
    head->major = 1;
    head->minor = minor;
    add_text(head, target);
    head_end(head);
    for (size_t i = 0; i < FIELDS_MAX && fields[i][0] != NULL; i++) {
        const size_t name = head->size;
        size_t value;

        add_text(head, fields[i][0]);
        head_end(head);
        cr_assert(head_add_field(head, name));
        value = head->size;
        add_text(head, fields[i][1]);
        head_set_value(head, value);
    }
    return head;
}

Test(check, finds_what_a_head_does_wrong)
{
    static const struct {
        const char *name;
        enum method method;
        int minor;
        const char *target;
        const char *fields[FIELDS_MAX][2];
        enum fault fault;
    } cases[] = {
        {"plain", METHOD_GET, 1, "/", {{"Host", "a"}}, FAULT_NONE},
        {"HTTP/1.0 without a host", METHOD_GET, 0, "/", {{NULL}}, FAULT_NONE},
        {"HTTP/1.0 with two hosts",
         METHOD_GET,
         0,
         "/",
         {{"Host", "a"}, {"Host", "a"}},
         FAULT_HOST},
        {"HTTP/1.2", METHOD_GET, 2, "/", {{"Host", "a"}}, FAULT_VERSION},
        {"no host", METHOD_GET, 1, "/", {{"X", "a"}}, FAULT_HOST},
        {"two hosts", METHOD_GET, 1, "/", {{"Host", "a"}, {"host", "a"}}, FAULT_HOST},
        {"a host with a query", METHOD_GET, 1, "/", {{"Host", "a?b"}}, FAULT_HOST},
        {"a name with a blank",
         METHOD_GET,
         1,
         "/",
         {{"Host", "a"}, {"X ", "1"}},
         FAULT_FIELD_NAME},
        {"no name", METHOD_GET, 1, "/", {{"Host", "a"}, {"", "1"}}, FAULT_FIELD_NAME},
        {"a bad target", METHOD_GET, 1, "a", {{"Host", "a"}}, FAULT_TARGET},
        {"length", METHOD_PUT, 1, "/", {{"Host", "a"}, {"Content-Length", "7"}}, FAULT_NONE},
        {"length with zeros",
         METHOD_PUT,
         1,
         "/",
         {{"Host", "a"}, {"Content-Length", "007"}},
         FAULT_NONE},
        {"length in words",
         METHOD_PUT,
         1,
         "/",
         {{"Host", "a"}, {"Content-Length", "7b"}},
         FAULT_FRAMING},
        {"two lengths",
         METHOD_PUT,
         1,
         "/",
         {{"Host", "a"}, {"Content-Length", "7"}, {"Content-length", "7"}},
         FAULT_FRAMING},
        {"19 digits",
         METHOD_PUT,
         1,
         "/",
         {{"Host", "a"}, {"Content-Length", "1000000000000000000"}},
         FAULT_BODY_LONG},
        {"no length", METHOD_PUT, 1, "/", {{"Host", "a"}}, FAULT_LENGTH_MISSING},
        {"no length", METHOD_POST, 1, "/", {{"Host", "a"}}, FAULT_LENGTH_MISSING},
        {"no length needed", METHOD_DELETE, 1, "/", {{"Host", "a"}}, FAULT_NONE},
        {"a body for GET",
         METHOD_GET,
         1,
         "/",
         {{"Host", "a"}, {"Content-Length", "7"}},
         FAULT_UNWANTED_BODY},
        {"chunks",
         METHOD_POST,
         1,
         "/",
         {{"Host", "a"}, {"Transfer-Encoding", "Chunked"}},
         FAULT_NONE},
        {"chunks for GET",
         METHOD_GET,
         1,
         "/",
         {{"Host", "a"}, {"Transfer-Encoding", "chunked"}},
         FAULT_UNWANTED_BODY},
        {"chunks in HTTP/1.0",
         METHOD_POST,
         0,
         "/",
         {{"Transfer-Encoding", "chunked"}},
         FAULT_FRAMING},
        {"gzip",
         METHOD_POST,
         1,
         "/",
         {{"Host", "a"}, {"Transfer-Encoding", "gzip"}},
         FAULT_CODING},
        {"both lengths",
         METHOD_POST,
         1,
         "/",
         {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "7"}},
         FAULT_FRAMING},
        {"two codings",
         METHOD_POST,
         1,
         "/",
         {{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}},
         FAULT_FRAMING},
        {"Expect", METHOD_GET, 1, "/", {{"Host", "a"}, {"Expect", "100-Continue"}}, FAULT_NONE},
        {"another Expect",
         METHOD_GET,
         1,
         "/",
         {{"Host", "a"}, {"Expect", "200-ok"}},
         FAULT_EXPECTATION},
        {"two of them",
         METHOD_GET,
         1,
         "/",
         {{"Host", "a"}, {"Expect", "100-continue"}, {"Expect", "100-continue"}},
         FAULT_EXPECTATION},
        {"Expect in HTTP/1.0", METHOD_GET, 0, "/", {{"Expect", "200-ok"}}, FAULT_NONE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(head_freep)
        struct head *head =
            head_of(cases[i].method, cases[i].minor, cases[i].target, cases[i].fields);
        const enum fault fault = check_head(head);

        expect_number(cases[i].name, fault, cases[i].fault);
    }
}

Test(check, learns_how_long_the_body_is)
{
    static const char *const fields[FIELDS_MAX][2] = {{"Host", "a"},
                                                      {"Content-Length", "999999999999999999"}};
    CLEANUP(head_freep) struct head *head = head_of(METHOD_PUT, 1, "/a?b", fields);

    cr_assert(check_head(head) == FAULT_NONE);
    expect_number("length", head->length, 999999999999999999);
    cr_expect(head_has_body(head) && !head->is_chunked);
    expect_text("path", head->target.path, "/a");
}

Test(head, joins_fields_of_one_name_in_order)
{
    static const char *const fields[FIELDS_MAX][2] = {
        {"A", "1"}, {"B", "2"}, {"a", ""}, {"A", "3"}};
    CLEANUP(head_freep) struct head *head = head_of(METHOD_GET, 1, "/", fields);

    head_join(head);
    expect_number("fields", head->count, 2);
    expect_text("a", head_find(head, "a"), "1, , 3");
    expect_text("b", head_find(head, "b"), "2");
    expect_text("target", head_target(head), "/");
}
