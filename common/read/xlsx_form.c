#include "common/read/xlsx_form.h"

const char *const form_row_titles[ROW_PARTS] = {
    [ROW_ANSWER] = "Antwort", [ROW_OF] = "Gesamtzahl",     [ROW_STATE] = "Stand",
    [ROW_REASON] = "Grund",   [ROW_COMMENT] = "Kommentar", [ROW_ACCEPTED] = "Bestätigt",
};

const char *const form_measure_titles[FORM_MEASURE_COLUMNS] = {
    [FORM_GOAL] = "Ziel",
    [FORM_AIM] = "Was erreicht werden soll",
    [FORM_MEASURE] = "Maßnahme",
    [FORM_RESPONSIBLE] = "Verantwortlich",
    [FORM_PRIORITY] = "Priorität",
    [FORM_DUE] = "Fällig am",
    [FORM_STATUS] = "Umsetzungsstand",
};

const struct form_status form_statuses[FORM_STATUSES] = {
    {"geplant", "planned"},
    {"begonnen", "started"},
    {"erledigt", "done"},
    {"verworfen", "dropped"},
};
