"""Whatever people and the clock do in whatever order, the promises of mentoring hold."""

import itertools
import os
from collections import Counter, defaultdict
from datetime import timedelta
from random import Random

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import drafts, guards, machine, ranked, rules, standing
from portal.mentorship.approaches import rules as approaches
from portal.mentorship.approaches.models import Approach, Openness, OpenTo
from portal.mentorship.mentors import rules as mentors
from portal.mentorship.models import Mentor, Mentorship, MentorshipEvent, MentorshipRequest
from portal.mentorship.timed import tick
from portal.mentorship.turns import parting
from portal.mentorship.turns import rules as turns
from portal.mentorship.turns.models import KeptApart, Turn
from portal.outbox import OutboxRow
from portal.people.models import Department, Person
from tests.mentorship.conftest import MESSAGE, crowd

MENTORS, MENTEES, LENGTH = 3, 6, 60
# What people and the clock do, and how often beside the others.
ACTS = {
    "ask": 14, "ask_in_order": 7, "reach_out": 8, "keep": 1, "accept": 9, "decline": 4,
    "withdraw": 2, "ask_next": 2, "take": 6, "refuse": 1, "recall": 1, "end": 3, "reopen": 3,
    "rest": 2, "resume": 1, "longer": 2, "finish": 1, "agree": 2, "not_now": 1, "offer": 9,
    "pause": 1, "close": 1, "days": 9, "leave": 1, "come_back": 2, "part": 1, "allow": 2, "work": 5,
}  # fmt: skip
MANY = int(os.environ.get("HISTORIES", "4"))


def offered(person, capacity, state="open"):
    """What somebody offers from now on."""
    mentors.offer_help(person, mentors.Offer(state, capacity, "", []))


