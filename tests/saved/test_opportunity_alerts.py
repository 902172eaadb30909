"""Saved searches for opportunities tell what is new, once, and only to whom it may be something."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.opportunities.models import Opportunity
from portal.people.models import Person
from portal.roles.models import Role, RoleAlias
from portal.saved import ledger, rules
from portal.saved.models import Of, Rhythm, SavedSearch
from portal.search import alerts
from tests.index import in_step
from tests.saved.conftest import finds, planner, tick, told

PATH = "/opportunities/searches"


def offered(owner, title="Count the trees", *, state="published", **more):
    """Committed: an opportunity, marked as the worker does when its document is made."""
    today = clock.today()
    with transaction() as session:
        one = Opportunity(
            id=uuid4(), title=title, summary="In the old park.", hours=3, state=state,
            apply_by=today + timedelta(days=9), starts_on=today + timedelta(days=20),
            ends_on=today + timedelta(days=40), owner_id=owner.id,
            department_id=owner.department_id, **more,
        )  # fmt: skip
        session.add(one)
    changed(one)
    return one.id


def changed(one, **values):
    with transaction() as session:
        for name, value in values.items():
            setattr(session.get_one(Opportunity, one.id), name, value)
    with transaction():
        alerts.ask({f"opportunity:{one.id}"})


def saved(person, query, rhythm=Rhythm.AT_ONCE):
    with transaction():
        lock(Person, person.id)
        rules.save(person.id, query, Of.OPPORTUNITY).rhythm = rhythm


def test_what_is_new_is_told_once(app, cast, town):
    saved(cast.ada, "q=trees")
    saved(cast.mei, "q=trees&kind=gig")
    one = db.session.get_one(Opportunity, offered(cast.manu))
    tick()
    for state in ("paused", "published"):
        changed(one, state=state)
        tick()
    assert told(cast.ada) == ["1 new opportunity for your search “trees”"]
    assert told(cast.mei) == []
    ledger.fold(clock.now() + timedelta(days=1))
    assert finds() == 0
    changed(one, summary="Trees, again.", title="Count them")
    changed(one, title="Count the trees")
    tick()
    assert len(told(cast.ada)) == 1


def test_who_offers_it_and_who_comes_too_late_are_not_told(app, cast, town):
    for person in (cast.ada, cast.manu):
        saved(person, "q=trees")
    offered(cast.manu, state="draft")
    gone = offered(cast.manu)
    with transaction() as session:
        row = session.get_one(Opportunity, gone)
        row.apply_by = clock.today() - timedelta(days=1)
    tick()
    assert (told(cast.ada), told(cast.manu)) == ([], [])
    offered(cast.manu, "Trees once more")
    tick()
    assert (len(told(cast.ada)), told(cast.manu)) == (1, [])


def test_the_tab_is_part_of_the_search(app, cast, town):
    saved(cast.ada, "q=trees&show=seeking")
    offered(cast.manu)
    tick()
    assert told(cast.ada) == []
    offered(cast.manu, seeker_id=cast.mei.id)
    tick()
    assert len(told(cast.ada)) == 1


def test_an_opening_is_told_by_the_titles_of_its_role_beside_roles(app, cast, town):
    saved(cast.ada, "q=street+ambassador&kind=opening")
    with transaction() as session:
        lock(Person, cast.ada.id)
        rules.save(cast.ada.id, "q=planner").rhythm = Rhythm.AT_ONCE
        role = session.get_one(Role, town.coordinator.id)
        role.aliases.append(RoleAlias(title="Street ambassador", folded="street ambassador"))
    offered(cast.manu, "East basin", kind="opening", role_id=town.coordinator.id)
    planner(town)
    tick()
    assert told(cast.ada) == ["1 new role and 1 new opportunity for 2 of your saved searches"]


def test_what_has_closed_since_is_new_no_longer(app, ada, mei, cast, town):
    saved(cast.ada, "q=trees")
    saved(cast.mei, "q=trees&show=done")
    kept, *others = (offered(cast.manu, f"Count the trees {n}") for n in range(6))
    tick()

    def new(browser):
        listed = re.findall(r"(\d+) new<", browser.get("/me/searches").text)
        assert listed == re.findall(r"(\d+) new<", browser.get("/").text)
        return listed

    assert new(ada) == ["6"]
    states = ("closed", "cancelled", "expired", "paused", "completed")
    for key, state in zip(others, states, strict=True):
        changed(db.session.get_one(Opportunity, key), state=state, learned="We saw many trees.")
    tick()  # what is over is new to whoever looks for what others learned
    assert (new(ada), new(mei)) == (["1"], ["1"])
    for browser, person, shown in ((ada, cast.ada, 0), (mei, cast.mei, 5)):
        key = db.session.query(SavedSearch.id).filter_by(person_id=person.id).scalar()
        answer = browser.get(f"{PATH}/{key}")
        assert re.findall(r"Count the trees \d", answer.text) == [f"Count the trees {shown}"]
        answer.close()  # what is written afterwards is written
        assert new(browser) == []
    assert "What it found" in ada.get("/me/searches").text
    changed(db.session.get_one(Opportunity, kept), state="closed")
    assert "What it found" not in ada.get("/me/searches").text


@pytest.mark.one_database
def test_it_is_saved_from_the_list_and_leads_back(app, ada, cast, town):
    in_step(app.config["SETTINGS"].index_folder)
    page = ada.get("/opportunities?q=trees&kind=gig", htmx=True)
    assert f'action="{PATH}"' in page.text
    assert ada.statements <= 6
    assert f'action="{PATH}"' not in ada.get("/opportunities").text
    ada.post(PATH, {"query": "q=trees&kind=gig&sort=fit&page=2"})
    db.session.rollback()
    search = db.session.query(SavedSearch).one()
    assert (search.name, search.query) == ("trees, Gig", "q=trees&kind=gig")
    assert "Save this search" not in ada.get("/opportunities?q=trees&kind=gig").text
    assert "Save this search" in ada.get("/roles?q=trees").text
    mine = ada.get("/me/searches").text
    assert 'href="/opportunities?q=trees&amp;kind=gig"' in mine
    assert "You hear of new opportunities each morning" in mine
    with transaction() as session:
        session.get_one(SavedSearch, search.id).rhythm = Rhythm.AT_ONCE
    key = offered(cast.manu, kind="gig")
    tick()
    assert "1 new" in ada.get("/me/searches").text
    answer = ada.get(f"{PATH}/{search.id}")
    told_of = answer.text
    answer.close()  # what is written afterwards is written
    assert "Count the trees" in told_of
    assert f"/opportunities/{key}" in told_of
    assert "1 new" not in ada.get("/me/searches").text
    assert ada.get(f"/me/searches/{search.id}", status=302).location.endswith(str(search.id))
    assert "Tell me of new opportunities" in ada.get(f"/me/searches/{search.id}/edit").text
