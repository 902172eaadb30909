"""What a budget may still pay: the allowance of a person, and the sum of their department.

The row of the budget is the turnstile. Whoever takes money holds it, adds up what is taken and only
then takes more; nothing is counted along, so nothing can drift.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from portal.composed import prepared
from portal.db import columns, db, lock, one_of
from portal.errors import Refused
from portal.learning.models import (
    SPENDS_MONEY,
    TAKES_MONEY,
    Budget,
    Enrolment,
    Payer,
    State,
)
from portal.learning.money import money
from portal.people.models import Person
from portal.people.queries import today

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Allowance:
    """What one person may plan of their department's budget: what waits for a yes is taken, too.

    Without an amount there is no limit but that of the department.
    """

    amount: Decimal
    taken: Decimal
    currency: str
    ends_on: date

    @property
    def limited(self) -> bool:
        return bool(self.amount)

    @property
    def left(self) -> Decimal:
        return max(NOTHING, self.amount - self.taken)


@dataclass(frozen=True)
class Spent:
    """How a budget stands: spent, waiting for a yes, and left."""

    amount: Decimal
    spent: Decimal
    waiting: Decimal
    currency: str

    @property
    def left(self) -> Decimal:
        return max(NOTHING, self.amount - self.spent)


def left(person_id: UUID, currency: str = "") -> Allowance | None:
    """The allowance of a person this year; None where their department gives none, or no limit.

    One statement. With budgets in several currencies it is the one in `currency`, or else the
    largest allowance.
    """
    return largest(one for one in purses(person_id) if currency in ("", one.currency))


def largest(purses: Iterable[Allowance]) -> Allowance | None:
    """The one of which a person may plan most, of those with a limit."""
    limited = (one for one in purses if one.limited)
    return max(limited, key=lambda one: one.amount, default=None)


def purses(person_id: UUID) -> list[Allowance]:
    """What a person may plan of each budget their department has today, with and without a limit
    for one person; one for each currency. One statement.
    """
    found: dict[str, Allowance] = {}
    for amount, taken, currency, ends_on in columns(_purses(), person_id=person_id):
        found.setdefault(currency, Allowance(amount, taken or NOTHING, currency, ends_on))
    return [*found.values()]


@prepared
def _purses() -> Select[Decimal, Decimal | None, str, date]:
    mine = (
        select(func.sum(Enrolment.cost))
        .where(
            Enrolment.person_id == bindparam("person_id"),
            Enrolment.budget_id == Budget.id,
            one_of(Enrolment.state, TAKES_MONEY),
        )
        .correlate(Budget)
        .scalar_subquery()
    )
    return (
        select(Budget.each, mine, Budget.currency, Budget.ends_on)
        .join(Person, Person.department_id == Budget.department_id)
        .where(Person.id == bindparam("person_id"), runs())
        .order_by(Budget.starts_on.desc(), Budget.currency)
    )


def runs() -> ColumnElement[bool]:
    """The condition that a budget is the one of today."""
    return (Budget.starts_on <= today()) & (Budget.ends_on >= today())


def paying(person: Person, currency: str) -> Budget:
    """The budget that pays for this person today. Raises Refused where there is none."""
    found = db.session.scalar(
        select(Budget)
        .where(Budget.department_id == person.department_id, Budget.currency == currency, runs())
        .order_by(Budget.starts_on.desc())
        .limit(1)
    )
    if found is None:
        raise Refused(
            f"Your department has no learning budget in {currency} this year. "
            "Please ask your manager or HR."
        )
    return found


def may_plan(enrolment: Enrolment) -> None:
    """The cost fits what this person, and the department, have left. Raises Refused.

    The budget is locked from here on.
    """
    budget = _fits_department(enrolment, "Your department")
    if not budget.each:
        return
    mine = _taken(budget, TAKES_MONEY, enrolment, Enrolment.person_id == enrolment.person_id)
    if mine + enrolment.cost > budget.each:
        rest = money(max(NOTHING, budget.each - mine), budget.currency).lower()
        raise Refused(
            f"This costs {money(enrolment.cost, budget.currency)}, and your learning budget has "
            f"{rest} left until the end of the year. Nothing was asked for."
        )


def may_spend(enrolment: Enrolment) -> None:
    """The cost fits what is left when it is said yes to. Raises Refused. The budget is locked."""
    _fits_department(enrolment, "The department")


def _fits_department(enrolment: Enrolment, whose: str) -> Budget:
    if enrolment.budget_id is None:
        raise ValueError("No budget was chosen for it.")
    budget = lock(Budget, enrolment.budget_id)
    spent = _taken(budget, SPENDS_MONEY, enrolment)
    if spent + enrolment.cost > budget.amount:
        rest = money(max(NOTHING, budget.amount - spent), budget.currency).lower()
        raise Refused(
            f"This costs {money(enrolment.cost, budget.currency)}, and {whose.lower()} has {rest} "
            "left in its learning budget. Nothing was changed."
        )
    return budget


def _taken(
    budget: Budget, states: tuple[State, ...], but: Enrolment, *more: ColumnElement[bool]
) -> Decimal:
    total = db.session.scalar(
        select(func.sum(Enrolment.cost)).where(
            Enrolment.budget_id == budget.id,
            Enrolment.id != but.id,
            one_of(Enrolment.state, states),
            *more,
        )
    )
    return total or NOTHING


def of_elsewhere(enrolment: Enrolment) -> bool:
    """Whether it would be paid by a department that its person has left since they asked."""
    budget = db.session.get(Budget, enrolment.budget_id) if enrolment.budget_id else None
    return budget is not None and budget.department_id != enrolment.person.department_id


def needs_yes(enrolment: Enrolment) -> bool:
    """Whether somebody has to say yes to what it costs."""
    return enrolment.payer == Payer.BUDGET


def spent(budget_ids: list[UUID]) -> dict[UUID, tuple[Decimal, Decimal]]:
    """Of each of these budgets what is spent and what waits for a yes. One statement."""
    rows = columns(_spent(), budget_ids=budget_ids)
    found: dict[UUID, tuple[Decimal, Decimal]] = {}
    for budget_id, waits, total in rows:
        if budget_id is None:
            continue
        done, waiting = found.get(budget_id, (NOTHING, NOTHING))
        found[budget_id] = (done, waiting + total) if waits else (done + total, waiting)
    return found


@prepared
def _spent() -> Select[UUID | None, bool, Decimal]:
    waits = Enrolment.state == State.APPROVAL
    return (
        select(Enrolment.budget_id, waits, func.sum(Enrolment.cost))
        .where(
            Enrolment.budget_id.in_(bindparam("budget_ids", expanding=True)),
            one_of(Enrolment.state, TAKES_MONEY),
        )
        .group_by(Enrolment.budget_id, waits)
    )


def of_budgets(budget_ids: Collection[UUID]) -> dict[UUID, Spent]:
    """How these budgets stand; two statements."""
    if not budget_ids:
        return {}
    taken = spent([*budget_ids])
    rows = columns(_budgets(), budget_ids=[*budget_ids])
    return {
        key: Spent(amount, *taken.get(key, (NOTHING, NOTHING)), currency)
        for key, amount, currency in rows
    }


@prepared
def _budgets() -> Select[UUID, Decimal, str]:
    statement = select(Budget.id, Budget.amount, Budget.currency)
    return statement.where(Budget.id.in_(bindparam("budget_ids", expanding=True)))
