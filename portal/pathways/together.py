"""Communities about what is to grow: beside the way, never on it.

A community leads to no level by itself, so it has no hours and takes no place of what does: the way
is chosen without it, and no skill more makes it longer (`ways`). Foremost is the one about most of
what is to grow; then the one in which more people are, by name where it is the same.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, exists, func, select

from portal.communities.models import Community, CommunityMember, CommunitySkill
from portal.communities.queries import BELONGS, counted
from portal.pathways.gap import Line
from portal.roles.models import RoleSkill
from portal.skills.models import PersonSkill, Skill

MOST, LOOKED_AT = 3, 12


class Together(NamedTuple):
    """A community that the person is not in, and the skills to grow it is about, by their names."""

    id: UUID
    name: str
    meets: str
    members: int
    skills: list[str]


def in_order(rows: Iterable[tuple[Any, ...]]) -> list[Together]:
    """The foremost of them; one about several skills comes in several rows."""
    found: dict[UUID, Together] = {}
    for key, words, skill, _, members in rows:
        name, _, meets = words.partition("\n")
        found.setdefault(key, Together(key, name, meets, members, [])).skills.append(skill)
    ranked = sorted(found.values(), key=lambda one: (-len(one.skills), -one.members, one.name))
    return ranked[:MOST]


def along(lines: Iterable[Line], found: Iterable[Together]) -> list[Together]:
    """Those about one of these skills."""
    names = {line.need.name for line in lines}
    return [one for one in found if names & {*one.skills}]


def about(person_id: Any, role_id: Any) -> Select[*tuple[Any, ...]]:
    """(community, its name and below it when it meets, skill, how many are in it) of those about
    skills that the role asks for at a higher level than the person has.
    """
    mine = (PersonSkill.skill_id == RoleSkill.skill_id) & (PersonSkill.person_id == person_id)
    belongs = exists().where(
        CommunityMember.community_id == Community.id,
        CommunityMember.person_id == person_id,
        BELONGS,
    )
    some = (
        select(Community.id, (Community.name + "\n" + Community.meets).label("words"),
               Skill.name.label("skill"))
        .select_from(RoleSkill)
        .join(CommunitySkill, CommunitySkill.skill_id == RoleSkill.skill_id)
        .join(Community, Community.id == CommunitySkill.community_id)
        .join(Skill, Skill.id == RoleSkill.skill_id)
        .outerjoin(PersonSkill, mine)
        .where(
            RoleSkill.role_id == role_id,
            Community.closed_at.is_(None),
            func.coalesce(PersonSkill.level, 0) < RoleSkill.level,
            ~belongs,
        )
        .order_by(Community.created_at, Community.id, Skill.name)
        .limit(LOOKED_AT)
        .subquery()
    )  # fmt: skip
    return select(some.c.id, some.c.words, some.c.skill, counted(some.c.id, beside=some))
