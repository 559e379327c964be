#pragma once

/*
 * The raw exchanges of tests/cases/exchanges.txt, which says how they are written.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "common/compiler.h"
#include "common/memory.h"

struct raw_exchange {
    char *name;
    char *bytes;
    size_t size;
    char *statuses;
    size_t heads; /* requests the service sees */
};

/* What each word stands for. */
static const struct {
    const char *word;
    const char *bytes;
} exchange_words[] = {
    {"GET", "GET / HTTP/1.1\r\nHost: a\r\n"},
    {"PUT", "PUT /p HTTP/1.1\r\nHost: a\r\n"},
    {"POST", "POST /p HTTP/1.1\r\nHost: a\r\n"},
    {"CHUNKED", "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"HOST", "Host: a\r\n"},
    {"HIDDEN", "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"},
};

static inline void exchange_text_write(FILE *out, const char *text, size_t size);

/* What stands between braces. */
static inline void exchange_word_write(FILE *out, const char *word, size_t size)
{
    const char *star = memrchr(word, '*', size);

    for (size_t i = 0; i < COUNT_OF(exchange_words); i++)
        if (strlen(exchange_words[i].word) == size &&
            memcmp(exchange_words[i].word, word, size) == 0) {
            fputs(exchange_words[i].bytes, out);
            return;
        }
    cr_assert(star != NULL, "no such word: {%.*s}", (int)size, word);
    for (long n = strtol(star + 1, NULL, 10); n > 0; n--)
        exchange_text_write(out, word, (size_t)(star - word));
}

static inline void exchange_text_write(FILE *out, const char *text, size_t size)
{
    static const char escapes[] = "rntx\\\"";
    static const char bytes[] = "\r\n\t";

    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\\') {
            const char *escape = strchr(escapes, text[++i]);

            cr_assert(escape != NULL, "no such escape: \\%c", text[i]);
            if (*escape == 'x') {
                const char digits[] = {text[i + 1], text[i + 2], '\0'};

                fputc((int)strtol(digits, NULL, 16), out);
                i += 2;
            } else {
                fputc(escape < escapes + 3 ? bytes[escape - escapes] : *escape, out);
            }
        } else if (text[i] == '{') {
            const char *end = strchr(text + i, '}');

            cr_assert(end != NULL, "no end of {%s", text + i);
            exchange_word_write(out, text + i + 1, (size_t)(end - text) - i - 1);
            i = (size_t)(end - text);
        } else {
            fputc(text[i], out);
        }
    }
}

/* Cuts the next column off. */
static inline char *exchange_column(char **rest)
{
    char *column = *rest;
    char *end = strstr(column, " | ");

    cr_assert(end != NULL, "a column is missing: %s", column);
    *end = '\0';
    *rest = end + 3;
    return column;
}

static inline struct raw_exchange exchange_of_line(char *line)
{
    struct raw_exchange exchange = {.name = memory_copy_text(exchange_column(&line))};
    const char *bytes = exchange_column(&line);
    FILE *out = open_memstream(&exchange.bytes, &exchange.size);

    exchange_text_write(out, bytes, strlen(bytes));
    fclose(out);
    exchange.statuses = memory_copy_text(exchange_column(&line));
    exchange.heads = strtoul(exchange_column(&line), NULL, 10);
    return exchange;
}

/* Calls `play` with each exchange of the section "# TITLE"; returns how many there were. */
static inline size_t exchanges_play(const char *title,
                                    void (*play)(const struct raw_exchange *exchange))
{
    FILE *file = fopen(SOURCE_DIR "/tests/cases/exchanges.txt", "re");
    char *line = NULL;
    size_t capacity = 0;
    size_t count = 0;
    bool is_here = false;

    cr_assert(file != NULL);
    while (getline(&line, &capacity, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#') {
            is_here = strcmp(line + 2, title) == 0;
        } else if (is_here && line[0] != '\0') {
            struct raw_exchange exchange = exchange_of_line(line);

            play(&exchange);
            count++;
            free(exchange.name);
            free(exchange.bytes);
            free(exchange.statuses);
        }
    }
    free(line);
    fclose(file);
    return count;
}
