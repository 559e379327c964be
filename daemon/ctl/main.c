#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/memory.h"
#include "daemon/ctl/ctl.h"

enum { EXIT_MISUSE = 2 };

/* clang-format off */
static const struct command commands[] = {
    {"init", "--database CONNINFO",
     "Makes the roles and tables of weltoffend in an empty database.\n"
     "CONNINFO is of a superuser, or of the database's owner if that role may create roles.\n"
     "The roles get no passwords. Running it again does no harm.", ctl_init},
    {"migrate", "--database CONNINFO",
     "Brings roles and tables to this program's version.\n"
     "CONNINFO as for init. Each step takes effect as a whole or not at all.", ctl_migrate},
    {"catalogue check", "FILE",
     "Says every mistake in a catalogue file, with its place.\n"
     "Needs no database.", ctl_catalogue_check},
    {"catalogue publish", "FILE",
     "Checks a catalogue file and publishes its edition.\n"
     "A published edition never changes: a changed file needs a new name of its edition.",
     ctl_catalogue_publish},
    {"catalogue bridge", "FILE",
     "Stores what of one edition continues in a later one, so that series over rounds go on.\n"
     "FILE names every indicator, goal and field of both editions, which are published before.\n"
     "Of several bridges to an edition the one stored last counts.", ctl_catalogue_bridge},
    {"roster import", "FILE",
     "Takes over a roster file (CSV): who takes part from when to when.\n"
     "Whoever is new joins the rounds that have not ended yet.", ctl_roster_import},
    {"round create", "ID --edition E --opens T --closes T --reference-date DAY",
     "Makes a round with everybody who is on the roster during it.\n"
     "T is YYYY-MM-DD or YYYY-MM-DDTHH:MM, wall clock in Europe/Berlin; a closing day without\n"
     "a time is included as a whole. Names, groups and populations are those of the reference\n"
     "date.", ctl_round_create},
    {"round open", "ID",
     "Opens a planned round now instead of at its time.", ctl_round_open},
    {"round close", "ID",
     "Closes an open round now instead of at its time.\n"
     "Extensions stay as they are.", ctl_round_close},
    {"round extend", "ID KEY --until T",
     "Gives one municipality more time than its round has.\n"
     "T as for round create; a day without a time is included as a whole. Giving the round's\n"
     "own end takes an extension back.", ctl_round_extend},
    {"round list", "",
     "Lists the rounds; times are wall clock in Europe/Berlin.", ctl_round_list},
    {"group create",
     "ROUND ID --owner NAME --label-de TEXT --label-en TEXT --members FILE",
     "Makes a peer group for a round, beside all, bands, kinds and Laender.\n"
     "FILE is a CSV with a column named key; others are ignored. A group is made before the\n"
     "first release of its round, stands for the whole round and never changes. NAME is who\n"
     "wants it; it is published with the group.", ctl_group_create},
    {"group list", "[ROUND]",
     "Lists the groups that were made, of all rounds or of one.", ctl_group_list},
    {"key create", "FILE",
     "Makes the disclosure key, by which some figures are withheld at random.\n"
     "The setting disclosure_key says where the daemon looks for it. Needs no database and\n"
     "never replaces a file.", ctl_key_create},
    {"token issue",
     "--role municipality|director|operator [--municipality KEY] --name NAME [--expires T]",
     "Issues an access token and prints it, this one time.\n"
     "Only a hash of it is kept. NAME says whose it is. T as for round create; a day without\n"
     "a time is included as a whole.", ctl_token_issue},
    {"token list", "",
     "Lists the tokens, without anything that could be used as one.", ctl_token_list},
    {"token rotate", "ID [--overlap 7d]",
     "Issues the successor of a token and prints it, this one time.\n"
     "It has the rights and the name of token ID and, if that has an end, as much time again.\n"
     "Token ID stays valid for the overlap (days d, hours h or minutes m, 7d unless given),\n"
     "so that programs can change over.", ctl_token_rotate},
    {"token revoke", "ID",
     "Makes a token invalid, for every instance of the daemon at once.\n"
     "ID is its number in token list.", ctl_token_revoke},
    {"invite", "KEY --name NAME [--expires 14d]",
     "Makes an invitation for a municipality and prints its link, this one time.\n"
     "Whoever opens the link first is shown the municipality's access key; NAME says whose it\n"
     "is. The link is valid for some days (14d unless given) and takes the place of an earlier\n"
     "one that nobody has opened. The setting site_url is what it begins with.", ctl_invite},
    {"receipt-key create", "FILE",
     "Makes a new key that receipts can be signed with.\n"
     "The private half goes into FILE, which must not be there yet and which only its owner can\n"
     "read; the public half goes into the database and stays there, so that old receipts still\n"
     "verify after a change of keys.", ctl_receipt_key_create},
    {"receipt-key list", "",
     "Lists the keys that receipts were or are signed with, newest first.", ctl_receipt_key_list},
    {"verify-receipt", "RECEIPT FILE --keys KEYS [--catalogue FILE] [--inhabitants N]",
     "Says whether a receipt is genuine and whether FILE is what it was given for.\n"
     "Needs neither database nor network. RECEIPT is a receipt as GET .../receipt answers it, or\n"
     "the answer to a PUT; KEYS is what GET /v1/keys answers. If the bytes of FILE differ, it can\n"
     "still say the same: with the catalogue of the receipt's edition this is looked at, for\n"
     "FILE in JSON. N is the official population, needed only where an edition asks for a reason\n"
     "if a rate is unusual.", ctl_verify_receipt},
    {"import", "ROUND FOLDER|FILE --url URL --token-file TOKENS [--report REPORT] [--resume]",
     "Hands in many self-checks through the API, and accounts for each.\n"
     "FOLDER holds one file for each municipality: KEY.json, KEY.csv or KEY.xlsx. FILE has one\n"
     "self-check a line: {\"municipality\": KEY, \"document\": {...}}. URL is where weltoffend\n"
     "answers, e.g. https://weltoffend.example. TOKENS has lines KEY;TOKEN. REPORT gets one JSON\n"
     "object a line for every input. What is there already is left alone: the same is unchanged,\n"
     "something else differs. With --resume the report goes on, and what it has as handed in is\n"
     "not sent again.", ctl_import},
    {"export", "KEY DIRECTORY --reason TEXT",
     "Writes everything that is held of a municipality into a new directory.\n"
     "Versions as received, with receipts; drafts, withdrawals, tokens without anything that could\n"
     "be used as one, and its lines of the audit. TEXT says what for; that it was done is\n"
     "written down.", ctl_export},
    {"erase", "KEY --reason TEXT",
     "Erases what a municipality wrote in its own words: for ever, and in backups not at all.\n"
     "Bytes as received, comments, measures, warnings, drafts, reasons of withdrawals, and the\n"
     "names of tokens that have ended. Values, hashes and receipts stay, so that releases stay\n"
     "what they are. TEXT says why; keep persons out of it.", ctl_erase},
    {"retention run", "[--dry-run]",
     "Erases what is older than the settings retention_days and retention_token_days allow.\n"
     "Of rounds that have ended so long ago, the same as erase; and tokens that have ended.\n"
     "--dry-run says what it would be. To be run daily.",
     ctl_retention_run},
    {"run now", "[ROUND] [--no-wait] [--timeout SECONDS] [--embargo T]",
     "Asks the daemon for a release of a round now, and waits for it.\n"
     "Without ROUND: of the only open one. A run that waits already is joined. Fine is also a\n"
     "run that was held back, because there is nothing new or too little to publish. SECONDS\n"
     "is 120 unless given. Until T only operators see the release; T as for round create, and a\n"
     "day without a time begins at midnight.", ctl_run_now},
    {"verify", "--recompute [ROUND [N]]",
     "Computes releases again from the stored values and compares them with what is stored.\n"
     "Every release, those of ROUND, or only its release N; one line each. Needs the disclosure\n"
     "key. CONNINFO is of weltoffend_publishing; without it the setting database_publishing\n"
     "counts. Fails if anything differs.", ctl_verify},
    {"audit verify", "[--head FILE]",
     "Looks at every line of the audit and names the first wrong one of each chain.\n"
     "Lines that releases printed the hashes of have to be there still. FILE is a release in JSON\n"
     "that is kept elsewhere, or a list of {\"chain\", \"number\", \"sha256\"}: a database can be\n"
     "rewritten as a whole, such a file cannot. Fails if anything is wrong.", ctl_audit_verify},
    {"audit actions", "",
     "Lists what the audit tells of, and what each action means.\n"
     "Needs no database.", ctl_audit_actions},
    {"status", "",
     "Shows the state of the database and of every round; fails if something is wrong.",
     ctl_status},
};
/* clang-format on */

