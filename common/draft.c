#include "common/draft.h"

#include <string.h>

#include "common/judge.h"
#include "common/self_check.h"

/* Whether the reader found more than that there are no answers yet. */
static bool is_misshapen(const struct findings *findings)
{
    size_t harmless = 0;

    for (size_t i = 0; i < findings->listed; i++)
        harmless += findings->items[i].code == FINDING_ANSWERS_MISSING;
    return findings->errors > harmless;
}

static bool is_of_another_edition(const struct answers *answers,
                                  const struct catalogue *edition)
{
    return answers->edition.kind == WRITTEN_TEXT &&
           strcmp(answers->edition.text, catalogue_edition(edition)) != 0;
}

static bool is_unknown(const struct written *indicator, const struct catalogue *edition)
{
    return indicator->kind == WRITTEN_TEXT && catalogue_find(edition, indicator->text) == NULL;
}

static bool has_unknown_indicators(const struct answers *answers,
                                   const struct catalogue *edition)
{
    for (size_t i = 0; i < answers->count; i++)
        if (is_unknown(&answers->items[i].indicator, edition))
            return true;
    for (size_t i = 0; i < answers->acceptance_count; i++)
        if (is_unknown(&answers->acceptances[i].indicator, edition))
            return true;
    return false;
}

bool draft_judge(const struct answers *answers, const struct catalogue *edition,
                 int64_t inhabitants, struct findings *findings)
{
    const bool can_be_kept = !is_misshapen(findings) &&
                             !is_of_another_edition(answers, edition) &&
                             !has_unknown_indicators(answers, edition);

    self_check_free(judge(answers, edition, inhabitants, NULL, findings));
    return can_be_kept;
}
