"""People's photos: made anew from what was sent, kept small, shown to whom they are open."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, or_, select, type_coerce

from portal import apart, clock
from portal.audience import Audience
from portal.composed import prepared
from portal.db import columns, db, lock
from portal.errors import Refused
from portal.people.models import Person, Photo

MOST_BYTES = 8 * 1024 * 1024
SECONDS = 8.0
MEGABYTES = 500
KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp"}
PROBLEMS = {
    "empty": "This file is empty. Choose another one.",
    "large": "This file is larger than 8 MB. Choose a smaller one, or take a new photo.",
    "other kind": "We take photos as JPEG, PNG or WebP. Save yours as one of these.",
    "other name": "The name of this file says one kind and its content is another. Save it anew.",
    "damaged": "We cannot read this photo; it may be damaged. Save it anew, or choose another.",
    "huge": "This photo has more dots than we can take in. Make it smaller, or choose another.",
    "tiny": "This photo is smaller than 64 by 64 dots. Choose a larger one.",
    "animated": "This picture moves. Choose one that stands still.",
    "busy": "Others are having their photos read just now. Try again in a moment.",
}


@dataclass(frozen=True)
class Made:
    """What is kept of a photo: two square WebP images."""

    large: bytes
    small: bytes


def made(name: str, data: bytes) -> Made:
    """The photo of a file. Raises Refused with words for the person when it cannot be taken.

    Takes up to SECONDS: no transaction should be open meanwhile.
    """
    if len(data) > MOST_BYTES:
        raise Refused(PROBLEMS["large"])
    if not data:
        raise Refused(PROBLEMS["empty"])
    kind = KINDS.get(name.lower().rpartition(".")[2])
    if kind is None:
        raise Refused(PROBLEMS["other kind"])
    found = _read(data)
    if found.get("kind") != kind:
        raise Refused(PROBLEMS["other name"])
    return Made(base64.b64decode(found["large"]), base64.b64decode(found["small"]))


def _read(data: bytes) -> dict[str, Any]:
    """The answer of the reader, or what is wrong in words."""
    try:
        answer = apart.run("portal.people.read_picture", data, seconds=SECONDS, megabytes=MEGABYTES)
        found = json.loads(answer)
    except apart.Busy:
        raise Refused(PROBLEMS["busy"]) from None
    except apart.TooMuch:
        raise Refused(PROBLEMS["huge"]) from None
    except (apart.Broken, ValueError):
        raise Refused(PROBLEMS["damaged"]) from None
    if "problem" in found:
        raise Refused(PROBLEMS.get(found["problem"], PROBLEMS["damaged"]))
    return dict(found)


def keep(person_id: UUID, photo: Made) -> None:
    """This is the person's photo from now on; whom it is open to stays as it was."""
    lock(Person, person_id)
    row = db.session.get(Photo, person_id) or Photo(person_id=person_id)
    row.large, row.small = photo.large, photo.small
    row.digest = hashlib.sha256(photo.large).hexdigest()[:16]
    row.updated_at = clock.now()
    db.session.add(row)


def remove(person_id: UUID) -> bool:
    """Back to initials. Whether there was a photo."""
    lock(Person, person_id)
    row = db.session.get(Photo, person_id)
    if row is not None:
        db.session.delete(row)
    return row is not None


def digest(person: Person, groups: Audience | None = None) -> str | None:
    """What names a person's photo in its address; None where a reader of these groups sees none.

    No groups: the person, who sees their own.
    """
    row = person.photo
    if row is None or not (groups is None or row.audience.includes(groups)):
        return None
    return row.digest


def picture(person_id: UUID, size: str, groups: Audience | None = None) -> bytes | None:
    """The photo itself, `large` or `small`, under the same condition."""
    open_to = -1 if groups is None else int(groups | Audience.EVERYONE)
    return columns(_picture(size), person_id=person_id, open_to=open_to).scalar()


@prepared
def _picture(size: str) -> Select[bytes]:
    audience = type_coerce(Photo.audience, Integer)
    open_to = bindparam("open_to", type_=Integer())
    return select(Photo.small if size == "small" else Photo.large).where(
        Photo.person_id == bindparam("person_id"),
        or_(open_to == -1, audience.op("&")(open_to) != 0),
    )
