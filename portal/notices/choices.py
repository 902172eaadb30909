"""What comes to a person by mail and to their devices: their own choice.

A switch for each group and channel. A kind follows its group until its person ends the letters of
that kind alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all

from portal import clock
from portal.composed import prepared
from portal.db import columns, db
from portal.notices import rhythm
from portal.notices.kinds import GROUPS, KINDS, group_of
from portal.notices.models import MailChoice, PushChoice

TABLES: dict[str, type[MailChoice | PushChoice]] = {"mail": MailChoice, "push": PushChoice}


@dataclass(frozen=True)
class Choices:
    """What one person chose, by channel and topic: the name of a group or of a kind."""

    made: Mapping[tuple[str, str], bool]

    def mail(self, topic: str) -> bool:
        """Whether this group or kind comes by mail."""
        return self._wants("mail", topic)

    def push(self, topic: str) -> bool:
        """Whether this group or kind comes to the person's devices."""
        return self._wants("push", topic)

    @property
    def except_for(self) -> list[str]:
        """The kinds whose letters were ended by themselves, where the rest of their group comes."""
        made = [topic for (channel, topic), on in self.made.items() if channel == "mail" and not on]
        return sorted(kind for kind in made if kind in KINDS and self.mail(kind.partition(".")[0]))

    def _wants(self, channel: str, topic: str) -> bool:
        group = group_of(topic)
        if group is None:
            return False
        at_first = bool(getattr(GROUPS[group], channel))
        return self.made.get((channel, topic), self.made.get((channel, group), at_first))


def of(person_id: UUID) -> Choices:
    """What this person chose, in one statement; without a choice a group is as it is at first."""
    rows = columns(_made(), person_id=person_id)
    return Choices({(channel, topic): wanted for channel, topic, wanted in rows})


@prepared
def _made() -> CompoundSelect[str, str, bool]:
    return union_all(
        *(
            select(literal(channel), table.topic, table.wanted).where(
                table.person_id == bindparam("person_id")
            )
            for channel, table in TABLES.items()
        )
    )


def pushed(person_id: UUID, kind: str) -> bool:
    """Whether notices of this kind come to the person's devices."""
    return of(person_id).push(kind)


def quiet_for(person_id: UUID) -> timedelta:
    """How long the person's quiet hours go on from now; nothing when there is no quiet."""
    now = clock.now()
    until = rhythm.quiet_end(rhythm.of(person_id), now)
    return until - now if until else timedelta(0)


def choose(
    person_id: UUID,
    of_groups: Collection[str],
    *,
    mail: Collection[str],
    push: Collection[str],
    but: Collection[str] = (),
) -> None:
    """Of these groups, those come by mail and those to devices; `but` these kinds not by mail."""
    for name in of_groups:
        _keep("mail", person_id, name, name in mail)
        _keep("push", person_id, name, name in push)
    for kind in of(person_id).except_for:
        if kind not in but:
            row = db.session.get_one(MailChoice, (person_id, kind))
            db.session.delete(row)


def switch_off(person_id: UUID, topic: str) -> None:
    """This group, this kind, or with no topic everything, does not come by mail any more."""
    for name in [topic] if topic else GROUPS:
        _keep("mail", person_id, name, False)


def _keep(channel: str, person_id: UUID, topic: str, wanted: bool) -> None:
    db.session.merge(TABLES[channel](person_id=person_id, topic=topic, wanted=wanted))
