"""Ticking the steps of the launch kit, and adding the course for managers."""

from uuid import UUID

from sqlalchemy import delete, select

from portal import clock
from portal.acting import lessons
from portal.acting.models import LaunchTick
from portal.db import adding, db
from portal.learning.curating import rules as curating
from portal.learning.curating.entry import Entry
from portal.learning.drip import rules as drip
from portal.learning.drip.models import DripUnit
from portal.learning.models import Format, LearningItem, Payer, Provider

SOURCE, COURSE = "aspire", "managers-1"


def tick(step: str, person_id: UUID) -> None:
    """The step is done; whoever ticked it first stays."""
    row = adding(LaunchTick).values(step=step, person_id=person_id, at=clock.now())
    db.session.execute(row.on_conflict_do_nothing())


def untick(step: str) -> None:
    """The step is open again."""
    db.session.execute(delete(LaunchTick).where(LaunchTick.step == step))


def course() -> LearningItem | None:
    """The course for managers, as it stands in the catalogue; None before it was added."""
    return db.session.scalar(
        select(LearningItem).where(
            LearningItem.source == SOURCE, LearningItem.external_id == COURSE
        )
    )


def add_course(organisation: str) -> LearningItem:
    """The course for managers with its days, as a draft; the one that is there, if there is one."""
    curating.one_at_a_time()
    known = course()
    if known is not None:
        return known
    item = curating.add(_entry(organisation), _provider(organisation))
    item.source, item.external_id = SOURCE, COURSE
    for day, title, body in lessons.DAYS:
        drip.write(DripUnit(item_id=item.id), day=day, title=title, body=body, url="")
    return item


def _provider(organisation: str) -> Provider:
    name = organisation[:200]
    known = curating.provider_called(name)
    if known is None:
        known = Provider()
        curating.save_provider(known, name=name, kind="internal")
    return known


def _entry(organisation: str) -> Entry:
    return Entry(
        title=lessons.TITLE, summary=lessons.SUMMARY, provider=organisation[:200],
        format=Format.DRIP, url="", hours=lessons.HOURS, cost=lessons.NOTHING, currency="GBP",
        payer=Payer.NOBODY, language="English", certificate="", certificate_months=None,
        status="draft",
    )  # fmt: skip
