"""Reading the goals that somebody still does something for."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from portal.composed import prepared
from portal.conversations.models import ConversationGoal
from portal.db import columns
from portal.people.models import Person


class Goal(NamedTuple):
    """A goal that somebody still does something for, as its people are shown it."""

    id: UUID
    conversation_id: UUID
    words: str
    employee_does: str
    employee_by: date | None
    employee_done_on: date | None
    manager_does: str
    manager_by: date | None
    manager_done_on: date | None
    person_id: UUID
    person: str
    manager_id: UUID
    manager: str

    def mine(self, person_id: UUID) -> tuple[str, date | None, date | None]:
        """What this one of the two does, until when, and since when it is done."""
        if person_id == self.person_id:
            return self.employee_does, self.employee_by, self.employee_done_on
        return self.manager_does, self.manager_by, self.manager_done_on


def open_goals(person_id: UUID) -> list[Goal]:
    """The open goals of a person, as employee and as manager of today; the most pressing first."""
    rows = [Goal(*row) for row in columns(_open_goals(), person_id=person_id)]
    last = date.max
    return sorted(rows, key=lambda one: (one.mine(person_id)[1] or last, one.words))


@prepared
def _open_goals() -> Select[*tuple[Any, ...]]:
    me, boss, goal = bindparam("person_id", type_=Uuid()), aliased(Person), ConversationGoal
    return (
        select(
            goal.id, goal.conversation_id, goal.words, goal.employee_does, goal.employee_by,
            goal.employee_done_on, goal.manager_does, goal.manager_by, goal.manager_done_on,
            goal.person_id, Person.name.label("person"), goal.manager_id,
            boss.name.label("manager"),
        )
        .join(Person, Person.id == goal.person_id)
        .join(boss, boss.id == goal.manager_id)
        .where(
            or_(goal.person_id == me, and_(goal.manager_id == me, Person.manager_id == me)),
            still_open(),
        )
    )  # fmt: skip


def still_open() -> ColumnElement[bool]:
    """The condition, on a goal, that somebody still has something to do for it."""
    undone = or_(
        ConversationGoal.employee_done_on.is_(None), ConversationGoal.manager_done_on.is_(None)
    )
    return and_(ConversationGoal.dropped_on.is_(None), undone)
