#include "daemon/http/forwarded.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "daemon/http/head.h"
#include "tests/support/expect.h"

/* A head with these fields; NULL: without it. */
static struct head *head_of(const char *const fields[][2], size_t count)
{
    struct head *head = head_new();

    head_add(head, "/", 1);
    head_end(head);
    for (size_t i = 0; i < count; i++) {
        size_t at = head->size;

        if (fields[i][1] == NULL)
            continue;
        head_add(head, fields[i][0], strlen(fields[i][0]));
        head_end(head);
        cr_assert(head_add_field(head, at));
        at = head->size;
        head_add(head, fields[i][1], strlen(fields[i][1]));
        head_set_value(head, at);
    }
    head_join(head);
    return head;
}

struct example {
    const char *list;
    const char *protocol; /* of X-Forwarded-Proto */
    const char *address;  /* what counts; "": the field names nobody; NULL: malformed */
    bool is_secure;
};

static void play(enum forwarded_field field, const struct example *example)
{
    const char *const fields[][2] = {
        {field == FORWARDED_X ? "X-Forwarded-For" : "Forwarded", example->list},
        {"X-Forwarded-Proto", example->protocol},
        {field == FORWARDED_X ? "Forwarded" : "X-Forwarded-For",
         field == FORWARDED_X ? "for=203.0.113.99;proto=https" : "203.0.113.99"},
    };
    CLEANUP(head_freep) struct head *head = head_of(fields, COUNT_OF(fields));
    const char *label = example->list == NULL ? "none" : example->list;
    struct networks trusted;
    struct forwarded out;
    struct address wanted;
    struct error error;

    cr_assert(networks_read("10.0.0.0/8 2001:db8:ffff::/48 192.0.2.7", &trusted, &error));
    if (example->address == NULL) {
        cr_expect(!forwarded_read(head, field, &trusted, &out), "%s: is taken", label);
        return;
    }
    cr_assert(forwarded_read(head, field, &trusted, &out), "%s: is malformed", label);
    cr_expect_eq(out.has_address, example->address[0] != '\0', "%s", label);
    cr_expect_eq(out.is_secure, example->is_secure, "%s: secure", label);
    if (out.has_address) {
        cr_assert(address_read(example->address, strlen(example->address), &wanted));
        cr_expect(memcmp(&wanted, &out.address, sizeof wanted) == 0, "%s: not %s", label,
                  example->address);
    }
}

Test(forwarded, takes_the_last_address_that_is_no_proxy)
{
    static const struct example examples[] = {
        {NULL, NULL, "", false},
        {NULL, "https", "", true},
        {NULL, "http", "", false},
        {NULL, "HTTPS", "", true},
        {NULL, "ftp", NULL, false},
        {NULL, "https, http", NULL, false},
        {NULL, "", NULL, false},
        {"198.51.100.1", "https", "198.51.100.1", true},
        {"198.51.100.1, 198.51.100.2", NULL, "198.51.100.2", false},
        {"198.51.100.1, 10.1.2.3", NULL, "198.51.100.1", false},
        {"198.51.100.1,10.1.2.3,192.0.2.7", NULL, "198.51.100.1", false},
        {"198.51.100.1, 192.0.2.8, 10.1.2.3", NULL, "192.0.2.8", false},
        {"10.1.1.1, 10.1.2.3", NULL, "10.1.1.1", false},
        {"nonsense, 198.51.100.2", NULL, "198.51.100.2", false},
        {"nonsense, 10.1.2.3", NULL, NULL, false},
        {"198.51.100.1, unknown", NULL, NULL, false},
        {"2001:db8::1", NULL, "2001:db8::1", false},
        {"2001:db8::1, 2001:db8:ffff:1::2", NULL, "2001:db8::1", false},
        {"[2001:db8::1]:443", NULL, "2001:db8::1", false},
        {"[2001:db8::1]", NULL, "2001:db8::1", false},
        {"198.51.100.1:8080", NULL, "198.51.100.1", false},
        {"::ffff:198.51.100.1", NULL, "198.51.100.1", false},
        {"", NULL, NULL, false},
        {"198.51.100.1,", NULL, NULL, false},
        {",198.51.100.1", NULL, "198.51.100.1", false},
        {"198.51.100.1:x", NULL, NULL, false},
        {"198.51.100.1:123456", NULL, NULL, false},
        {"[2001:db8::1", NULL, NULL, false},
        {"[]", NULL, NULL, false},
        {"[", NULL, NULL, false},
        {"[2001:db8::1]443", NULL, NULL, false},
        {"unix:", NULL, NULL, false},
        {"fe80::1%eth0", NULL, NULL, false},
        {"198.51.100.01", NULL, NULL, false},
        {"for=198.51.100.1", NULL, NULL, false},
    };

    for (size_t i = 0; i < COUNT_OF(examples); i++)
        play(FORWARDED_X, &examples[i]);
}

