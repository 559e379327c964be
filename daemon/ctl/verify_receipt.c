/*
 * Looks at a receipt as anybody could, with nothing but three files: no configuration, no
 * database, no network. Every question is answered in a line of its own, also after one was
 * answered with no.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/catalogue.h"
#include "common/digest.h"
#include "common/judge.h"
#include "common/jws.h"
#include "common/memory.h"
#include "common/read/json.h"
#include "common/receipt.h"
#include "common/self_check.h"
#include "daemon/ctl/ctl.h"

#define FILE_BYTES_MAX      16777216
#define CATALOGUE_BYTES_MAX 4194304
#define INHABITANTS_MAX     100000000

struct question {
    const char *receipt_path, *file_path, *keys_path;
    const char *catalogue_path, *inhabitants_text; /* NULL without them */
    int64_t inhabitants;
    json_t *document; /* owned; what the receipt was read from */
    json_t *receipt;  /* in document */
    const char *jws;  /* in document; NULL if it is not signed */
    json_t *keys;     /* owned */
    char *file;       /* owned; with its size */
    size_t file_size;
    size_t wrong; /* answers that were no */
};

static void question_done(struct question *self)
{
    json_decref(self->document);
    json_decref(self->keys);
    free(self->file);
}
DEFINE_CLEANUP_INSIDE(struct question, question_done)

/* Writes one answer, and counts it if it is no. */
static void answer(struct question *self, const char *about, bool is_right, const char *format,
                   ...) PRINTF_LIKE(4, 5);
static void answer(struct question *self, const char *about, bool is_right, const char *format,
                   ...)
{
    va_list arguments;

    self->wrong += !is_right;
    (void)printf("%-10s %-5s  ", about, is_right ? "right" : "WRONG");
    va_start(arguments, format);
    (void)vprintf(format, arguments);
    va_end(arguments);
    (void)putchar('\n');
}

/* --- what is asked --- */

static json_t *read_document(const char *path, struct error *error)
{
    size_t size = 0;
    CLEANUP(memory_freep) char *text = file_read(path, FILE_BYTES_MAX, &size, error);

    return text == NULL ? NULL : document_parse(path, text, size, error);
}

/* {"receipt": {...}, "jws": "..."}, alone or inside the answer to a PUT. */
static bool find_receipt(struct question *self, struct error *error)
{
    const json_t *holder = self->document;

    if (json_object_get(json_object_get(holder, "receipt"), "receipt") != NULL)
        holder = json_object_get(holder, "receipt");
    self->receipt = json_object_get(holder, "receipt");
    self->jws = json_string_value(json_object_get(holder, "jws"));
    if (json_is_object(self->receipt))
        return true;
    return error_set(error, ERROR_INVALID,
                     "%s holds no receipt: {\"receipt\": {...}, \"jws\": \"...\"} is needed",
                     self->receipt_path);
}

static bool read_inhabitants(struct ctl *ctl, struct question *self, struct error *error)
{
    const char *text = self->inhabitants_text;

    self->inhabitants = 1;
    if (text == NULL)
        return true;
    self->inhabitants = strtoll(text, NULL, 10);
    if (text[strspn(text, "0123456789")] == '\0' && strlen(text) <= 9 &&
        self->inhabitants >= 1 && self->inhabitants <= INHABITANTS_MAX)
        return true;
    return misuse(ctl, error, "--inhabitants runs from 1 to %d, not '%s'", INHABITANTS_MAX,
                  text);
}

static bool read_question(struct ctl *ctl, struct question *self, struct error *error)
{
    const struct argument arguments[] = {
        {"RECEIPT", &self->receipt_path, .is_needed = true},
        {"FILE", &self->file_path, .is_needed = true},
        {"--keys", &self->keys_path, .is_needed = true},
        {"--catalogue", &self->catalogue_path, NULL, false},
        {"--inhabitants", &self->inhabitants_text, NULL, false},
    };

    if (!arguments_read(ctl, arguments, COUNT_OF(arguments), error) ||
        !read_inhabitants(ctl, self, error))
        return false;
    self->document = read_document(self->receipt_path, error);
    if (self->document == NULL || !find_receipt(self, error))
        return false;
    self->keys = read_document(self->keys_path, error);
    if (self->keys == NULL)
        return false;
    if (!json_is_array(json_object_get(self->keys, "keys")))
        return error_set(error, ERROR_INVALID, "%s is no JWK set: {\"keys\": [...]} is needed",
                         self->keys_path);
    self->file = file_read(self->file_path, FILE_BYTES_MAX, &self->file_size, error);
    return self->file != NULL;
}

/* --- what the receipt says by itself --- */

static const char *text_of(const struct question *self, const char *member)
{
    const char *text = json_string_value(json_object_get(self->receipt, member));

    return text == NULL ? "" : text;
}

/* The keys that have the name the receipt says, so that no other one can have signed it. */
static json_t *keys_named(const struct question *self)
{
    json_t *named = json_array();
    json_t *key;
    size_t i;

    json_array_foreach(json_object_get(self->keys, "keys"), i, key) {
        const char *kid = json_string_value(json_object_get(key, "kid"));

        if (kid != NULL && strcmp(kid, text_of(self, "keyId")) == 0)
            (void)json_array_append(named, key);
    }
    return json_pack("{s:o}", "keys", named);
}

