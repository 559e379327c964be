#include "common/figures/release.h"
#include "tests/support/programme.h"

#define HEADER                                                                            \
    "round,release,subject,label_de,label_en,level,group,status,n,missing,mean,share,q1," \
    "median,q3,lower,upper,indicators\r\n"
#define HEADER_EXCEL                                                                         \
    "\xEF\xBB\xBFround;release;subject;label_de;label_en;level;group;status;n;missing;mean;" \
    "share;q1;median;q3;lower;upper;indicators\r\n"

static const struct invented several[] = {
    {"AAA.1.01", "level", "higher", 0},
    {"AAA.1.02", "yes-no", "higher", 0},
};

/* A release whose only figures are these. */
static json_t *release_with(const char *round, json_t *figures)
{
    return json_pack("{s:s, s:i, s:o}", "round", round, "release", 2, "figures", figures);
}

Test(release_csv, writes_a_line_for_every_figure)
{
    static const char *const groups[] = {"all", "band-3"};
    static const char expected[] = HEADER
        "2026,1,AAA.1.01,\"AAA.1.01, erfunden\",\"AAA.1.01, invented\",indicator,all,published,"
        "12,0,2.5,,2.5,3.0,3.0,,,\r\n"
        "2026,1,AAA.1.01,\"AAA.1.01, erfunden\",\"AAA.1.01, invented\",indicator,band-3,too-few,"
        ",,,,,,,,,\r\n"
        "2026,1,AAA.1.02,\"AAA.1.02, erfunden\",\"AAA.1.02, invented\",indicator,all,published,"
        "12,0,,25,,,,,,\r\n"
        "2026,1,AAA.1.02,\"AAA.1.02, erfunden\",\"AAA.1.02, invented\",indicator,band-3,too-few,"
        ",,,,,,,,,\r\n"
        "2026,1,AAA.1,\"AAA.1, erfunden\",\"AAA.1, invented\",goal,all,published,"
        ",,44,,,,,63,75,2\r\n"
        "2026,1,AAA.1,\"AAA.1, erfunden\",\"AAA.1, invented\",goal,band-3,too-few,"
        ",,,,,,,,,\r\n"
        "2026,1,AAA,\"AAA, erfunden\",\"AAA, invented\",field,all,published,"
        ",,44,,,,,63,75,2\r\n"
        "2026,1,AAA,\"AAA, erfunden\",\"AAA, invented\",field,band-3,too-few,"
        ",,,,,,,,,\r\n"
        "2026,1,whole,Gesamt,Overall,whole,all,published,"
        ",,44,,,,,63,75,2\r\n"
        "2026,1,whole,Gesamt,Overall,whole,band-3,too-few,"
        ",,,,,,,,,\r\n";
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 12);
    struct release_filter filter = {.groups = groups, .group_count = COUNT_OF(groups)};
    CLEANUP(memory_freep) char *text = NULL;
    json_t *release, *filtered;

    for (size_t i = 0; i < 12; i++) {
        programme_answer(programme, i, 0, i < 3 ? 1 : 3);
        programme_answer(programme, i, 1, i < 3 ? 1 : 0);
    }
    release = programme_release(programme);
    filtered = release_filter(release, programme->edition, &filter);
    text = release_to_csv(filtered, programme->edition, CSV_MACHINE);
    expect_text("table", text, expected);
    json_decref(filtered);
    json_decref(release);
}

Test(release_csv, writes_what_german_excel_reads)
{
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 0);
    json_t *release = release_with(
        "2026", json_pack("[{s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:s}]", "subject", "AAA.1.01",
                          "level", "indicator", "group", "all", "status", "published", "n",
                          1200, "missing", 0, "mean", "12.5", "q1", "-0.25"));
    CLEANUP(memory_freep)
    char *text = release_to_csv(release, programme->edition, CSV_EXCEL_DE);

    expect_text("table", text,
                HEADER_EXCEL
                "2026;2;AAA.1.01;AAA.1.01, erfunden;AAA.1.01, invented;indicator;all;published;"
                "1200;0;12,5;;-0,25;;;;;\r\n");
    json_decref(release);
}

Test(release_csv, quotes_and_guards_texts_but_not_numbers)
{
    static const struct {
        const char *round;
        const char *machine, *excel;
    } cases[] = {
        {"plain", "plain", "plain"},
        {"", "", ""},
        {"a,b", "\"a,b\"", "a,b"},
        {"a;b", "a;b", "\"a;b\""},
        {"say \"so\"", "\"say \"\"so\"\"\"", "\"say \"\"so\"\"\""},
        {"two\nlines", "\"two\nlines\"", "\"two\nlines\""},
        {"two\rlines", "\"two\rlines\"", "\"two\rlines\""},
        {"=1+1", "'=1+1", "'=1+1"},
        {"+1", "'+1", "'+1"},
        {"-1", "'-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "'\tx", "'\tx"},
        {"\r=1", "\"'\r=1\"", "\"'\r=1\""},
        {"=A1,\"x\"", "\"'=A1,\"\"x\"\"\"", "\"'=A1,\"\"x\"\"\""},
        {"1=1", "1=1", "1=1"},
    };
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 0);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *release =
            release_with(cases[i].round, json_pack("[{s:s, s:s, s:s, s:s, s:s}]", "subject",
                                                   "whole", "level", "whole", "group", "all",
                                                   "status", "published", "mean", "-1.5"));
        CLEANUP(memory_freep)
        char *machine = release_to_csv(release, programme->edition, CSV_MACHINE);
        CLEANUP(memory_freep)
        char *excel = release_to_csv(release, programme->edition, CSV_EXCEL_DE);
        CLEANUP(memory_freep)
        char *expected = memory_format(
            HEADER "%s,2,whole,Gesamt,Overall,whole,all,published,,,-1.5,,,,,,,\r\n",
            cases[i].machine);
        CLEANUP(memory_freep)
        char *expected_excel = memory_format(
            HEADER_EXCEL "%s;2;whole;Gesamt;Overall;whole;all;published;;;-1,5;;;;;;;\r\n",
            cases[i].excel);

        expect_text(cases[i].round, machine, expected);
        expect_text(cases[i].round, excel, expected_excel);
        json_decref(release);
    }
}

Test(release_csv, of_no_figures_is_the_header)
{
    CLEANUP(programme_freep)
    struct programme *programme = programme_new(several, COUNT_OF(several), 0);
    json_t *release = release_with("2026", json_array());
    CLEANUP(memory_freep)
    char *text = release_to_csv(release, programme->edition, CSV_MACHINE);

    expect_text("table", text, HEADER);
    json_decref(release);
}
