"""An opening is found by whatever its role is called and asks for, and goes on being so."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal import clock
from portal.db import db, transaction
from portal.opportunities.models import Opportunity
from portal.roles.models import Role, RoleAlias
from portal.search import indexing
from portal.search.keeping import Index
from tests.index import in_step
from tests.pathways.catalogue import Town


@pytest.fixture
def opening(app, cast, folder):
    """An opening for a role that asks for public speaking and has another title."""
    town = Town(cast)
    today = clock.today()
    with transaction() as session:
        role = session.get_one(Role, town.coordinator.id)
        role.aliases.append(RoleAlias(title="Street ambassador", folded="street ambassador"))
        one = Opportunity(
            id=uuid4(), kind="opening", title="East basin, from spring", summary="A free place.",
            hours=37, apply_by=today + timedelta(days=9), starts_on=today + timedelta(days=40),
            ends_on=today + timedelta(days=40), owner_id=cast.manu.id, role_id=role.id,
            department_id=cast.parks.id, state="published",
        )  # fmt: skip
        session.add(one)
    in_step(folder)
    yield one.id
    indexing.forget(folder)


def found(browser, words):
    page = browser.get(f"/opportunities?q={words}").text
    return "East basin" in page.partition("Fits you best of what is open")[0]


def test_it_is_found_by_every_title_and_skill_of_its_role_and_says_why(ada, opening):
    page = ada.get("/opportunities?q=street+ambassador").text
    assert "Also called <mark>Street</mark> <mark>ambassador</mark>" in page
    assert "Also called" in ada.get("/search?q=outreach+coordinator&kind=opportunity").text
    assert "About Public <mark>speaking</mark>" in ada.get("/opportunities?q=speaking").text
    options = ada.get("/search/suggest?q=street+am", htmx=True).text
    assert "Opening: “Street ambassador”" in options


def test_it_follows_what_its_role_is_called(app, ada, folder, opening):
    assert not found(ada, "wharfinger")
    with transaction():
        role = db.session.get_one(Role, db.session.get_one(Opportunity, opening).role_id)
        role.aliases[:] = [RoleAlias(title="Wharfinger", folded="wharfinger")]
    while Index(folder).drain():
        pass
    assert found(ada, "wharfinger")
    assert not found(ada, "ambassador")
    assert indexing.differences(folder, content=True) == []
