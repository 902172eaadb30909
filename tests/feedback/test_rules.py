"""What the rules promise: who is asked how often, what may be shown, and what the clock does."""

import pytest

from portal import clock
from portal.access import can
from portal.db import db, transaction
from portal.errors import Refused
from portal.feedback import guards, machine, notices, queries, rules, words
from portal.feedback.models import Feedback, FeedbackEvent
from portal.feedback.timed import tick
from portal.feedback.topics import Topic
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.personal import retention
from portal.personal.erasing import erase
from portal.plans import rules as plans
from portal.plans.models import Plan, PlanStep, StepKind
from portal.plans.steps import NewStep, Toward
from portal.skills.models import Evidence, Skill
from portal.transitions import Past
from tests.feedback.conftest import (
    NEXT,
    QUESTION,
    WELL,
    asked,
    do,
    given,
    later,
    person,
    praised,
)  # fmt: skip
from tests.profile.making import has
from tests.skills.test_merging import merge, pair, unmerge

pytestmark = pytest.mark.one_database  # test_histories goes through the rules on both

SAID = rules.Said(WELL, NEXT)


def told():
    """Do the notices of the outbox; what was told to whom."""
    kinds = OutboxRow.kind.like("notify.feedback%")
    for row in db.session.query(OutboxRow).filter(kinds).order_by(OutboxRow.id).all():
        notices.HANDLERS[row.kind](row.ref)
        db.session.delete(row)
    db.session.commit()
    rows = db.session.query(Notice).filter(Notice.kind.like("feedback.%")).order_by(Notice.at)
    return [(row.person_id, row.kind.partition(".")[2]) for row in rows]


def test_one_asks_few_at_a_time_and_waits_after_a_no(cast):
    first = asked(cast.ada, cast.mei, cast.sam, cast.manu)
    with pytest.raises(Refused, match="already"):
        asked(cast.ada, cast.mei)
    with pytest.raises(Refused, match="know your own view"):
        asked(cast.ada, cast.ada)
    with pytest.raises(Refused, match="cannot be asked"):
        asked(cast.ada, cast.lee)
    do(rules.decline, first, "no time", "Another time with pleasure.")
    with pytest.raises(Past, match="Nothing was changed now"):
        do(rules.give, first, SAID)
    with pytest.raises(Refused, match="not long ago"):
        asked(cast.ada, cast.mei)
    later(days=31)
    tick(clock.now())
    asked(cast.ada, cast.mei)
    assert [kind for _, kind in told()].count("asked") == 1  # what is over is not told of any more


def test_no_more_than_five_wait_at_once(cast, monkeypatch):
    monkeypatch.setattr(guards, "OPEN_ASKS", 2)
    asked(cast.ada, cast.mei, cast.sam)
    with pytest.raises(Refused, match="wait for 2 answers"):
        asked(cast.ada, cast.manu)


def test_praise_has_brakes_and_can_be_refused(cast, first_aid):
    for _ in range(guards.PRAISES_A_WEEK):
        praised(cast.ada, cast.mei, first_aid)
    with pytest.raises(Refused, match="2 times this week"):
        praised(cast.ada, cast.mei, first_aid)
    with transaction():
        rules.refuse(person(cast.ada), cast.sam.id, wanted=False)
        rules.refuse(person(cast.ada), cast.sam.id, wanted=False)
    with pytest.raises(Refused, match="cannot be reached"):
        praised(cast.ada, cast.sam, first_aid)
    with pytest.raises(Refused, match="Allow it again"):
        asked(cast.ada, cast.sam)
    with transaction():
        rules.refuse(person(cast.ada), cast.sam.id, wanted=True)
    praised(cast.ada, cast.sam, first_aid)


def test_it_is_evidence_only_with_both_yeses_and_goes_with_the_words(cast, first_aid):
    with pytest.raises(Refused, match="between the two"):
        do(rules.show, given(cast.ada, cast.sam, first_aid))
    row = do(rules.show, given(cast.ada, cast.mei, first_aid, may_show=True))
    entry = db.session.query(Evidence).one()
    assert (entry.note, entry.said_by_id, entry.kind) == (WELL, cast.mei.id, "feedback")
    assert NEXT not in entry.note
    do(rules.change, row, rules.Said(WELL + " Thank you!", NEXT, True))
    assert db.session.query(Evidence.note).scalar().endswith("Thank you!")
    do(rules.change, row, rules.Said(WELL, NEXT, False))
    assert db.session.query(Evidence).count() == 0
    later(hours=25)
    with pytest.raises(Refused, match="24 hours"):
        do(rules.change, row, SAID)
    taken = do(rules.take_back, row)
    assert (taken.state, taken.went_well, taken.next_time) == ("taken back", "", "")


