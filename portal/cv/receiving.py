"""A CV as it comes in: limits, what kind of file it is, and clear words when it cannot be read.

The file is read by a process apart and kept nowhere. What it says is returned to the caller and
to nobody else: no log, address or cache holds any of it.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from portal import apart
from portal.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
MOST_CHARACTERS = 100_000
SECONDS = 10.0
MEGABYTES = 400
FEWEST = 20
"""Letters without which there is no text: what is left of a scan."""

PROBLEMS = {
    "empty": "This file is empty. Choose another one, or paste the text below.",
    "large": "This file is larger than 5 MB. Save it without pictures, or paste the text below.",
    "encrypted": "This file is protected by a password, so we cannot read it. Save it without one, "
    "or paste the text below.",
    "damaged": "We cannot read this file; it may be damaged. Save it anew, or paste the text "
    "below.",
    "old word": "This is an older Word file. Save it as .docx or PDF, or paste the text below.",
    "other kind": "We read PDF, Word (.docx), plain text and JSON Resume. Save your CV as one of "
    "these, or paste the text below.",
    "other name": "The name of this file says one thing and its content another. Save it anew as "
    "PDF or Word (.docx), or paste the text below.",
    "too long": "This file has more than 30 pages. Send the pages that are about your work, or "
    "paste their text below.",
    "too much inside": "There is more in this file than in any CV, so we stopped reading. Save it "
    "without pictures and attachments, or paste the text below.",
    "too much": "Reading this file took too long, so we stopped. Save it in a simpler form, or "
    "paste the text below.",
    "hostile": "This file holds instructions that have no place in a CV, so we did not read it. "
    "Save it anew, or paste the text below.",
    "no text": "We found no text in this file. If it is a scan, its pages are pictures: paste the "
    "text below instead.",
    "too little": "There is too little text here to find anything in. Paste more of your CV.",
    "no json": "This is not valid JSON. Export your JSON Resume again.",
    "no resume": "This JSON file is no JSON Resume: it has none of basics, work and skills.",
    "busy": "Others are having their CVs read just now. Try again in a moment.",
}

_READERS = {"pdf": "portal.cv.read_pdf", "docx": "portal.cv.read_docx"}
_LETTER = re.compile(r"[^\W\d_]")
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Content:
    """What was sent: plain text, or the sections of a JSON Resume; `cut` when it was too long."""

    text: str = ""
    resume: dict[str, Any] = field(default_factory=dict)
    cut: bool = False


def from_file(name: str, data: bytes) -> Content:
    """What a file holds. Raises Refused with words for the person when it cannot be read.

    Takes up to SECONDS: no transaction should be open meanwhile.
    """
    if len(data) > MOST_BYTES:
        raise Refused(PROBLEMS["large"])
    if not data.strip(b"\0 \t\r\n"):
        raise Refused(PROBLEMS["empty"])
    kind = _kind(name, data)
    if kind == "text":
        return from_text(_decoded(data))
    found = _read_apart(_READERS.get(kind, "portal.cv.read_json"), data)
    if kind == "json":
        resume = found.get("resume")
        return Content(resume=resume if isinstance(resume, dict) else {})
    return from_text(str(found.get("text", "")), otherwise="no text")


def from_text(text: str, otherwise: str = "too little") -> Content:
    """What was pasted. Raises Refused when there is next to nothing."""
    whole = plain(text)
    if len(_LETTER.findall(whole[:MOST_CHARACTERS])) < FEWEST:
        raise Refused(PROBLEMS[otherwise])
    return Content(text=whole[:MOST_CHARACTERS], cut=len(whole) >= MOST_CHARACTERS)


def plain(text: str) -> str:
    """The text with one kind of line end, and without what no page or database can hold."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _kind(name: str, data: bytes) -> str:
    """What it is by what is in it; a name that says otherwise is not believed."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # Old Word, or a new one behind a password: both come in this wrapping.
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise Refused(PROBLEMS["encrypted" if locked else "old word"])
    kind = _by_content(data)
    if kind:
        if ending not in ("", kind):
            raise Refused(PROBLEMS["other name"])
        return kind
    if ending in ("pdf", "docx"):
        raise Refused(PROBLEMS["damaged"])
    if ending not in ("", "txt", "text", "md", "json"):
        raise Refused(PROBLEMS["other kind"])
    return "json" if ending == "json" else "text"


def _by_content(data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    return "docx" if data.startswith(b"PK\x03\x04") else ""


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    text = text[: 2 * MOST_CHARACTERS]
    if len(_UNREADABLE.findall(text)) > len(text) // 100:
        raise Refused(PROBLEMS["other kind"])
    return text


def _read_apart(reader: str, data: bytes) -> dict[str, Any]:
    """The answer of a reader, believed no further than that it is an object."""
    try:
        answer = apart.run(reader, data, seconds=SECONDS, megabytes=MEGABYTES)
        found = json.loads(answer)
    except apart.Busy:
        raise Refused(PROBLEMS["busy"]) from None
    except apart.TooMuch:
        raise Refused(PROBLEMS["too much"]) from None
    except (apart.Broken, ValueError, RecursionError):
        raise Refused(PROBLEMS["damaged"]) from None
    if not isinstance(found, dict) or "problem" in found:
        raise Refused(PROBLEMS.get(str(found.get("problem")), PROBLEMS["damaged"]))
    return found
