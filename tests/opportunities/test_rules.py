"""The two tables of opportunities: who may do what, when, and what follows."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal import clock
from portal.curate.movers import ALL
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.notices.models import Notice
from portal.opportunities import machine, notices, standing, timed
from portal.opportunities.applying import rules as applying
from portal.opportunities.models import (
    Application,
    Opportunity,
    OpportunityEvent,
    OpportunitySkill,
)
from portal.opportunities.posting import rules as posting
from portal.opportunities.posting.rules import Asked
from portal.opportunities.states import LIVE, TAKEN, State
from portal.outbox import OutboxRow
from portal.pathways import gathering
from portal.people.models import Person
from portal.skills.merging import rules as merging
from portal.skills.merging.models import SkillMerge
from portal.skills.models import Skill
from portal.transitions import Past
from tests.learning.catalogue import item, provider
from tests.opportunities.conftest import applies, doing, made, state


def told(person_id):
    """The kinds of what somebody was told, once the worker has been by."""
    with transaction():
        for row in db.session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all():
            if row.kind in notices.HANDLERS:
                notices.HANDLERS[row.kind](row.ref)
    rows = select(Notice.kind).where(Notice.person_id == person_id)
    return set(db.session.scalars(rows))


def test_a_large_one_needs_somebody_else_of_hr(app, cast):
    key = made(cast.hana.id, hours=8, co_owner_id=cast.mei.id)
    assert state(key, Opportunity) == State.SUBMITTED
    with transaction(), pytest.raises(ValueError, match="HR"):
        posting.approve(lock(Opportunity, key), db.session.get_one(Person, cast.hana.id))
    with transaction():
        by = db.session.get_one(Person, cast.alex.id)
        posting.ask_changes(lock(Opportunity, key), by, "Say who guides them.")
    assert state(key, Opportunity) == State.DRAFT
    assert told(cast.mei.id) == {"opportunity.changes"}


def test_what_becomes_large_goes_to_hr_again(app, cast):
    key = made(cast.manu.id)
    with transaction():
        one = lock(Opportunity, key)
        said = posting.said_of(one)
        more = posting.Post(**vars(said) | {"places": 5})
        posting.change(one, more, db.session.get_one(Person, cast.manu.id), one.version)
    assert state(key, Opportunity) == State.SUBMITTED


def test_the_manager_learns_nothing_before_the_person_accepts(app, cast):
    """And then, for a few hours and weeks, is told and not asked."""
    key = made(cast.mei.id)
    mine = applies(key, cast.ada.id)
    doing(applying.answer, mine, cast.mei.id, "shortlisted")
    doing(applying.answer, mine, cast.mei.id, "offered")
    db.session.rollback()
    assert db.session.get_one(Application, mine).manager_id is None
    assert told(cast.manu.id) == set()
    doing(applying.accept, mine, cast.ada.id)
    assert state(mine) == "accepted"
    assert told(cast.manu.id) == {"opportunity.notice"}


def test_the_last_place_tells_the_rest_and_closes(app, cast):
    key = made(cast.mei.id)
    mine, other = applies(key, cast.ada.id), applies(key, cast.sam.id)
    doing(applying.answer, mine, cast.mei.id, "offered")
    with pytest.raises(Refused, match="only place"):
        doing(applying.answer, other, cast.mei.id, "offered")
    doing(applying.accept, mine, cast.ada.id)
    assert state(other) == "closed"
    assert state(key, Opportunity) == State.CLOSED
    assert "opportunity.filled" in told(cast.sam.id)


def test_a_manager_puts_off_once_and_silence_goes_up_and_ends(app, cast, monkeypatch):
    key = made(cast.mei.id, hours=6)
    mine = applies(key, cast.ada.id)
    doing(applying.answer, mine, cast.mei.id, "offered")
    doing(applying.accept, mine, cast.ada.id)
    assert state(mine) == "release pending"
    later = clock.today() + timedelta(days=30)
    with pytest.raises(Refused, match="30 days"):
        doing(applying.defer, mine, cast.manu.id, later + timedelta(days=1))
    doing(applying.defer, mine, cast.manu.id, later)
    with pytest.raises(Refused, match="once"):
        doing(applying.defer, mine, cast.manu.id, later)
    with transaction():
        db.session.get_one(Person, cast.manu.id).manager_id = cast.hana.id
    at = clock.now() + timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: at)
    timed.tick(at)
    db.session.rollback()
    assert db.session.get_one(Application, mine).manager_id == cast.hana.id
    at += timedelta(days=8)
    timed.tick(at)
    timed.tick(at)
    assert state(mine) == "accepted"
    assert {"opportunity.deferred", "opportunity.released"} <= told(cast.ada.id)


def test_a_refusal_gives_a_reason_and_frees_the_place(app, cast):
    key = made(cast.mei.id, hours=6)
    mine, other = applies(key, cast.ada.id), applies(key, cast.sam.id)
    doing(applying.answer, mine, cast.mei.id, "offered")
    doing(applying.accept, mine, cast.ada.id)
    with pytest.raises(Refused, match="why"):
        doing(applying.refuse, mine, cast.manu.id, " ")
    doing(applying.refuse, mine, cast.manu.id, "Two of us are away until May.")
    assert state(mine) == "closed"
    doing(applying.answer, other, cast.mei.id, "offered")
    assert state(other) == "offered"


def test_starting_demands_an_answer_for_everybody(app, cast):
    key = made(cast.mei.id, places=2)
    mine, other = applies(key, cast.ada.id), applies(key, cast.sam.id)
    doing(applying.answer, mine, cast.mei.id, "offered")
    doing(applying.accept, mine, cast.ada.id)

    def start():
        with transaction():
            machine.advance(
                lock(Opportunity, key), "started", by=db.session.get_one(Person, cast.mei.id)
            )

    with pytest.raises(Refused, match="1 person waits"):
        start()
    doing(applying.answer, other, cast.mei.id, "not_selected", reason="timing", note="Next time")
    start()
    assert state(mine) == "active"
    with transaction():
        by = db.session.get_one(Person, cast.mei.id)
        posting.complete(lock(Opportunity, key), by, "The map is right and the register was not.")
    assert state(mine) == "completed"


def test_cancelling_is_taken_back_within_a_day(app, cast, monkeypatch):
    key = made(cast.mei.id)
    mine = applies(key, cast.ada.id)
    doing(applying.answer, mine, cast.mei.id, "shortlisted")

    def go(event):
        with transaction():
            machine.advance(
                lock(Opportunity, key), event, by=db.session.get_one(Person, cast.mei.id)
            )

    go("cancelled")
    assert state(mine) == "cancelled"
    go("restored")
    assert (state(mine), state(key, Opportunity)) == ("shortlisted", State.PUBLISHED)
    go("cancelled")
    at = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: at)
    with pytest.raises(Refused, match="more than a day"):
        go("restored")


def test_the_clock_leaves_nobody_without_an_answer(app, cast):
    """The last day passes, the owner leaves without a second one: HR hears, and all ends."""
    key = made(cast.mei.id)
    mine = applies(key, cast.ada.id)
    now = clock.now()
    with transaction():
        db.session.get_one(Person, cast.mei.id).left_on = clock.today()
    timed.tick(now + timedelta(days=11))
    assert state(key, Opportunity) == State.CLOSED
    assert db.session.get_one(Opportunity, key).owner_id is None
    assert "opportunity.orphaned" in told(cast.hana.id)
    timed.tick(now + timedelta(days=33))
    assert state(mine) == "closed"
    timed.tick(now + timedelta(days=52))
    assert state(key, Opportunity) == State.EXPIRED


def test_conditions_of_applying_are_told_in_words(app, cast):
    key = made(cast.mei.id)
    with pytest.raises(Refused, match="lead this yourself"):
        applies(key, cast.mei.id)
    with pytest.raises(Refused, match="sentence"):
        applies(key, cast.ada.id, "Please")
    applies(key, cast.ada.id)
    with pytest.raises(Refused, match="already"):
        applies(key, cast.ada.id)
    with pytest.raises(Past):
        doing(applying.accept, _of(cast.ada.id), cast.ada.id)


def _of(person_id):
    return db.session.scalars(select(Application.id).filter_by(person_id=person_id)).one()


DEEDS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(sorted({e for kind, _, e in machine.CHANGES if kind is Application})),
    ),
    max_size=14,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DEEDS, st.booleans())
def test_whatever_happens_places_hold_and_nobody_waits_without_an_end(app, cast, deeds, large):
    key = made(cast.mei.id, hours=6 if large else 2)
    rows = [applies(key, who.id) for who in (cast.ada, cast.sam)]
    people = [None, cast.mei.id, cast.manu.id]
    for which, event in deeds:
        for by in (*people, (cast.ada, cast.sam)[which].id):
            try:
                with transaction():
                    row = lock(Application, rows[which])
                    machine.advance(row, event, by=db.session.get_one(Person, by) if by else None)
            except (Refused, ValueError):
                continue
            break
        db.session.rollback()
        one = db.session.get_one(Opportunity, key)
        assert standing.count(key, TAKEN) <= one.places
        for row in db.session.scalars(select(Application).filter_by(opportunity_id=key)):
            assert row.state in LIVE or row.ended_at is not None
            last = standing.last_change(row.id)
            assert last is not None
            assert last[0].to_state == row.state
    with transaction():
        db.session.query(OpportunityEvent).delete()
        db.session.query(Opportunity).delete()


def test_what_is_taught_goes_with_a_merged_skill_and_comes_back(app, cast):
    one, other = (Skill(name=name, folded=name.lower()) for name in ("Maps", "Map reading"))
    db.session.add_all([one, other])
    db.session.commit()
    from_id, into_id = one.id, other.id
    asked = [Asked(skill_id=from_id, use="learned", level=3),
             Asked(skill_id=into_id, use="learned", level=1),
             Asked(skill_id=from_id, use="required", level=2)]  # fmt: skip
    key = made(cast.mei.id, skills=asked)

    def rows():
        db.session.rollback()
        found = db.session.query(OpportunitySkill).filter_by(opportunity_id=key)
        return {(row.skill_id, row.use, row.level) for row in found}

    before = rows()
    with transaction():
        merge = merging.merge(from_id, into_id, cast.hana.id, ALL).id
    assert rows() == {(into_id, "learned", 3), (into_id, "required", 2)}
    with transaction():
        merging.unmerge(db.session.get_one(SkillMerge, merge), cast.hana.id, ALL)
    assert rows() == before


def test_what_teaches_by_doing_is_read_beside_what_is_taught(cast):
    """On both databases: the rows of two kinds join in one statement."""
    row = Skill(name="Map reading", folded="map reading")
    asks = Skill(name="Boat handling", folded="boat handling")
    db.session.add_all([row, asks])
    db.session.commit()
    skill = row.id
    named = [
        Asked(skill_id=skill, use="learned", level=2),
        Asked(skill_id=asks.id, use="required", level=2),
    ]
    course = item("Course", provider(), {skill: 3})
    db.session.commit()
    key = made(cast.manu.id, hours=5, skills=named)
    made(cast.manu.id, title="Late", apply_by=clock.today(), skills=named)
    made(cast.manu.id, title="Draft", publish=False, skills=named)
    mine = applies(key, cast.ada.id)
    doing(applying.answer, mine, cast.manu.id, "offered")
    clock.fix(clock.now() + timedelta(days=1))
    found = {one.title: one for one in gathering.offers([skill])}
    assert set(found) == {"Course", "Tidy the berth register"}
    one = found["Tidy the berth register"]
    assert (one.kind, one.hours, one.weeks, one.places_left) == ("opportunity", 10, 2, 0)
    assert (one.release, one.brings, one.teaches) == (True, "Boat handling", {skill: 2})
    assert (found["Course"].kind, found["Course"].id) == ("learning", course.id)
