"""The text of a Word document. Runs apart (see portal.apart), so it imports nothing of the portal.

In: the bytes of the file. Out: JSON with `text`, or with `problem`, one of the words of
portal.cv.receiving.PROBLEMS.
"""

import json
import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx import Document

CHARACTERS = 100_000
UNPACKED = 40 * 1024 * 1024
PARTS = 2_000
PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}


def read(data: bytes) -> bytes:
    """See the module. Raises whatever a library raises on a damaged file."""
    problem = _look_inside(data)
    found = {"problem": problem} if problem else {"text": _text(data)}
    return json.dumps(found).encode()


def _look_inside(data: bytes) -> str:
    """Unpack with a limit before anything else does; refuse what defines entities."""
    left = UNPACKED
    with ZipFile(BytesIO(data)) as folder:
        parts = folder.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            return "too much inside"
        if "word/document.xml" not in folder.namelist():
            return "other kind"
        for part in parts:
            if part.flag_bits & 1:
                return "encrypted"
            with folder.open(part) as opened:
                content = opened.read(left + 1)
            left -= len(content)
            if left < 0:
                return "too much inside"
            # Whatever two-byte encoding it may hide in.
            if _is_xml(part.filename) and _ENTITIES.search(content.replace(b"\0", b"")):
                return "hostile"
    return ""


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _text(data: bytes) -> str:
    """All paragraphs, those in tables and text boxes too, in the order of the document."""
    pieces: list[str] = []
    length = 0
    for paragraph in Document(BytesIO(data)).element.body.iter(PARAGRAPH):
        pieces.append(_words(paragraph))
        length += len(pieces[-1]) + 1
        if length > CHARACTERS:
            break
    return "\n".join(pieces)


def _words(paragraph: Any) -> str:
    """The words of one paragraph; one inside it, in a text box, speaks for itself."""
    found = []
    for part in paragraph.iter("{*}t", "{*}tab", "{*}br", "{*}cr"):
        if next(part.iterancestors(PARAGRAPH), None) is paragraph:
            found.append(_BREAKS.get(part.tag.rpartition("}")[2]) or part.text or "")
    return "".join(found)
