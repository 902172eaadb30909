"""People who are not matched again: asked by guards, by the search for mentors, by programmes.

Nobody is told that there is such a row, nor why: to either of the two the other does not mentor.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    SQLColumnExpression,
    exists,
    select,
)

from portal import clock
from portal.db import db
from portal.mentorship.turns.models import KeptApart

Who = UUID | BindParameter[UUID] | SQLColumnExpression[UUID]


def apart(one: UUID, other: UUID) -> bool:
    """Whether these two are not matched again. One statement."""
    return since(one, other) is not None


def since(one: UUID, other: UUID) -> datetime | None:
    """From when on these two are kept apart; None when they are not."""
    return db.session.scalar(
        select(KeptApart.at).where(KeptApart.person_id == one, KeptApart.from_id == other)
    )


def apart_from(person_id: Who) -> ScalarSelect[UUID]:
    """The people somebody is kept apart from, for `Mentor.id.not_in(apart_from(...))`.

    In: an id, or a parameter or column that holds it.
    """
    kept = select(KeptApart.from_id).where(KeptApart.person_id == person_id)
    return kept.scalar_subquery()


def between(one: Who, other: Who) -> ColumnElement[bool]:
    """The condition that two people are kept apart, for a statement about both."""
    return exists().where(KeptApart.person_id == one, KeptApart.from_id == other)


def keep(one: UUID, other: UUID) -> None:
    """Match these two never again. Twice does no harm."""
    if one == other or apart(one, other):
        return
    now = clock.now()
    db.session.add_all(
        KeptApart(person_id=person, from_id=other_one, at=now)
        for person, other_one in ((one, other), (other, one))
    )
    db.session.flush()
