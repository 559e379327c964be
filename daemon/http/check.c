#include "daemon/http/check.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define LENGTH_DIGITS_MAX 18 /* so that a length always fits into 64 bits */

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static bool consists_of(const char *text, const char *characters)
{
    return *text != '\0' && text[strspn(text, characters)] == '\0';
}

bool check_is_token(const char *text)
{
    return consists_of(text, LETTERS_AND_DIGITS "!#$%&'*+-.^_`|~");
}

static enum fault check_version(struct head *head)
{
    return head->major == 1 && (head->minor == 0 || head->minor == 1) ? FAULT_NONE
                                                                      : FAULT_VERSION;
}

static enum fault check_names(struct head *head)
{
    for (size_t i = 0; i < head->count; i++)
        if (!check_is_token(head_name(head, i)))
            return FAULT_FIELD_NAME;
    return FAULT_NONE;
}

/* A name or an address, perhaps with a port; nothing that could be read as more than one. */
static enum fault check_host(struct head *head)
{
    const size_t count = head_count(head, "Host");
    const char *host = head_find(head, "Host");

    if (count > 1 || (count == 0 && head->minor == 1))
        return FAULT_HOST;
    return host == NULL || consists_of(host, LETTERS_AND_DIGITS "-._~:[]") ? FAULT_NONE
                                                                           : FAULT_HOST;
}

static enum fault check_transfer_encoding(struct head *head)
{
    const char *coding = head_find(head, "Transfer-Encoding");

    if (coding == NULL)
        return FAULT_NONE;
    if (head->minor == 0 || head_count(head, "Transfer-Encoding") > 1 ||
        head_count(head, "Content-Length") > 0)
        return FAULT_FRAMING;
    if (strcasecmp(coding, "chunked") != 0)
        return FAULT_CODING;
    head->is_chunked = true;
    return FAULT_NONE;
}

static enum fault check_content_length(struct head *head)
{
    const char *length = head_find(head, "Content-Length");

    if (length == NULL)
        return FAULT_NONE;
    if (head_count(head, "Content-Length") > 1 || !consists_of(length, "0123456789"))
        return FAULT_FRAMING;
    if (strlen(length) > LENGTH_DIGITS_MAX)
        return FAULT_BODY_LONG;
    for (const char *digit = length; *digit != '\0'; digit++)
        head->length = head->length * 10 + (uint64_t)(*digit - '0');
    return FAULT_NONE;
}

static enum fault check_method(struct head *head)
{
    switch (head->method) {
    case METHOD_GET:
        return head_has_body(head) ? FAULT_UNWANTED_BODY : FAULT_NONE;
    case METHOD_PUT:
    case METHOD_POST:
        return head->is_chunked || head_find(head, "Content-Length") != NULL
                   ? FAULT_NONE
                   : FAULT_LENGTH_MISSING;
    case METHOD_DELETE:
        return FAULT_NONE;
    case METHOD_OTHER:
        return FAULT_METHOD;
    }
    return FAULT_NONE;
}

/* In HTTP/1.0 an expectation means nothing (RFC 9110, 10.1.1). */
static enum fault check_expect(struct head *head)
{
    const char *expectation = head_find(head, "Expect");

    if (expectation == NULL || head->minor == 0)
        return FAULT_NONE;
    return head_count(head, "Expect") == 1 && strcasecmp(expectation, "100-continue") == 0
               ? FAULT_NONE
               : FAULT_EXPECTATION;
}

static enum fault check_target(struct head *head)
{
    return target_read(head_target(head), &head->target) ? FAULT_NONE : FAULT_TARGET;
}

enum fault check_head(struct head *head)
{
    static enum fault (*const checks[])(struct head *) = {
        check_version,        check_names,  check_host,   check_transfer_encoding,
        check_content_length, check_method, check_expect, check_target,
    };

    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        const enum fault fault = checks[i](head);

        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}
