"""Whatever people and the clock do in whatever order, the promises of confirmations hold."""

import itertools
import os
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.audience import Audience
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.skills.models import PersonSkill, PersonSkillEvent, Skill
from portal.validation import guards, machine, rules
from portal.validation.models import Validation, ValidationEvent
from portal.validation.timed import tick
from tests.profile.making import skill

pick, who, what = st.integers(0, 30), st.integers(0, 2), st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("ask"), who, what),
    st.tuples(st.just("offer"), who, what),
    st.tuples(st.sampled_from(["confirm", "accept"]), pick, st.integers(1, 4)),
    st.tuples(st.sampled_from(["decline", "withdraw", "take_off"]), pick, st.just(0)),
    st.tuples(st.sampled_from(["add", "remove", "hide"]), what, st.integers(1, 4)),
    st.tuples(st.just("days"), st.sampled_from([1, 8, 22, 31, 95]), st.just(0)),
    st.tuples(st.sampled_from(["leave", "come_back"]), who, st.just(0)),
)


class World:
    """Ada with up to four skills, and three colleagues."""

    def __init__(self, owner, others, skills):
        self.owner, self.others, self.skills = owner, others, skills
        self.levels = {}

    def do(self, step):
        act, n, m = step
        with transaction():
            getattr(self, act)(n, m)

    def _person(self, key):
        return db.session.get(Person, key)

    def _skill(self, n):
        return db.session.get(Skill, self.skills[n])

    def ask(self, n, m):
        rules.ask(self._person(self.owner), self._person(self.others[n]), [self._skill(m)])

    def offer(self, n, m):
        owner, by = lock(Person, self.owner), self._person(self.others[n])
        rules.offer(owner, by, self._skill(m), level=1 + n, groups=Audience.NOBODY)

    def _nth(self, n):
        keys = sorted(db.session.scalars(db.select(Validation.id)), key=str)
        if not keys:
            raise Refused("Nothing there yet.")
        return lock(Validation, keys[n % len(keys)])

    def confirm(self, n, level):
        rules.confirm(self._nth(n), level)

    def accept(self, n, level):
        row = self._nth(n)
        new = own_queries.held(self.owner, row.skill_id) is None
        rating = own.Rating(level=level, interest="happy", audience=Audience.EVERYONE)
        rules.accept(row, rating)
        if new:
            self.levels[row.skill_id] = level

    def decline(self, n, _):
        rules.decline(self._nth(n), "other")

    def withdraw(self, n, _):
        rules.withdraw(self._nth(n))

    def take_off(self, n, _):
        rules.take_off(self._nth(n))

    def add(self, n, level):
        rating = own.Rating(level=level, interest="happy", audience=Audience.EVERYONE)
        own.add(self.owner, self._skill(n), rating)
        self.levels[self.skills[n]] = level

    def _held(self, n):
        row = own_queries.held(self.owner, self.skills[n])
        if row is None:
            raise Refused("Not there.")
        return row

    def remove(self, n, _):
        own.remove(self._held(n))
        del self.levels[self.skills[n]]

    def hide(self, n, level):
        rating = own.Rating(level=level, interest="happy", audience=Audience.NOBODY)
        own.change(self._held(n), rating)
        self.levels[self.skills[n]] = level

    def leave(self, n, _):
        self._person(self.others[n]).left_on = clock.today()

    def come_back(self, n, _):
        self._person(self.others[n]).left_on = None

    def days(self, n, _):
        clock.fix(clock.now() + timedelta(days=n))

    def promises(self):
        db.session.rollback()
        db.session.expire_all()
        said = db.session.query(Validation).all()
        kept = {row.skill_id: row for row in db.session.query(PersonSkill)}
        assert {key: row.level for key, row in kept.items()} == self.levels, "only Ada's own acts"
        assert sum(row.state == "asked" for row in said) <= guards.OPEN_ASKS
        offers = Counter(row.by_id for row in said if row.state == "offered")
        assert all(count <= guards.OPEN_OFFERS for count in offers.values())
        standing = {(r.skill_id, r.by_id, r.level) for r in said if r.state == "confirmed"}
        for key, row in kept.items():
            if row.validated_level:
                assert (key, row.validated_by_id, row.validated_level) in standing
        for row in said:
            self._history(row)

    def _history(self, row):
        story = db.session.query(ValidationEvent).filter_by(validation_id=row.id)
        story = story.order_by(ValidationEvent.id).all()
        assert story[0].event == row.origin
        for before, after in itertools.pairwise(story):
            assert before.to_state == after.from_state
        assert story[-1].to_state == row.state
        assert all((event.from_state, event.event) in machine.CHANGES for event in story)


@settings(
    max_examples=int(os.environ.get("HISTORIES", "6")),
    deadline=None,
    derandomize="HISTORIES" not in os.environ,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, min_size=20, max_size=45))
def test_promises_hold_over_any_history(cast, steps):
    world = _stage(cast)
    for step in steps:
        try:
            world.do(step)
        except Refused:
            db.session.rollback()
        if step[0] == "days":
            tick(clock.now())
            late = [r for r in db.session.query(Validation) if r.open]
            assert all(row.expires_on > clock.today() for row in late)
        world.promises()


def _stage(cast):
    """A fresh stage for each history: nothing said, no skills, everybody here."""
    clock.fix(clock.now())
    with transaction() as session:
        for model in (OutboxRow, ValidationEvent, Validation, PersonSkillEvent, PersonSkill):
            session.query(model).delete()
        for person in session.query(Person).where(Person.id.in_([cast.mei.id, cast.sam.id])):
            person.left_on = None
    known = db.session.query(Skill).order_by(Skill.name).all()
    known = known or [skill(f"Skill {n}") for n in range(4)]
    others = [cast.mei.id, cast.sam.id, cast.manu.id]
    with transaction() as session:
        session.get(Person, cast.manu.id).left_on = None
    return World(cast.ada.id, others, [row.id for row in known])
