"""Every table the portal knows, for the migrations and the tests."""

from importlib import import_module

from sqlalchemy import MetaData

from portal import audit, guard, handed, outbox, timed
from portal.accounts import models as accounts
from portal.acting import models as acting
from portal.aspirations import models as aspirations
from portal.assigning import models as assigning
from portal.checkins import models as checkins
from portal.communities import models as communities
from portal.concerns import models as concerns
from portal.conversations import models as conversations
from portal.curate import models as curate
from portal.db import Base
from portal.feedback import models as feedback
from portal.insights import models as insights
from portal.learning import models as learning
from portal.learning.drip import models as drip
from portal.learning.importing import models as received
from portal.learning.own import models as own_learning
from portal.mentorship import models as mentorship
from portal.mentorship.approaches import models as approaches
from portal.mentorship.mentors import models as mentors
from portal.mentorship.together import models as together
from portal.mentorship.turns import models as turns
from portal.notices import models as notices
from portal.notices.push import models as push
from portal.notices.undelivered import models as undelivered
from portal.opportunities import models as opportunities
from portal.people import models as people
from portal.plans import models as plans
from portal.programmes import models as programmes
from portal.roles import models as roles
from portal.saved import models as saved
from portal.skills import models as skills
from portal.skills.merging import models as merged
from portal.validation import models as validation

MODULES = (
    audit, guard, handed, outbox, timed, people, accounts, notices, skills, merged, validation,
    roles, saved, learning, own_learning, received, drip, mentorship, approaches, mentors, together,
    aspirations, plans, programmes, insights, assigning, acting, curate, turns,
    concerns, push, undelivered, opportunities, communities, checkins, conversations,
    feedback,
)  # fmt: skip


def all_known(base: type[Base]) -> MetaData:
    """The metadata, with the tables of every module above in it."""
    return base.metadata


def of(dialect: str) -> list[MetaData]:
    """Every table of a database of this kind: PostgreSQL may hold the search index as well.

    Models say for SQLite alone which rows an index is for; that is true of both. Said for both, it
    would bring what SQLAlchemy knows of PostgreSQL into every process: 5 MB.
    """
    own = all_known(Base)
    if dialect != "postgresql":
        return [own]
    for table in own.tables.values():
        for one in table.indexes:
            where = one.dialect_options["sqlite"]["where"]
            one.dialect_options["postgresql"]["where"] = where
    index: MetaData = import_module("search_index.postgresql.tables").metadata
    return [own, index]
