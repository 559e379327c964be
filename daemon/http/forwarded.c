#include "daemon/http/forwarded.h"

#include <string.h>
#include <strings.h>

#include "daemon/http/head.h"

#define BLANKS " \t"

/* A piece of a field's value. */
struct piece {
    const char *text;
    size_t size;
};

static struct piece trim(const char *text, size_t size)
{
    while (size > 0 && strchr(BLANKS, text[0]) != NULL) {
        text++;
        size--;
    }
    while (size > 0 && strchr(BLANKS, text[size - 1]) != NULL)
        size--;
    return (struct piece){text, size};
}

/* Cuts the last piece off; what is left is [*text, *text + *size). False when nothing is. */
static bool take_last(const char *text, size_t *size, char separator, struct piece *out)
{
    size_t begin = *size;

    if (*size == 0)
        return false;
    while (begin > 0 && text[begin - 1] != separator)
        begin--;
    *out = trim(text + begin, *size - begin);
    *size = begin > 0 ? begin - 1 : 0;
    return true;
}

static bool is_text(struct piece piece, const char *text)
{
    return piece.size == strlen(text) && strncasecmp(piece.text, text, piece.size) == 0;
}

static bool protocol_read(struct piece piece, bool *is_secure)
{
    *is_secure = is_text(piece, "https");
    return *is_secure || is_text(piece, "http");
}

/* --- the address of one element --- */

/* Whether these are the digits of a port. */
static bool is_port(const char *text, size_t size)
{
    if (size == 0 || size > 5)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* An address, with brackets when it is IPv6 and has a port. */
static bool node_read(struct piece node, struct address *out)
{
    const char *end;
    size_t length;

    if (node.size > 0 && node.text[0] == '[') {
        end = memchr(node.text, ']', node.size);
        if (end == NULL)
            return false;
        length = (size_t)(end - node.text) + 1;
        return address_read(node.text + 1, length - 2, out) &&
               (length == node.size ||
                (node.text[length] == ':' && is_port(end + 2, node.size - length - 1)));
    }
    if (address_read(node.text, node.size, out))
        return true;
    end = memchr(node.text, ':', node.size);
    length = end == NULL ? 0 : (size_t)(end - node.text);
    return end != NULL && is_port(end + 1, node.size - length - 1) &&
           address_read(node.text, length, out);
}

/* name=value of an element of Forwarded; the value without its quotes, which may not be
 * escaped: no address and no protocol needs that. */
static bool pair_read(struct piece pair, struct piece *name, struct piece *value)
{
    const char *equals = memchr(pair.text, '=', pair.size);
    size_t length;

    if (equals == NULL)
        return false;
    length = (size_t)(equals - pair.text);
    *name = (struct piece){pair.text, length};
    *value = (struct piece){equals + 1, pair.size - length - 1};
    if (value->size >= 2 && value->text[0] == '"' && value->text[value->size - 1] == '"')
        *value = (struct piece){value->text + 1, value->size - 2};
    return memchr(value->text, '"', value->size) == NULL &&
           memchr(value->text, '\\', value->size) == NULL;
}

/* An element of Forwarded, "for=192.0.2.1;proto=https"; each parameter once, for is needed. */
static bool element_read(struct piece element, struct address *address, bool *is_secure)
{
    size_t left = element.size;
    struct piece pair;
    bool has_for = false;
    bool has_protocol = false;

    while (take_last(element.text, &left, ';', &pair)) {
        struct piece name;
        struct piece value;

        if (!pair_read(pair, &name, &value))
            return false;
        if (is_text(name, "for")) {
            if (has_for || !node_read(value, address))
                return false;
            has_for = true;
        } else if (is_text(name, "proto")) {
            if (has_protocol || !protocol_read(value, is_secure))
                return false;
            has_protocol = true;
        }
    }
    return has_for;
}

/* --- the two fields --- */

static bool read_x(const struct head *head, const struct networks *trusted,
                   struct forwarded *out)
{
    const char *list = head_find(head, "X-Forwarded-For");
    const char *protocol = head_find(head, "X-Forwarded-Proto");
    size_t left = list == NULL ? 0 : strlen(list);
    struct piece element;

    if (protocol != NULL &&
        !protocol_read((struct piece){protocol, strlen(protocol)}, &out->is_secure))
        return false;
    if (list != NULL && left == 0)
        return false;
    while (take_last(list, &left, ',', &element)) {
        if (!node_read(element, &out->address))
            return false;
        out->has_address = true;
        if (!networks_have(trusted, &out->address))
            break;
    }
    return true;
}

static bool read_rfc_7239(const struct head *head, const struct networks *trusted,
                          struct forwarded *out)
{
    const char *list = head_find(head, "Forwarded");
    size_t left = list == NULL ? 0 : strlen(list);
    struct piece element;

    if (list != NULL && left == 0)
        return false;
    while (take_last(list, &left, ',', &element)) {
        out->is_secure = false;
        if (!element_read(element, &out->address, &out->is_secure))
            return false;
        out->has_address = true;
        if (!networks_have(trusted, &out->address))
            break;
    }
    return true;
}

bool forwarded_read(const struct head *head, enum forwarded_field field,
                    const struct networks *trusted, struct forwarded *out)
{
    *out = (struct forwarded){.has_address = false};
    switch (field) {
    case FORWARDED_X:
        return read_x(head, trusted, out);
    case FORWARDED_RFC_7239:
        return read_rfc_7239(head, trusted, out);
    }
    return false;
}
