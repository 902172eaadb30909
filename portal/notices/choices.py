"""What comes to a person by mail: their own choice, group by group."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from portal.db import db
from portal.notices.kinds import GROUPS
from portal.notices.models import MailChoice


def of(person_id: UUID) -> dict[str, bool]:
    """Every group and whether it comes by mail, as chosen or as it is at first. One statement."""
    chosen = select(MailChoice.topic, MailChoice.wanted).where(MailChoice.person_id == person_id)
    made = {topic: wanted for topic, wanted in db.session.execute(chosen)}
    return {name: made.get(name, group.mail) for name, group in GROUPS.items()}


def choose(person_id: UUID, wanted: Collection[str]) -> None:
    """These groups come by mail, and no others."""
    for name in GROUPS:
        _keep(person_id, name, name in wanted)


def switch_off(person_id: UUID, topic: str) -> None:
    """This group does not come by mail any more."""
    _keep(person_id, topic, False)


def _keep(person_id: UUID, topic: str, wanted: bool) -> None:
    db.session.merge(MailChoice(person_id=person_id, topic=topic, wanted=wanted))
