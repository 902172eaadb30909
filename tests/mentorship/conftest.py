"""Mei guides; Ada asks her."""

from dataclasses import dataclass

import pytest

from portal.db import db, transaction
from portal.mentorship import rules
from portal.mentorship.mentors import rules as mentors
from portal.mentorship.models import Mentor
from portal.people.models import Person
from portal.skills.models import PersonSkill, Skill
from tests.cast import person

MESSAGE = "I would like to learn how you run a public meeting."


def skill(name, *owners):
    """A skill, and who has it as (person, level)."""
    row = Skill(name=name, folded=name.casefold())
    db.session.add(row)
    db.session.flush()
    for owner, level in owners:
        db.session.add(PersonSkill(person_id=owner.id, skill_id=row.id, level=level))
    return row


def mentor(who, capacity=2, skills=(), state="open"):
    """This person mentors; committed."""
    with transaction():
        row = mentors.offer_help(
            db.session.get(Person, who.id),
            mentors.Offer(state=state, capacity=capacity, offer="", skills=list(skills)),
        )
    return db.session.get(Mentor, row.id)


def asked(mentor_row, mentee, **more):
    """This mentee has asked this mentor; committed."""
    what = rules.Ask(**({"goals": ["Chair a meeting"], "message": MESSAGE} | more))
    with transaction():
        row = db.session.get(Mentor, mentor_row.id)
        request = rules.ask(row, db.session.get(Person, mentee.id), what)
    return request


def crowd(department, number):
    """That many more people, committed."""
    people = [person(f"Person{n:02} Crowd", department) for n in range(number)]
    db.session.commit()
    return people


@dataclass
class Hall:
    """A mentor with her skill."""

    mentor: Mentor
    meetings: Skill


@pytest.fixture
def hall(cast):
    """Mei mentors two people at most, and teaches public meetings."""
    meetings = skill("Public meetings", (cast.mei, 4))
    db.session.commit()
    return Hall(mentor(cast.mei, skills=[meetings]), meetings)
