#include "daemon/pages/format.h"

#include <stdlib.h>

#include "common/memory.h"
#include "tests/support/expect.h"

struct sample {
    const char *in, *de, *en;
};

static void expect_samples(const struct sample *samples, size_t count,
                           char *(*format)(const char *, enum language))
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP(memory_freep) char *de = format(samples[i].in, LANGUAGE_DE);
        CLEANUP(memory_freep) char *en = format(samples[i].in, LANGUAGE_EN);

        expect_text(samples[i].in, de, samples[i].de);
        expect_text(samples[i].in, en, samples[i].en);
    }
}

Test(format, writes_numbers_as_the_reader_does)
{
    static const struct sample samples[] = {
        {"0", "0", "0"},
        {"2.5", "2,5", "2.5"},
        {"-0.4", "−0,4", "−0.4"},
        {"2026", "2026", "2026"},
        {"12345", "12\u202f345", "12,345"},
        {"-1234567.890", "−1\u202f234\u202f567,890", "−1,234,567.890"},
        {"1.23456", "1,23456", "1.23456"},
        {"", "", ""},
        {"k. A.", "k. A.", "k. A."},
        {"1.", "1.", "1."},
        {".5", ".5", ".5"},
        {"--1", "--1", "--1"},
    };

    expect_samples(samples, COUNT_OF(samples), format_decimal);
}

Test(format, writes_dates_as_the_reader_does)
{
    static const struct sample samples[] = {
        {"2026-11-03", "3.\u00a0November 2026", "3\u00a0November 2026"},
        {"2024-02-29", "29.\u00a0Februar 2024", "29\u00a0February 2024"},
        {"2026-03-01", "1.\u00a0März 2026", "1\u00a0March 2026"},
        {"2026-02-29", "2026-02-29", "2026-02-29"},
        {"2026-13-01", "2026-13-01", "2026-13-01"},
        {"2026-1-1", "2026-1-1", "2026-1-1"},
        {"2026-11-03T10:12", "2026-11-03T10:12", "2026-11-03T10:12"},
    };

    expect_samples(samples, COUNT_OF(samples), format_date);
}

Test(format, brings_moments_to_german_time)
{
    static const struct sample samples[] = {
        {"2026-11-03T09:12:44Z", "3.\u00a0November 2026, 10:12\u00a0Uhr",
         "3\u00a0November 2026, 10:12"},
        {"2026-11-03T10:12:44+01:00", "3.\u00a0November 2026, 10:12\u00a0Uhr",
         "3\u00a0November 2026, 10:12"},
        {"2026-07-01T22:30:00.123Z", "2.\u00a0Juli 2026, 00:30\u00a0Uhr",
         "2\u00a0July 2026, 00:30"},
        {"2026-12-31T23:30:00Z", "1.\u00a0Januar 2027, 00:30\u00a0Uhr",
         "1\u00a0January 2027, 00:30"},
        {"2027-01-01T00:30:00+05:30", "31.\u00a0Dezember 2026, 20:00\u00a0Uhr",
         "31\u00a0December 2026, 20:00"},
        /* the clock goes from 02:00 to 03:00, and from 03:00 to 02:00 */
        {"2026-03-29T00:59:59Z", "29.\u00a0März 2026, 01:59\u00a0Uhr",
         "29\u00a0March 2026, 01:59"},
        {"2026-03-29T01:00:00Z", "29.\u00a0März 2026, 03:00\u00a0Uhr",
         "29\u00a0March 2026, 03:00"},
        {"2026-10-25T00:59:00Z", "25.\u00a0Oktober 2026, 02:59\u00a0Uhr",
         "25\u00a0October 2026, 02:59"},
        {"2026-10-25T01:00:00Z", "25.\u00a0Oktober 2026, 02:00\u00a0Uhr",
         "25\u00a0October 2026, 02:00"},
        {"2024-03-31T00:30:00-01:00", "31.\u00a0März 2024, 03:30\u00a0Uhr",
         "31\u00a0March 2024, 03:30"},
        /* German time already */
        {"2026-05-31T24:00", "2026-05-31T24:00", "2026-05-31T24:00"},
        {"2026-05-31T23:59:59", "31.\u00a0Mai 2026, 23:59\u00a0Uhr", "31\u00a0May 2026, 23:59"},
        {"2026-05-31", "2026-05-31", "2026-05-31"},
        {"2026-05-31T10:00+1", "2026-05-31T10:00+1", "2026-05-31T10:00+1"},
        {"soon", "soon", "soon"},
    };

    expect_samples(samples, COUNT_OF(samples), format_moment);
}

Test(format, writes_sizes_as_the_reader_does)
{
    static const struct {
        size_t bytes;
        const char *de, *en;
    } cases[] = {
        {0, "0\u00a0Byte", "0\u00a0bytes"},
        {1, "1\u00a0Byte", "1\u00a0byte"},
        {1023, "1023\u00a0Byte", "1023\u00a0bytes"},
        {262144, "256\u00a0KB", "256\u00a0KB"},
        {2097152, "2\u00a0MB", "2\u00a0MB"},
        {1600000, "1,5\u00a0MB", "1.5\u00a0MB"},
        {(size_t)5 << 40, "5120\u00a0GB", "5120\u00a0GB"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(memory_freep) char *de = format_bytes(cases[i].bytes, LANGUAGE_DE);
        CLEANUP(memory_freep) char *en = format_bytes(cases[i].bytes, LANGUAGE_EN);

        expect_text("size", de, cases[i].de);
        expect_text("size", en, cases[i].en);
    }
}

Test(format, writes_whole_numbers_with_their_sign)
{
    CLEANUP(memory_freep) char *text = format_integer(-9223372036854775807LL - 1, LANGUAGE_DE);

    expect_text("smallest", text, "−9\u202f223\u202f372\u202f036\u202f854\u202f775\u202f808");
}