def test_put_aside_is_shown_to_nobody_and_told_to_nobody(cast, first_aid):
    row = do(rules.show, praised(cast.ada, cast.mei, first_aid, may_show=True))
    told()
    row = do(rules.put_aside, row)
    assert (row.state, row.evidence_id, db.session.query(Evidence).count()) == ("given", None, 0)
    assert told() == [(cast.ada.id, "praised")]
    assert do(rules.bring_back, row).put_aside_at is None


def test_the_step_that_asked_is_done_with_the_answer(cast):
    with transaction():
        new = NewStep(kind=StepKind.FEEDBACK, title="Ask two colleagues")
        plan = plans.begin(cast.ada.id, Toward(title="Lead a team"), [new])
        plan_id = plan.id
    step = db.session.query(PlanStep).filter_by(plan_id=plan_id).one()
    given(cast.ada, cast.mei, step=step.id)
    db.session.rollback()
    assert db.session.get(PlanStep, step.id).done_on == clock.today()
    with transaction() as session:
        session.delete(session.get(Plan, plan_id))
    assert db.session.query(Feedback.about, Feedback.step_id).one() == ("A step", None)


def test_the_clock_reminds_once_ends_in_time_and_closes_what_leavers_leave(cast):
    row = asked(cast.ada, cast.mei, cast.sam)
    assert {kind for _, kind in told()} == {"asked"}
    later(days=7)
    for _ in range(2):
        tick(clock.now())
    assert [kind for _, kind in told()].count("reminded") == 2
    with transaction() as session:
        session.get(Person, cast.sam.id).left_on = clock.today()
    later(days=7)
    for _ in range(2):
        tick(clock.now())
    assert sorted(kind for who, kind in told() if who == cast.ada.id) == ["closed", "expired"]
    db.session.rollback()
    assert db.session.get(Feedback, row.id).state == "expired"
    events = db.session.query(FeedbackEvent).filter_by(feedback_id=row.id)
    assert [e.event for e in events.order_by(FeedbackEvent.id)] == ["asked", "reminded", "expired"]
    assert all((e.from_state, e.event) in machine.CHANGES for e in events)


def test_no_notice_says_a_word_of_it(cast, first_aid):
    do(rules.take_back, given(cast.ada, cast.mei, first_aid))
    praised(cast.ada, cast.sam, first_aid)
    do(rules.decline, asked(cast.ada, cast.manu), "other", "Let us rather talk.")
    told()
    for notice in db.session.query(Notice):
        assert notice.words.split(" ", 2)[2][0].islower()
        for word in (WELL, NEXT, QUESTION, "rather talk", "First aid"):
            assert word not in notice.words + notice.path
    for action in db.session.query(FeedbackEvent):
        assert action.reason in ("", *words.REASONS)


def test_erasing_takes_what_was_received_and_the_words_one_gave(cast, first_aid):
    has(cast.mei, "Diving")
    got = do(rules.show, given(cast.ada, cast.mei, first_aid, may_show=True)).id
    own = asked(cast.mei, cast.ada).id
    with transaction():
        erase(cast.mei.id, by=None)
    db.session.rollback()
    assert db.session.get(Feedback, own) is None
    left = db.session.get(Feedback, got)
    assert (WELL in left.went_well, left.next_time, left.by.name) == (False, "", "Former colleague")
    assert db.session.query(Evidence).count() == 0


def test_the_lists_hold_what_the_policy_lets_one_see(cast):
    given(cast.ada, cast.mei), asked(cast.mei, cast.sam), asked(cast.sam, cast.ada)
    db.session.rollback()
    for who in (cast.ada, cast.mei, cast.sam, cast.manu):
        seen = set(db.session.scalars(queries.visible_to(who)))
        assert seen == {row for row in db.session.query(Feedback) if can(who, "feedback.see", row)}


def test_it_goes_along_when_two_skills_are_made_one_and_comes_back(cast):
    one, other = pair()
    has(cast.ada, "Negotiation")
    key = praised(cast.ada, cast.mei, db.session.get_one(Skill, one)).id
    made = merge(one, other)
    assert db.session.get_one(Feedback, key).skill_id == other
    unmerge(made)
    assert db.session.get_one(Feedback, key).skill_id == one


def test_what_came_to_nothing_is_forgotten_in_time_and_what_was_given_stays(cast):
    do(rules.decline, asked(cast.ada, cast.mei), "other", "Let us rather talk.")
    kept = given(cast.ada, cast.sam).id
    later(days=400)
    retention.tick(clock.now())
    assert [row.id for row in db.session.query(Feedback)] == [kept]


def test_a_topic_of_nothing_is_no_praise(cast):
    with pytest.raises(Refused, match="what it is about"), transaction():
        rules.praise(person(cast.ada), person(cast.mei), Topic(), SAID)
