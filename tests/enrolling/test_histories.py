"""Whatever people and the clock do in whatever order, places, money and histories hold."""

import itertools
import os
import random
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.learning.enrolling import machine, rules
from portal.learning.enrolling.timed import remind, tick
from portal.learning.models import (
    LIVE_STATES,
    SPENDS_MONEY,
    TAKES_MONEY,
    TAKES_PLACE,
    Budget,
    Enrolment,
    EnrolmentEvent,
    LearningDate,
    LearningItem,
    Provider,
)
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.people.models import Department, Person
from tests.cast import person
from tests.enrolling.conftest import budget, date_of, item

LEARNERS = 4
BY_PERSON = ["start", "done", "withdraw", "drop", "decline", "choose"]
BY_OTHERS = ["approve", "refuse", "confirm", "not_yet", "attended", "waive"]
# What happens how often; an end of everything is rarer than a step on the way.
OFTEN = [
    *["plan", "ask", "ask", "ask", "assign", "suggest", "aim", "choose", "start", "start"],
    *["done", "done", "confirm", "confirm", "attended", "approve", "approve", "days"],
]
STEPS = OFTEN * 3 + BY_PERSON + BY_OTHERS * 2 + ["amount", "days", "leave", "retire", "call_off"]
EVENTS = {
    "start": "started", "withdraw": "withdrawn", "drop": "dropped", "decline": "declined",
    "approve": "approved", "refuse": "refused", "confirm": "confirmed", "not_yet": "returned",
    "waive": "waived",
}  # fmt: skip
LONG = 80


