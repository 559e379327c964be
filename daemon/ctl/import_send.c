#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/memory.h"
#include "daemon/ctl/import.h"

#define TRIES_MAX   6
#define PAUSE_MAX_S 30
#define CONNECT_S   10
#define ANSWER_S    120
#define ANSWER_MAX  8388608 /* bytes */
#define PATH_FORMAT "%.*s/v1/rounds/%s/self-checks/%s"

struct sender {
    const char *url, *round; /* borrowed */
    CURL *curl;              /* owned */
    char *body;              /* owned; of the last answer */
    size_t body_size;
};

/* A NULL that stands for "nothing more" is no list. */
static void list_freep(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static size_t on_body(const char *bytes, size_t one, size_t count, void *context)
{
    struct sender *self = context;

    (void)one; /* is 1 */
    if (self->body_size + count > ANSWER_MAX)
        return 0;
    self->body = memory_resize(self->body, self->body_size + count + 1);
    memcpy(self->body + self->body_size, bytes, count);
    self->body_size += count;
    self->body[self->body_size] = '\0';
    return count;
}

bool sender_new(const char *url, const char *round, struct sender **out, struct error *error)
{
    CLEANUP(sender_freep) struct sender *self = memory_new(1, sizeof *self);

    self->url = url;
    self->round = round;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(error, ERROR_SYSTEM, "libcurl cannot be used");
    self->curl = curl_easy_init();
    if (self->curl == NULL)
        return error_set(error, ERROR_SYSTEM, "libcurl cannot be used");
    (void)curl_easy_setopt(self->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(self->curl, CURLOPT_CUSTOMREQUEST, "PUT");
    (void)curl_easy_setopt(self->curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(self->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    (void)curl_easy_setopt(self->curl, CURLOPT_TIMEOUT, (long)ANSWER_S);
    (void)curl_easy_setopt(self->curl, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(self->curl, CURLOPT_WRITEDATA, self);
    *out = TAKE(self);
    return true;
}

void sender_free(struct sender *self)
{
    if (self == NULL)
        return;
    curl_easy_cleanup(self->curl);
    curl_global_cleanup();
    free(self->body);
    free(self);
}

/* --- what an answer means --- */

static void explain(struct import_result *out, const char *text)
{
    (void)snprintf(out->text, sizeof out->text, "%s", text == NULL ? "" : text);
}

/* "3 errors, 1 warning. Nothing was stored. /answers/STR.1.01/level: The value is 7." */
static void explain_problem(struct import_result *out)
{
    const json_t *finding = json_array_get(json_object_get(out->answer, "findings"), 0);
    const char *detail = json_string_value(json_object_get(out->answer, "detail"));
    const char *place = json_string_value(json_object_get(finding, "pointer"));
    const char *what = json_string_value(json_object_get(finding, "detail"));

    explain(out, detail);
    if (what != NULL)
        (void)snprintf(out->text, sizeof out->text, "%s %s%s%s", detail == NULL ? "" : detail,
                       place == NULL ? "" : place, place == NULL ? "" : ": ", what);
}

static void judge_status(struct import_result *out)
{
    const char *result = json_string_value(json_object_get(out->answer, "result"));

    switch (out->status) {
    case 200:
    case 201:
        if (result == NULL) {
            out->outcome = IMPORT_FAILED;
            explain(out, "the answer is not one of weltoffend");
        } else {
            out->outcome = strcmp(result, "unchanged") == 0 ? IMPORT_UNCHANGED : IMPORT_STORED;
        }
        return;
    case 412:
    case 428:
        out->outcome = IMPORT_DIFFERS;
        break;
    case 400:
    case 404:
    case 409:
    case 413:
    case 415:
    case 422:
        out->outcome = IMPORT_REFUSED;
        break;
    default:
        out->outcome = IMPORT_FAILED;
        break;
    }
    explain_problem(out);
    if (out->text[0] == '\0')
        (void)snprintf(out->text, sizeof out->text, "answered with %ld", out->status);
}

/* --- sending --- */

/* Whether a later try may go better. */
static bool is_passing(const struct import_result *result)
{
    return result->is_unreachable || result->status == 429 || result->status == 503;
}

static void send_once(struct sender *self, const struct import_input *input,
                      const struct curl_slist *fields, struct import_result *out)
{
    CURLcode code;

    self->body_size = 0;
    import_result_done(out);
    (void)curl_easy_setopt(self->curl, CURLOPT_HTTPHEADER, fields);
    (void)curl_easy_setopt(self->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)input->size);
    (void)curl_easy_setopt(self->curl, CURLOPT_POSTFIELDS, input->bytes);
    code = curl_easy_perform(self->curl);
    if (code != CURLE_OK) {
        out->outcome = IMPORT_FAILED;
        out->is_unreachable = true;
        explain(out, curl_easy_strerror(code));
        return;
    }
    (void)curl_easy_getinfo(self->curl, CURLINFO_RESPONSE_CODE, &out->status);
    if (self->body_size > 0)
        out->answer = json_loadb(self->body, self->body_size, 0, NULL);
    judge_status(out);
}

/* As long as the service asks for; without a word from it twice as long each time. */
static void pause_before(const struct sender *self, int try)
{
    curl_off_t seconds = 0;
    struct timespec pause = {.tv_sec = 0};

    (void)curl_easy_getinfo(self->curl, CURLINFO_RETRY_AFTER, &seconds);
    if (seconds <= 0)
        pause.tv_nsec = 50000000L << try;
    else
        pause.tv_sec = seconds < PAUSE_MAX_S ? (time_t)seconds : PAUSE_MAX_S;
    pause.tv_sec += pause.tv_nsec / 1000000000;
    pause.tv_nsec %= 1000000000;
    (void)nanosleep(&pause, NULL);
}

static struct curl_slist *add_field(struct curl_slist *fields /* taken */, const char *field)
{
    struct curl_slist *longer = curl_slist_append(fields, field);

    if (longer == NULL)
        abort(); /* out of memory */
    return longer;
}

void sender_send(struct sender *self, const struct import_input *input, const char *token,
                 struct import_result *out)
{
    size_t length = strlen(self->url);
    CLEANUP(memory_freep)
    char *authorization = memory_format("Authorization: Bearer %s", token);
    CLEANUP(memory_freep) char *type = memory_format("Content-Type: %s", input->media_type);
    CLEANUP(memory_freep) char *url = NULL;
    CLEANUP(list_freep) struct curl_slist *fields = NULL;

    while (length > 0 && self->url[length - 1] == '/')
        length--;
    url = memory_format(PATH_FORMAT, (int)length, self->url, self->round, input->municipality);
    (void)curl_easy_setopt(self->curl, CURLOPT_URL, url);
    fields = add_field(fields, authorization);
    fields = add_field(fields, type);
    fields = add_field(fields, "Accept-Language: en");
    fields = add_field(fields, "Expect:");
    send_once(self, input, fields, out);
    for (int try = 1; try < TRIES_MAX && is_passing(out); try++) {
        pause_before(self, try);
        send_once(self, input, fields, out);
    }
    if (out->status == 503)
        out->is_unreachable = true;
}
