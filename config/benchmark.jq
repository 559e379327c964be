# A release as tables for the terminal; config/try shows it.
#
#   jq -r --slurpfile catalogue CATALOGUE -f config/benchmark.jq RELEASE

def fill(width): (" " * (width - length)) // "";
def left(width): if length > width then .[0:width - 1] + "…" else . + fill(width) end;
def right(width): (. // "-" | tostring) | fill(width) + .;
def row(words): (words | left(48)) + (map(right(8)) | join(""));
def heads(words): row(words) | ., gsub("."; "-");

# Where a subject stands in the tree, its id and its words.
def named(indent; width): (" " * indent) + (.id | left(width)) + .label.en;

# The levels above the indicators: points from 0 to 100.
def points: if .status == "published" then [.mean, .lower, .upper] else [.status, "see", .use] end;
def values(kind):
    if .status != "published" then [.status, "see", .use]
    elif kind == "yes-no" then [.n, .share]
    else [.n, .mean, .q1, .median, .q3] end;
def unit: {"level": "0 to 4", "rate": "‰", "share": "%", "yes-no": "% yes"}[.];

. as $release
| $catalogue[0] as $edition
| (.figures | INDEX(.id)) as $figure
| def at(subject; group): $figure["\(subject)@\(group)"];

"Benchmark of round \(.round): release \(.release), edition \(.edition), \(.publishedAt[0:10])",
"\(.inputs.versions) of \(.groups[] | select(.id == "all").members) municipalities have handed in."
+ " \(.figures | length) figures: "
+ (.figures | group_by(.status) | map("\(length) \(.[0].status | gsub("-"; " "))") | join(", ")) + ".",
"",
(["figures", "mean", "lower", "upper"] | heads("All municipalities, points from 0 to 100")),
(at("whole"; "all") | [.indicators] + points | row("All fields")),
($edition.fields[]
 | (. as $field | at(.id; "all") | [.indicators] + points | row($field | named(2; 7))),
   (.goals[] | . as $goal | at(.id; "all") | [.indicators] + points | row($goal | named(4; 7)))),
"",
(["members", "mean", "lower", "upper"] | heads("Groups, all fields")),
(.groups[]
 | . as $group | at("whole"; .id) | [$group.members] + points | row($group | named(2; 15))),
"",
(["unit", "n", "mean", "q1", "median", "q3"] | heads("Some indicators, all municipalities")),
([$edition.fields[].goals[].indicators[]] | group_by(.kind)[] | .[0:3][]
 | . as $indicator
 | at(.id; "all") | [$indicator.kind | unit] + values($indicator.kind)
 | row($indicator | named(2; 11)))
