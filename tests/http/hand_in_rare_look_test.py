"""The coordinator's pages in their rarer states and with most on them, in Chromium and both languages:
tests/portal/hand_in_rare.mjs looks at them."""

import json
import pathlib
import sys

from daemon import JSON_TYPE, KEYS, Daemon, Programme, path_of, self_check
from portal import run_portal

LANGUAGES = ("de", "en")
MEASURE = {"goal": "STR.1", "aim": "Ein Konzept für <alle>", "measure": "Beschluss vorbereiten",
           "responsible": "Stabsstelle", "priority": 1, "due": "2027-03-31", "status": "planned"}
BARE = sorted(KEYS)[-1]  # takes part in nothing


def many(count):
    return [{**MEASURE, "measure": f"Beschluss Nummer {i} vorbereiten"} for i in range(count)]


def full():
    """What is usual for a municipality of any size."""
    document = json.loads(self_check("05334002"))
    document["answers"] = {name: answer for name, answer in document["answers"].items()
                           if "count" not in answer}
    return document


def documents():
    """Files to choose, by what the page of the check shows of them."""
    whole = full()
    changed = {**whole, "answers": {**whole["answers"], "STR.1.01": {"level": 4}}}
    wrong = {**MEASURE, "goal": "Ein Ziel, das es in keiner Ausgabe gegeben hat",
             "due": "irgendwann im nächsten Jahr", "status": "so gut wie fertig", "priority": 7}
    return {
        "full": whole, "position": changed, "measures": {**whole, "measures": many(1)},
        "hint": {"edition": "v1", "answers": {"COH.2.03": {"level": 4}},
                 "acceptances": [{"code": "implausible", "indicator": "COH.2.03", "reason": "x"}]},
        "truncated": {"edition": "v1", "measures": [
            {**wrong, "goal": f"{wrong['goal']} ({i})"} for i in range(200)],
            "answers": {f"STR.9.{i}": {"level": 1} for i in range(60)}},
        "edition": {"edition": "v0", "answers": {}},
        "errors": {"edition": "v1", "answers": {"STR.1.01": {"level": 7},
                                                "STR.2.02": {"count": "viele"}},
                   "measures": [{"goal": "STR.1"}]},
        "many": {"edition": "v1", "answers": {}, "measures": many(200)},
    }


def stage(programme, daemon, language, key):
    """One municipality's rounds, each in a state of its own."""
    def own(name, **times):
        round_id = programme.round(f"{name}-{language}", **times)
        strangers = f"= '{BARE}'" if name == "open" else f"<> '{key}'"
        programme.query(f"DELETE FROM participant WHERE round = '{round_id}' "
                        f"AND municipality {strangers}")
        return round_id

    def draft(round_id, document):
        daemon.request("PUT", f"/v1/rounds/{round_id}/drafts/{key}", key,
                       json.dumps(document).encode(), JSON_TYPE)

    def put(round_id, document):
        reply = daemon.put(round_id, key, document)
        assert reply.status == 201, reply.body

    given = documents()
    rounds = {"open": own("open"), "first": own("first"), "errors": own("errors"),
              "many": own("many"), "planned": own("planned", opens="2098-01-01"),
              "closing": own("closing"), "withdrawing": own("withdrawing"),
              "withdrawn": own("withdrawn"), "hours": own("hours"),
              "extended": own("extended", closes="2026-05-31"), "closed": own("closed")}
    for name in ("open", "withdrawing", "withdrawn", "closed"):
        put(rounds[name], given["full"])
    daemon.hand_in_all(rounds["open"], [each for each in KEYS if each not in (key, BARE)])
    daemon.run(rounds["open"])
    gone = path_of(rounds["withdrawn"], key)
    daemon.request("DELETE", gone, key, b'{"reason": "Erfunden <b>und</b> falsch"}',
                   {"If-Match": daemon.get(gone, key).headers["ETag"], **JSON_TYPE})
    draft(rounds["errors"], given["errors"])
    draft(rounds["many"], given["many"])
    programme.ctl("round", "extend", rounds["extended"], key, "--until", "2099-06-30")
    for name, when in (("hours", "now() + interval '5 hours'"), ("closed", "'2026-06-30'")):
        programme.query(f"UPDATE round SET closes_at = {when} WHERE id = '{rounds[name]}'")
    return {"key": programme.token(key), "rounds": rounds,
            "invitation": "/" + programme.ctl("invite", key, "--name", "Rathaus")
            .split("/", 3)[-1].split()[0]}


def main():
    programme = Programme("handinrare")
    folder = pathlib.Path(programme.directory.name)
    daemon = Daemon(programme, site_name="Selbstcheck Musterland")
    unsigned = Daemon(programme, receipt_key="")
    try:
        for each in (daemon, unsigned):
            each.start()
        stages = {language: stage(programme, daemon, language, key)
                  for language, key in zip(LANGUAGES, ("12072", "05334002"))}
        for name, document in documents().items():
            (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False))
        (folder / "stages.json").write_text(json.dumps(
            {"stages": stages, "bare": programme.token(BARE), "folder": str(folder),
             "unsigned": f"http://127.0.0.1:{unsigned.port}", "server": programme.server,
             "name": programme.name}))
        return run_portal("hand_in_rare.mjs", f"http://127.0.0.1:{daemon.port}",
                          folder / "stages.json")
    finally:
        for each in (daemon, unsigned):
            each.close()
        programme.drop()


if __name__ == "__main__":
    sys.exit(main())
