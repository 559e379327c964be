#include "common/figures/atoms.h"

#include "tests/support/expect.h"

#define UNITS 8

/* A cell out of a text with a mark for each unit: 'x' is in it. */
static struct cell cell_of(const char *marks, size_t *room)
{
    size_t count = 0;

    for (size_t i = 0; marks[i] != '\0'; i++) {
        if (marks[i] == 'x')
            room[count++] = i;
    }
    return (struct cell){room, count};
}

/* The numbers as digits. */
static const char *digits_of(const size_t *numbers, char *out)
{
    for (size_t i = 0; i < UNITS; i++)
        out[i] = (char)('0' + numbers[i]);
    out[UNITS] = '\0';
    return out;
}

/* Units of histories: '.' begins one, '+' corrects the unit before it. */
static void fill(struct unit *items, const char *histories)
{
    for (size_t i = 0; i < UNITS; i++)
        items[i] = (struct unit){.pool = i, .is_correction = histories[i] == '+'};
}

/* The atom of each unit that lies in a cell, as digits; 0 for the others. */
static const char *atoms_text(const struct atoms *atoms, char *out)
{
    for (size_t i = 0; i < UNITS; i++)
        out[i] = (char)('0' + (atoms->is_told[i] ? atoms->of[atoms->history_of[i]] : 0));
    out[UNITS] = '\0';
    return out;
}

Test(atoms, are_parted_by_every_cell)
{
    static const struct {
        const char *cell;
        const char *atoms;  /* after it; 0: in no cell */
        const char *pieces; /* before it: what it would part */
    } steps[] = {
        {"xxxxx...", "11111000", "11111000"}, {"xxxxx...", "11111000", "11111000"},
        {"...xx...", "11122000", "11122000"}, {".......x", "11122003", "00000001"},
        {"xxxxxxxx", "11122443", "11122334"}, {"x.......", "51122443", "12200000"},
        {"........", "51122443", "00000000"},
    };
    CLEANUP(atoms_donep) struct atoms atoms;
    struct unit items[UNITS];

    fill(items, "........");
    atoms_init(&atoms, items, UNITS);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        size_t room[UNITS], largest = 0;
        const struct cell cell = cell_of(steps[i].cell, room);
        CLEANUP(pieces_donep) struct pieces pieces = {0};
        char text[UNITS + 1];

        pieces_init(&pieces, &atoms, cell);
        for (size_t k = 0; k < UNITS; k++)
            largest = pieces.of[k] > largest ? pieces.of[k] : largest;
        expect_number("pieces", pieces.count, largest);
        expect_text("pieces", digits_of(pieces.of, text), steps[i].pieces);
        atoms_part(&atoms, cell);
        expect_text("atoms", atoms_text(&atoms, text), steps[i].atoms);
    }
}

Test(atoms, are_parted_by_how_their_units_were_corrected)
{
    static const struct {
        const char *name;
        const char *histories;
        const char *cells[3];
        const char *atoms;
    } cases[] = {
        {"corrected like each other", ".+.+.+.+", {"x.x.x.x.", ".x.x.x.x"}, "11111111"},
        {"corrected and not", ".+.+....", {"x.x.xxxx", ".x.xxxxx"}, "11112222"},
        {"corrected twice, once without notice",
         ".++.+.+.",
         {"x..x.x.x", "..x.x.xx"},
         "10133332"},
        {"what was never told binds nobody", ".+.+....", {".x.xxxxx"}, "01011111"},
        {"told before and not", ".+.+....", {"x...xxxx", ".x.xxx.."}, "44023311"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        CLEANUP(atoms_donep) struct atoms atoms;
        struct unit items[UNITS];
        char text[UNITS + 1];

        fill(items, cases[i].histories);
        atoms_init(&atoms, items, UNITS);
        for (size_t k = 0; k < COUNT_OF(cases[i].cells) && cases[i].cells[k] != NULL; k++) {
            size_t room[UNITS];

            atoms_part(&atoms, cell_of(cases[i].cells[k], room));
        }
        expect_text(cases[i].name, atoms_text(&atoms, text), cases[i].atoms);
    }
}

Test(atoms, know_their_sizes)
{
    static const char *const cells[] = {"xxxxx...", "..xxxx..", "xxxxxxxx", "x.x.x.x."};
    CLEANUP(atoms_donep) struct atoms atoms;
    struct unit items[UNITS];

    fill(items, "........");
    atoms_init(&atoms, items, UNITS);
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        size_t room[UNITS], sizes[UNITS + 1] = {0};

        atoms_part(&atoms, cell_of(cells[i], room));
        for (size_t k = 0; k < UNITS; k++)
            sizes[atoms.of[k]]++;
        for (size_t atom = 0; atom < atoms.count; atom++)
            expect_number(cells[i], atoms.sizes[atom], sizes[atom]);
        for (size_t atom = 1; atom < atoms.count; atom++)
            cr_expect(sizes[atom] > 0, "%s: an atom of nobody", cells[i]);
    }
}
