"""In which order mentors are found: the statements behind `finding`. The formula is published in
docs/matching.md: skills looked for, then a free place, then the points of the four reasons.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)

from portal.composed import prepared
from portal.mentorship.approaches.models import Approach
from portal.mentorship.lists import OFFERED_BY
from portal.mentorship.mentors import conditions, reasons
from portal.mentorship.mentors.models import OfficeHours
from portal.mentorship.mentors.wish import Shape
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest, mentor_skill
from portal.mentorship.standing import LIVE, OFFERED, OPEN
from portal.people.models import Person

# What puts one mentor before another, see `finding`; then the name.
BEST_FIRST = ("shared", "room", "points")
# So many mentors at most are put in order for one reader: more than are listed, since some of them
# are not open. Where there are more, which of those who teach as much come in is left to chance.
POOL = 160
# So many times as many are looked at as a page needs, and whoever teaches as much as the last.
SPARE = 3


def _pool(asked: Shape, where: Sequence[ColumnElement[bool]], fitting: bool) -> Select[UUID, int]:
    """The mentors among whom the best are looked for, with how many of the skills looked for each
    teaches: those who teach most; and, unless that is enough, the first under these conditions.
    """
    teach = _listed(asked).subquery()
    if fitting:
        place = func.rank().over(order_by=teach.c.shared.desc()).label("place")
        placed = select(teach, place).subquery()
        return select(placed.c.mentor_id, placed.c.shared).where(placed.c.place <= SPARE * _upto())
    first = select(Mentor.id, literal(0, Integer())).join(Person, Person.id == Mentor.id)
    anyone = first.where(*where).order_by(Mentor.id).limit(POOL).subquery()
    both = union_all(select(teach), select(anyone)).subquery()
    most = func.max(both.c.shared).label("shared")
    return select(both.c.mentor_id, most).group_by(both.c.mentor_id)


def _listed(asked: Shape) -> Select[UUID, int]:
    """Who teaches most of the skills looked for, with how many: POOL of them."""
    shared = func.count().label("shared")
    listed = select(mentor_skill.c.mentor_id, shared).where(
        mentor_skill.c.skill_id.in_(reasons.looked_for())
    )
    if asked.narrow and not asked.words:  # most who teach it may be left out
        listed = listed.join(Mentor, Mentor.id == mentor_skill.c.mentor_id)
        listed = listed.where(*conditions.cheap(asked))
        if asked.where:
            listed = listed.join(Person, Person.id == Mentor.id)
    most_first = (shared.desc(), mentor_skill.c.mentor_id)
    return listed.group_by(mentor_skill.c.mentor_id).order_by(*most_first).limit(POOL)


@prepared
def page(asked: Shape, *, fitting: bool) -> Select[*tuple[Any, ...]]:
    """One page of mentors in the order this module explains: at most `most` after `offset`.

    With `fitting` only those who teach something looked for, who come first: they are far fewer.
    Each with how many they guide, how many wait, whether the reader has asked them, and when their
    next office hours are.
    """
    where = conditions.of(asked, skill=not fitting)
    return _page(_order(_of_pool(_pool(asked, where, fitting), where)))


@prepared
def among(*, open_only: bool = False) -> Select[*tuple[Any, ...]]:
    """The same of the mentors given as `ids`, or with `open_only` of those the reader may find."""
    return _page(_order(_given(conditions.of(Shape()) if open_only else ())))


def _page(few: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    open_request = exists().where(
        MentorshipRequest.mentor_id == Mentor.id,
        MentorshipRequest.mentee_id == conditions.reader(),
        OPEN,
    )
    return _whole(few, open_request.correlate(Mentor), next_hours())


def next_hours() -> Any:
    """When the next office hours of a mentor begin."""
    next_one = select(func.min(OfficeHours.starts_at))
    next_one = next_one.where(OfficeHours.mentor_id == Mentor.id, conditions.ahead())
    return next_one.correlate(Mentor).scalar_subquery()


@prepared
def with_room(*, among: bool) -> Select[*tuple[Any, ...]]:
    """At most `most` mentors who could start now, but not `but`, each with how many they guide:
    of the mentors given as `ids`, or else of all.
    """
    where = [*conditions.of(Shape()), Mentor.id != bindparam("but", type_=Uuid())]
    few = _given(where) if among else _of_pool(_pool(Shape(), where, fitting=False), where)
    return _whole(_order(few, room=True))


def _whole(few: Select[*tuple[Any, ...]], *more: Any) -> Select[*tuple[Any, ...]]:
    """The few mentors of a page, and what else a card shows: only they are read whole."""
    place = few.subquery()
    return (
        OFFERED_BY.select.add_columns(place.c.live, place.c.waiting, *more)
        .join(place, place.c.mentor_id == Mentor.id)
        .order_by(*(place.c[name].desc() for name in BEST_FIRST), place.c.name, Mentor.id)
    )


def _order(chosen: Select[*tuple[Any, ...]], room: bool = False) -> Select[*tuple[Any, ...]]:
    """The best `most` after `offset` of a few mentors, with what puts them in order. The points of
    those are not counted whom none could bring that far.
    """
    # Once: else SQLite counts for each use of a number.
    few = chosen.cte("few").prefix_with("MATERIALIZED")
    has_room = and_(few.c.capacity > few.c.live, few.c.waiting == 0)
    free = case((has_room, 1), else_=0)
    place = func.rank().over(order_by=(few.c.shared.desc(), free.desc()))
    placed = select(few, free.label("room"), place.label("place")).where(
        *([has_room] if room else [])
    )
    best = placed.subquery("best")
    first = {name: best.c[name] for name in BEST_FIRST if name != "points"}
    # Whoever teaches nothing looked for has none: not gone through for that.
    points = case((best.c.shared > 0, reasons.points(best)), else_=0)
    first["points"] = points.label("points")
    return (
        select(
            *(best.c[name] for name in ("mentor_id", "name", "live", "waiting")), *first.values()
        )
        .where(best.c.place <= _upto())
        .order_by(*(first[name].desc() for name in BEST_FIRST), best.c.name, best.c.mentor_id)
        .limit(_number_given("most"))
        .offset(_number_given("offset"))
    )


def _of_pool(
    pool: Select[UUID, int], where: Sequence[ColumnElement[bool]]
) -> Select[*tuple[Any, ...]]:
    """Those of a pool whom the conditions let in."""
    among = pool.subquery("pool")
    return _few(among.c.shared).join(among, among.c.mentor_id == Mentor.id).where(*where)


def _given(where: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Those of the mentors given as `ids` whom the conditions let in."""
    teaches = and_(mentor_skill.c.mentor_id == Mentor.id, reasons.is_looked_for())
    shared = select(func.count()).where(teaches).correlate(Mentor).scalar_subquery()
    given = Mentor.id.in_(bindparam("ids", type_=Uuid(), expanding=True))
    return _few(shared).where(given, *where)


def _few(shared: Any) -> Select[*tuple[Any, ...]]:
    """Mentors to be put in order, each with how many they guide and how many wait: counted one by
    one, since an index has each number at hand.
    """
    live = _number(Mentorship.mentor_id, LIVE) + _number(Approach.mentor_id, OFFERED)
    return (
        select(
            Mentor.id.label("mentor_id"), Person.name.label("name"),
            Person.role_id.label("role_id"),
            Mentor.capacity.label("capacity"), live.label("live"),
            _number(MentorshipRequest.mentor_id, conditions.WAITS).label("waiting"),
            shared.label("shared"),
        )
        .select_from(Mentor)
        .join(Person, Person.id == Mentor.id)
    )  # fmt: skip


def _number(column: Any, condition: ColumnElement[bool]) -> Any:
    """How many rows there are for a mentor."""
    counted = select(func.count()).where(column == Mentor.id, condition)
    return counted.correlate(Mentor).scalar_subquery()


def _upto() -> ColumnElement[int]:
    """How many there are up to the end of the page."""
    return _number_given("offset") + _number_given("most")


def _number_given(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Integer())
