#include "daemon/remark.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/memory.h"
#include "daemon/disclosure_key.h"
#include "tests/support/expect.h"

static void expect_words(const char *text, enum language language, const char *expected)
{
    CLEANUP(memory_freep) char *words = remark_words(text, language);

    cr_assert(words != NULL, "'%s' has no words", text);
    expect_text(text, words, expected);
}

Test(remark, says_the_same_to_programs_and_in_both_languages)
{
    CLEANUP(memory_freep) char *one = remark_text(REMARK_RUN_TOO_LITTLE_ONE, "5");
    CLEANUP(memory_freep) char *many = remark_text(REMARK_RUN_TOO_LITTLE, "4", "15");

    expect_text("one", one, "too little has changed: 1 self-check, and a release waits for 5");
    expect_text("many", many,
                "too little has changed: 4 self-checks, and a release waits for 15");
    expect_words(
        one, LANGUAGE_DE,
        "Es hat sich zu wenig geändert: 1 Selbstcheck. Veröffentlicht wird erst ab 5.");
    expect_words(
        many, LANGUAGE_DE,
        "Es hat sich zu wenig geändert: 4 Selbstchecks. Veröffentlicht wird erst ab 15.");
    expect_words(many, LANGUAGE_EN,
                 "Too little has changed: 4 self-checks. A release waits for 15.");
}

Test(remark, has_words_for_each_of_its_texts)
{
    for (int i = 0; i < REMARKS; i++) {
        CLEANUP(memory_freep) char *text = remark_text((enum remark)i, "a {b", "c} d: e", "f");
        CLEANUP(memory_freep) char *de = remark_words(text, LANGUAGE_DE);
        CLEANUP(memory_freep) char *en = remark_words(text, LANGUAGE_EN);

        cr_assert(de != NULL && en != NULL, "%s", text);
        cr_expect(strcmp(de, en) != 0, "%s", text);
        cr_expect(strstr(text, "a {b") == NULL || strstr(de, "a {b") != NULL, "%s", de);
        cr_expect(strstr(text, "c} d: e") == NULL || strstr(en, "c} d: e") != NULL, "%s", en);
    }
}

Test(remark, has_no_words_for_what_others_say)
{
    static const char *const texts[] = {
        "",
        "database: nothing",
        "the runner died again",
        "the runner",
        "too little has changed: 4 self-checks",
        "the disclosure key x cannot be",
        "{}",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        cr_expect(remark_words(texts[i], LANGUAGE_DE) == NULL, "%s", texts[i]);
}

/* They are written where they arise; who changes them there has to change them here. */
Test(remark, knows_what_is_wrong_with_a_disclosure_key)
{
    struct disclosure_key key;
    struct error error;
    char folder[] = "/tmp/remark-XXXXXX";
    CLEANUP(memory_freep) char *path = NULL;
    int fd;

    cr_assert(mkdtemp(folder) != NULL);
    path = memory_format("%s/key", folder);
    cr_assert(!disclosure_key_read(path, &key, &error));
    {
        CLEANUP(memory_freep)
        char *missing = memory_format("Der geheime Schlüssel für Veröffentlichungen fehlt. "
                                      "weltoffenctl key create %s erzeugt einen.",
                                      path);

        expect_words(error.text, LANGUAGE_DE, missing);
    }
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    cr_assert(fd >= 0 && write(fd, "abcd\n", 5) == 5 && close(fd) == 0);
    cr_assert(!disclosure_key_read(path, &key, &error));
    {
        CLEANUP(memory_freep) char *unfit = remark_words(error.text, LANGUAGE_EN);

        cr_assert(unfit != NULL, "%s", error.text);
    }
    (void)unlink(path);
    cr_assert(!disclosure_key_read(folder, &key, &error)); /* no file, but a folder */
    {
        CLEANUP(memory_freep) char *unreadable = remark_words(error.text, LANGUAGE_EN);

        cr_assert(unreadable != NULL, "%s", error.text);
    }
    (void)rmdir(folder);
}
