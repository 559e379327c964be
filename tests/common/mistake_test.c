#include "common/mistake.h"

#include "common/memory.h"
#include "tests/support/expect.h"

Test(mistake, keeps_every_mistake_in_the_order_of_adding)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};
    char place[] = "/fields/0/id";

    mistakes_add(&mistakes, place, "has %d letters and should have %d", 4, 3);
    place[1] = '?'; /* the list has its own copy */
    mistakes_add(&mistakes, "line 3", "is empty");

    expect_number("count", mistakes.count, 2);
    expect_text("first place", mistakes.items[0].place, "/fields/0/id");
    expect_text("first text", mistakes.items[0].text, "has 4 letters and should have 3");
    expect_text("second place", mistakes.items[1].place, "line 3");
    expect_text("second text", mistakes.items[1].text, "is empty");
}

Test(mistake, counts_more_than_it_keeps)
{
    CLEANUP(mistakes_donep) struct mistakes mistakes = {0};

    for (int i = 0; i < MISTAKES_MAX + 5; i++)
        mistakes_add(&mistakes, "line", "number %d", i);

    expect_number("count", mistakes.count, MISTAKES_MAX + 5);
    expect_text("last kept", mistakes.items[MISTAKES_MAX - 1].text, "number 999");
}

Test(mistake, is_empty_and_usable_after_done)
{
    struct mistakes mistakes = {0};

    mistakes_add(&mistakes, "line 1", "is empty");
    mistakes_done(&mistakes);
    expect_number("count", mistakes.count, 0);
    cr_expect(mistakes.items == NULL);

    mistakes_add(&mistakes, "line 2", "is empty");
    expect_text("place", mistakes.items[0].place, "line 2");
    mistakes_done(&mistakes);
}
