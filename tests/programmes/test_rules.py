"""A programme from its draft to its end: who is proposed, what a yes brings, and who is told."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import Account
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import apart
from portal.mentorship import rules as mentorship
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.notices.models import Notice
from portal.people.models import Person
from portal.programmes import (
    again,
    announcing,
    answering,
    figures,
    joining,
    machine,
    matching,
    naming,
    pool,
    rules,
    timed,
)
from portal.programmes.models import Member, Programme, ProgrammeFigure, ProgrammePair
from portal.transitions import Past
from portal.work import once
from tests.cast import person
from tests.programmes.conftest import joins, make, pairs, plan, send, solved


def answer(act, pair, who):
    with transaction():
        act(lock(ProgrammePair, pair.id), db.session.get_one(Person, who.id))


def told(who, kind=""):
    rows = db.session.query(Notice).filter_by(person_id=who.id).all()
    return [row.words for row in rows if row.kind == f"mentorship.{kind}" or not kind]


def pair_of(cohort, who):
    (pair,) = (p for p in pairs(cohort.id).values() if p.mentee_id == who.id)
    return pair


def test_the_worker_proposes_what_fits_best_and_places_hold(cohort):
    found = solved(cohort.id)
    cast = cohort.cast
    assert set(found) == {(cast.ada.id, cast.mei.id), (cast.sam.id, cohort.noor.id)}
    assert found[cast.ada.id, cast.mei.id].points == 20 + 45 + 10
    assert db.session.get(Programme, cohort.id).solving_since is None


def test_both_say_yes_and_a_mentorship_begins_whoever_is_first(cohort):
    solved(cohort.id)
    assert send(cohort.id, cohort.cast.hana) == (2, 0)
    first, second = pair_of(cohort, cohort.cast.ada), pair_of(cohort, cohort.cast.sam)
    answer(answering.say_yes, first, cohort.cast.mei)
    assert db.session.query(Mentorship).count() == 0
    answer(answering.say_yes, first, cohort.cast.ada)
    made = db.session.query(Mentorship).one()
    assert (made.programme_id, made.months_most) == (cohort.id, 9)
    answer(answering.say_yes, second, cohort.cast.sam)
    with transaction():
        mentorship.accept(lock(MentorshipRequest, pair_of(cohort, cohort.cast.sam).request_id))
    once()
    assert {pair.state for pair in pairs(cohort.id).values()} == {"matched"}
    with pytest.raises(Past, match="Both said yes"):
        answer(answering.say_yes, first, cohort.cast.mei)


@pytest.mark.one_database
def test_a_no_goes_back_to_the_pool_and_the_two_are_not_proposed_again(cohort):
    solved(cohort.id)
    send(cohort.id, cohort.cast.hana)
    answer(answering.say_no, pair_of(cohort, cohort.cast.ada), cohort.cast.mei)
    once()
    assert told(cohort.cast.ada, "proposal_over") == [
        "The proposal in “First steps into leading” did not come about: "
        "you stay in for the next round"
    ]
    assert not told(cohort.cast.mei, "proposal_over")
    assert set(solved(cohort.id)) - {(cohort.cast.ada.id, cohort.cast.mei.id)} == {
        (cohort.cast.sam.id, cohort.noor.id)
    }


def test_nobody_waits_without_an_end_and_whoever_has_no_pair_hears_it_kindly(cohort):
    third = person("Ola Berg", cohort.cast.parks)
    with transaction():
        db.session.add(db.session.merge(third))
        lock(Programme, cohort.id).state = "open"
    joins(cohort.id, third, wants=(cohort.speaking,))
    with transaction():
        lock(Programme, cohort.id).state = "matching"
    solved(cohort.id)
    send(cohort.id, cohort.cast.hana)
    once()
    without = {cohort.cast.ada.id, cohort.cast.sam.id, third.id} - {
        pair.mentee_id for pair in pairs(cohort.id).values()
    }
    (notice,) = db.session.query(Notice).filter_by(kind="mentorship.no_pair").all()
    assert {notice.person_id} == without
    assert notice.path.startswith("/mentors?skill=")
    start = clock.now()
    for days in (11, 12, 15, 15):
        clock.fix(start + timedelta(days=days))
        timed.tick(clock.now())
    once()
    assert {pair.state for pair in pairs(cohort.id).values()} == {"expired"}
    assert len(told(cohort.cast.mei, "proposal_waits")) == 1


@pytest.mark.one_database
def test_people_opt_in_within_what_the_programme_asks(here):
    cast = here.cast
    key = make(cast.hana, months_least=4, parts=(("department", cast.permits.id.hex),))
    for who, what, why in (
        (cast.sam, {"wants": here.both}, "for others"),
        (cast.ada, {"wants": here.both, "months": 3}, "4 to 9 months"),
        (cast.ada, {"wants": ()}, "at least one skill"),
        (cast.ada, {"mentee": False}, "Say whether"),
        (cast.ada, {"places": 1, "wants": here.both}, "what you offer"),
        (here.noor, {"mentee": False, "places": 2, "teaches": here.both}, "1 places in all"),
    ):
        with pytest.raises(Refused, match=why):
            joins(key, who, **what)
    joins(key, cast.ada, wants=here.both)
    with transaction():
        naming.name(lock(Programme, key), cast.ada, here.noor, never=True)
    joins(key, cast.ada, wants=(here.leading,))
    assert db.session.query(Member).count() == 1
    clock.fix(clock.now() + timedelta(days=15))
    timed.tick(clock.now())
    with pytest.raises(Refused, match="at present"):
        joins(key, cast.ada, wants=here.both)


@pytest.mark.one_database
def test_leaving_takes_everything_along_and_closes_what_waits(cohort):
    solved(cohort.id)
    send(cohort.id, cohort.cast.hana)
    ada, sam = pair_of(cohort, cohort.cast.ada), pair_of(cohort, cohort.cast.sam)
    answer(answering.say_yes, ada, cohort.cast.ada)
    for who in (cohort.cast.ada, cohort.noor):
        with transaction():
            joining.leave(lock(Programme, cohort.id), db.session.get_one(Person, who.id))
    once()
    request = db.session.query(MentorshipRequest).one()
    assert request.state == "withdrawn"
    assert pairs(cohort.id)[sam.mentee_id, sam.mentor_id].state == "closed"
    assert told(cohort.cast.sam, "proposal_over")
    assert not told(cohort.noor, "proposal_over")
    assert db.session.query(Member).count() == 2


@pytest.mark.one_database
def test_hr_changes_by_hand_and_a_locked_pair_stays(cohort):
    cast = cohort.cast
    solved(cohort.id)
    with transaction(), pytest.raises(Refused, match="no free place"):
        matching.place(lock(Programme, cohort.id), cast.ada.id, cohort.noor.id)
    with transaction():
        matching.take_out(lock(ProgrammePair, pair_of(cohort, cast.sam).id))
    with transaction():
        matching.place(lock(Programme, cohort.id), cast.ada.id, cohort.noor.id)
    assert set(solved(cohort.id)) == {(cast.ada.id, cohort.noor.id)}
    with transaction():
        matching.put_aside(machine.member_of(cohort.id, cast.sam.id), False)
    assert set(solved(cohort.id)) == {
        (cast.ada.id, cohort.noor.id), (cast.sam.id, cast.mei.id)
    }  # fmt: skip


def test_whose_mentorship_ended_asks_to_be_matched_again_with_somebody_else(cohort):
    ada, mei = cohort.cast.ada, cohort.cast.mei
    solved(cohort.id)
    send(cohort.id, cohort.cast.hana)
    first = pair_of(cohort, ada)
    answer(answering.say_yes, first, mei)
    answer(answering.say_yes, first, ada)
    ask_again(cohort, ada, "You have a mentor in this programme")
    with transaction():
        made = db.session.query(Mentorship).one()
        mentorship.end(lock(Mentorship, made.id), db.session.get_one(Person, mei.id))
    answer(answering.say_no, pair_of(cohort, cohort.cast.sam), cohort.noor)
    # HR does not learn from the desk that it ended, before Ada says so.
    assert ada.id not in pool.read(cohort.id).wishes
    assert again.may(cohort.id, ada.id)
    ask_again(cohort, ada)
    assert not again.may(cohort.id, ada.id)
    ask_again(cohort, ada, "You are in the matching already")
    assert {two for two, pair in solved(cohort.id).items() if pair.state == "proposed"} == {
        (ada.id, cohort.noor.id),
        (cohort.cast.sam.id, mei.id),
    }


def ask_again(cohort, who, no=""):
    act = again.match_again
    with pytest.raises(Refused, match=no) if no else nullcontext(), transaction():
        act(lock(Programme, cohort.id), db.session.get_one(Person, who.id))


def test_whom_it_is_for_hears_once_that_it_is_open_a_few_at_a_time(here, monkeypatch):
    monkeypatch.setattr(announcing, "AT_ONCE", 1)
    monkeypatch.setattr(announcing, "BETWEEN", timedelta(0))
    cast = here.cast
    key = make(cast.hana, parts=(("department", cast.permits.id.hex), ("level", "4")))
    for _ in range(4):
        once()
    hears = "The mentoring programme “First steps into leading” is open to you"
    everybody = (cast.ada, cast.mei, cast.sam, cast.hana, here.noor)
    assert [len(told(who, "programme_for_you")) for who in everybody] == [0, 0, 0, 0, 1]
    assert told(here.noor, "programme_for_you")[0].startswith(hears)
    with transaction():  # for everyone now: who has been told is not told again
        rules.edit(lock(Programme, key), plan())
    for _ in range(8):
        once()
    assert [len(told(who, "programme_for_you")) for who in everybody] == [1, 1, 1, 0, 1]


@pytest.mark.one_database
def test_a_programme_that_is_cancelled_says_so_once(cohort):
    solved(cohort.id)
    send(cohort.id, cohort.cast.hana)
    with transaction():
        rules.cancel(lock(Programme, cohort.id), cohort.cast.hana.id)
    once()
    assert {pair.state for pair in pairs(cohort.id).values()} == {"closed"}
    assert told(cohort.cast.ada) == ["“First steps into leading” does not take place any more"]
    with pytest.raises(Refused, match="Pairs can be made"):
        solved(cohort.id)


def test_a_place_taken_elsewhere_is_no_place_here(cohort):
    """Mei offers two places in all, both to the programme; one is taken by somebody else."""
    cast = cohort.cast
    with transaction():
        machine.member_of(cohort.id, cast.mei.id).places = 2
        db.session.add(
            Mentorship(mentor_id=cast.mei.id, mentee_id=cast.manu.id, state="active",
                       started_at=clock.now(), ends_on=clock.today())
        )  # fmt: skip
        db.session.delete(machine.member_of(cohort.id, cohort.noor.id))
    assert set(solved(cohort.id)) == {(cast.ada.id, cast.mei.id)}
    with transaction(), pytest.raises(Refused, match="no free place"):
        matching.place(lock(Programme, cohort.id), cast.sam.id, cast.mei.id)


def test_who_is_kept_apart_worked_together_or_is_the_manager_is_never_proposed(cohort):
    cast = cohort.cast
    with transaction():
        apart.keep(cast.ada.id, cast.mei.id)
        db.session.get_one(Person, cast.sam.id).manager_id = cohort.noor.id
        db.session.add(
            Mentorship(mentor_id=cast.mei.id, mentee_id=cast.sam.id, state="ended",
                       started_at=clock.now(), ends_on=clock.today(), ended_at=clock.now())
        )  # fmt: skip
    assert set(solved(cohort.id)) == {(cast.ada.id, cohort.noor.id)}
    with transaction(), pytest.raises(Refused, match="cannot be proposed"):
        matching.place(lock(Programme, cohort.id), cast.sam.id, cast.mei.id)


@pytest.mark.one_database
def test_what_changed_while_it_was_worked_out_is_seen_to(cohort, monkeypatch):
    cast = cohort.cast
    kept = matching._write

    def late(programme, chosen):
        joining.leave(programme, db.session.get_one(Person, cast.ada.id))
        db.session.get_one(Mentor, cohort.noor.id).state = "closed"
        db.session.flush()
        kept(programme, chosen)

    monkeypatch.setattr(matching, "_write", late)
    assert solved(cohort.id) == {}


@pytest.mark.one_database
def test_the_days_open_and_close_it_in_order_however_late(app, cast):
    with transaction():
        programme = rules.make(plan(joining_from=clock.today() + timedelta(days=2)), cast.hana.id)
        assert rules.ready(programme, cast.hana.id) is False
        key = programme.id
    seen, start = [], clock.now()
    for days in (1, 2, 2, 15, 21, 300, 301, 301):
        clock.fix(start + timedelta(days=days))
        timed.tick(clock.now())
        seen.append(db.session.get(Programme, key).state)
        db.session.rollback()
    assert seen == [
        "draft", "open", "open", "matching", "running", "running", "finished", "finished"
    ]  # fmt: skip
    with transaction():
        late = rules.make(plan(joining_from=clock.today()), cast.hana.id)
        rules.ready(late, cast.hana.id)
        key = late.id
    clock.fix(clock.now() + timedelta(days=400))
    timed.tick(clock.now())
    assert db.session.get(Programme, key).state == "finished"


@pytest.mark.one_database
def test_who_leaves_the_organisation_leaves_the_programme(cohort):
    solved(cohort.id)
    send(cohort.id, cohort.cast.hana)
    with transaction():
        db.session.query(Account).filter_by(person_id=cohort.cast.mei.id).update(
            {"disabled_at": clock.now()}
        )
    timed.tick(clock.now())
    timed.tick(clock.now())
    assert pair_of(cohort, cohort.cast.ada).state == "closed"
    assert db.session.query(Member).filter_by(person_id=cohort.cast.mei.id).count() == 0


@pytest.mark.one_database
def test_two_who_are_kept_apart_hear_that_it_did_not_come_about(cohort):
    solved(cohort.id)
    send(cohort.id, cohort.cast.hana)
    with transaction():
        apart.keep(cohort.cast.ada.id, cohort.cast.mei.id)
    with pytest.raises(Refused):
        answer(answering.say_yes, pair_of(cohort, cohort.cast.ada), cohort.cast.ada)
    timed.tick(clock.now())
    assert pair_of(cohort, cohort.cast.ada).state == "closed"
    assert pair_of(cohort, cohort.cast.sam).state == "sent"


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((4, 0, 0), (None, None, None)),
        ((8, 0, 0), (10, 10, None)),
        ((8, 2, 0), (10, None, None)),
        ((8, 0, 3), (10, None, None)),
        ((12, 6, 0), (20, 10, 5)),
    ],
)
def test_no_part_of_the_progress_gives_away_few(app, cast, counts, shown):
    with transaction():
        key = rules.make(plan(), cast.hana.id).id
        row = dict(zip(figures.PARTS, counts, strict=True), met=4, sessions=12)
        db.session.add(ProgrammeFigure(programme_id=key, counted_at=clock.now(), **row))
    progress = figures.read(key, 5)
    assert (progress.begun, progress.running, progress.completed) == shown
    assert progress.sessions is None
    assert figures.count(key, 5) is (sum(counts) >= 5)
