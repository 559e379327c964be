/*
 * A description for data catalogues (DCAT-AP 2, as JSON-LD). Addresses are paths, which JSON-LD
 * resolves against the address that the description was read from: the bytes are kept for ever,
 * but a service may move.
 */

#include <stdlib.h>
#include <string.h>

#include "common/export/forms.h"
#include "common/export/render.h"
#include "common/memory.h"

#define AUTHORITY   "http://publications.europa.eu/resource/authority/"
#define MEDIA_TYPES "https://www.iana.org/assignments/media-types/"

static json_t *context(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "dcat", "http://www.w3.org/ns/dcat#", "dct",
                     "http://purl.org/dc/terms/", "foaf", "http://xmlns.com/foaf/0.1/", "rdfs",
                     "http://www.w3.org/2000/01/rdf-schema#", "xsd",
                     "http://www.w3.org/2001/XMLSchema#");
}

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static json_t *in_two_languages(const char *de, const char *en)
{
    return json_pack("[{s:s, s:s}, {s:s, s:s}]", "@value", de, "@language", "de", "@value", en,
                     "@language", "en");
}

/* The thing with this address; taken. */
static json_t *address(json_t *path)
{
    return json_pack("{s:o}", "@id", path);
}

static json_t *release_path(const json_t *release, json_int_t number)
{
    return json_sprintf("/v1/rounds/%s/releases/%lld", text_of(release, "round"),
                        (long long)number);
}

static json_t *title(const json_t *release)
{
    const char *round = text_of(release, "round");
    const long long number = json_integer_value(json_object_get(release, "release"));
    const bool is_final = json_is_true(json_object_get(release, "final"));
    CLEANUP(memory_freep)
    char *de = memory_format("Benchmark der Selbstchecks, Runde %s, Veröffentlichung %lld (%s)",
                             round, number, is_final ? "endgültig" : "vorläufig");
    CLEANUP(memory_freep)
    char *en = memory_format("Benchmark of the self-checks, round %s, release %lld (%s)", round,
                             number, is_final ? "final" : "provisional");

    return in_two_languages(de, en);
}

static json_t *description(const json_t *edition)
{
    const json_t *note = json_object_get(edition, "note");
    CLEANUP(memory_freep)
    char *de = memory_format("Kennzahlen über die Selbstchecks von Kommunen: Mittelwerte, "
                             "Quartile und Anteile je Indikator, Ziel und Handlungsfeld und "
                             "je Vergleichsgruppe. Angaben einzelner Kommunen sind nicht "
                             "enthalten. Zum Ziel- und Indikatorenset: %s",
                             text_of(note, "de"));
    CLEANUP(memory_freep)
    char *en = memory_format("Figures about the self-checks of municipalities: means, "
                             "quartiles and shares by indicator, goal and field and by peer "
                             "group. Nothing that a single municipality said is in it. On the "
                             "set of goals and indicators: %s",
                             text_of(note, "en"));

    return in_two_languages(de, en);
}

/* Nothing here knows the programme's name but the title of what it asks. */
static json_t *publisher(const json_t *edition)
{
    const json_t *name = json_object_get(edition, "title");
    CLEANUP(memory_freep)
    char *de = memory_format("Träger des Programms: %s", text_of(name, "de"));
    CLEANUP(memory_freep)
    char *en = memory_format("The body behind the programme: %s", text_of(name, "en"));

    return json_pack("{s:s, s:o}", "@type", "foaf:Agent", "foaf:name",
                     in_two_languages(de, en));
}

