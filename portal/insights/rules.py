"""Reading the figures leaves a trace, and reading very many of them an alarm."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, func, select

from portal import audit, clock, outbox
from portal.accounts.models import Account
from portal.audit import AuditEvent
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import Moment, columns, db, transaction
from portal.notices.rules import tell
from portal.people.models import Person

READ = "insights.read"
ALERT = "insights.alert"
TELL = "notify.insights.alert"
MANY = 60
PERIOD = timedelta(hours=1)


def note_reading(actor: Actor, what: str) -> None:
    """Record that `actor` is about to be shown `what`: "page" or "csv" and its table, the group.

    Opens its own change; what cannot be recorded is not shown. More than 60 different views within
    an hour look like somebody comparing everything with everything: the administrators are told.
    """
    since = clock.now() - PERIOD
    with transaction():
        audit.record(READ, actor_id=actor.id, detail=what)
        if _different_views(actor.id, since) > MANY and not _told(actor.id, since):
            _alert(actor)


def _different_views(actor_id: UUID, since: datetime) -> int:
    return columns(_views_read(), actor_id=actor_id, since=since).scalar_one()


@prepared
def _views_read() -> Select[int]:
    return select(func.count(AuditEvent.detail.distinct())).where(
        AuditEvent.actor_id == bindparam("actor_id", type_=Uuid()),
        AuditEvent.at > bindparam("since", type_=Moment()),
        AuditEvent.action == READ,
    )


def _told(actor_id: UUID, since: datetime) -> bool:
    alerts = select(AuditEvent.id).where(
        AuditEvent.actor_id == actor_id, AuditEvent.at > since, AuditEvent.action == ALERT
    )
    return db.session.scalar(alerts.limit(1)) is not None


def _alert(actor: Actor) -> None:
    audit.record(ALERT, actor_id=actor.id, detail=f"more than {MANY} views in an hour")
    outbox.put(TELL, f"{actor.id} {clock.now().isoformat()}")


def tell_administrators(ref: str) -> None:
    """Tell them who compares so much. In: the id of the reader and the moment, of one alert."""
    reader = db.session.get(Person, UUID(ref.partition(" ")[0]))
    if reader is None:
        return
    administrators = select(Account.person_id).where(Account.admin, Account.disabled_at.is_(None))
    for person_id in db.session.scalars(administrators).all():
        tell(
            person_id,
            key=f"{ALERT}:{ref}:{person_id}",
            kind="insights.alert",
            path=f"/people/{reader.id}",
            who=reader.name,
            count=MANY,
        )


HANDLERS = {TELL: tell_administrators}