class World:
    """Three mentors and six people who want one."""

    def __init__(self, people, chance):
        self.mentors, self.mentees = people[:MENTORS], people[MENTORS:]
        self.chance = chance

    def do(self, act):
        n, m = self.chance.randrange(MENTEES), self.chance.randrange(MENTORS)
        if act in ("days", "work"):
            getattr(self, act)()
            return
        with transaction():
            getattr(self, act)(n, m)

    def days(self):
        clock.fix(clock.now() + timedelta(days=self.chance.choice((1, 2, 3, 5, 15, 31, 70))))
        tick(clock.now())
        self.work()
        db.session.expire_all()
        for model in (MentorshipRequest, Approach):
            asked = [row.sent_at for row in db.session.query(model) if row.open]
            assert clock.now() - min(asked, default=clock.now()) <= timedelta(days=88)
            late = [
                row for row in db.session.query(model) if row.open and row.due_at <= clock.now()
            ]
            assert not late, "somebody waits past the day that was said"
        assert (
            not db.session.query(MentorshipRequest)
            .filter(standing.QUEUED)
            .filter(
                ~MentorshipRequest.ranked_id.in_(
                    db.select(MentorshipRequest.ranked_id).where(standing.OPEN, ranked.IN_ORDER)
                )
            )
            .count()
        ), "a choice waits for nobody"

    def work(self):
        """What the outbox asks for about choices, in any order: newest first here."""
        while rows := db.session.query(OutboxRow).filter_by(kind=ranked.CARRY_ON).all():
            with transaction() as session:
                ranked.carry_on(rows[-1].ref)
                session.query(OutboxRow).filter_by(id=rows[-1].id).delete()

    def mentee(self, n):
        return db.session.get(Person, self.mentees[n])

    def ask(self, n, m):
        row = lock(Mentor, self.mentors[m])
        rules.ask(row, self.mentee(n), rules.Ask(goals=["A goal"], message=MESSAGE, months=1 + n))

    def ask_in_order(self, n, m):
        first = lock(Mentor, self.mentors[m])
        then = [db.session.get(Mentor, key) for key in self.mentors if key != first.id]
        rules.ask(first, self.mentee(n), rules.Ask(goals=["A goal"], message=MESSAGE), then)

    def keep(self, n, m):
        row = lock(Mentor, self.mentors[m])
        drafts.keep(row, self.mentee(n), rules.Ask(goals=[], message="Dear"))

    def accept(self, n, _):
        request = self.nth(MentorshipRequest, n)
        rules.accept(request)
        assert standing.taken(request.mentor_id) <= request.mentor.capacity

    def decline(self, n, _):
        rules.decline(self.nth(MentorshipRequest, n), "timing")

    def withdraw(self, n, _):
        rules.withdraw(self.nth(MentorshipRequest, n))

    def ask_next(self, n, _):
        rules.withdraw(self.nth(MentorshipRequest, n), ask_next=True)

    def reach_out(self, n, m):
        approaches.offer(lock(Mentor, self.mentors[m]), self.mentee(n), MESSAGE)

    def allow(self, n, m):
        approaches.be_open_to(self.mentees[n], list(OpenTo)[m % 3])

    def take(self, n, _):
        approach = self.nth(Approach, n)
        approaches.accept(approach)
        assert standing.taken(approach.mentor_id) <= approach.mentor.capacity

    def refuse(self, n, _):
        approaches.decline(self.nth(Approach, n), no_more=bool(n % 2))

    def recall(self, n, _):
        approaches.withdraw(self.nth(Approach, n))

    def side(self, n, m):
        pair = self.nth(Mentorship, n)
        return pair, (pair.mentee, pair.mentor.person)[m % 2]

    def end(self, n, m):
        rules.end(*self.side(n, m))

    def reopen(self, _n, _m):
        """Whoever ended the last one thinks better of it."""
        pairs = db.session.query(Mentorship).filter_by(state="ended")
        last = pairs.order_by(Mentorship.ended_at.desc()).first()
        if last is None:
            raise Refused("Nothing there yet.")
        by = db.session.query(MentorshipEvent).filter_by(thing_id=last.id, event="ended")
        who = by.order_by(MentorshipEvent.id.desc()).first().actor_id
        turns.reopen(lock(Mentorship, last.id), db.session.get(Person, who))

    def rest(self, n, m):
        turns.pause(*self.side(n, m), clock.today() + timedelta(days=1 + n))

    def resume(self, n, m):
        turns.resume(*self.side(n, m))

    def longer(self, n, m):
        turns.ask_longer(*self.side(n, m), 1 + n % 6)

    def finish(self, n, m):
        turns.ask_to_finish(*self.side(n, m))

    def agree(self, n, m):
        turns.agree(*self.side(n, m))

    def not_now(self, n, m):
        turns.not_now(*self.side(n, m))

    def offer(self, n, m, state="open"):
        offered(db.session.get(Person, self.mentors[m]), n % 4, state=state)

    def pause(self, n, m):
        self.offer(n, m, "paused")

    def close(self, n, m):
        self.offer(n, m, "closed")

    def part(self, n, m):
        mentee = self.mentee(n)
        parting.part(lock(Mentor, self.mentors[m]), mentee, mentee)

    def leave(self, _n, _m):
        key = self.chance.choice(self.mentees + self.mentors)
        db.session.get(Person, key).left_on = clock.today()

    def come_back(self, _n, _m):
        for key in self.mentees + self.mentors:
            db.session.get(Person, key).left_on = None

    def nth(self, model, _n):
        """One of them: mostly something open, sometimes what is over already."""
        rows = db.session.query(model).order_by(model.id).all()
        lively = [row for row in rows if (row.live if model is Mentorship else row.open)]
        rows = lively if lively and self.chance.random() < 0.85 else rows
        if not rows:
            raise Refused("Nothing there yet.")
        return lock(model, self.chance.choice(rows).id)

    def promises(self):
        db.session.rollback()
        db.session.expire_all()
        requests = db.session.query(MentorshipRequest).all()
        pairs, offers = db.session.query(Mentorship).all(), db.session.query(Approach).all()
        for row in db.session.query(Mentor):
            self._of_mentor(
                row,
                [r for r in requests if r.mentor_id == row.id],
                sum(p.live for p in pairs if p.mentor_id == row.id),
                sum(o.open for o in offers if o.mentor_id == row.id),
            )
        self._of_mentees([*requests, *offers], [p for p in pairs if p.live])
        events = defaultdict(list)
        for event in db.session.query(MentorshipEvent).order_by(MentorshipEvent.id):
            events[event.thing_id].append(event)
        for row in (*requests, *pairs, *offers):
            self._history(row, events[row.id])

    def _of_mentor(self, row, requests, live, held):
        states = Counter(r.state for r in requests)
        free = row.capacity - live - held
        assert free >= 0 or not held, "more places held than there are"
        assert states["waitlisted"] <= guards.WAITING_LIST
        if free <= 0:
            assert not states["requested"], "asked for an answer that cannot be yes"
        elif row.state == "open" and states["waitlisted"]:
            assert states["requested"] >= free, "a place is free and the first not asked for"
        if row.state == "closed":
            assert not states["requested"] + states["waitlisted"] + held
        in_line = sorted((r for r in requests if r.open), key=lambda r: (r.sent_at, str(r.id)))
        again = [i for i, r in enumerate(in_line) if r.state == "requested" and self.again(r)]
        waits = [i for i, r in enumerate(in_line) if r.state == "waitlisted"]
        assert not again or not waits or max(again) < min(waits), "not the first in line was asked"

    @staticmethod
    def again(request):
        last = db.session.query(MentorshipEvent).filter_by(thing_id=request.id)
        moved = last.filter(MentorshipEvent.event != "reminded").order_by(MentorshipEvent.id.desc())
        return moved.first().event == "requested_again"

    def _of_mentees(self, things, pairs):
        requests = [thing for thing in things if isinstance(thing, MentorshipRequest)]
        held = {(r.mentee_id, r.ranked_id or r.id) for r in requests if r.open}
        assert (
            max(Counter(mentee for mentee, _ in held).values(), default=0) <= guards.OPEN_REQUESTS
        )
        between = Counter((t.mentor_id, t.mentee_id) for t in things if t.open)
        between.update((pair.mentor_id, pair.mentee_id) for pair in pairs)
        assert max(between.values(), default=0) <= 1, "two things open between the same two"
        sets = defaultdict(list)
        for request in requests:
            if request.ranked_id:
                sets[request.ranked_id].append(request)
        for chosen in sets.values():
            asked = [r for r in chosen if r.open or r.state == "accepted"]
            assert len(asked) <= 1, "two of the choices are asked at once"
            assert not any(r.state == "waitlisted" for r in chosen)

    def _history(self, row, events):
        if isinstance(row, MentorshipRequest) and row.state == "draft":
            assert not events, "nobody knows of what is not sent"
            return
        for before, after in itertools.pairwise(events):
            assert before.to_state == after.from_state
        assert events[-1].to_state == row.state
        known = [(type(row), e.from_state, e.event) in machine.CHANGES for e in events[1:]]
        assert all(known)
        if isinstance(row, MentorshipRequest | Approach) and row.open:
            assert row.due_at - clock.now() <= timedelta(days=61), "no end in sight"


@pytest.mark.parametrize("seed", range(MANY))
def test_promises_hold_over_any_history(app, seed):
    """HISTORIES=200 plays as many; a history that fails is played again by its number."""
    chance = Random(seed)
    world = World(_stage(app), chance)
    for act in chance.choices([*ACTS], [*ACTS.values()], k=LENGTH):
        try:
            world.do(act)
        except Refused:
            db.session.rollback()
        if act not in ("leave", "part"):  # until the clock has looked
            world.promises()


def _stage(app):
    """A fresh stage for each history: the tables of mentoring emptied, the people kept."""
    clock.fix(clock.now())
    with transaction() as session:
        for model in (
            *(OutboxRow, MentorshipEvent, Turn, KeptApart, Mentorship, Approach, Openness),
            *(MentorshipRequest, Mentor),
        ):
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
        for n, person in enumerate(people):
            person.left_on = None
            keys.append(person.id)
            if n >= MENTORS and n % 2:
                approaches.be_open_to(person.id, OpenTo.ANYONE)
        for key in keys[:MENTORS]:
            offered(db.session.get(Person, key), 2)
    return keys
