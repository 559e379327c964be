#include <stdio.h>

#include "common/export/render.h"
#include "common/memory.h"
#include "tests/support/release.h"

#define HEADER                                                                          \
    "STRUCTURE,STRUCTURE_ID,ACTION,ROUND,GROUP,SUBJECT,STATISTIC,OBS_VALUE,OBS_STATUS," \
    "CONF_STATUS,UNIT_MEASURE,RELEASE,EDITION\r\n"
#define LINE "dataflow,WELTOFFEND:BENCHMARK(1.0.0),I,2026,"

/* Expects the table to hold exactly one line of this observation, and it to go on so. */
static void expect_observation(const char *table, const char *observation, const char *rest)
{
    CLEANUP(memory_freep) char *start = memory_format("\r\n" LINE "%s,", observation);
    const char *found = strstr(table, start);
    CLEANUP(memory_freep) char *line = NULL;

    cr_assert(found != NULL, "%s is not there", observation);
    cr_expect(strstr(found + 1, start) == NULL, "%s is there twice", observation);
    found += strlen(start);
    line = memory_copy(found, strcspn(found, "\r"));
    expect_text(observation, line, rest);
}

Test(render_sdmx, writes_a_line_for_every_statistic)
{
    static const struct {
        const char *observation, *rest;
    } cases[] = {
        {"all,STR_1_01,N", "12,P,F,COUNT,3,t1"},
        {"all,STR_1_01,MISSING", "1,P,F,COUNT,3,t1"},
        {"all,STR_1_01,MEAN", "2.4,P,F,LEVEL,3,t1"},
        {"all,STR_1_01,Q3", "3.0,P,F,LEVEL,3,t1"},
        {"all,STR_1_01,SHARE_2", "50,P,F,PT,3,t1"},
        {"all,STR_1_02,SHARE", "64,P,F,PT,3,t1"},
        {"all,STR_2_01,MEAN", "0.0123,P,F,PER_1000,3,t1"},
        {"all,COM_1_01,NOT_INCLUDED", "2,P,F,COUNT,3,t1"},
        {"all,STR_1,LOWER", "50,P,F,POINTS,3,t1"},
        {"all,STR_1,BAND_INDICATORS", "1,P,F,COUNT,3,t1"},
        {"all,whole,MEAN", "64,P,F,POINTS,3,t1"},
        {"all,STR_1_measures,COUNT", "7,P,F,COUNT,3,t1"},
        {"all,STR_1_measures,SHARE", "58,P,F,PT,3,t1"},
    };
    CLEANUP(bytes_donep) struct bytes bytes = {0};

    render_invented("sdmx-csv", &bytes);
    cr_expect(strncmp(bytes.data, HEADER, strlen(HEADER)) == 0, "%.200s", bytes.data);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_observation(bytes.data, cases[i].observation, cases[i].rest);
}

Test(render_sdmx, tells_apart_why_a_number_is_not_there)
{
    static const struct {
        const char *observation, *rest;
    } cases[] = {
        {"band-1,STR_1_01,MEAN", "2.0,P,F,LEVEL,3,t1"}, /* it is there */
        {"band-1,STR_1_01,Q1", ",Q,F,LEVEL,3,t1"},      /* below twelve answers */
        {"band-1,STR_1_01,SHARE_0", ",Q,F,PT,3,t1"},
        {"all,STR_2_01,MEDIAN", ",Q,F,PER_1000,3,t1"},
        {"band-1,STR_1,UPPER", ",Q,F,POINTS,3,t1"}, /* no indicator has quartiles */
        {"own,STR_1_01,N", ",Q,A,COUNT,3,t1"},      /* too few */
        {"own,STR_1_01,MEAN", ",Q,A,LEVEL,3,t1"},
        {"band-1,STR_1_02,SHARE", ",Q,C,PT,3,t1"}, /* withheld */
    };
    CLEANUP(bytes_donep) struct bytes bytes = {0};

    render_invented("sdmx-csv", &bytes);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_observation(bytes.data, cases[i].observation, cases[i].rest);
}

Test(render_sdmx, has_no_line_for_what_a_subject_cannot_have)
{
    static const char *const absent[] = {
        ",STR_1_02,MEAN,",         ",STR_1_02,Q1,",    ",STR_1_01,SHARE,",
        ",COM_1_01,SHARE_0,",      ",STR_1_01,LOWER,", ",STR_1,N,",
        ",STR_1_01,NOT_INCLUDED,", ",STR_1_01,COUNT,", ",whole,INDICATOR,",
    };
    CLEANUP(bytes_donep) struct bytes bytes = {0};

    render_invented("sdmx-csv", &bytes);
    for (size_t i = 0; i < COUNT_OF(absent); i++)
        cr_expect(strstr(bytes.data, absent[i]) == NULL, "%s", absent[i]);
}

Test(render_sdmx, calls_a_final_release_normal_and_others_provisional)
{
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    json_t *release = release_invented();

    json_object_set_new(release, "final", json_true());
    render_release(release, "sdmx-csv", &bytes);
    json_decref(release);
    expect_observation(bytes.data, "all,STR_1_01,MEAN", "2.4,A,F,LEVEL,3,t1");
    expect_observation(bytes.data, "own,STR_1_01,MEAN", ",Q,A,LEVEL,3,t1");
    cr_expect(strstr(bytes.data, ",P,") == NULL);
}
