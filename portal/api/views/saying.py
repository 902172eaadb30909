"""Saying something of a skill, by the rules of the page about me."""

from dataclasses import replace
from uuid import UUID

from portal.api.shapes.persons import Rating
from portal.audience import Audience
from portal.db import db, lock
from portal.people.models import Person
from portal.skills import own, own_queries
from portal.skills.models import Interest, Skill, Status


def say(person_id: UUID, skill_id: UUID, said: Rating) -> bool:
    """Rate a skill, or add it, seen by everyone as on the page; False where there is no such skill.

    Raises Refused as the rules do. Saying the same again changes nothing.
    """
    lock(Person, person_id)
    row = own_queries.held(person_id, skill_id)
    if row is not None:
        own.change(row, _with(own.rating_of(row), said))
        return True
    skill = db.session.get(Skill, skill_id)
    if skill is None or skill.status != Status.ACTIVE:
        return False
    new = own.Rating(level=0, interest=Interest.HAPPY, audience=Audience.EVERYONE)
    own.add(person_id, skill, _with(new, said))
    return True


def _with(rating: own.Rating, said: Rating) -> own.Rating:
    """The rating with what was said; what was left out stays."""
    return replace(
        rating,
        level=said.level,
        interest=rating.interest if said.interest is None else said.interest,
        can_teach=rating.can_teach if said.can_teach is None else said.can_teach,
    )
