"""The budgets of departments: made, changed and read by HR."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.exc import IntegrityError

from portal.composed import prepared
from portal.db import columns, db
from portal.errors import Refused
from portal.learning.enrolling.money import NOTHING, Spent, spent
from portal.learning.models import Budget
from portal.people.models import Department


@dataclass(frozen=True)
class Kept:
    """A budget as its page shows it."""

    id: UUID
    department: str
    each: Decimal
    version: int
    stands: Spent


def of_year(year: int) -> list[Kept]:
    """The budgets that begin in a year, by department, with what is taken; two statements."""
    rows = columns(_of_year(), first=date(year, 1, 1), last=date(year, 12, 31)).all()
    taken = spent([row[0] for row in rows]) if rows else {}
    return [
        Kept(key, name, each, version, Spent(total, *taken.get(key, (NOTHING, NOTHING)), currency))
        for key, name, each, version, total, currency in rows
    ]


@prepared
def _of_year() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Budget.id, Department.name, Budget.each, Budget.version, Budget.amount, Budget.currency
        )
        .join(Department, Department.id == Budget.department_id)
        .where(Budget.starts_on.between(bindparam("first"), bindparam("last")))
        .order_by(Department.name, Budget.currency)
    )  # fmt: skip


def departments() -> Sequence[tuple[UUID, str]]:
    """Every department, by name."""
    return [
        (k, n)
        for k, n in db.session.execute(
            select(Department.id, Department.name).order_by(Department.name)
        )
    ]


def add(department_id: UUID, year: int, amount: Decimal, each: Decimal, currency: str) -> Budget:
    """A budget of a department for a calendar year. Raises Refused where there is one."""
    row = Budget(
        department_id=department_id,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        amount=amount,
        each=each,
        currency=currency,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(
            "This department has a budget for that year already. Change that one."
        ) from None
    return row


def change(row: Budget, amount: Decimal, each: Decimal) -> bool:
    """Other amounts; the row is locked. Less than is spent is allowed: nothing new fits then.

    False when it says that already.
    """
    if (row.amount, row.each) == (amount, each):
        return False
    row.amount, row.each = amount, each
    row.version += 1
    return True
