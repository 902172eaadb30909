"""A JSON Resume, unpacked. Runs apart (see portal.apart), so it imports nothing of the portal.

In: the bytes of the file. Out: JSON with `resume`, the sections we know and nothing else, or with
`problem`, one of the words of portal.cv.receiving.PROBLEMS.
"""

import json
from typing import Any

SECTIONS = ("work", "volunteer", "projects", "skills", "languages", "certificates", "interests")


def read(data: bytes) -> bytes:
    """See the module. Never fails on what is no JSON; deep nesting ends it."""
    return json.dumps(_read(data)).encode()


def _read(data: bytes) -> dict[str, Any]:
    try:
        resume = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {"problem": "no json"}
    if not isinstance(resume, dict) or not resume.keys() & {"basics", "work", "skills"}:
        return {"problem": "no resume"}
    return {"resume": {section: resume.get(section) for section in SECTIONS}}
