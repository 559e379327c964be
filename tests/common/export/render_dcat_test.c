#include "common/export/render.h"
#include "tests/support/release.h"

static json_t *dcat_of(json_t *release)
{
    CLEANUP(bytes_donep) struct bytes bytes = {0};
    json_t *dataset;

    render_release(release, "dcat", &bytes);
    dataset = json_loadb(bytes.data, bytes.size, 0, NULL);
    cr_assert(dataset != NULL);
    return dataset;
}

/* The text at object.member.@id. */
static const char *address_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(json_object_get(object, member), "@id"));
}

Test(render_dcat, describes_the_release)
{
    json_t *release = release_invented();
    json_t *dataset = dcat_of(release);
    const json_t *title = json_array_get(json_object_get(dataset, "dct:title"), 1);
    const json_t *issued = json_object_get(dataset, "dct:issued");

    expect_text("id", json_string_value(json_object_get(dataset, "@id")),
                "/v1/rounds/2026/releases/3");
    expect_text("type", json_string_value(json_object_get(dataset, "@type")), "dcat:Dataset");
    expect_text("title", json_string_value(json_object_get(title, "@value")),
                "Benchmark of the self-checks, round 2026, release 3 (provisional)");
    expect_text("issued", json_string_value(json_object_get(issued, "@value")),
                "2026-06-01T04:00:00.123456Z");
    expect_text("replaces", address_of(dataset, "dct:replaces"), "/v1/rounds/2026/releases/2");
    expect_text("conforms to", address_of(dataset, "dct:conformsTo"), "/v1/catalogues/t1");
    json_decref(dataset);
    json_decref(release);
}

Test(render_dcat, names_each_form_that_accept_chooses)
{
    json_t *release = release_invented();
    json_t *dataset = dcat_of(release);
    const json_t *list = json_object_get(dataset, "dcat:distribution");
    size_t negotiated = 0;

    for (size_t i = 0; i < form_count(); i++) {
        const json_t *distribution = json_array_get(list, negotiated);

        if (!form_at(i)->is_negotiated)
            continue;
        negotiated++;
        expect_text("form", json_string_value(json_object_get(distribution, "dct:title")),
                    form_at(i)->name);
        expect_text(form_at(i)->name, address_of(distribution, "dcat:accessURL"),
                    "/v1/rounds/2026/releases/3");
    }
    expect_number("forms", json_array_size(list), negotiated);
    json_decref(dataset);
    json_decref(release);
}

Test(render_dcat, says_that_the_first_release_replaces_nothing)
{
    json_t *release = release_invented();
    json_t *dataset;

    json_object_set_new(release, "release", json_integer(1));
    dataset = dcat_of(release);
    cr_expect(json_object_get(dataset, "dct:replaces") == NULL);
    json_decref(dataset);
    json_decref(release);
}
