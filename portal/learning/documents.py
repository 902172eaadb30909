"""What search may find of what can be learned: everything that is offered, to everybody."""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.learning.models import LearningItem, LearningSkill
from search_index import Document

EVERYONE = ("everyone",)
AT_ONCE = 500


def of(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these items, or of all; a draft has none, nor what is not offered any more.

    Dates are not in them: they pass by without any change of a row. Who narrows by them asks the
    database.
    """
    statement = (
        select(LearningItem)
        .where(LearningItem.status == "active")
        .options(
            joinedload(LearningItem.provider),
            selectinload(LearningItem.skills).joinedload(LearningSkill.skill),
        )
        .execution_options(yield_per=AT_ONCE)
    )
    if ids is not None:
        statement = statement.where(LearningItem.id.in_(ids))
    for item in db.session.scalars(statement):
        yield _document(item)


def _document(item: LearningItem) -> Document:
    names = sorted(taught.skill.name for taught in item.skills)
    return Document(
        id=f"learning:{item.id}",
        kind="learning",
        title=item.title,
        body=" ".join(
            part for part in (item.summary, item.provider.name, item.certificate) if part
        ),
        keywords=names,
        facets={
            "format": [item.format],
            "provider": [item.provider.name],
            "payer": [item.payer],
            "language": [item.language],
            "skill": names,
            "level": sorted({str(taught.level) for taught in item.skills}),
            "id": [str(item.id)],
        },
        audience=EVERYONE,
        codes=[item.external_id] if item.external_id else [],
    )
