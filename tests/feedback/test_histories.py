"""Whatever people do, in whatever order: what is promised of feedback holds."""

import itertools
import os
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.feedback import guards, machine, rules
from portal.feedback.models import Feedback, FeedbackEvent, State
from portal.feedback.timed import tick
from portal.feedback.topics import Topic
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.skills.models import Evidence, PersonSkillEvent
from tests.feedback.conftest import NEXT, WELL

pick, who = st.integers(0, 30), st.integers(0, 2)
ACTS = ["give", "change", "decline", "withdraw", "take_back", "show", "hide", "put_aside"]
STEPS = st.one_of(
    st.tuples(st.just("ask"), who, st.booleans()),
    st.tuples(st.just("praise"), who, st.booleans()),
    st.tuples(st.just("act"), pick, st.sampled_from(ACTS)),
    st.tuples(st.just("act"), pick, st.sampled_from(["give", "show"])),
    st.tuples(st.just("days"), st.sampled_from([1, 8, 15, 31]), st.none()),
)


class World:
    """Ada, whose skill it is about, and three colleagues."""

    def __init__(self, owner, others, skill):
        self.owner, self.others, self.topic = owner, others, Topic(skill_id=skill)

    def do(self, step):
        act, n, more = step
        with transaction():
            getattr(self, act)(n, more)

    def _people(self, n):
        return db.session.get(Person, self.owner), db.session.get(Person, self.others[n])

    def ask(self, n, general):
        me, other = self._people(n)
        rules.ask(me, [other], Topic() if general else self.topic, "How was it for you?")

    def praise(self, n, may_show):
        me, other = self._people(n)
        rules.praise(me, other, self.topic, rules.Said(WELL, "", may_show))

    def act(self, n, name):
        keys = sorted(db.session.scalars(db.select(Feedback.id)), key=str)
        if not keys:
            raise Refused("Nothing there yet.")
        row = lock(Feedback, keys[n % len(keys)])
        words = (rules.Said(WELL if n % 2 else "", NEXT, n % 3 > 0),)
        getattr(rules, name)(row, *(words if name in ("give", "change") else ()))

    def days(self, n, _):
        clock.fix(clock.now() + timedelta(days=n))

    def promises(self):
        db.session.rollback()
        db.session.expire_all()
        rows = db.session.query(Feedback).all()
        open_ = [row.by_id for row in rows if row.state == State.ASKED]
        assert len(open_) == len(set(open_)) <= guards.OPEN_ASKS
        shown = {row.evidence_id: row for row in rows if row.evidence_id}
        entries = {entry.id: entry for entry in db.session.query(Evidence)}
        assert shown.keys() == entries.keys()
        for key, row in shown.items():
            assert row.may_show
            assert (row.state, row.put_aside_at) == (State.GIVEN, None)
            assert (entries[key].note, entries[key].said_by_id) == (row.went_well, row.by_id)
        for row in rows:
            assert bool(row.went_well or row.next_time) == (row.state == State.GIVEN)
            self._history(row)

    def _history(self, row):
        story = db.session.query(FeedbackEvent).filter_by(feedback_id=row.id)
        story = story.order_by(FeedbackEvent.id).all()
        for before, after in itertools.pairwise(story):
            assert before.to_state == after.from_state
        assert story[-1].to_state == row.state
        assert all((event.from_state, event.event) in machine.CHANGES for event in story)


@settings(
    max_examples=int(os.environ.get("HISTORIES", "2")),
    deadline=None,
    derandomize="HISTORIES" not in os.environ,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, min_size=25, max_size=40))
def test_promises_hold_over_any_history(cast, first_aid, steps):
    clock.fix(clock.now())
    with transaction() as session:
        for model in (OutboxRow, FeedbackEvent, Feedback, Evidence, PersonSkillEvent):
            session.query(model).delete()
    world = World(cast.ada.id, [cast.mei.id, cast.sam.id, cast.manu.id], first_aid.id)
    for step in steps:
        try:
            world.do(step)
        except Refused:
            db.session.rollback()
        if step[0] == "days":
            tick(clock.now())
            waits = db.session.query(Feedback).filter_by(state=State.ASKED)
            assert all(row.expires_on > clock.today() for row in waits)
        world.promises()
