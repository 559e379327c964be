"""The documents of tests/cases/self-check and self-check-accepted, as self_check_cases.h has them."""

import copy
import json

from harness import SOURCE

CASES = SOURCE / "tests" / "cases"


def edit(document, pointer, value=None, remove=False):
    *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in steps:
        document = document[int(step) if isinstance(document, list) else step]
    if remove:
        del document[int(last) if isinstance(document, list) else last]
    elif isinstance(document, list):
        document[int(last):int(last) + 1] = [value]
    else:
        document[last] = value


def body_of(base, case):
    """The bytes of a case."""
    if "body_hex" in case:
        return bytes.fromhex(case["body_hex"])
    if "body" in case:
        return case["body"].encode()
    document = copy.deepcopy(base)
    for pointer, value in case.get("set", {}).items():
        edit(document, pointer, value)
    for pointer in case.get("remove", []):
        edit(document, pointer, remove=True)
    return json.dumps(document, ensure_ascii=False).encode()


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def cases():
    """(label, case, bytes) of all of them."""
    base = read(CASES / "self-check" / "base.json")
    for folder in ("self-check", "self-check-accepted"):
        for path in sorted((CASES / folder).glob("*.json")):
            if path.name != "base.json":
                for case in read(path):
                    yield f"{path.name}: {case['name']}", case, body_of(base, case)
