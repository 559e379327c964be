#include "common/unreadable.h"

#include <assert.h>

#include "common/memory.h"

static const struct unreadable_rule rules[] = {
#define UNREADABLE(constant, name, detail_de, detail_en, remedy_de, remedy_en) \
    [UNREADABLE_##constant] = {.code = name,                                   \
                               .detail = {.de = detail_de, .en = detail_en},   \
                               .remedy = {.de = remedy_de, .en = remedy_en}},
#include "common/unreadable.def"
#undef UNREADABLE
};
_Static_assert(COUNT_OF(rules) == UNREADABLE_REASONS, "unreadable.def has words for all");

const struct unreadable_rule *unreadable_rule(enum unreadable reason)
{
    assert(reason < UNREADABLE_REASONS);
    return &rules[reason];
}

char *read_fault_text(const struct read_fault *fault, enum language language)
{
    const struct unreadable_rule *rule = unreadable_rule(fault->reason);
    const char *detail = wording_in(&rule->detail, language);
    const char *remedy = wording_in(&rule->remedy, language);

    if (fault->line == 0)
        return memory_format("%s %s", detail, remedy);
    return memory_format(language == LANGUAGE_EN ? "Line %zu, column %zu: %s %s"
                                                 : "Zeile %zu, Spalte %zu: %s %s",
                         fault->line, fault->column, detail, remedy);
}

bool read_fault_error(const struct read_fault *fault, struct error *error)
{
    CLEANUP(memory_freep) char *text = read_fault_text(fault, LANGUAGE_EN);

    return error_set(error, ERROR_INVALID, "%s", text);
}
