"""Who shares their aspirations with HR by name now, and what of them: never anybody else."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, or_, select

from portal.aspirations import sharing
from portal.aspirations.models import AspirationProfile, HrConsent
from portal.aspirations.queries import holding
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns
from portal.people.manager import has
from portal.people.models import Department, Person
from portal.people.queries import here

PER_PAGE = 20


class Row(NamedTuple):
    """Somebody with a consent that holds, and their shares as far as the rule looks at them."""

    id: UUID
    name: str
    job_title: str
    department: str
    purpose: str
    words: str
    until: date
    roles_audience: Audience
    drivers_audience: Audience
    preferences_audience: Audience
    words_audience: Audience
    hr_until: date | None


@dataclass(frozen=True)
class Sharing:
    """One line of the list: the person, and what they opened."""

    person: Row
    parts: list[str]


def people(reader: Actor, page: int) -> tuple[list[Sharing], bool]:
    """Those of a page, whose consent ends first coming first, and whether there are more.

    One statement, whatever the size.
    """
    given = {"reader_id": reader.id, "start": (page - 1) * PER_PAGE, "most": PER_PAGE + 1}
    rows = [Row(*row) for row in columns(_people(), **given)]
    return [Sharing(row, _opened(row)) for row in rows[:PER_PAGE]], len(rows) > PER_PAGE


def _opened(row: Row) -> list[str]:
    open_ = sharing.open_parts(row, Audience.HR)
    return [words for part, words in PARTS.items() if part in open_]


@prepared
def _people() -> Select[*tuple[Any, ...]]:
    opened = (has(getattr(AspirationProfile, f"{part}_audience"), Audience.HR) for part in PARTS)
    return (
        select(
            Person.id, Person.name, Person.job_title, Department.name,
            HrConsent.purpose, HrConsent.words, HrConsent.until,
            *(getattr(AspirationProfile, name) for name in Row._fields[7:]),
        )
        .join(HrConsent, HrConsent.person_id == Person.id)
        .join(AspirationProfile, AspirationProfile.person_id == Person.id)
        .join(Department, Department.id == Person.department_id)
        .where(
            here(),
            holding(),
            or_(*opened),
            Person.id != bindparam("reader_id", type_=Uuid()),
        )
        .order_by(HrConsent.until, Person.name, Person.id)
        .limit(bindparam("most", type_=Integer()))
        .offset(bindparam("start", type_=Integer()))
    )  # fmt: skip
