/*
 * Reads one indicator of an edition's file: which members it has depends on its kind.
 */

#include <stdlib.h>
#include <string.h>

#include "common/catalogue_inside.h"
#include "common/decimal.h"
#include "common/jump.h"
#include "common/memory.h"

static const char *const kinds[] = {
    [INDICATOR_LEVEL] = "level",
    [INDICATOR_YES_NO] = "yes-no",
    [INDICATOR_SHARE] = "share",
    [INDICATOR_RATE] = "rate",
};

static const char *const polarities[] = {
    [POLARITY_HIGHER] = "higher",
    [POLARITY_LOWER] = "lower",
    [POLARITY_NEUTRAL] = "neutral",
};

/* The index of the node's text among the names, or the number of names after a complaint. */
static size_t read_choice(const struct node *node, const char *const *names, size_t count)
{
    const char *text = node_text(node);
    CLEANUP(memory_freep) char *all = memory_copy_text(names[0]);

    if (text == NULL)
        return count;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], text) == 0)
            return i;
    }
    for (size_t i = 1; i < count; i++) {
        CLEANUP(memory_freep) char *before = all;

        all = memory_format("%s, %s", before, names[i]);
    }
    node_complain(node, "'%s' is none of %s", text, all);
    return count;
}

static void read_reasons(const struct node *owner, const json_t *reasons,
                         struct indicator *indicator)
{
    const struct node list = node_member(owner, "reasons");

    if (!node_is(&list, JSON_ARRAY))
        return;
    if (json_array_size(list.value) > CATALOGUE_REASONS_MAX) {
        node_complain(&list, "has more than %d reasons", CATALOGUE_REASONS_MAX);
        return;
    }
    for (size_t i = 0; i < json_array_size(list.value); i++) {
        const struct node node = node_item(&list, i);
        const char *id = node_text(&node);

        if (id == NULL)
            continue;
        if (json_object_get(reasons, id) == NULL)
            node_complain(&node, "'%s' is none of the edition's reasons", id);
        for (size_t j = 0; j < indicator->reason_count; j++) {
            if (strcmp(indicator->reasons[j], id) == 0)
                node_complain(&node, "'%s' stands twice", id);
        }
        indicator->reasons[indicator->reason_count++] = id;
    }
}

static void read_scale(const struct node *owner, const struct catalogue *catalogue,
                       struct indicator *indicator)
{
    const struct node node = node_member(owner, "scale");
    const char *id = node_text(&node);

    if (id == NULL)
        return;
    for (size_t i = 0; i < catalogue->scale_count; i++) {
        if (strcmp(catalogue->scales[i].id, id) == 0) {
            indicator->scale = &catalogue->scales[i];
            return;
        }
    }
    node_complain(&node, "'%s' is none of the edition's scales", id);
}

/* Returns false after a complaint. */
static bool read_bound(const struct node *range, const char *name, int decimals, int64_t *out)
{
    const struct node node = node_member(range, name);
    const char *text = node_text(&node);

    if (text == NULL)
        return false;
    switch (decimal_read(text, decimals, out)) {
    case DECIMAL_FINE:
        return true;
    case DECIMAL_NO_NUMBER:
    case DECIMAL_EXPONENT:
        node_complain(&node, "'%s' is no decimal number such as 1.5", text);
        return false;
    case DECIMAL_TOO_MANY_DIGITS:
        node_complain(&node, "'%s' has more than %d digits", text, DECIMAL_DIGITS_MAX);
        return false;
    case DECIMAL_TOO_MANY_PLACES:
        node_complain(&node, "'%s' has more decimals than the indicator, which has %d", text,
                      decimals);
        return false;
    }
    return false;
}

static void read_plausible(const struct node *owner, int decimals, struct indicator *indicator)
{
    static const char *const members[] = {"from", "to", NULL};
    const struct node range = node_member(owner, "plausible");
    bool is_fine;

    if (range.value == NULL || !node_is(&range, JSON_OBJECT))
        return;
    node_allow(&range, members);
    is_fine = read_bound(&range, "from", decimals, &indicator->plausible_from);
    is_fine = read_bound(&range, "to", decimals, &indicator->plausible_to) && is_fine;
    if (is_fine && indicator->plausible_from >= indicator->plausible_to)
        node_complain(&range, "'from' has to be smaller than 'to'");
    indicator->has_plausible = true;
}

static void read_number(const struct node *owner, struct indicator *indicator)
{
    const struct node decimals = node_member(owner, "decimals");
    const json_int_t count = json_integer_value(decimals.value);

    (void)node_member_wording(owner, "numerator");
    (void)node_member_wording(owner, "denominator");

    indicator->decimals = DECIMAL_PLACES_MAX; /* for the range, should decimals be wrong */
    if (node_is(&decimals, JSON_INTEGER)) {
        if (count < 0 || count > DECIMAL_PLACES_MAX)
            node_complain(&decimals, "has to be a number from 0 to %d", DECIMAL_PLACES_MAX);
        else
            indicator->decimals = (int)count;
    }
    read_plausible(owner, indicator->decimals, indicator);
}

