#include "daemon/http/head.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/memory.h"

#define CAPACITY_FIRST 1024

const char *method_name(enum method method)
{
    static const char *const names[] = {"GET", "PUT", "POST", "DELETE", "OTHER"};

    _Static_assert(COUNT_OF(names) == METHODS + 1, "every method has a name");
    return names[method];
}

struct head *head_new(void)
{
    struct head *head = memory_new(1, sizeof *head);

    head->text = memory_new(CAPACITY_FIRST, 1);
    head->capacity = CAPACITY_FIRST;
    return head;
}

void head_free(struct head *head)
{
    if (head == NULL)
        return;
    target_done(&head->target);
    free(head->text);
    free(head);
}

void head_add(struct head *head, const char *bytes, size_t size)
{
    while (head->capacity - head->size < size) {
        head->capacity *= 2;
        head->text = memory_resize(head->text, head->capacity);
    }
    if (size > 0)
        memcpy(head->text + head->size, bytes, size);
    head->size += size;
}

void head_end(struct head *head)
{
    head_add(head, "", 1);
}

bool head_add_field(struct head *head, size_t name)
{
    if (head->count == EXCHANGE_HEADERS_MAX)
        return false;
    /* Without a value yet: the NUL in front of the name, which ends the string before it. */
    assert(name > 0);
    head->fields[head->count++] = (struct head_field){.name = name, .value = name - 1};
    return true;
}

void head_set_value(struct head *head, size_t value)
{
    assert(head->count > 0);
    while (head->size > value &&
           (head->text[head->size - 1] == ' ' || head->text[head->size - 1] == '\t'))
        head->size--;
    head_end(head);
    head->fields[head->count - 1].value = value;
}

const char *head_target(const struct head *head)
{
    return head->text;
}

const char *head_name(const struct head *head, size_t index)
{
    assert(index < head->count);
    return head->text + head->fields[index].name;
}

const char *head_value(const struct head *head, size_t index)
{
    assert(index < head->count);
    return head->text + head->fields[index].value;
}

/* The index of the next field of this name from `index` on, or the number of fields. */
static size_t next_of(const struct head *head, const char *name, size_t index)
{
    while (index < head->count && strcasecmp(head_name(head, index), name) != 0)
        index++;
    return index;
}

const char *head_find(const struct head *head, const char *name)
{
    const size_t index = next_of(head, name, 0);

    return index == head->count ? NULL : head_value(head, index);
}

size_t head_count(const struct head *head, const char *name)
{
    size_t count = 0;

    for (size_t i = next_of(head, name, 0); i < head->count; i = next_of(head, name, i + 1))
        count++;
    return count;
}

/* Adds a string that already stands in the text, which may move while it grows. */
static void add_again(struct head *head, size_t start)
{
    const size_t size = strlen(head->text + start);
    CLEANUP(memory_freep) char *copy = memory_copy(head->text + start, size);

    head_add(head, copy, size);
}

static void join_into(struct head *head, size_t first)
{
    const size_t start = head->size;
    size_t kept = first + 1;

    add_again(head, head->fields[first].value);
    for (size_t i = first + 1; i < head->count; i++) {
        if (strcasecmp(head_name(head, i), head_name(head, first)) != 0) {
            head->fields[kept++] = head->fields[i];
            continue;
        }
        head_add(head, ", ", 2);
        add_again(head, head->fields[i].value);
    }
    head->count = kept;
    head_end(head);
    head->fields[first].value = start;
}

void head_join(struct head *head)
{
    for (size_t i = 0; i < head->count; i++)
        if (next_of(head, head_name(head, i), i + 1) < head->count)
            join_into(head, i);
}
