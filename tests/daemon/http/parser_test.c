#include "daemon/http/parser.h"

#include "common/memory.h"
#include "tests/support/expect.h"

#define CHUNKED "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

static enum parser_event feed(struct parser *parser, const char *text, size_t *used)
{
    return parser_feed(parser, text, strlen(text), used);
}

Test(parser, stops_behind_the_head_until_it_is_told_to_go_on)
{
    static const char text[] = "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET";
    const size_t head_size = sizeof text - 1 - strlen("hiGET");
    CLEANUP(parser_freep) struct parser *parser = parser_new();
    CLEANUP(head_freep) struct head *head = NULL;
    struct body body;
    size_t used;

    expect_number("head", feed(parser, text, &used), PARSER_HEAD);
    expect_number("head's bytes", used, head_size);
    expect_number("again", feed(parser, "hi", &used), PARSER_HEAD);
    expect_number("again", used, 0);
    cr_expect(!parser_is_done(parser));

    head = parser_take_head(parser);
    expect_number("method", head->method, METHOD_PUT);
    expect_text("path", head->target.path, "/a");
    parser_receive(parser, 2);
    expect_number("body", feed(parser, text + head_size, &used), PARSER_BODY);
    expect_number("body's bytes", used, 2);
    cr_expect(parser_is_done(parser));
    body = parser_take_body(parser);
    expect_text("body", body.bytes, "hi");
    body_done(&body);

    parser_next(parser);
    expect_number("next", feed(parser, "GET", &used), PARSER_HUNGRY);
    expect_number("next's bytes", used, 3);
}

Test(parser, knows_that_a_body_is_too_long_before_it_comes)
{
    static const struct {
        const char *name;
        const char *head;
        const char *body;
        enum parser_event event;
    } cases[] = {
        {"as long as allowed", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
         "hello", PARSER_BODY},
        {"one more", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n", "",
         PARSER_TOO_LARGE},
        {"a chunk as long as allowed", CHUNKED, "5\r\nhello\r\n0\r\n\r\n", PARSER_BODY},
        {"a chunk that is longer", CHUNKED, "6\r\n", PARSER_TOO_LARGE},
        {"a huge chunk", CHUNKED, "ffffffffffffffff\r\n", PARSER_TOO_LARGE},
        {"chunks as long as allowed", CHUNKED, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", PARSER_BODY},
        {"chunks that are longer", CHUNKED, "2\r\nhe\r\n4\r\n", PARSER_TOO_LARGE},
        {"a huge second chunk", CHUNKED, "2\r\nhe\r\nffffffffffffffff\r\n", PARSER_TOO_LARGE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(parser_freep) struct parser *parser = parser_new();
        size_t used;

        expect_number(cases[i].name, feed(parser, cases[i].head, &used), PARSER_HEAD);
        parser_receive(parser, 5);
        expect_number(cases[i].name, feed(parser, cases[i].body, &used), cases[i].event);
        expect_number(cases[i].name, parser_is_done(parser), cases[i].event == PARSER_BODY);
    }
}

Test(parser, says_which_rule_is_broken)
{
    static const struct {
        const char *bytes;
        enum fault fault;
    } cases[] = {
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", FAULT_VERSION},
        {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", FAULT_VERSION},
        {"GET /\r\nHost: a\r\n\r\n", FAULT_VERSION},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", FAULT_CODING},
        {"PATCH / HTTP/1.1\r\nHost: a\r\n\r\n", FAULT_METHOD},
        {"DESCRIBE / HTTP/1.1\r\n", FAULT_METHOD},
        {"PRI * HTTP/2.0\r\n", FAULT_METHOD},
        {"GET / HTCPCP/1.1\r\n", FAULT_SYNTAX},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(parser_freep) struct parser *parser = parser_new();
        size_t used;

        expect_number(cases[i].bytes, feed(parser, cases[i].bytes, &used), PARSER_REFUSED);
        expect_number(cases[i].bytes, parser_fault(parser), cases[i].fault);
    }
}

Test(parser, reads_on_only_where_a_request_has_ended)
{
    CLEANUP(parser_freep) struct parser *parser = parser_new();
    size_t used;

    expect_number("refused", feed(parser, "GET /\n", &used), PARSER_REFUSED);
    expect_number("why", parser_fault(parser), FAULT_SYNTAX);
    cr_expect(parser_is_spent(parser) && !parser_is_done(parser));
    expect_number("still", feed(parser, "GET / HTTP/1.1\r\n", &used), PARSER_REFUSED);
    expect_number("nothing more is read", used, 0);
}

Test(body, takes_memory_as_bytes_arrive)
{
    CLEANUP(memory_freep) char *bytes = memory_new(BODY_STEP, 1);
    struct body body = {0};
    size_t limit = 10 * BODY_STEP;

    body_add(&body, "", 0, limit);
    cr_expect(body.bytes == NULL);
    body_add(&body, bytes, 1000, limit);
    cr_expect(body.capacity <= 2000, "%zu for 1000 bytes", body.capacity);
    while (body.size + BODY_STEP <= limit) {
        body_add(&body, bytes, BODY_STEP, limit);
        cr_expect(body.capacity <= body.size + BODY_STEP);
        cr_expect(body.capacity <= limit);
    }
    body_add(&body, bytes, limit - body.size, limit);
    expect_number("capacity", body.capacity, limit);
    body_done(&body);
}
