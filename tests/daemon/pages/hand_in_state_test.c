#include "daemon/pages/hand_in_state.h"

#include "common/memory.h"
#include "daemon/config.h"
#include "daemon/pages/page.h"
#include "tests/support/expect.h"

#define SECOND INT64_C(1000000)

/* 1 to 31 May 2026 in Germany. */
static const char round_text[] =
    "{\"round\": \"2026\", \"edition\": \"v1\", \"opensAt\": \"2026-04-30T22:00:00Z\","
    " \"closesAt\": \"2026-05-31T22:00:00Z\", \"extendedUntil\": null,"
    " \"latestRelease\": null}";
static const int64_t opens = 1777586400, closes = 1780264800;
static struct config config;

static void begin(void)
{
    page_start(&config);
}

TestSuite(hand_in_state, .init = begin);

static json_t *view_at(int64_t seconds, const char *extended, const char *versions)
{
    json_t *round = json_loads(round_text, 0, NULL);
    json_t *list = json_loads(versions, 0, NULL);
    json_t *view;

    cr_assert(round != NULL && list != NULL);
    if (extended != NULL)
        (void)json_object_set_new(round, "extendedUntil", json_string(extended));
    view = hand_in_round_view(round, list, seconds * SECOND, LANGUAGE_DE);
    json_decref(round);
    json_decref(list);
    return view;
}

static const char *text_of(const json_t *view, const char *name)
{
    return json_string_value(json_object_get(view, name));
}

Test(hand_in_state, says_how_much_time_is_left)
{
    static const struct {
        const char *label;
        int64_t at;
        const char *extended;
        const char *is, *left, *deadline;
    } cases[] = {
        {"a second before", opens - 1, NULL, "is_planned", "", "31. Mai 2026, 24:00 Uhr"},
        {"the first", opens, NULL, "is_open", "noch 31 Tage", "31. Mai 2026, 24:00 Uhr"},
        {"two days", closes - 2 * 86400, NULL, "is_open", "noch 2 Tage",
         "31. Mai 2026, 24:00 Uhr"},
        {"a day", closes - 86400, NULL, "is_open", "noch 1 Tag", "31. Mai 2026, 24:00 Uhr"},
        {"less than a day", closes - 86399, NULL, "is_open", "noch 23 Stunden",
         "31. Mai 2026, 24:00 Uhr"},
        {"an hour", closes - 3600, NULL, "is_open", "noch 1 Stunde", "31. Mai 2026, 24:00 Uhr"},
        {"the last second", closes - 1, NULL, "is_open", "noch weniger als eine Stunde",
         "31. Mai 2026, 24:00 Uhr"},
        {"the end", closes, NULL, "is_closed", "", "31. Mai 2026, 24:00 Uhr"},
        {"extended", closes, "2026-06-02T10:30:00Z", "is_open", "noch 1 Tag",
         "2. Juni 2026, 12:30 Uhr"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *view = view_at(cases[i].at, cases[i].extended, "{\"versions\": []}");
        CLEANUP(memory_freep) char *deadline = memory_copy_text(text_of(view, "deadline"));

        for (char *at = deadline; (at = strstr(at, "\u00a0")) != NULL;) {
            *at = ' ';
            memmove(at + 1, at + 2, strlen(at + 2) + 1);
        }
        cr_expect(json_is_true(json_object_get(view, cases[i].is)), "%s", cases[i].label);
        expect_text(cases[i].label, text_of(view, "left"), cases[i].left);
        expect_text(cases[i].label, deadline, cases[i].deadline);
        json_decref(view);
    }
}

Test(hand_in_state, tells_of_a_draft_while_it_can_be_handed_in)
{
    static const struct {
        const char *label, *saved;
        int64_t at;
        const char *is;
    } cases[] = {
        {"none", NULL, opens, NULL},
        {"begun", "2026-05-03T10:12:59Z", opens, "3. Mai 2026, 12:12 Uhr"},
        {"before", "2026-05-03T10:12:59Z", opens - 1, NULL},
        {"too late", "2026-05-03T10:12:59Z", closes, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *round = json_loads(round_text, 0, NULL);
        json_t *versions =
            json_pack("{s:[], s:s?}", "versions", "draftSavedAt", cases[i].saved);
        json_t *view = hand_in_round_view(round, versions, cases[i].at * SECOND, LANGUAGE_DE);
        json_t *draft = json_object_get(view, "draft");

        cr_expect(json_is_object(draft) == (cases[i].is != NULL), "%s", cases[i].label);
        if (cases[i].is != NULL)
            cr_expect(strstr(text_of(draft, "saved"), "2026") != NULL &&
                          strstr(text_of(draft, "saved"), "12:12") != NULL,
                      "%s", text_of(draft, "saved"));
        json_decref(round);
        json_decref(versions);
        json_decref(view);
    }
}

Test(hand_in_state, names_the_version_that_a_change_has_to_name)
{
    static const struct {
        const char *label, *versions, *etag, *is, *badge;
    } cases[] = {
        {"none", "{\"versions\": []}", "", "is_none", "Noch abzugeben"},
        {"two",
         "{\"versions\": [{\"number\": 2, \"sha256\": \"0123456789abcdef01\", \"current\": "
         "true}, {\"number\": 1, \"sha256\": \"ff\", \"current\": false}]}",
         "\"2-0123456789abcdef\"", "is_handed_in", "Abgegeben, Fassung 2"},
        {"withdrawn",
         "{\"versions\": [{\"number\": 2, \"sha256\": \"0123456789abcdef01\", \"current\": "
         "false, \"withdrawn\": {\"at\": \"2026-05-02T10:00:00Z\", \"reason\": \"x\"}}]}",
         "\"2-0123456789abcdef-withdrawn\"", "is_withdrawn", "Zurückgezogen"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *versions = json_loads(cases[i].versions, 0, NULL);
        json_t *view = view_at(opens, NULL, cases[i].versions);
        char etag[ETAG_SIZE];

        hand_in_etag(versions, etag);
        expect_text(cases[i].label, etag, cases[i].etag);
        cr_expect(json_is_true(json_object_get(json_object_get(view, "state"), cases[i].is)),
                  "%s", cases[i].label);
        expect_text(cases[i].label, text_of(json_object_get(view, "badge"), "label"),
                    cases[i].badge);
        json_decref(versions);
        json_decref(view);
    }
}