static void print_help(void)
{
    (void)printf("Usage: weltoffenctl [--config FILE] [--database CONNINFO] COMMAND ...\n\n");
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        (void)printf("  %s%s%s\n      %.*s\n", commands[i].name,
                     commands[i].usage[0] == '\0' ? "" : " ", commands[i].usage,
                     (int)strcspn(commands[i].help, "\n"), commands[i].help);
    (void)printf(
        "\n"
        "--config FILE        settings, /etc/weltoffend/weltoffend.conf if it is there\n"
        "--database CONNINFO  another database than the settings' database_operator\n"
        "--help               this text, or behind a command more about it\n"
        "--version            the version of the program\n"
        "\n"
        "Exit status: 0 fine, 1 it could not be done, 2 wrong usage.\n");
}

static void print_command_help(const struct command *command)
{
    (void)printf("Usage: weltoffenctl %s%s%s\n\n%s\n\n"
                 "Exit status: 0 fine, 1 it could not be done, 2 wrong usage.\n",
                 command->name, command->usage[0] == '\0' ? "" : " ", command->usage,
                 command->help);
}

/* How many of the words are the command's name; 0 if they are another command. */
static int count_matching_words(const struct command *command, int argc, char *const argv[])
{
    const char *blank = strchr(command->name, ' ');
    const size_t length =
        blank == NULL ? strlen(command->name) : (size_t)(blank - command->name);

    if (argc < 1 || strlen(argv[0]) != length || strncmp(argv[0], command->name, length) != 0)
        return 0;
    if (blank == NULL)
        return 1;
    return argc >= 2 && strcmp(argv[1], blank + 1) == 0 ? 2 : 0;
}

