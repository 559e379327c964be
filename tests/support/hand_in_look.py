"""A coordinator's whole task in Chromium, in one language: tests/portal/hand_in.mjs walks it."""

import contextlib
import datetime
import json
import pathlib

from browser import FORM
from daemon import KEYS, Daemon, Programme, self_check
from exchanges import Wire
from portal import run_portal
from siege import answers_in

EXAMPLE = "05334002"
WAYS = 6  # three widths, with and without script
MORE = 9  # for what is looked at once
MANY = "12072"
PATIENCE = 600000  # ms; a file is sent slowly, and axe and the camera look on while it is
CLOSED = "2026-fruehjahr"
BROKEN = {"edition": "v1", "answers": {
    "STR.1.01": {"level": 7}, "STR.1.02": {"yes": "vielleicht ja, " + "sehr" * 30},
    "STR.2.02": {"count": 90000}, "STR.9.99": {"level": 1}, "STR.1.03": {"level": 3}},
    "measures": [{"goal": "YYY"}]}
ODD = {"edition": "v1", "answers": {"STR.1.01": {"level": 3}, "STR.1.02": {"yes": True},
                                    "STR.2.02": {"count": 5000},
                                    "STR.2.03": {"count": 900, "of": 1000}}}


def full():
    """A self-check of everything that is usual for a municipality of any size."""
    document = json.loads(self_check(EXAMPLE))
    document["answers"] = {name: answer for name, answer in document["answers"].items()
                           if "count" not in answer}
    return document


def write_files(folder):
    contents = {"broken.json": json.dumps(BROKEN).encode(), "odd.json": json.dumps(ODD).encode(),
                "full.json": json.dumps(full()).encode(), "unreadable.json": b'{"edition": "v1",\n oh}',
                "long.json": json.dumps(BROKEN).encode() + b" " * (250 << 10),
                "pdf.pdf": b"%PDF-1.7\n", "large.xlsx": b"PK\x03\x04" + bytes(3 << 20)}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name.split(".")[0]: str(folder / name) for name in contents}


def stages(programme):
    """The municipalities take part in one round each, but MANY, which takes part in all."""
    keys = [key for key in programme.query(
        "SELECT key FROM municipality ORDER BY key").splitlines() if key != MANY]
    round_id = programme.round("2026", closes=str(programme.today() + datetime.timedelta(12)))
    before = programme.round("2098", opens="2098-01-01")
    closed = programme.round(CLOSED, closes="2026-05-31")
    programme.query(f"DELETE FROM participant WHERE round <> '{round_id}' "
                    f"AND municipality <> '{MANY}'")
    paths = {"many": "/abgabe", "planned": f"/abgabe/{before}", "closed": f"/abgabe/{closed}",
             "versions-empty": f"/abgabe/{round_id}/fassungen",
             "withdraw-nothing": f"/abgabe/{round_id}/zurueckziehen",
             "error-none": "/abgabe/gibt-es-nicht",
             "error-no-receipt": f"/abgabe/{round_id}/fassungen/9",
             "error-no-form": f"/abgabe/{round_id}/formular/pdf"}
    many = programme.token(MANY)
    return [{"key": programme.token(key), "round": round_id, "many": many, "paths": paths}
            for key in keys[:WAYS + MORE]]


def erased(programme, daemon, round_id):
    """The access key of a municipality whose version was erased."""
    key = sorted(KEYS)[-1]
    if daemon.put(round_id, key, self_check(key)).status != 201:
        raise RuntimeError("not handed in")
    programme.ctl("erase", key, "--reason", "Wunsch")
    return programme.token(key)


def to_break(name, stack):
    """A programme whose database may go away, with a daemon of its own."""
    programme = Programme(name)
    stack.callback(programme.drop)
    daemon = Daemon(programme)
    stack.callback(daemon.close)
    daemon.start()
    return {"server": programme.server, "name": programme.name,
            "base": f"http://127.0.0.1:{daemon.port}", "round": programme.round("2026"),
            "key": programme.token(MANY)}


def late(programme, language):
    """What a person is answered whose upload takes too long."""
    with contextlib.closing(Daemon(programme, body_deadline=100)) as daemon:
        daemon.start()
        with contextlib.closing(Wire(daemon.port)) as wire:
            wire.send(f"POST /anmelden HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nAccept-Language: "
                      f"{language}\r\nContent-Type: {FORM}\r\nContent-Length: 9\r\n\r\n".encode(), 1000)
            answer, = answers_in(wire.read())
    return {"status": answer.status, "contentType": answer.headers["Content-Type"],
            "body": answer.body.decode()}


def walk(language):
    """Walks every way of looking at the pages in this language; the exit status."""
    with contextlib.ExitStack() as stack:
        programme = Programme(f"handin{language}")
        stack.callback(programme.drop)
        folder = pathlib.Path(programme.directory.name)
        daemon = Daemon(programme, site_name="Selbstcheck Musterland", body_deadline=PATIENCE)
        limited = Daemon(programme, rate_token=1, rate_token_burst=5)
        for each in (daemon, limited):
            stack.callback(each.close)
        told = {"language": language, "files": write_files(folder), "looks": stages(programme),
                "closed": CLOSED, "word": "Erfunden: im falschen Ordner gelegen",
                "broken": to_break(f"handin{language}broken", stack),
                "late": late(programme, language), "limited": f"http://127.0.0.1:{limited.port}"}
        daemon.start()
        limited.start()
        told["erased"] = erased(programme, daemon, told["looks"][0]["round"])
        (folder / "stages.json").write_text(json.dumps(told))
        return run_portal("hand_in.mjs", f"http://127.0.0.1:{daemon.port}",
                          folder / "stages.json")