static json_t *distribution(const json_t *release, const struct form *form)
{
    const json_int_t number = json_integer_value(json_object_get(release, "release"));
    const int type_length = (int)strcspn(form->media_type, ";");
    CLEANUP(memory_freep)
    char *how_de = memory_format("Abruf mit Accept: %s", form->media_type);
    CLEANUP(memory_freep)
    char *how_en = memory_format("To be asked for with Accept: %s", form->media_type);
    json_t *object = json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o}", "@type", "dcat:Distribution", "dct:title", form->name,
        "dct:description", in_two_languages(how_de, how_en), "dcat:accessURL",
        address(release_path(release, number)), "dcat:mediaType",
        address(json_sprintf(MEDIA_TYPES "%.*s", type_length, form->media_type)), "dct:format",
        address(json_sprintf(AUTHORITY "file-type/%s", form->file_type)));

    if (form->standard != NULL)
        (void)json_object_set_new(object, "dct:conformsTo",
                                  address(json_string(form->standard)));
    return object;
}

static json_t *distributions(const json_t *release)
{
    json_t *list = json_array();

    for (size_t i = 0; i < form_count(); i++)
        if (form_at(i)->is_negotiated)
            (void)json_array_append_new(list, distribution(release, form_at(i)));
    return list;
}

static json_t *conforms_to(const json_t *release, const json_t *edition)
{
    const json_t *name = json_object_get(edition, "title");

    return json_pack("{s:o, s:s, s:o}", "@id",
                     json_sprintf("/v1/catalogues/%s", text_of(release, "edition")), "@type",
                     "dct:Standard", "dct:title",
                     in_two_languages(text_of(name, "de"), text_of(name, "en")));
}

static json_t *provenance(const json_t *release)
{
    const json_t *inputs = json_object_get(release, "inputs");
    const long long versions = json_integer_value(json_object_get(inputs, "versions"));
    const char *sha256 = text_of(inputs, "sha256");
    CLEANUP(memory_freep)
    char *de =
        memory_format("Aus %lld Selbstchecks; SHA-256 der Eingaben %s", versions, sha256);
    CLEANUP(memory_freep)
    char *en =
        memory_format("From %lld self-checks; SHA-256 of the inputs %s", versions, sha256);

    return json_pack("{s:s, s:o}", "@type", "dct:ProvenanceStatement", "rdfs:label",
                     in_two_languages(de, en));
}

static json_t *describe(const json_t *release, const json_t *edition)
{
    const json_int_t number = json_integer_value(json_object_get(release, "release"));
    json_t *dataset = json_pack(
        "{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:{s:s, s:s}, s:o, s:o, s:o}", "@context",
        context(), "@id", release_path(release, number), "@type", "dcat:Dataset", "dct:title",
        title(release), "dct:description", description(edition), "dct:identifier",
        json_sprintf("%s/%lld", text_of(release, "round"), (long long)number), "dct:publisher",
        publisher(edition), "dct:issued", "@type", "xsd:dateTime", "@value",
        text_of(release, "publishedAt"), "dct:conformsTo", conforms_to(release, edition),
        "dct:provenance", provenance(release), "dcat:distribution", distributions(release));

    (void)json_object_set_new(dataset, "dct:language",
                              json_pack("[{s:s}, {s:s}]", "@id", AUTHORITY "language/DEU",
                                        "@id", AUTHORITY "language/ENG"));
    (void)json_object_set_new(dataset, "dct:spatial",
                              address(json_string(AUTHORITY "country/DEU")));
    (void)json_object_set_new(dataset, "dcat:theme",
                              json_pack("[{s:s}, {s:s}]", "@id", AUTHORITY "data-theme/GOVE",
                                        "@id", AUTHORITY "data-theme/SOCI"));
    /* Whoever has a key of the programme may read it. */
    (void)json_object_set_new(dataset, "dct:accessRights",
                              address(json_string(AUTHORITY "access-right/RESTRICTED")));
    if (number > 1)
        (void)json_object_set_new(dataset, "dct:replaces",
                                  address(release_path(release, number - 1)));
    return dataset;
}

bool render_dcat(const json_t *release, const struct catalogue *edition, struct bytes *out,
                 struct error *error)
{
    json_t *dataset = describe(release, catalogue_document(edition));
    char *text = json_dumps(dataset, JSON_COMPACT);

    (void)error;
    json_decref(dataset);
    bytes_add_text(out, text);
    free(text);
    return true;
}
