"""What the people of Port Ashby learn: budgets, a past in bulk, and the stories of the few."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, insert, select, update

from portal import clock, outbox
from portal.dates import months_on
from portal.db import db
from portal.demo import learning
from portal.demo.population import Member
from portal.demo.structure import City
from portal.learning.models import Budget, Enrolment, EnrolmentEvent, LearningDate
from portal.people.models import Person

EACH = Decimal(500)
A_HEAD = 90
ONE_IN = 4
# What people went through in the past, and how often one of them.
USUAL = (
    "Plain words", "Feedback people can use", "First aid at work", "Talking with residents",
    "Leading a shift", "Calm in difficult conversations", "Winter on the roads", "Grants basics",
)  # fmt: skip
# A life as a row of events: the event and the state it leads to.
LIVES: dict[str, tuple[tuple[str, str], ...]] = {
    "planned": (("planned", "planned"),),
    "suggested": (("suggested", "suggested"),),
    "hinted": (("suggested for an aim", "suggested"),),
    "approval": (("planned", "planned"), ("asked", "approval")),
    "enrolled": (("planned", "planned"), ("enrolled", "enrolled")),
    "approved": (("planned", "planned"), ("asked", "approval"), ("approved", "enrolled")),
    "done": (("planned", "planned"), ("enrolled", "enrolled"), ("done", "done")),
    "completed": (("planned", "planned"), ("enrolled", "enrolled"), ("done", "done"),
                  ("own word", "completed")),
    "current": (("planned", "planned"), ("enrolled", "enrolled"), ("done", "done"),
                ("confirmed", "completed"), ("certified", "current")),
    "at risk": (("planned", "planned"), ("enrolled", "enrolled"), ("done", "done"),
                ("confirmed", "completed"), ("certified", "current"), ("at risk", "at risk")),
}  # fmt: skip
BY_CLOCK = frozenset({"suggested for an aim", "own word", "certified", "at risk"})
TOLD = frozenset({"asked", "suggested", "suggested for an aim", "done"})
BY_MANAGER = frozenset({"suggested", "approved", "confirmed"})


@dataclass(frozen=True)
class Known:
    """An item of the catalogue: its id, what it costs, and what it certifies."""

    id: UUID
    cost: Decimal
    payer: str
    months: int | None
    certificate: str


def budgets(city: City) -> None:
    """A budget of every department for this year and the next, to be filled when all are here."""
    year = clock.today().year
    rows = [
        {
            "id": budget_of(key, when),
            "department_id": key,
            "starts_on": date(when, 1, 1),
            "ends_on": date(when, 12, 31),
            "amount": Decimal(0),
            "each": EACH,
            "currency": "GBP",
            "version": 1,
        }
        for key in city.departments.values()
        for when in (year, year + 1)
    ]
    known = set(db.session.scalars(select(Budget.id)))
    fresh = [row for row in rows if row["id"] not in known]
    if fresh:
        db.session.execute(insert(Budget), fresh)


def budget_of(department_id: UUID, year: int) -> UUID:
    """The id of a department's budget in the demo."""
    return uuid5(department_id, f"budget {year}")


