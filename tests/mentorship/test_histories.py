"""Whatever people and the clock do in whatever order, the promises of mentoring hold."""

import itertools
import os
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import guards, machine, rules, standing
from portal.mentorship.mentors import rules as mentors
from portal.mentorship.models import Mentor, Mentorship, MentorshipEvent, MentorshipRequest
from portal.mentorship.timed import tick
from portal.outbox import OutboxRow
from portal.people.models import Department, Person
from tests.mentorship.conftest import MESSAGE, crowd

MENTORS, MENTEES = 2, 7
pick = st.integers(0, 50)
STEPS = st.one_of(
    st.tuples(st.just("ask"), st.integers(0, MENTEES - 1), st.integers(0, MENTORS - 1)),
    st.tuples(st.just("ask"), st.integers(0, MENTEES - 1), st.integers(0, MENTORS - 1)),
    st.tuples(st.just("accept"), pick, st.just(0)),
    st.tuples(st.sampled_from(["decline", "withdraw", "end"]), pick, st.just(0)),
    st.tuples(st.just("offer"), st.integers(0, MENTORS - 1), st.integers(0, 3)),
    st.tuples(st.sampled_from(["pause", "close"]), st.integers(0, MENTORS - 1), st.just(1)),
    st.tuples(st.just("days"), st.sampled_from([1, 4, 15, 61, 200]), st.just(0)),
    st.tuples(st.sampled_from(["leave", "return"]), st.integers(0, MENTEES), st.just(0)),
)


class World:
    """Two mentors and seven people who want one."""

    def __init__(self, people):
        self.mentors, self.mentees = people[:MENTORS], people[MENTORS:]

    def do(self, step):
        act, n, m = step
        with transaction():
            getattr(self, act)(n, m)

    def ask(self, n, m):
        row = lock(Mentor, self.mentors[m])
        mentee = db.session.get(Person, self.mentees[n])
        rules.ask(row, mentee, rules.Ask(goals=["A goal"], message=MESSAGE, months=1 + n))

    def accept(self, n, _):
        request = self.nth(MentorshipRequest, n)
        rules.accept(request)
        assert standing.live_count(request.mentor_id) <= request.mentor.capacity

    def decline(self, n, _):
        rules.decline(self.nth(MentorshipRequest, n), "timing")

    def withdraw(self, n, _):
        rules.withdraw(self.nth(MentorshipRequest, n))

    def end(self, n, _):
        pair = self.nth(Mentorship, n)
        rules.end(pair, pair.mentee)

    def offer(self, n, capacity, state="open"):
        person = db.session.get(Person, self.mentors[n])
        mentors.offer_help(person, mentors.Offer(state, capacity, "", []))

    def pause(self, n, capacity):
        self.offer(n, capacity, "paused")

    def close(self, n, capacity):
        self.offer(n, capacity, "closed")

    def leave(self, n, _):
        db.session.get(Person, (self.mentees + self.mentors)[n]).left_on = clock.today()

    def come_back(self, n):
        db.session.get(Person, (self.mentees + self.mentors)[n]).left_on = None

    def nth(self, model, n):
        keys = sorted(db.session.scalars(db.select(model.id)), key=str)
        if not keys:
            raise Refused("Nothing there yet.")
        return lock(model, keys[n % len(keys)])

    def promises(self):
        db.session.rollback()
        db.session.expire_all()
        requests = db.session.query(MentorshipRequest).all()
        for key in self.mentors:
            self._of_mentor(db.session.get(Mentor, key), requests)
        waiting = Counter(r.mentee_id for r in requests if r.open)
        assert all(number <= guards.OPEN_REQUESTS for number in waiting.values())
        for row in [*requests, *db.session.query(Mentorship)]:
            self._history(row)

    def _of_mentor(self, row, requests):
        states = Counter(r.state for r in requests if r.mentor_id == row.id)
        free = row.capacity - standing.live_count(row.id)
        assert states["waitlisted"] <= guards.WAITING_LIST
        if free <= 0:
            assert not states["requested"], "asked for an answer that cannot be yes"
        elif row.state == "open" and states["waitlisted"]:
            assert states["requested"] >= free, (
                "a place is free and the first in line not asked for"
            )
        if row.state == "closed":
            assert not states["requested"] + states["waitlisted"]

    def _history(self, row):
        events = db.session.query(MentorshipEvent).filter_by(thing_id=row.id)
        events = events.order_by(MentorshipEvent.id).all()
        for before, after in itertools.pairwise(events):
            assert before.to_state == after.from_state
        assert events[-1].to_state == row.state
        assert all((type(row), e.from_state, e.event) in machine.CHANGES for e in events[1:])


@settings(
    max_examples=int(os.environ.get("HISTORIES", "6")),
    deadline=None,
    derandomize="HISTORIES" not in os.environ,
    database=None,
    # A history takes a third of a second: looking for the shortest that fails would take minutes.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, min_size=15, max_size=40))
def test_promises_hold_over_any_history(app, steps):
    world = World(_stage(app))
    for step in steps:
        try:
            if step[0] == "days":
                clock.fix(clock.now() + timedelta(days=step[1]))
                tick(clock.now())
                db.session.expire_all()
                assert not [
                    r
                    for r in db.session.query(MentorshipRequest)
                    if r.open and r.due_at <= clock.now()
                ]
            elif step[0] == "return":
                with transaction():
                    world.come_back(step[1])
            else:
                world.do(step)
        except Refused:
            db.session.rollback()
        if step[0] != "leave":
            world.promises()


def _stage(app):
    """A fresh stage for each history: the tables of mentoring emptied, the people kept."""
    clock.fix(clock.now())
    with transaction() as session:
        for model in (OutboxRow, MentorshipEvent, Mentorship, MentorshipRequest, Mentor):
            for row in session.query(model):
                session.delete(row)
    people = db.session.query(Person).order_by(Person.name).all()
    if not people:
        parks = Department(name="Parks")
        db.session.add(parks)
        db.session.commit()
        people = crowd(parks, MENTORS + MENTEES)
    keys = []
    with transaction():
        for person in people:
            person.left_on = None
            keys.append(person.id)
        for key in keys[:MENTORS]:
            mentors.offer_help(db.session.get(Person, key), mentors.Offer("open", 2, "", []))
    return keys
