"""What somebody wants to grow, and who teaches it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import chain
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, func, or_, select

from portal.composed import prepared
from portal.db import columns, plain, uuid_of
from portal.mentorship.mentors import ranking
from portal.mentorship.models import mentor_skill
from portal.skills.models import Interest, PersonSkill


@dataclass(frozen=True)
class Goals:
    """What somebody wants to grow, with how many name each among what they teach, open or not; 0
    where that is not known.
    """

    skills: dict[UUID, int]
    taught_by: Sequence[str] = ()

    @property
    def many(self) -> bool:
        """Whether too many teach some of it for all of them to be looked at."""
        return sum(self.skills.values()) > ranking.POOL

    @cached_property
    def teachers(self) -> Counter[str]:
        """Who teaches some of it, with how much of it."""
        return Counter(chain.from_iterable(ids.split(",") for ids in self.taught_by))

    def first(self, upto: int) -> list[str]:
        """Among whom the best of so many are found: those who teach most, as in `ranking`."""
        most = min(ranking.SPARE * upto, ranking.POOL)
        several = self._several()
        best = several if len(several) >= most else self.teachers
        least = sorted(best.values(), reverse=True)[:most][-1]
        among = [(-shared, key) for key, shared in best.items() if shared >= least]
        return [key for _, key in nsmallest(ranking.POOL, among)]

    def _several(self) -> Counter[str]:
        """Those of the teachers who teach two skills or more. Most teach one; they are not counted
        one by one, and those of the skill most teach are only looked for among the others.
        """
        met: set[str] = set()
        again: list[str] = []
        *fewer, most = sorted(self.taught_by, key=len)
        for ids in fewer:
            theirs = ids.split(",")
            again += met.intersection(theirs)
            met.update(theirs)
        again += met.intersection(most.split(","))
        counted = Counter(again)
        counted.update([*counted])  # where each was met first
        return counted


def goals_of(person_id: UUID) -> Goals:
    """What this person wants to grow, and by whom it is taught: one statement.

    In a large organisation thousands teach some of it. The database hands them over skill by skill,
    as its index has them, and they are counted here: it would first put them in order.
    """
    skills, taught_by = {}, []
    for skill_id, ids in plain(_goals(), person_id=person_id):
        skills[uuid_of(skill_id)] = ids.count(",") + 1 if ids else 0
        if ids:
            taught_by.append(ids.replace("-", ""))  # as `hex_of` has them
    return Goals(skills, taught_by)


def wanted_skills(person_id: UUID) -> dict[UUID, int]:
    """The skills this person wants to learn, or to use more and has not mastered; and how many name
    each among what they teach, whether they are open or not.
    """
    rows = columns(_wanted(), person_id=person_id)
    return {skill_id: mentors for skill_id, mentors in rows}


@prepared
def _wanted() -> Select[UUID, int]:
    mentors = select(func.count()).where(mentor_skill.c.skill_id == PersonSkill.skill_id)
    return select(PersonSkill.skill_id, mentors.scalar_subquery()).where(_is_wanted())


@prepared
def _goals() -> Select[UUID, str]:
    mentor_id = cast(mentor_skill.c.mentor_id, String())
    who = select(func.aggregate_strings(mentor_id, ","))
    who = who.where(mentor_skill.c.skill_id == PersonSkill.skill_id)
    return select(PersonSkill.skill_id, who.scalar_subquery()).where(_is_wanted())


def _is_wanted() -> ColumnElement[bool]:
    return and_(
        PersonSkill.person_id == bindparam("person_id"),
        or_(
            PersonSkill.interest == Interest.LEARN,
            and_(PersonSkill.interest == Interest.MORE, PersonSkill.level < 3),
        ),
    )
