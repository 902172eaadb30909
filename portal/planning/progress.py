"""How far a person has come toward the role of a plan, day by day, and the picture of it.

Kept once a day when it has changed: in skill steps, as docs/matching.md counts them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, case, func, insert, select, update
from sqlalchemy.orm import aliased

from portal import clock
from portal.composed import prepared
from portal.db import columns, db, one_of, transaction
from portal.pathways.gap import Match
from portal.plans.models import Plan, PlanPoint
from portal.plans.outlines import OPEN
from portal.roles.models import RoleSkill
from portal.skills.models import PersonSkill
from portal.timed import breathe

AT_ONCE = 500
MOST_POINTS = 120
WIDTH, HEIGHT, EDGE = 320, 96, 6


class Point(NamedTuple):
    """The steps a person had of those a role asked for, on a day."""

    day: date
    have: int
    need: int


@dataclass(frozen=True)
class Picture:
    """The line of `have` beside the line of `need`, as points of an SVG, with the figures."""

    points: list[Point]
    have: str
    need: str
    last: tuple[float, float]

    @property
    def grown(self) -> int:
        return self.points[-1].have - self.points[0].have


def picture(plan_id: UUID, match: Match) -> Picture | None:
    """The picture up to today, as the match is now; None where there is but one day to show."""
    points = [Point(*row) for row in columns(_points(), key=plan_id)][::-1]
    today = clock.today()
    points = [point for point in points if point.day < today]
    points.append(Point(today, match.have, match.need))
    if len(points) < 2 or not any(point.need for point in points):
        return None
    return drawn(points)


@prepared
def _points() -> Select[date, int, int]:
    return (
        select(PlanPoint.day, PlanPoint.have, PlanPoint.need)
        .where(PlanPoint.plan_id == bindparam("key", type_=Uuid()))
        .order_by(PlanPoint.day.desc())
        .limit(MOST_POINTS)
    )


def drawn(points: Sequence[Point]) -> Picture:
    """The two lines: the days from left to right, the steps from the bottom up."""
    first, days = points[0].day, max(1, (points[-1].day - points[0].day).days)
    most = max(point.need for point in points)

    def at(point: Point, steps: int) -> tuple[float, float]:
        across = EDGE + (WIDTH - 2 * EDGE) * (point.day - first).days / days
        up = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * steps / most
        return round(across, 1), round(up, 1)

    have = [at(point, point.have) for point in points]
    need = [at(point, point.need) for point in points]
    return Picture(list(points), _line(have), _line(need), have[-1])


def _line(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def keep(_now: datetime) -> None:
    """Note today's figures of every open plan whose last ones were others. Twice does no harm."""
    last = UUID(int=0)
    while rows := columns(_today(), after=last, most=AT_ONCE).all():
        db.session.rollback()
        keep_these([(row[0], Point(clock.today(), row[1], row[2])) for row in rows])
        last = rows[-1][0]
        breathe()


def keep_these(found: Sequence[tuple[UUID, Point]]) -> None:
    """The points of these plans, where they say something new."""
    with transaction():
        known = {
            key: Point(*point) for key, *point in columns(_newest(), keys=[key for key, _ in found])
        }
        fresh, changed = [], []
        for key, point in found:
            before = known.get(key)
            if before is None or (before[1:] != point[1:] and before.day != point.day):
                fresh.append({"plan_id": key, **point._asdict()})
            elif before[1:] != point[1:]:
                changed.append({"plan_id": key, **point._asdict()})
        if fresh:
            db.session.execute(insert(PlanPoint), fresh)
        if changed:
            db.session.execute(update(PlanPoint), changed)


@prepared
def _today() -> Select[*tuple[Any, ...]]:
    had = case(
        (PersonSkill.level.is_(None), 0),
        (PersonSkill.level < RoleSkill.level, PersonSkill.level),
        else_=RoleSkill.level,
    )
    theirs = (PersonSkill.person_id == Plan.person_id) & (
        PersonSkill.skill_id == RoleSkill.skill_id
    )
    return (
        select(Plan.id, func.sum(had), func.sum(RoleSkill.level))
        .join(RoleSkill, RoleSkill.role_id == Plan.role_id)
        .outerjoin(PersonSkill, theirs)
        .where(one_of(Plan.state, OPEN), Plan.id > bindparam("after", type_=Uuid()))
        .group_by(Plan.id)
        .order_by(Plan.id)
        .limit(bindparam("most", type_=Integer()))
    )


@prepared
def _newest() -> Select[*tuple[Any, ...]]:
    other = aliased(PlanPoint)
    last = (
        select(func.max(other.day))
        .where(other.plan_id == PlanPoint.plan_id)
        .correlate(PlanPoint)
        .scalar_subquery()
    )
    return select(PlanPoint.plan_id, PlanPoint.day, PlanPoint.have, PlanPoint.need).where(
        PlanPoint.plan_id.in_(bindparam("keys", type_=Uuid(), expanding=True)),
        PlanPoint.day == last,
    )