static void check_signature(struct question *self)
{
    CLEANUP(memory_freep) char *payload = NULL;
    CLEANUP(memory_freep) char *expected = content_print(self->receipt);
    struct error error;
    json_t *keys;
    bool is_verified;

    if (self->jws == NULL) {
        answer(self, "signature", false, "the receipt is not signed");
        return;
    }
    keys = keys_named(self);
    is_verified = jws_verify(self->jws, keys, &payload, &error);
    json_decref(keys);
    if (!is_verified) {
        answer(self, "signature", false, "%s", error.text);
        return;
    }
    answer(self, "signature", true, "key %s", text_of(self, "keyId"));
    if (strcmp(payload, expected) == 0)
        answer(self, "payload", true, "what was signed is this receipt");
    else
        answer(self, "payload", false, "what was signed is another receipt: %s", payload);
}

static void check_number(struct question *self)
{
    const int version = (int)json_integer_value(json_object_get(self->receipt, "version"));
    CLEANUP(memory_freep)
    char *number =
        receipt_number(text_of(self, "round"), text_of(self, "municipality"), version);

    if (strcmp(number, text_of(self, "number")) == 0)
        answer(self, "number", true, "%s", number);
    else
        answer(self, "number", false, "%s has to be %s", text_of(self, "number"), number);
}

/* --- what it says about the file --- */

static struct catalogue *read_catalogue(const struct question *self, struct error *error)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    json_t *document = read_document(self->catalogue_path, error);
    struct catalogue *catalogue;

    if (document == NULL)
        return NULL;
    catalogue = catalogue_read(document, &mistakes);
    if (catalogue == NULL)
        error_set(error, ERROR_INVALID, "%s is no catalogue: %s: %s", self->catalogue_path,
                  mistakes.items[0].place, mistakes.items[0].text);
    return catalogue;
}

/* Where the first error is; there has to be one. */
static const char *first_error(const struct findings *findings)
{
    for (size_t i = 0; i < findings->listed; i++)
        if (finding_rule(findings->items[i].code)->severity == SEVERITY_ERROR)
            return findings->items[i].place;
    return "the whole file";
}

/* The SHA-256 of the file's canonical form. */
static bool content_digest(const struct question *self, const struct catalogue *catalogue,
                           struct digest *out, struct error *error)
{
    CLEANUP(findings_donep) struct findings findings = {0};
    CLEANUP(answers_freep) struct answers *answers = NULL;
    CLEANUP(self_check_freep) struct self_check *self_check = NULL;
    CLEANUP(memory_freep) char *content = NULL;
    struct read_fault fault = {0};

    answers = read_json(self->file, self->file_size, &findings, &fault, error);
    if (answers == NULL)
        return error_wrap(error, "as JSON");
    self_check = judge(answers, catalogue, self->inhabitants, NULL, &findings);
    if (self_check == NULL)
        return error_set(
            error, ERROR_INVALID, "%zu errors, the first at '%s'%s", findings.errors,
            first_error(&findings),
            self->inhabitants_text == NULL
                ? "; an unusual rate needs the official --inhabitants of that round"
                : "");
    content = content_print(self_check->content);
    *out = digest_of(content, strlen(content));
    return true;
}

static bool check_content(struct question *self, struct error *error)
{
    CLEANUP(catalogue_freep) struct catalogue *catalogue = read_catalogue(self, error);
    char hex[DIGEST_HEX_SIZE];
    struct digest digest;
    struct error why;

    if (catalogue == NULL)
        return false;
    if (strcmp(catalogue_edition(catalogue), text_of(self, "edition")) != 0)
        return error_set(error, ERROR_INVALID, "%s is edition %s, the receipt is of edition %s",
                         self->catalogue_path, catalogue_edition(catalogue),
                         text_of(self, "edition"));
    if (!content_digest(self, catalogue, &digest, &why)) {
        answer(self, "content", false, "%s", why.text);
        return true;
    }
    digest_print(&digest, hex);
    if (strcmp(hex, text_of(self, "contentSha256")) == 0)
        answer(self, "content", true, "the file says the same in other bytes");
    else
        answer(self, "content", false, "the file says something else");
    return true;
}

static bool check_file(struct question *self, struct error *error)
{
    const struct digest digest = digest_of(self->file, self->file_size);
    const json_int_t size = json_integer_value(json_object_get(self->receipt, "bytes"));
    char hex[DIGEST_HEX_SIZE];

    digest_print(&digest, hex);
    if (strcmp(hex, text_of(self, "sha256")) == 0 && (json_int_t)self->file_size == size) {
        answer(self, "file", true, "byte for byte what was received at %s",
               text_of(self, "receivedAt"));
        return true;
    }
    if (self->catalogue_path != NULL)
        return check_content(self, error);
    answer(self, "file", false,
           "its bytes are not those that were received; only bytes were compared, --catalogue "
           "compares what a file in JSON says");
    return true;
}

bool ctl_verify_receipt(struct ctl *ctl, struct error *error)
{
    CLEANUP(question_donep) struct question question = {0};

    if (!read_question(ctl, &question, error))
        return false;
    check_signature(&question);
    check_number(&question);
    if (!check_file(&question, error))
        return false;
    return question.wrong == 0 ||
           error_set(error, ERROR_CONFLICT, "the receipt %s does not hold for %s",
                     question.receipt_path, question.file_path);
}
