"""Reading where somebody's notices are pushed to."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, select

from portal import clock
from portal.accounts.models import Account
from portal.composed import prepared
from portal.db import columns
from portal.light import Light
from portal.notices.models import Notice
from portal.notices.push.models import PushSubscription
from portal.people.models import Person
from portal.people.queries import here

OLDEST = timedelta(days=1)
"""What could not be pushed for so long stands in the portal and is not pushed any more."""
DEVICES = Light(PushSubscription)


def devices_of(person_id: UUID) -> list[PushSubscription]:
    """The devices of a person, the newest first, to be read."""
    return DEVICES.rows(_devices(), person_id=person_id)


@prepared
def _devices() -> Select[Any]:
    mine = PushSubscription.person_id == bindparam("person_id")
    return DEVICES.select.where(mine).order_by(PushSubscription.created_at.desc())


def has_device(session_id: UUID) -> bool:
    """Whether notices are pushed to the browser of this session."""
    return bool(columns(_has_device(), session_id=session_id).scalar_one())


@prepared
def _has_device() -> Select[bool]:
    return select(exists().where(PushSubscription.session_id == bindparam("session_id")))


def waiting(notice_id: UUID) -> tuple[UUID, str] | None:
    """Whose notice this is and its kind, while it is to be pushed; None once read or too old."""
    since = clock.now() - OLDEST
    row = columns(_waiting(), id=notice_id, since=since).one_or_none()
    return (row[0], row[1]) if row else None


@prepared
def _waiting() -> Select[UUID, str]:
    return (
        select(Notice.person_id, Notice.kind)
        .join(Person, Person.id == Notice.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            Notice.id == bindparam("id"),
            Notice.at > bindparam("since"),
            Notice.read_at.is_(None),
            Account.disabled_at.is_(None),
            here(),
        )
    )


class Target(NamedTuple):
    """What it takes to push to one device."""

    endpoint: str
    p256dh: str
    auth: str
    key_mark: str


def target(subscription_id: UUID) -> Target | None:
    """The device, while it is subscribed."""
    row = columns(_target(), id=subscription_id).one_or_none()
    return Target(*row) if row else None


@prepared
def _target() -> Select[str, str, str, str]:
    made = PushSubscription
    named = made.id == bindparam("id")
    return select(made.endpoint, made.p256dh, made.auth, made.key_mark).where(named)


def how_many(person_id: UUID, *, but: str = "") -> int:
    """The number of devices of a person, without the one at the endpoint `but`."""
    return columns(_how_many(), person_id=person_id, but=but).scalar_one()


@prepared
def _how_many() -> Select[int]:
    made = PushSubscription
    mine = (made.person_id == bindparam("person_id"), made.endpoint != bindparam("but"))
    return select(func.count()).select_from(made).where(*mine)
