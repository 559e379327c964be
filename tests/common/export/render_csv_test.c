#include "common/export/render.h"
#include "tests/support/release.h"

#define HEADER                                                                                  \
    "round,release,subject,label_de,label_en,level,group,status,n,missing,mean,share,q1,"       \
    "median,q3,lower,upper,indicators,band_indicators,share_0,share_1,share_2,share_3,share_4," \
    "count,not_included\r\n"

Test(render_csv, writes_a_line_for_every_figure)
{
    static const char expected[] = HEADER
        "2026,3,STR.1.01,Stand des Plans,State of the plan,indicator,all,published,"
        "12,1,2.4,,2.0,2.0,3.0,,,,,8,0,50,25,17,,\r\n"
        "2026,3,STR.1.01,Stand des Plans,State of the plan,indicator,band-1,published,"
        "6,0,2.0,,,,,,,,,,,,,,,\r\n"
        "2026,3,STR.1.01,Stand des Plans,State of the plan,indicator,own,too-few,"
        ",,,,,,,,,,,,,,,,,\r\n"
        "2026,3,STR.1.02,Beschlossen,Adopted,indicator,all,published,"
        "11,2,,64,,,,,,,,,,,,,,\r\n"
        "2026,3,STR.1.02,Beschlossen,Adopted,indicator,band-1,withheld,"
        ",,,,,,,,,,,,,,,,,\r\n"
        "2026,3,STR.2.01,Stellen,Posts,indicator,all,published,"
        "9,4,0.0123,,,,,,,,,,,,,,,\r\n"
        "2026,3,COM.1.01,Unerreichte,Unreached,indicator,all,published,"
        "12,1,33,,10,25,50,,,,,,,,,,,2\r\n"
        "2026,3,STR.1,Es gibt einen Plan,There is a plan,goal,all,published,"
        ",,62,,,,,50,75,2,1,,,,,,,\r\n"
        "2026,3,STR.1,Es gibt einen Plan,There is a plan,goal,band-1,published,"
        ",,50,,,,,,,1,,,,,,,,\r\n"
        "2026,3,STR,Steuerung,Steering,field,all,published,"
        ",,62,,,,,50,75,2,1,,,,,,,\r\n"
        "2026,3,COM,Öffentlichkeit,Public,field,all,published,"
        ",,67,,,,,50,90,1,1,,,,,,,\r\n"
        "2026,3,whole,Gesamt,Overall,whole,all,published,"
        ",,64,,,,,50,83,3,2,,,,,,,\r\n"
        "2026,3,STR.1#measures,Es gibt einen Plan,There is a plan,measures,all,published,"
        "12,1,,58,,,,,,,,,,,,,7,\r\n";
    CLEANUP(bytes_donep) struct bytes bytes = {0};

    render_invented("csv", &bytes);
    expect_text("table", bytes.data, expected);
}

Test(render_csv, writes_what_german_excel_reads)
{
    CLEANUP(bytes_donep) struct bytes bytes = {0};

    render_invented("csv-excel-de", &bytes);
    cr_expect(memcmp(bytes.data, "\xEF\xBB\xBFround;release;", 17) == 0);
    cr_expect(strstr(bytes.data, ";published;12;1;2,4;;2,0;2,0;3,0;") != NULL);
    cr_expect(strstr(bytes.data, ";published;9;4;0,0123;") != NULL);
    cr_expect(strchr(bytes.data, '.') != NULL); /* in ids */
}

Test(render_csv, guards_texts_but_not_numbers)
{
    static const char text[] =
        "{\"round\": \"=cmd\", \"release\": 1, \"figures\": [{\"subject\": \"-2\", \"level\": "
        "\"indicator\", \"group\": \"@own\", \"status\": \"published\", \"mean\": \"-1.5\"}]}";
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    json_t *release = json_loads(text, 0, NULL);

    render_release(release, "csv", &bytes);
    json_decref(release);
    expect_text("table", bytes.data,
                HEADER "'=cmd,1,'-2,,,indicator,'@own,published,,,-1.5,,,,,,,,,,,,,,,\r\n");
}
