"""A programme, and people who joined it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.mentorship.models import Mentor
from portal.people.models import Person
from portal.programmes import joining, matching, rules
from portal.programmes.joining import Joining
from portal.programmes.models import Programme, ProgrammePair
from portal.programmes.states import State
from portal.skills.models import PersonSkill, Skill
from tests.cast import person


def plan(**more):
    """A programme that people join from today, in dates that hold."""
    today = clock.today()
    values = {
        "name": "First steps into leading", "purpose": "So that new leaders are not alone.",
        "words": "An hour every two weeks.", "joining_from": today,
        "joining_until": today + timedelta(days=14), "starts_on": today + timedelta(days=21),
        "ends_on": today + timedelta(days=300),
    }  # fmt: skip
    return rules.Plan(**values | more)


def named(name):
    return Skill(name=name, folded=name.lower())


def make(owner, **more):
    """A programme open for joining, committed."""
    with transaction():
        programme = rules.make(plan(**more), owner.id)
        rules.ready(programme, owner.id)
        return programme.id


def joins(programme_id, who, **what):
    """Somebody joins; committed."""
    with transaction():
        what = {"mentee": True, "goals": ("Lead a meeting",)} | what
        joining.join(
            lock(Programme, programme_id), db.session.get_one(Person, who.id), Joining(**what)
        )


def to_matching(programme_id):
    with transaction():
        lock(Programme, programme_id).state = State.MATCHING


def solved(programme_id):
    """The pairs as the worker puts them on the desk."""
    with transaction():
        matching.ask_for_pairs(lock(Programme, programme_id))
    matching.work_out(str(programme_id))
    return pairs(programme_id)


def pairs(programme_id):
    db.session.rollback()
    rows = db.session.query(ProgrammePair).filter_by(programme_id=programme_id).all()
    return {(row.mentee_id, row.mentor_id): row for row in rows}


def send(programme_id, owner):
    with transaction():
        return matching.send(lock(Programme, programme_id), owner.id)


@pytest.fixture
def here(app, cast):
    """Mei and Noor can mentor in leading and in speaking; Ada and Sam would like to learn it."""
    leading, speaking = named("Leading meetings"), named("Public speaking")
    db.session.add_all([leading, speaking])
    noor = person("Noor Adeyemi", cast.permits, level=4)
    db.session.flush()
    for who, level, capacity in ((cast.mei, 4, 2), (noor, 3, 1)):
        db.session.add(Mentor(id=who.id, capacity=capacity, state="open"))
        for skill in (leading, speaking):
            db.session.add(
                PersonSkill(person_id=who.id, skill_id=skill.id, level=level, can_teach=True)
            )
    db.session.commit()
    return SimpleNamespace(
        cast=cast, noor=noor, leading=leading.id, speaking=speaking.id,
        both=(leading.id, speaking.id),
    )  # fmt: skip


@pytest.fixture
def cohort(here):
    """A programme in matching: two mentees, two mentors."""
    cast = here.cast
    key = make(cast.hana)
    joins(key, cast.ada, wants=here.both)
    joins(key, cast.sam, wants=(here.leading,))
    joins(key, cast.mei, mentee=False, places=1, teaches=here.both)
    joins(key, here.noor, mentee=False, places=1, teaches=(here.leading,))
    to_matching(key)
    return SimpleNamespace(**vars(here), id=key)
