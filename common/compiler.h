#pragma once

/*
 * The compiler attributes the code base uses, under names that read as English.
 */

/* The caller has to look at what the function returns. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The function formats like printf; both numbers count parameters from one. */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* Runs release(&variable) when the variable goes out of scope, on every path. */
#define CLEANUP(release) __attribute__((cleanup(release)))

/* Evaluates to a pointer and leaves NULL in its place: the value moves to a new owner. */
#define TAKE(pointer)                            \
    __extension__({                              \
        __typeof__(pointer) *slot_ = &(pointer); \
        __typeof__(pointer) value_ = *slot_;     \
        *slot_ = NULL;                           \
        value_;                                  \
    })

/* The number of elements of an array (not of a pointer). */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Defines name##p(), the form of a destructor that CLEANUP() wants. */
#define DEFINE_CLEANUP(type, name)            \
    static inline void name##p(type *pointer) \
    {                                         \
        name(*pointer);                       \
    }

/* The same for a _done() of something that lies on the stack. */
#define DEFINE_CLEANUP_INSIDE(type, name)     \
    static inline void name##p(type *pointer) \
    {                                         \
        name(pointer);                        \
    }

/* Whether this is a build with the address sanitizer: several times as slow, with terabytes of
 * addresses. */
#ifdef __has_feature
#define HAS_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER 1
#else
#define HAS_ADDRESS_SANITIZER 0
#endif

/* Wide enough for the product of two 64-bit integers. */
__extension__ typedef __int128 wide;
