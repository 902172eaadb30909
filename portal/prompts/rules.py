"""Answering a prompt, or asking not to be shown it."""

from uuid import UUID

from portal import clock
from portal.dates import months_on
from portal.db import db
from portal.errors import Refused
from portal.people.models import Person, Silence
from portal.prompts.queries import ASKED
from portal.roles.models import Role

MONTHS = 3
"""So long "not now" lasts."""


def silence(
    person_id: UUID, prompt: str, about: UUID | None = None, *, for_good: bool = False
) -> None:
    """Do not show this prompt for three months, or never again; `about` one thing, or at all."""
    until = None if for_good else months_on(clock.today(), MONTHS)
    ref = Silence.about(about)
    db.session.merge(Silence(person_id=person_id, prompt=prompt, ref=ref, until=until))


def ask_again(person_id: UUID, prompt: str, about: UUID | None = None) -> None:
    """Take a silence back."""
    row = db.session.get(Silence, (person_id, prompt, Silence.about(about)))
    if row is not None:
        db.session.delete(row)


def may_choose_role(person: Person) -> bool:
    """Whether the role is the person's to name: nobody gave them one, or they named it."""
    return person.role_id is None or person.role_id == person.chosen_role_id


def choose_role(person: Person, role: Role | None) -> None:
    """The role closest to one's job, or none; the row is locked.

    Raises Refused where somebody else has written down the role.
    """
    if not may_choose_role(person):
        raise Refused("Your role is written down by HR. Ask them if it is not right.")
    if role is not None and role.status != "active":
        raise Refused(f"{role.title} is no longer used. Choose another role.")
    person.role_id = person.chosen_role_id = role.id if role else None
    person.version += 1
    person.updated_at = clock.now()


def ask_for_skills(person: Person, role: Role) -> None:
    """Tell the curators that one's role has no skills: they see how many said so."""
    if person.role_id != role.id:
        raise Refused("That is not your role any more.")
    silence(person.id, ASKED, role.id, for_good=True)