Test(forwarded, reads_rfc_7239_where_it_is_asked_to)
{
    static const struct example examples[] = {
        {NULL, "https", "", false},
        {"for=198.51.100.1", NULL, "198.51.100.1", false},
        {"For=198.51.100.1;Proto=https;by=10.0.0.1", NULL, "198.51.100.1", true},
        {"for=\"198.51.100.1:80\"; proto=http", NULL, "198.51.100.1", false},
        {"for=\"[2001:db8::1]:80\";proto=https", NULL, "2001:db8::1", true},
        {"for=198.51.100.1;proto=https, for=10.0.0.1;proto=http", NULL, "198.51.100.1", true},
        {"for=198.51.100.1;proto=https, for=198.51.100.2", NULL, "198.51.100.2", false},
        {"for=_hidden", NULL, NULL, false},
        {"for=unknown, for=10.0.0.1", NULL, NULL, false},
        {"proto=https", NULL, NULL, false},
        {"for=198.51.100.1;for=198.51.100.2", NULL, NULL, false},
        {"for=198.51.100.1;proto=https;proto=http", NULL, NULL, false},
        {"for=\"198.51.100.1", NULL, NULL, false},
        {"for=\"198.51.100.1\\\"\"", NULL, NULL, false},
        {"for", NULL, NULL, false},
        {"", NULL, NULL, false},
        {"198.51.100.1", NULL, NULL, false},
    };

    for (size_t i = 0; i < COUNT_OF(examples); i++)
        play(FORWARDED_RFC_7239, &examples[i]);
}

Test(networks, are_addresses_with_or_without_bits)
{
    static const char *const wrong[] = {"10.0.0.0/33",       "10.0.0/8",    "::/129",
                                        "10.0.0.0/",         "10.0.0.0/-1", "localhost",
                                        "10.0.0.1,10.0.0.2", "10.0.0.0/0x8"};
    static const struct {
        const char *networks;
        const char *address;
        bool has;
    } cases[] = {
        {"", "10.0.0.1", false},
        {"10.0.0.1", "10.0.0.1", true},
        {"10.0.0.1", "10.0.0.2", false},
        {"  10.0.0.1   10.0.0.2 ", "10.0.0.2", true},
        {"10.128.0.0/9", "10.200.1.1", true},
        {"10.128.0.0/9", "10.100.1.1", false},
        {"0.0.0.0/0", "192.0.2.1", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "192.0.2.1", true},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"2001:db8::1", "2001:db8::1", true},
    };
    struct networks networks;
    struct address address;
    struct error error;

    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        cr_expect(!networks_read(wrong[i], &networks, &error), "%s", wrong[i]);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        cr_assert(networks_read(cases[i].networks, &networks, &error));
        cr_assert(address_read(cases[i].address, strlen(cases[i].address), &address));
        cr_expect_eq(networks_have(&networks, &address), cases[i].has, "%s in %s",
                     cases[i].address, cases[i].networks);
    }
}
