/*
 * The page between choosing a file and handing it in: what would change, what is unusual, and
 * the button.
 */

#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/dispatch.h"
#include "daemon/pages/format.h"
#include "daemon/pages/hand_in_check.h"
#include "daemon/pages/hand_in_round.h"
#include "daemon/pages/hand_in_state.h"
#include "daemon/pages/hand_in_words.h"
#include "daemon/pages/page.h"
#include "daemon/pages/position_words.h"

#define CHANGES_OPEN_MAX 25 /* rows; a longer list is folded */

static json_int_t count_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text == NULL ? "" : text;
}

/* --- what is wrong --- */

/* "3 Stellen müssen korrigiert werden", for the caller to free. */
static char *errors_title(const json_t *problem, enum language language)
{
    json_t *view = json_pack("{s:I, s:b}", "count", count_of(problem, "errorCount"), "is_one",
                             count_of(problem, "errorCount") == 1);
    char *text = page_text(language, "hand_in.refused_title", view);

    json_decref(view);
    return text;
}

void check_reply_refusal(struct check *check)
{
    const enum language language = request_language(check->exchange);
    const json_t *findings = json_object_get(check->refusal, "findings");
    const bool has_findings = json_array_size(findings) > 0;
    CLEANUP(memory_freep)
    char *title = has_findings ? errors_title(check->refusal, language)
                               : memory_copy_text(text_of(check->refusal, "title"));
    CLEANUP(memory_freep)
    char *text = has_findings ? page_text(language, "hand_in.refused_text", NULL)
                              : memory_copy_text(text_of(check->refusal, "detail"));
    const struct round_notice notice = {
        .status = check->refusal_status,
        .title = title,
        .text = text,
        .findings = has_findings ? words_findings(findings, check->edition, language) : NULL,
        .is_truncated = json_is_true(json_object_get(check->refusal, "truncated")),
        .file = check->file.name,
    };

    hand_in_reply_round(TAKE(check->exchange), check->documents, &notice);
}

/* --- what is unusual --- */

/* Puts the field for a reason at the first hint about an indicator that wants one. */
static void add_field(json_t *row, json_t *wanted, const struct form_data *form,
                      const char *mistake)
{
    const char *indicator = text_of(json_object_get(row, "indicator"), "id");
    const json_t *one;
    size_t i;

    (void)json_object_set_new(row, "field", json_null());
    json_array_foreach(wanted, i, one) {
        CLEANUP(memory_freep) char *name = NULL;
        const char *given;

        if (strcmp(text_of(one, "indicator"), indicator) != 0)
            continue;
        name = memory_format(REASON_FIELD "%s.%s", text_of(one, "codes"), indicator);
        given = form == NULL ? NULL : form_data_find(form, name);
        (void)json_object_set_new(row, "field",
                                  json_pack("{s:s, s:s, s:s?}", "name", name, "reason",
                                            given == NULL ? "" : given, "mistake",
                                            given == NULL ? NULL : mistake));
        (void)json_array_remove(wanted, i);
        return;
    }
}

/* Which of the fields that were sent has no reason that counts. */
static bool is_settled(const json_t *acceptances, const json_t *row)
{
    const char *indicator = text_of(json_object_get(row, "indicator"), "id");
    const json_t *acceptance;
    size_t i;

    json_array_foreach(acceptances, i, acceptance) {
        if (strcmp(text_of(acceptance, "indicator"), indicator) == 0)
            return true;
    }
    return false;
}

static json_t *hints_view(const struct check *check, enum language language)
{
    const struct form_data *form = request_form(check->exchange);
    json_t *rows =
        words_findings(json_object_get(check->answer, "findings"), check->edition, language);
    json_t *wanted = json_deep_copy(check->wanted);
    json_t *given = form == NULL ? NULL : check_acceptances(form);
    CLEANUP(memory_freep) char *mistake = page_text(language, "hand_in.reason_mistake", NULL);
    json_t *row;
    size_t i;

    json_array_foreach(rows, i, row)
        add_field(row, wanted, form, is_settled(given, row) ? NULL : mistake);
    json_decref(wanted);
    json_decref(given);
    return rows;
}

/* --- what will happen --- */

static json_t *changes_view(const struct check *check, enum language language)
{
    json_t *rows =
        words_changes(json_object_get(check->answer, "changes"), check->edition, language);
    const size_t count = json_array_size(rows);

    return json_pack("{s:o, s:I, s:b, s:b}", "rows", rows, "count", (json_int_t)count,
                     "is_empty", count == 0, "is_long", count > CHANGES_OPEN_MAX);
}

static json_t *file_view(const struct check *check, enum language language)
{
    CLEANUP(memory_freep) char *size = format_bytes(check->file.size, language);
    const struct digest digest = digest_of(check->file.bytes, check->file.size);
    char sha256[DIGEST_HEX_SIZE];

    digest_print(&digest, sha256);
    return json_pack("{s:s, s:s, s:s}", "name", check->file.name, "size", size, "sha256",
                     sha256);
}

/* Whether it was filled in on the page: then it bears this name. */
static bool is_filled_in(const struct check *check)
{
    CLEANUP(memory_freep) char *german = page_text(LANGUAGE_DE, "fill_in.file_name", NULL);
    CLEANUP(memory_freep) char *english = page_text(LANGUAGE_EN, "fill_in.file_name", NULL);

    return strcmp(check->file.name, german) == 0 || strcmp(check->file.name, english) == 0;
}

static json_t *check_view(const struct check *check, enum language language)
{
    const char *result = text_of(check->answer, "result");
    json_t *round = hand_in_round_view(json_object_get(check->documents, "round"),
                                       json_object_get(check->documents, "versions"),
                                       exchange_arrived_at(check->exchange), language);
    json_t *position =
        words_position(json_object_get(check->answer, "position"), check->edition, language);
    CLEANUP(memory_freep)
    char *notice = check->notice == NULL ? NULL : page_text(language, check->notice, round);

    return json_pack(
        "{s:o, s:b, s:s?, s:o, s:I, s:b, s:b, s:O, s:o, s:o, s:b, s:o, s:b, s:s, s:b, s:o}",
        "round", round, "is_filled_in", is_filled_in(check), "notice", notice, "file",
        file_view(check, language), "version", count_of(check->answer, "version"),
        "is_unchanged", strcmp(result, "unchanged") == 0, "is_replacing",
        strcmp(result, "would-replace") == 0, "counts",
        json_object_get(check->answer, "counts"), "changes", changes_view(check, language),
        "measures",
        words_measures(json_object_get(check->answer, "measures"), check->edition, language),
        "has_hints", json_array_size(json_object_get(check->answer, "findings")) > 0, "hints",
        hints_view(check, language), "is_confirming", json_array_size(check->wanted) > 0,
        "seen", check->etag, "has_position", json_array_size(position) > 0, "position",
        position);
}

void check_reply(struct check *check)
{
    const enum language language = request_language(check->exchange);
    CLEANUP(memory_freep) char *title = NULL;
    json_t *view;

    if (check->answer == NULL) {
        check_reply_refusal(check);
        return;
    }
    view = check_view(check, language);
    title = page_text(language, "hand_in.check_title", view);
    (void)json_object_set_new(view, "title", json_string(title));
    page_reply(TAKE(check->exchange), check->status, "hand_in/check", view);
}