def fill() -> None:
    """As much for each department as it has people for."""
    heads = select(Person.department_id, func.count()).group_by(Person.department_id)
    for department_id, number in db.session.execute(heads).all():
        amount = Decimal(max(4000, -(-number * A_HEAD // 500) * 500))
        made = update(Budget).where(Budget.department_id == department_id)
        db.session.execute(made.values(amount=amount))


def history(members: Iterable[Member], city: City) -> None:
    """What one in four learned in the last three years; drawn from the ids."""
    items = _items(city)
    rows, events = [], []
    for member in members:
        draw = member.id.int >> 17
        told = member.email.endswith(("@demo.example", ".permits@portashby.example"))
        if draw % ONE_IN or member.left_on is not None or told:
            continue
        for n in range(1 + draw % 2):
            title = USUAL[(draw // 11 + 3 * n) % len(USUAL)]
            row, steps = _past(member, items[title], city, 30 + (draw // 5 + 211 * n) % 1000)
            rows.append(row)
            events += steps
    _write(rows, events)


def _past(
    member: Member, item: Known, city: City, days: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    done = clock.today() - timedelta(days=days)
    until = months_on(done, item.months) if item.months else None
    state = "completed"
    if item.certificate:
        state = "current"
        if until is not None and until <= clock.today() + timedelta(days=60):
            state = "at risk"
    row = _row(member, item, city, state, done_on=done, certificate_until=until)
    if item.payer == "budget" and done.year == clock.today().year:
        row["budget_id"] = budget_of(city.departments[member.role.department], done.year)
    at = clock.now() - timedelta(days=days)
    return row, list(_events(row, member, city, state, at))


def stories(cast: dict[str, Member], crew: list[Member], city: City) -> None:
    """Maya's place, her question to Daniel, her certificate; and what else waits for him."""
    items, maya = _items(city), cast["employee"]
    today = clock.today()
    end = today + timedelta(days=45)
    code = items["Building Code Level 2"]
    # Who, what, in which state, days since, and what else is said of it.
    told: list[tuple[Member, str, str, int, dict[str, Any]]] = [
        (maya, "Running community events", "enrolled", 6, {"date_id": True}),
        (maya, "Grants basics", "approval", 2, {}),
        (maya, "Building Code Level 2", "at risk", 15, {
            "done_on": months_on(end, -(code.months or 0)), "certificate_until": end}),
        (maya, "Speak Up lunch club", "completed", 8, {"done_on": today - timedelta(days=8)}),
        (maya, "Talking with residents", "suggested", 4, {
            "origin": "manager", "assigned_by_id": cast["manager"].id,
            "due_on": today + timedelta(days=60)}),
        (maya, "Projects without surprises", "hinted", 3, {"origin": "hr"}),
        (crew[1], "Grants that get funded", "approval", 5, {"date_id": True}),
        (crew[2], "First aid at work", "done", 3, {"done_on": today - timedelta(days=3)}),
        (crew[0], "Grants basics", "approved", 12, {}),
    ]  # fmt: skip
    for member, title, state, days, more in told:
        _tell(member, items[title], city, state, days, more)


def _tell(
    member: Member, item: Known, city: City, state: str, days: int, more: dict[str, Any]
) -> None:
    """One enrolment with its history; what is open is told by the worker, as in service."""
    row = _row(member, item, city, LIVES[state][-1][1], **more)
    if more.get("date_id"):
        row["date_id"] = _next(item.id)
    if item.payer == "budget":
        row["budget_id"] = budget_of(row_department(member, city), clock.today().year)
    at = clock.now() - timedelta(days=days)
    row["updated_at"] = at
    db.session.execute(insert(Enrolment), [row])
    for event in _events(row, member, city, state, at):
        written = EnrolmentEvent(**event)
        db.session.add(written)
        db.session.flush()
        if event["event"] in TOLD:
            kind = f"notify.learning.{event['event'].replace(' ', '-')}"
            outbox.put(kind, f"event:{written.id}")


def row_department(member: Member, city: City) -> UUID:
    """The department somebody works in."""
    return city.departments[member.role.department]


def _next(item_id: UUID) -> UUID | None:
    dates = select(LearningDate.id).where(
        LearningDate.item_id == item_id, LearningDate.starts_at > clock.now()
    )
    return db.session.scalar(dates.order_by(LearningDate.starts_at).limit(1))


def _row(member: Member, item: Known, city: City, state: str, **more: Any) -> dict[str, Any]:
    pays = item.payer != "nobody" and state not in ("planned", "suggested")
    now = clock.now()
    return {
        "id": uuid5(member.id, f"learns {item.id}"), "person_id": member.id, "item_id": item.id,
        "date_id": None, "state": state, "origin": "own", "assigned_by_id": None,
        "mandatory": False, "due_on": None, "cost": item.cost if pays else Decimal(0),
        "currency": "GBP", "payer": item.payer, "budget_id": None, "done_on": None,
        "certificate_until": None, "version": 1, "created_at": now, "updated_at": now,
    } | more  # fmt: skip


def _events(
    row: dict[str, Any], member: Member, city: City, state: str, at: datetime
) -> Iterator[dict[str, Any]]:
    """How it came to its state, each step a day after the one before."""
    before, life = None, LIVES[state]
    for n, (event, after) in enumerate(life):
        by = member.manager_id if event in BY_MANAGER else member.id
        yield {
            "enrolment_id": row["id"], "event": event, "from_state": before, "to_state": after,
            "reason": "", "actor_id": None if event in BY_CLOCK else by,
            "department_id": None if event in BY_CLOCK else row_department(member, city),
            "at": at - timedelta(days=len(life) - 1 - n),
        }  # fmt: skip
        before = after


def _items(city: City) -> dict[str, Known]:
    ids = learning.build(city)
    return {
        one.title: Known(ids[one.title], one.cost, one.payer, one.months, one.certificate)
        for one in learning.catalogue()[1]
    }


def _write(rows: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(Enrolment), rows)
        db.session.execute(insert(EnrolmentEvent), events)
