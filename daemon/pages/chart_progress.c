#include "daemon/pages/chart_progress.h"

#include <stdint.h>
#include <string.h>

#include "common/charts/progress.h"
#include "common/memory.h"
#include "daemon/pages/format.h"

#define NOON (12 * 3600L) /* a day's step stands in its middle */

/* When a round opens and closes, and what time it is. */
struct span {
    time_t opens, closes, now;
};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* A moment as the API writes it, or midnight of a day. */
static time_t instant_of(const char *text, const char *form)
{
    struct tm moment = {0};

    return strptime(text, form, &moment) == NULL ? 0 : timegm(&moment);
}

static int place_of(const struct span *span, time_t instant)
{
    if (instant <= span->opens)
        return 0;
    if (instant >= span->closes)
        return PROGRESS_SPAN;
    return (int)((int64_t)(instant - span->opens) * PROGRESS_SPAN /
                 (int64_t)(span->closes - span->opens));
}

/* "31. Mai 2026, 24:00 Uhr" without its hour: there is little room below a chart. */
static char *day_of(char *moment /* taken */)
{
    moment[strcspn(moment, ",")] = '\0';
    return moment;
}

static struct progress_step step_of(const json_t *step, const struct span *span, int members)
{
    const time_t noon = instant_of(text_of(step, "day"), "%Y-%m-%d") + NOON;
    const int handed_in = (int)json_integer_value(json_object_get(step, "handedIn"));

    return (struct progress_step){
        .at = place_of(span, noon < span->now ? noon : span->now),
        .handed_in = handed_in < members ? handed_in : members,
    };
}

json_t *chart_progress(const json_t *participation, const json_t *round, time_t now,
                       enum language language)
{
    const json_t *all = json_object_get(participation, "progress");
    const size_t count = json_array_size(all);
    const int members = (int)json_integer_value(json_object_get(participation, "members"));
    const struct span span = {
        .opens = instant_of(text_of(round, "opensAt"), "%Y-%m-%dT%H:%M:%SZ"),
        .closes = instant_of(text_of(round, "closesAt"), "%Y-%m-%dT%H:%M:%SZ"),
        .now = now,
    };
    CLEANUP(memory_freep) struct progress_step *steps = NULL;
    CLEANUP(memory_freep) char *label = format_integer(members, language);
    CLEANUP(memory_freep)
    char *opens = day_of(format_moment(text_of(round, "opensAt"), language));
    CLEANUP(memory_freep)
    char *deadline = day_of(format_deadline(text_of(round, "closesAt"), language));
    CLEANUP(memory_freep) char *count_label = NULL;
    CLEANUP(memory_freep) char *picture = NULL;

    if (count == 0 || members == 0)
        return json_null();
    steps = memory_new(count, sizeof *steps);
    for (size_t i = 0; i < count; i++)
        steps[i] = step_of(json_array_get(all, i), &span, members);
    count_label = format_integer(steps[count - 1].handed_in, language);
    picture = progress_draw_steps(&(struct progress){
        .steps = steps,
        .step_count = count,
        .now = place_of(&span, now),
        .members = members,
        .members_label = label,
        .count_label = count_label,
        .opens_label = opens,
        .deadline_label = deadline,
    });
    return json_pack("{s:s}", "html", picture);
}
