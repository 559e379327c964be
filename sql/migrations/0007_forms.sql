-- A release is published in more forms than at first; common/export/forms.c is their list.
ALTER TABLE release_form DROP CONSTRAINT release_form_form_check;
ALTER TABLE release_form ADD CONSTRAINT release_form_form_check
    CHECK (form IN ('json', 'csv', 'csv-excel-de', 'xlsx', 'sdmx-csv', 'dcat'));
