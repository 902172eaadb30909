"""Joining, matching, leaving and answering at the same moment."""

import pytest
from sqlalchemy import func, select

from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship.models import Mentor, Mentorship
from portal.people.models import Person
from portal.programmes import answering, joining, matching
from portal.programmes.models import Member, Programme, ProgrammePair
from portal.programmes.states import State
from tests.cast import person
from tests.programmes.conftest import joins, make, pairs, send, solved, to_matching
from tests.racing import at_once


def alone(app, act):
    """The act in a context and a transaction of its own."""

    def run():
        with app.app_context(), transaction():
            return act()

    return run


def test_what_is_worked_out_holds_while_people_leave_and_hr_moves_and_sends(app, cohort):
    cast, key = cohort.cast, cohort.id
    solved(key)
    ada, sam, mei, noor, hana = (
        one.id for one in (cast.ada, cast.sam, cast.mei, cohort.noor, cast.hana)
    )
    with transaction():
        matching.ask_for_pairs(lock(Programme, key))
    db.session.rollback()

    def work():
        with app.app_context():
            matching.work_out(str(key))

    def leaves():
        joining.leave(lock(Programme, key), db.session.get_one(Person, mei))

    at_once([
        work,
        work,
        alone(app, leaves),
        alone(app, lambda: matching.place(lock(Programme, key), ada, noor)),
        alone(app, lambda: matching.send(lock(Programme, key), hana)),
    ])  # fmt: skip
    found = pairs(key)
    assert not [1 for pair in found.values() if pair.mentor_id == mei and pair.state != "closed"]
    assert len([1 for pair in found.values() if pair.mentor_id == noor]) <= 1
    assert {pair.mentee_id for pair in found.values()} <= {ada, sam}
    assert db.session.query(Member).filter_by(person_id=mei).count() == 0


def test_places_hold_when_all_say_yes_at_once(app, here):
    """One mentor in two programmes, with one place: the two mentees and the mentor all say yes."""
    cast = here.cast
    with transaction():
        db.session.get_one(Mentor, cast.mei.id).capacity = 1
    keys = []
    for who in (cast.ada, cast.sam):
        keys.append(make(cast.hana))
        joins(keys[-1], who, wants=here.both)
        joins(keys[-1], cast.mei, mentee=False, places=1, teaches=here.both)
        to_matching(keys[-1])
    with transaction():
        for key, who in zip(keys, (cast.ada, cast.sam), strict=True):
            matching.place(lock(Programme, key), who.id, cast.mei.id)
    sent = [send(keys[0], cast.hana)]
    with pytest.raises(Refused):
        solved(keys[1]) or send(keys[1], cast.hana)
    assert sent == [(1, 0)]
    with transaction():
        db.session.get_one(Mentor, cast.mei.id).capacity = 2
    solved(keys[1])
    send(keys[1], cast.hana)
    with transaction():
        db.session.get_one(Mentor, cast.mei.id).capacity = 1
    found = [(pair.id, pair.mentee_id) for key in keys for pair in pairs(key).values()]
    mei = cast.mei.id

    def yes(pair_id, person_id):
        answering.say_yes(lock(ProgrammePair, pair_id), db.session.get_one(Person, person_id))

    db.session.rollback()
    at_once([
        alone(app, lambda pair=pair, who=who: yes(pair, who))
        for pair, mentee in found for who in (mentee, mei)
    ])  # fmt: skip
    live = db.session.scalar(select(func.count()).where(Mentorship.mentor_id == mei))
    assert live == 1
    assert sorted(row.state for row in db.session.query(ProgrammePair)) in (
        ["asked", "matched"], ["matched", "sent"],
    )  # fmt: skip


def test_joining_and_closing_at_once_leave_whole_members(app, here):
    cast = here.cast
    key = make(cast.hana)
    ids = []
    with transaction():
        for n in range(4):
            ids.append(person(f"Joiner{n} Person", cast.parks).id)
    wants = here.both

    def join(person_id):
        joining.join(
            lock(Programme, key), db.session.get_one(Person, person_id),
            joining.Joining(mentee=True, goals=("Lead",), wants=wants),
        )  # fmt: skip

    def close():
        programme = lock(Programme, key)
        programme.state = State.MATCHING

    db.session.rollback()
    answers = at_once([*(alone(app, lambda one=one: join(one)) for one in ids), alone(app, close),
                       alone(app, lambda: join(ids[0]))])  # fmt: skip
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert not [answer for answer in answers if isinstance(answer, Exception)
                and answer not in refused]  # fmt: skip
    members = db.session.query(Member).all()
    assert len({member.person_id for member in members}) == len(members)
    assert all(len(member.skills) == 2 for member in members)
