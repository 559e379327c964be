#pragma once

/*
 * The two languages everything for readers is written in. German is the standard.
 */

enum language { LANGUAGE_DE, LANGUAGE_EN };

/* The same words twice. Who owns the strings, the holder says. */
struct wording {
    const char *de;
    const char *en;
};

static inline const char *wording_in(const struct wording *wording, enum language language)
{
    return language == LANGUAGE_EN ? wording->en : wording->de;
}