class World:
    """Four people with one manager, three things to learn, few places and little money."""

    def __init__(self, manager, people, items, purse):
        self.manager, self.people, self.items, self.purse = manager, people, items, purse

    def row(self, k, event):
        """One that knows the event; every fourth time any, for the click that came late."""
        knows = {state for state, name in machine.CHANGES if name == event and state}
        which = Enrolment.state.in_(knows) if k % 4 else db.true()
        keys = sorted(db.session.scalars(db.select(Enrolment.id).where(which)), key=str)
        if not keys:
            raise Refused("Nothing there yet.")
        return lock(Enrolment, keys[k % len(keys)])

    def who(self, k):
        return db.session.get(Person, self.people[k % LEARNERS])

    def what(self, k):
        return db.session.get(LearningItem, self.items[k % len(self.items)])

    def boss(self):
        return db.session.get(Person, self.manager)

    def date(self, thing, k):
        return thing.dates[k % len(thing.dates)].id if thing.dates else None

    def plan(self, a, b):
        rules.plan(self.who(a), self.what(b))

    def ask(self, a, b):
        rules.ask(self.who(a), self.what(b), self.date(self.what(b), a // LEARNERS))

    def assign(self, a, b):
        due = clock.today() + timedelta(days=9)
        what = rules.Assignment(due_on=due, mandatory=True)
        rules.assign(self.who(a), self.what(b), self.boss(), what)

    def suggest(self, a, b):
        rules.assign(self.who(a), self.what(b), self.boss(), rules.Assignment())

    def aim(self, a, b):
        rules.suggest_for_an_aim(self.who(a).id, self.what(b), None)

    def choose(self, a, b):
        row = self.row(a, "moved")
        rules.choose_date(row, self.date(row.item, b) or row.id)

    def one(self, act, a):
        row = self.row(a, EVENTS.get(act, act))
        if act in BY_PERSON:
            more = ("No time.",) if act in ("drop", "decline") else ()
            getattr(rules, act)(row, *more)
        else:
            more = ("Why.",) if act in ("refuse", "not_yet", "waive") else ()
            by = db.session.get(Person, self.hana) if act == "attended" else self.boss()
            getattr(rules, act)(row, by, *more)

    def days(self, a, _):
        clock.fix(clock.now() + timedelta(days=(1, 8, 31, 70)[a % 4]))

    def leave(self, a, _):
        self.who(a).left_on = clock.today()

    def retire(self, a, _):
        self.what(a).status = "retired"

    def call_off(self, a, b):
        row = db.session.get(LearningDate, self.date(self.what(0), b))
        row.cancelled_at = clock.now()

    def amount(self, a, _):
        lock(Budget, self.purse).amount = Decimal((60, 200)[a % 2])

    def do(self, step):
        act, a, b = step
        with transaction():
            own = getattr(self, act, None)
            own(a, b) if own else self.one(act, a)
            self.money_just_now(act)

    def money_just_now(self, act):
        """Whoever took money found enough of it."""
        if act in ("ask", "approve"):
            purse = db.session.get(Budget, self.purse)
            assert act == "ask" or self.sum(SPENDS_MONEY) <= purse.amount

    def sum(self, states, *more):
        rows = db.session.query(Enrolment).filter(Enrolment.state.in_(states), *more)
        return sum((r.cost for r in rows if r.budget_id == self.purse), Decimal(0))

    def promises(self):
        db.session.rollback()
        db.session.expire_all()
        purse = db.session.get(Budget, self.purse)
        for key in self.people:
            assert self.sum(TAKES_MONEY, Enrolment.person_id == key) <= purse.each
        for date in db.session.query(LearningDate):
            taken = db.session.query(Enrolment).filter_by(date_id=date.id)
            assert taken.filter(Enrolment.state.in_(TAKES_PLACE)).count() <= date.places
        rows = db.session.query(Enrolment).all()
        live = [(r.person_id, r.item_id) for r in rows if r.live]
        assert len(live) == len(set(live))

    def histories(self):
        for row in db.session.query(Enrolment):
            self.history(row)

    def history(self, row):
        events = db.session.query(EnrolmentEvent).filter_by(enrolment_id=row.id)
        events = events.order_by(EnrolmentEvent.id).all()
        for before, after in itertools.pairwise(events):
            assert before.to_state == after.from_state
        assert events[0].from_state is None
        assert events[-1].to_state == row.state
        assert all((e.from_state, e.event) in machine.CHANGES for e in events)
        assert row.budget_id is None or row.state in TAKES_MONEY
        assert not row.mandatory or row.state not in ("declined", "dropped")
        assert (row.certificate_until is None) or row.state in ("current", "at risk", "expired")

    def after_the_clock(self):
        tick(clock.now())
        remind(clock.now())
        told = db.session.query(Notice).count()
        tick(clock.now())
        remind(clock.now())
        db.session.expire_all()
        assert db.session.query(Notice).count() == told, "told twice"
        for row in db.session.query(Enrolment).filter(Enrolment.state.in_(LIVE_STATES)):
            assert row.person.active
            begun = row.date and row.date.starts_at <= clock.now()
            assert row.state != "approval" or not (begun or row.item.status == "retired")


@settings(
    max_examples=int(os.environ.get("HISTORIES", "6")),
    deadline=None,
    derandomize="HISTORIES" not in os.environ,
    database=None,
    # A history takes a third of a second: looking for the shortest that fails would take minutes.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_promises_hold_over_any_history(app, seed):
    world, chance = _stage(), random.Random(seed)
    for _ in range(LONG):
        step = chance.choice(STEPS), chance.randrange(60), chance.randrange(60)
        try:
            world.do(step)
        except Refused:
            db.session.rollback()
        if step[0] == "days":
            world.after_the_clock()
        world.promises()
    world.histories()


def _stage():
    """A fresh stage for each history."""
    clock.fix(clock.now())
    kept = (OutboxRow, EnrolmentEvent, Enrolment, Budget, LearningDate, LearningItem, Provider)
    with transaction() as session:
        for model in (Notice, *kept):
            session.execute(db.delete(model))
    with transaction() as session:
        people = session.query(Person).order_by(Person.name).all()
        if not people:
            parks = Department(name="Parks")
            session.add(parks)
            session.flush()
            boss = person("Aa Boss", parks)
            people = [boss] + [
                person(f"Bb{k} Learner", parks, manager_id=boss.id) for k in range(LEARNERS)
            ]
            people.append(person("Zz Hana", parks, hr=True))
        for one in people:
            one.left_on = None
        things = [
            item(paid=True),
            item("Free"),
            item("Code", certificate="C", certificate_months=3),
        ]
        for places in (1, 2):
            date_of(things[0], places, days=15 * places)
        purse = budget(people[0].department, 200, 180)
        purse.ends_on = purse.starts_on + timedelta(days=2000)
        world = World(
            people[0].id, [p.id for p in people[1:-1]], [thing.id for thing in things], purse.id
        )
        world.hana = people[-1].id
    return world
