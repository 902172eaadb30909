"""What Maya keeps of her search for a role: searches, looks, a role put aside, one shared."""

from datetime import timedelta
from typing import Any
from uuid import uuid5

from sqlalchemy import exists, insert, literal, null, select

from portal import clock
from portal.db import db
from portal.demo.population import Member
from portal.demo.structure import City
from portal.notices import rules as notices
from portal.opportunities.documents import found
from portal.opportunities.models import Opportunity
from portal.roles.models import Role
from portal.saved.models import (
    Find,
    NotInterested,
    OpportunityTerms,
    RecentRole,
    RoleTerms,
    SavedSearch,
    Share,
)
from portal.saved.wanted import read

# Query, name (or the one it would get), rhythm, how many days ago it was saved.
SEARCHES = (
    ("q=outreach", "Meeting people", "at_once", 40),
    ("family=Customer+and+community&level=3&level=4", "", "weekly", 15),
)
FOUND = "Health Outreach Worker"
LOOKED_AT = (
    ("Community Outreach Coordinator", 3), ("Library Outreach Assistant", 20),
    ("Recreation Programme Leader", 51), ("Communications Officer", 150),
    ("Community Partnerships Manager", 200),
)  # fmt: skip
ASIDE = ("Contact Centre Agent", "level")
SHARED = ("Grants Officer", "You read rules like others read the paper. This made me think of you.")


def stories(cast: dict[str, Member], crew: list[Member], city: City) -> None:
    """Maya's searches, one with something new; what she looked at; what a colleague shared."""
    maya, now = cast["employee"], clock.now()
    _known()
    searches = [_search(maya, *told) for told in SEARCHES]
    db.session.execute(insert(SavedSearch), searches)
    first, found = searches[0], now - timedelta(hours=5)
    find = Find(search_id=first["id"], role_id=city.roles[FOUND], found_at=found, told_at=found)
    db.session.add(find)
    db.session.flush()
    notices.tell(
        maya.id, key=f"alert:{find.id}", kind="search.alert", path=f"/me/searches/{first['id']}",
        what="1 new role", search=first["name"],
    )  # fmt: skip
    looked = [
        {"person_id": maya.id, "role_id": city.roles[title], "at": now - timedelta(hours=hours)}
        for title, hours in LOOKED_AT
    ]
    db.session.execute(insert(RecentRole), looked)
    title, reason = ASIDE
    db.session.add(NotInterested(person_id=maya.id, role_id=city.roles[title], reason=reason))
    _share(maya, crew[2], city)


def _known() -> None:
    """The roles of the city, and what is offered in it, are new to nobody."""
    unknown = ~exists().where(RoleTerms.role_id == Role.id)
    rows = select(Role.id, null(), literal(True)).where(unknown)
    db.session.execute(insert(RoleTerms).from_select(["role_id", "terms", "due"], rows))
    marks = OpportunityTerms
    unknown = ~exists().where(marks.opportunity_id == Opportunity.id)
    rows = select(Opportunity.id, null(), literal(True)).where(found(), unknown)
    db.session.execute(insert(marks).from_select(["opportunity_id", "terms", "due"], rows))


def _search(maya: Member, query: str, name: str, rhythm: str, days: int) -> dict[str, Any]:
    wanted = read(query)
    at = clock.now() - timedelta(days=days)
    return {
        "id": uuid5(maya.id, wanted.query), "person_id": maya.id, "query": wanted.query,
        "name": name or wanted.name, "rhythm": rhythm, "created_at": at,
        "seen_at": clock.now() - timedelta(days=2), "removed_at": None,
    }  # fmt: skip


def _share(maya: Member, colleague: Member, city: City) -> None:
    title, word = SHARED
    share = Share(
        sharer_id=colleague.id, receiver_id=maya.id, role_id=city.roles[title], word=word,
        told=True, at=clock.now() - timedelta(days=1, hours=3),
    )  # fmt: skip
    db.session.add(share)
    db.session.flush()
    notices.tell(
        maya.id, key=f"share:{share.id}", kind="share.role", path=f"/shares/{share.id}",
        who=colleague.name, title=title,
    )  # fmt: skip
