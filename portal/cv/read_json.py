"""A JSON Resume, unpacked. Runs apart (see portal.apart), so it imports nothing of the portal.

In: the bytes of the file. Out: JSON with `resume`, the words under the names we know and nothing
else, or with `problem`, one of the words of portal.cv.receiving.PROBLEMS.
"""

import json
from typing import Any

ROWS, WORDS, LENGTH = 200, 30, 4000
SECTIONS = ("work", "volunteer", "projects", "skills", "languages", "certificates", "interests")

NAMES = (
    "name", "level", "keywords", "language", "fluency", "issuer", "position", "organization",
    "entity", "startDate", "endDate", "summary", "description", "highlights",
)  # fmt: skip


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
    return {"resume": {section: _rows(resume.get(section)) for section in SECTIONS}}


def _rows(section: Any) -> list[dict[str, Any]]:
    rows = section[:ROWS] if isinstance(section, list) else []
    return [
        {name: _value(row[name]) for name in NAMES if name in row}
        for row in rows
        if isinstance(row, dict)
    ]


def _value(value: Any) -> Any:
    """Words, or a list of words; nothing else means anything here."""
    if isinstance(value, str):
        return value[:LENGTH]
    words = value[:WORDS] if isinstance(value, list) else []
    return [word[:LENGTH] for word in words if isinstance(word, str)]
