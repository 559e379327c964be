#include "daemon/http/response.h"

#include "common/compiler.h"
#include "tests/support/expect.h"

#define NOW    784111777 /* the example of RFC 9110, 5.6.7 */
#define COMMON "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-Id: id\r\n"

Test(response, is_written_as_the_standard_wants_it)
{
    static const struct {
        const char *name;
        struct response response;
        const char *text;
        size_t body;
    } cases[] = {
        {"a document",
         {.status = 200,
          .media_type = "text/plain",
          .bytes = "hello",
          .size = 5,
          .keeps_alive = true},
         "HTTP/1.1 200 OK\r\n" COMMON "Connection: keep-alive\r\nContent-Length: 5\r\n"
         "Content-Type: text/plain\r\n\r\nhello",
         5},
        {"the same for HEAD",
         {.status = 200,
          .media_type = "text/plain",
          .bytes = "hello",
          .size = 5,
          .is_bodiless = true,
          .keeps_alive = true},
         "HTTP/1.1 200 OK\r\n" COMMON "Connection: keep-alive\r\nContent-Length: 5\r\n"
         "Content-Type: text/plain\r\n\r\n",
         0},
        {"fields, and nothing more",
         {.status = 302, .fields = "Location: /a\r\nVary: b\r\n"},
         "HTTP/1.1 302 Found\r\n" COMMON "Connection: close\r\nContent-Length: 0\r\n"
         "Location: /a\r\nVary: b\r\n\r\n",
         0},
        {"204",
         {.status = 204},
         "HTTP/1.1 204 No Content\r\n" COMMON "Connection: close\r\n\r\n",
         0},
        {"304 says nothing of a length",
         {.status = 304, .fields = "ETag: \"1\"\r\n", .keeps_alive = true},
         "HTTP/1.1 304 Not Modified\r\n" COMMON "Connection: keep-alive\r\nETag: \"1\"\r\n\r\n",
         0},
        {"a status without a phrase",
         {.status = 599},
         "HTTP/1.1 599 \r\n" COMMON "Connection: close\r\nContent-Length: 0\r\n\r\n",
         0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct evbuffer *out = evbuffer_new();
        struct response response = cases[i].response;
        char text[400] = "";

        response.request_id = "id";
        expect_number(cases[i].name, response_write(&response, NOW, out), cases[i].body);
        cr_assert(evbuffer_get_length(out) < sizeof text);
        evbuffer_remove(out, text, sizeof text - 1);
        expect_text(cases[i].name, text, cases[i].text);
        evbuffer_free(out);
    }
}

Test(response, says_why_for_every_refusal)
{
    for (enum fault fault = FAULT_NONE + 1; fault < FAULTS; fault++) {
        const int status = fault_status(fault);
        const char *de = fault_detail(fault, LANGUAGE_DE);
        const char *en = fault_detail(fault, LANGUAGE_EN);
        const char *fields = response_problem_fields(status);
        char document[RESPONSE_PROBLEM_MAX];

        cr_expect(*response_reason(status) != '\0', "%d", status);
        expect_number("length", response_problem(fault, document), strlen(document));
        cr_expect(*de != '\0' && strstr(document, de) != NULL, "%s", document);
        cr_expect(*en != '\0' && strstr(document, en) != NULL && en != de, "%s", document);
        cr_expect(strpbrk(de, "\"\\") == NULL && strpbrk(en, "\"\\") == NULL, "%s", de);
        cr_expect(strstr(fields, RESPONSE_GUARDS) != NULL);
    }
}
