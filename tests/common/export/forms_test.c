#include "common/export/forms.h"

#include <time.h>

#include "tests/support/release.h"

Test(forms, give_the_same_bytes_every_time)
{
    struct bytes first[16] = {0};

    cr_assert(form_count() <= COUNT_OF(first));
    for (size_t i = 0; i < form_count(); i++)
        render_invented(form_at(i)->name, &first[i]);
    /* Nothing of the clock may be in them; that of a ZIP archive has two seconds. */
    (void)nanosleep(&(struct timespec){.tv_sec = 2}, NULL);
    for (size_t i = 0; i < form_count(); i++) {
        CLEANUP(bytes_donep) struct bytes again = {0};

        render_invented(form_at(i)->name, &again);
        cr_expect(first[i].size > 0 && first[i].size == again.size &&
                      memcmp(first[i].data, again.data, again.size) == 0,
                  "%s", form_at(i)->name);
        bytes_done(&first[i]);
    }
}

Test(forms, begin_with_the_document_and_end_with_what_accept_does_not_choose)
{
    bool is_negotiated = true;

    expect_text("first", form_at(0)->name, "json");
    for (size_t i = 0; i < form_count(); i++) {
        cr_expect(is_negotiated || !form_at(i)->is_negotiated, "%s", form_at(i)->name);
        is_negotiated = form_at(i)->is_negotiated;
        cr_expect(form_named(form_at(i)->name) == form_at(i));
    }
    expect_text("last", form_at(form_count() - 1)->name, "dcat");
}

Test(forms, render_a_release_without_figures)
{
    for (size_t i = 0; i < form_count(); i++) {
        CLEANUP(bytes_donep) struct bytes bytes = {0};
        json_t *release = release_invented();

        json_object_set_new(release, "figures", json_array());
        render_release(release, form_at(i)->name, &bytes);
        cr_expect(bytes.size > 0, "%s", form_at(i)->name);
        json_decref(release);
    }
}