/* From where on a jump is large: more than `above`, at most `most`, both in thousandths. */
static void read_jump(const struct node *owner, struct indicator *indicator)
{
    static const struct {
        int64_t above, most;
        const char *range;
    } bounds[] = {
        [INDICATOR_LEVEL] = {0, CATALOGUE_LEVELS - 1, "a whole number of steps from 1 to 4"},
        [INDICATOR_YES_NO] = {0, 0, ""},
        [INDICATOR_SHARE] = {0, 100, "percentage points above 0, up to 100"},
        [INDICATOR_RATE] = {1, 1000, "a factor above 1, up to 1000"},
    };
    const struct node node = node_member(owner, "jump");
    const int places = indicator->kind == INDICATOR_RATE ? JUMP_PLACES : indicator->decimals;
    const int64_t unit = decimal_power(places);

    if (node.value == NULL || !read_bound(owner, "jump", places, &indicator->jump))
        return;
    if (indicator->jump <= bounds[indicator->kind].above * unit ||
        indicator->jump > bounds[indicator->kind].most * unit)
        node_complain(&node, "has to be %s", bounds[indicator->kind].range);
}

/* Which warnings need a reason: true is "implausible". */
static void read_confirm(const struct node *owner, struct indicator *indicator)
{
    static const char *const codes[] = {"implausible", "large-jump"};
    const struct node node = node_member(owner, "confirm");

    if (node.value == NULL)
        return;
    if (!json_is_array(node.value))
        indicator->confirm = node_flag(&node);
    for (size_t i = 0; i < json_array_size(node.value); i++) {
        const struct node item = node_item(&node, i);
        const size_t which = read_choice(&item, codes, COUNT_OF(codes));

        indicator->confirm = indicator->confirm || which == 0;
        indicator->confirm_jump = indicator->confirm_jump || which == 1;
    }
    if (indicator->confirm && !indicator->has_plausible)
        node_complain(&node, "makes sense with a plausible range only");
}

static void refuse_members(const struct node *owner, const char *const *names, const char *kind)
{
    for (; *names != NULL; names++) {
        const struct node node = node_member(owner, *names);

        if (node.value != NULL)
            node_complain(&node, "does not fit the kind '%s'", kind);
    }
}

static void read_kind(const struct node *owner, const struct catalogue *catalogue,
                      struct indicator *indicator)
{
    static const char *const of_level[] = {"scale", NULL};
    static const char *const of_number[] = {"decimals", "numerator", "denominator", "plausible",
                                            NULL};
    static const char *const of_value[] = {"jump", "confirm", NULL};
    const struct node kind = node_member(owner, "kind");
    const struct node polarity = node_member(owner, "polarity");
    const size_t which = read_choice(&kind, kinds, COUNT_OF(kinds));
    const size_t better = read_choice(&polarity, polarities, COUNT_OF(polarities));
    const bool is_number = which == INDICATOR_SHARE || which == INDICATOR_RATE;

    if (which == COUNT_OF(kinds))
        return;
    indicator->kind = (enum indicator_kind)which;
    if (better < COUNT_OF(polarities))
        indicator->polarity = (enum polarity)better;
    if (better == POLARITY_NEUTRAL && !is_number)
        node_complain(&polarity, "has to be higher or lower for the kind '%s'", kinds[which]);

    if (which == INDICATOR_LEVEL)
        read_scale(owner, catalogue, indicator);
    else
        refuse_members(owner, of_level, kinds[which]);
    if (is_number)
        read_number(owner, indicator);
    else
        refuse_members(owner, of_number, kinds[which]);
    if (which == INDICATOR_YES_NO) {
        refuse_members(owner, of_value, kinds[which]);
        return;
    }
    read_jump(owner, indicator);
    read_confirm(owner, indicator);
}

void indicator_read(const struct node *node, const struct catalogue *catalogue,
                    const json_t *reasons, struct indicator *out)
{
    static const char *const members[] = {
        "id",          "label",     "kind",  "polarity", "reasons",
        "evidence",    "sensitive", "scale", "decimals", "numerator",
        "denominator", "plausible", "jump",  "confirm",  NULL,
    };
    const struct node evidence = node_member(node, "evidence");
    const struct node sensitive = node_member(node, "sensitive");

    node_allow(node, members);
    out->label = node_member_wording(node, "label");
    read_kind(node, catalogue, out);
    read_reasons(node, reasons, out);
    (void)node_text(&evidence);
    (void)node_flag(&sensitive);
}
