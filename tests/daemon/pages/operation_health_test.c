#include "daemon/pages/operation_health.h"

#include "common/memory.h"
#include "daemon/pages/page.h"
#include "tests/support/expect.h"

#define DAY INT64_C(86400)

static void says(int64_t seconds, enum language language, const char *wanted,
                 const char *wanted_state)
{
    const struct config config = {0};
    const char *state;
    CLEANUP(memory_freep) char *said = NULL;

    page_start(&config); /* the texts */
    said = operation_certificate(seconds, &state, language);
    expect_text(wanted, said, wanted);
    expect_text(wanted, state, wanted_state);
}

Test(operation_health, says_how_long_a_certificate_lasts)
{
    says(31 * DAY, LANGUAGE_DE, "noch 31 Tage", "good");
    says(31 * DAY - 1, LANGUAGE_DE, "noch 30 Tage", "soon");
    says(2 * DAY - 1, LANGUAGE_DE, "noch 1 Tag", "soon");
    says(2 * DAY - 1, LANGUAGE_EN, "1 day left", "soon");
    says(DAY - 1, LANGUAGE_DE, "noch weniger als ein Tag", "soon");
    says(DAY - 1, LANGUAGE_EN, "less than a day left", "soon");
}

Test(operation_health, says_of_a_certificate_that_has_ended_no_days)
{
    says(0, LANGUAGE_DE, "abgelaufen", "bad");
    says(-3 * DAY, LANGUAGE_DE, "abgelaufen", "bad");
    says(-DAY / 2, LANGUAGE_EN, "has expired", "bad");
}