/* The commands that begin with this word, with `lead` in front if there are any; to be freed.
 */
static char *list_family(const char *lead, const char *word)
{
    char *list = memory_copy_text("");

    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        CLEANUP(memory_freep) char *before = NULL;

        if (strncmp(commands[i].name, word, strlen(word)) != 0 ||
            commands[i].name[strlen(word)] != ' ')
            continue;
        before = list;
        list = memory_format("%s%s%s", before, *before == '\0' ? lead : ", ", commands[i].name);
    }
    return list;
}

/* Finds the command that the words begin with and leaves the last word of its name in front. */
static bool find_command(struct ctl *ctl, struct error *error)
{
    CLEANUP(memory_freep) char *family = NULL;

    if (ctl->argc == 0)
        return misuse(ctl, error, "there is no command");
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const int count = count_matching_words(&commands[i], ctl->argc, ctl->argv);

        if (count > 0) {
            ctl->command = &commands[i];
            ctl->argc -= count - 1;
            ctl->argv += count - 1;
            return true;
        }
    }
    family = list_family(", but ", ctl->argv[0]);
    return misuse(ctl, error, "there is no command '%s%s%s'%s", ctl->argv[0],
                  ctl->argc > 1 ? " " : "", ctl->argc > 1 ? ctl->argv[1] : "", family);
}

enum before { BEFORE_COMMAND, BEFORE_NOTHING, BEFORE_MISUSE };

/* Reads the options that stand before the command. */
static enum before read_options(struct ctl *ctl, int argc, char *argv[], struct error *error)
{
    static const struct option options[] = {{"config", required_argument, NULL, 'c'},
                                            {"database", required_argument, NULL, 'd'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'v'},
                                            {0}};
    int found;

    opterr = 0;
    while ((found = getopt_long(argc, argv, "+:h", options, NULL)) != -1) {
        switch (found) {
        case 'c':
            ctl->config = optarg;
            break;
        case 'd':
            ctl->database = optarg;
            break;
        case 'h':
            print_help();
            return BEFORE_NOTHING;
        case 'v':
            (void)printf("weltoffenctl %s\n", WELTOFFEND_VERSION);
            return BEFORE_NOTHING;
        default:
            misuse(ctl, error, found == ':' ? "%s needs a value" : "there is no option %s",
                   argv[optind - 1]);
            return BEFORE_MISUSE;
        }
    }
    ctl->argc = argc - optind;
    ctl->argv = argv + optind;
    return BEFORE_COMMAND;
}

static int complain(const struct ctl *ctl, const struct error *error)
{
    if (!ctl->is_misused) {
        (void)fprintf(stderr, "weltoffenctl: %s\n", error->text);
        return EXIT_FAILURE;
    }
    (void)fprintf(stderr, "weltoffenctl: %s; see weltoffenctl %s%s--help\n", error->text,
                  ctl->command == NULL ? "" : ctl->command->name,
                  ctl->command == NULL ? "" : " ");
    return EXIT_MISUSE;
}

static int run(int argc, char *argv[])
{
    struct ctl ctl = {0};
    struct error error = {0};

    switch (read_options(&ctl, argc, argv, &error)) {
    case BEFORE_NOTHING:
        return EXIT_SUCCESS;
    case BEFORE_MISUSE:
        return complain(&ctl, &error);
    case BEFORE_COMMAND:
        break;
    }
    if (!find_command(&ctl, &error))
        return complain(&ctl, &error);
    if (ctl.command->function(&ctl, &error))
        return EXIT_SUCCESS;
    if (!ctl.is_help_wanted)
        return complain(&ctl, &error);
    print_command_help(ctl.command);
    return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
    int status;

    memory_install();
    status = run(argc, argv);
    if (fflush(stdout) == 0)
        return status;
    (void)fprintf(stderr, "weltoffenctl: standard output cannot be written: %s\n",
                  strerrordesc_np(errno));
    return EXIT_FAILURE;
}
