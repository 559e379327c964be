#include "common/jump.h"

#include <stdlib.h>

#include "common/decimal.h"

/* In proportion: whether the greater is at least the factor (in thousandths) times the less. */
static bool differ_by_factor(int64_t one, int64_t other, int64_t factor)
{
    const int64_t less = one < other ? one : other;
    const int64_t greater = one < other ? other : one;

    return greater > less && (wide)greater * decimal_power(JUMP_PLACES) >= (wide)less * factor;
}

bool jump_is_large(const struct indicator *indicator, int64_t before, int64_t now)
{
    const int64_t own = indicator->jump; /* 0: the edition leaves it to us */
    const int64_t step = llabs(now - before);

    switch (indicator->kind) {
    case INDICATOR_LEVEL:
        return step >= (own > 0 ? own : JUMP_LEVEL_STEPS);
    case INDICATOR_YES_NO:
        return false;
    case INDICATOR_SHARE:
        return step >= (own > 0 ? own : JUMP_SHARE_POINTS * decimal_power(indicator->decimals));
    case INDICATOR_RATE:
        return differ_by_factor(before, now,
                                own > 0 ? own : JUMP_RATE_FACTOR * decimal_power(JUMP_PLACES));
    }
    return false;
}
