#include "daemon/http/target.h"

#include "tests/support/expect.h"

/* The path, then "|name=value" for each parameter; "refused" for what is. */
static const char *reading(const char *text)
{
    static char out[400];
    CLEANUP(target_donep) struct target target = {0};
    size_t length;

    if (!target_read(text, &target))
        return "refused";
    length = (size_t)snprintf(out, sizeof out, "%s", target.path);
    for (size_t i = 0; i < target.count; i++)
        length += (size_t)snprintf(out + length, sizeof out - length, "|%s=%s",
                                   target.parameters[i].name, target.parameters[i].value);
    return out;
}

Test(target, is_decoded_once)
{
    static const struct {
        const char *text;
        const char *reading;
    } cases[] = {
        {"/", "/"},
        {"/v1/rounds/2026", "/v1/rounds/2026"},
        {"/v1/", "/v1/"},
        {"/a%20b%25c", "/a b%c"},
        {"/%2520", "/%20"},
        {"/%C3%A4%e2%82%ac%F0%9F%8c%b3", "/\303\244\342\202\254\360\237\214\263"},
        {"/a+b", "/a+b"},
        {"/-._~!$&'()*+,;=:@", "/-._~!$&'()*+,;=:@"},
        {"/.well-known/a..b/...", "/.well-known/a..b/..."},
        {"/a?", "/a"},
        {"/a?b", "/a|b="},
        {"/a?b=", "/a|b="},
        {"/a?=b", "/a|=b"},
        {"/a?b=c=d", "/a|b=c=d"},
        {"/a?b=1&b=2&c=3", "/a|b=1|b=2|c=3"},
        {"/a?&b=1&&c=2&", "/a|b=1|c=2"},
        {"/a?b=c+d%2Be", "/a|b=c d+e"},
        {"/a?b%3D=%26", "/a|b==&"},
        {"/a?b=../..%2F%2e%5C", "/a|b=../../.\\"},
        {"/a?b=/?", "/a|b=/?"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i].text, reading(cases[i].text), cases[i].reading);
}

Test(target, is_refused_when_readers_could_differ_about_it)
{
    static const char *const cases[] = {
        "",
        "a",
        "*",
        "http://a/",
        "a:80",
        "?a",
        "//a/b",
        "/a//b",
        "/.",
        "/..",
        "/./a",
        "/a/../b",
        "/a/..",
        "/a/.",
        "/%",
        "/%4",
        "/%zz",
        "/%4g",
        "/a%",
        "/a%?b=c",
        "/%00",
        "/%0a",
        "/%0D",
        "/%1f",
        "/%7f",
        "/%2e",
        "/%2E%2e",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/a%5Cb",
        "/a\\b",
        "/a b",
        "/a\tb",
        "/a#b",
        "/a\"b",
        "/<a>",
        "/a^b",
        "/a`b",
        "/{a}",
        "/a|b",
        "/\303\244",
        "/%ff",
        "/%c3",
        "/%c3%28",
        "/%c0%80",
        "/%c0%af",
        "/%e0%80%80",
        "/%ed%a0%80",
        "/%f4%90%80%80",
        "/%f5%80%80%80",
        "/%80",
        "/a?%00",
        "/a?b=%0a",
        "/a?b=%",
        "/a?b=%zz",
        "/a?b=%ff",
        "/a?b=#",
        "/a?b=\303\244",
        "/a?b=%7f",
        "/a?b=<",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_text(cases[i], reading(cases[i]), "refused");
}

Test(target, has_only_so_many_parameters)
{
    char text[4 * EXCHANGE_QUERY_MAX + 4] = "/?";
    struct target target;

    for (size_t i = 0; i < EXCHANGE_QUERY_MAX; i++)
        strcat(text, "a&");
    cr_assert(target_read(text, &target));
    expect_number("the most", target.count, EXCHANGE_QUERY_MAX);
    target_done(&target);
    strcat(text, "a");
    expect_text("one more", reading(text), "refused");
}
