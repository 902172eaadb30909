"""The segments HR may choose: the cells of the published catalogue, and nothing made to order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from portal.aspirations.models import Aspiration, State
from portal.aspirations.queries import counted_people
from portal.audience import Audience
from portal.dates import day
from portal.db import db
from portal.errors import Refused
from portal.insights import queries as insights
from portal.insights.catalogue import ALL, DEPARTMENT, FAMILIES, LEVEL, NONE, ROLES, WANTED
from portal.insights.count import MOVING
from portal.insights.models import SnapshotCell
from portal.insights.queries import Group, Published
from portal.insights.strength import wants
from portal.people.models import Person
from portal.roles.models import Role, RoleSkill
from portal.skills.models import PersonSkill

AIMS = {
    FAMILIES.name: "Aim for a field",
    ROLES.name: "Aim for a role",
    WANTED.name: "Want to learn or use more",
}
MOST = 150
# Groups by these alone: who took a suggestion up is counted for each of them (ADR 0026).
OFFERED = (DEPARTMENT, LEVEL)
NEEDING = "Aim for a role that needs the skill"
ASKING = "Want to learn or use the skill more"


@dataclass(frozen=True)
class Segment:
    """Who is meant: an aim or a wish to learn, and of whom. `figure` is how many that were when
    last counted.
    """

    view: str
    key: UUID
    label: str
    group: Group
    group_label: str
    figure: int
    counted_at: datetime


def aims(published: Published) -> dict[str, list[tuple[str, str]]]:
    """The aims with a published figure, the largest first: by kind, as a value and its words."""
    rows = db.session.execute(
        select(SnapshotCell.view, SnapshotCell.key, SnapshotCell.label, SnapshotCell.shown)
        .where(
            SnapshotCell.snapshot_id == published.id,
            SnapshotCell.view.in_(AIMS),
            SnapshotCell.split == ALL,
            SnapshotCell.shown.is_not(None),
            SnapshotCell.key != "",
        )
        .order_by(SnapshotCell.view, SnapshotCell.position)
        .limit(MOST)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for view, key, label, shown in rows:
        found.setdefault(AIMS[view], []).append((f"{view}:{key}", f"{label} (about {shown})"))
    return found


def first_those_needing(
    skill_id: UUID, aims: dict[str, list[tuple[str, str]]]
) -> dict[str, list[tuple[str, str]]]:
    """The same aims, with the wish to learn a skill and the roles that ask for it first. One
    statement.
    """
    asking = select(RoleSkill.role_id).where(RoleSkill.skill_id == skill_id)
    near = {f"{ROLES.name}:{key}": NEEDING for key in db.session.scalars(asking)}
    near[f"{WANTED.name}:{skill_id}"] = ASKING
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in (ASKING, NEEDING, *aims)}
    for kind, some in aims.items():
        for one in some:
            found[near.get(one[0], kind)].append(one)
    return {kind: some for kind, some in found.items() if some}


def groups(published: Published) -> Sequence[tuple[str, str]]:
    """Of whom: everybody, one department or one level; never two filters at once."""
    everybody = [("", "Everybody with this aim or wish")]
    return everybody + [
        (str(group), published.people[group].label)
        for split in OFFERED
        for group in published.groups(split)
    ]


def chosen(published: Published | None, aim: str, of: str) -> Segment:
    """The segment these two name. Raises Refused where its figure is not shown, and says why.

    Whether it may be chosen is decided by the published figure alone: what is true of people today
    plays no part in the answer, so that nothing can be learned from trying.
    """
    if published is None:
        raise Refused("Nothing has been counted yet. The first figures come tonight.")
    view, _, key = aim.partition(":")
    split, _, part = of.partition(":")
    if of and split not in OFFERED:
        raise Refused("Choose everybody, a department or a level.")
    group = Group(split, part) if of else insights.EVERYBODY
    cell = db.session.execute(
        select(SnapshotCell.label, SnapshotCell.shown).where(
            SnapshotCell.snapshot_id == published.id,
            SnapshotCell.view == view,
            SnapshotCell.split == group.split,
            SnapshotCell.part == group.part,
            SnapshotCell.key == key,
        )
    ).first()
    if view not in AIMS or not key or cell is None or cell.shown is None:
        raise Refused(
            f"How many people this means is not shown in the figures of {day(published.taken_at)}, "
            f"because they are fewer than {published.k} or could be worked out. Choose an aim or a "
            "group with a figure."
        )
    label = published.people[group].label if of else "Everybody"
    return Segment(view, UUID(key), cell.label, group, label, cell.shown, published.taken_at)


def people(view: str, key: UUID, split: str, part: str) -> Select[UUID]:
    """Who is meant today, as a statement of ids: the same conditions as the count of them."""
    meant = select(Person.id).where(Person.id.in_(counted_people()))
    meant = _learners(meant, key) if view == WANTED.name else _aiming(meant, view, key)
    if split == DEPARTMENT:
        return meant.where(Person.department_id == UUID(part))
    if split == LEVEL:
        return meant.where(Person.level.is_(None) if part == NONE else Person.level == int(part))
    return meant


def _aiming(people: Select[UUID], view: str, key: UUID) -> Select[UUID]:
    aim = Aspiration.role_id == key
    if view == FAMILIES.name:
        aim = or_(
            Role.family_id == key, and_(Aspiration.role_id.is_(None), Aspiration.family_id == key)
        )
    return (
        people.join(Aspiration, Aspiration.person_id == Person.id)
        .outerjoin(Role, Role.id == Aspiration.role_id)
        .where(Aspiration.state == State.ACTIVE, Aspiration.kind.in_(MOVING), aim)
        .distinct()
    )


def _learners(people: Select[UUID], key: UUID) -> Select[UUID]:
    """Those who keep the wish to themselves are left out, as they are of the figure."""
    return people.join(PersonSkill, PersonSkill.person_id == Person.id).where(
        PersonSkill.skill_id == key, wants(), PersonSkill.audience != Audience.NOBODY
    )
