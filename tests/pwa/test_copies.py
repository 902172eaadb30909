"""Copies of one's own pages, for a device of one's own."""

import re
from datetime import date

import pytest

from portal import copies
from portal.db import db
from portal.people.models import Experience
from portal.skills.models import Evidence
from tests.aspirations.conftest import enter_as  # noqa: F401 - a fixture
from tests.profile.making import has
from tests.pwa.test_waiting import seal_in

pytestmark = pytest.mark.one_database

COPY = {"headers": {copies.HEADER: "1"}}


@pytest.mark.parametrize("path", copies.PAGES)
def test_a_copy_says_whose_it_is_and_of_which_release(ada, path):
    answer = ada.get(path, **COPY)
    tag, release = answer.headers[copies.HEADER].split()
    assert tag == seal_in(answer.text)[0]
    assert f'"aspire-static-" + "{release}"' in ada.get("/service-worker.js").text.replace(
        "STATIC", '"aspire-static-"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "You are offline." in answer.text
    assert "data-kept-page" in answer.text
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[1]
    assert set(re.findall(r'nonce="([^"]+)"', answer.text)) == {nonce}


@pytest.mark.parametrize("path", ["/roles", "/insights", "/mentorship", "/me/visibility"])
def test_other_pages_are_not_made_to_be_kept(enter_as, cast, path):  # noqa: F811
    answer = enter_as(cast.hana).get(path, **COPY)
    assert copies.HEADER not in answer.headers
    assert "data-kept-page" not in answer.text


def test_nothing_is_made_to_be_kept_for_nobody(visitor):
    assert copies.HEADER not in visitor.get("/me", status=303, **COPY).headers
    assert "data-kept-page" not in visitor.get("/privacy", **COPY).text


def test_only_who_asks_for_a_copy_gets_one(ada):
    for path in copies.PAGES:
        answer = ada.get(path)
        assert copies.HEADER not in answer.headers
        assert "data-kept-page" not in answer.text


def test_the_people_one_leads_are_in_no_copy(enter_as, cast):  # noqa: F811
    manu = enter_as(cast.manu)
    assert cast.ada.name in manu.get("/").text
    assert cast.ada.name in manu.get("/me").text
    for path in copies.PAGES:
        assert cast.ada.name not in manu.get(path, **COPY).text, path


def test_a_copy_leaves_the_message_of_the_last_change_to_the_page(ada):
    ada.post("/me/edit", {"about": "Tides.", "headline": "", "version": "1"})
    assert "data-toast>" not in ada.get("/me/experience/add", **COPY).text
    assert "data-toast>" in ada.get("/me").text


def test_a_copy_has_the_forms_of_every_entry_and_a_page_does_not(ada, cast):
    done = Experience(person_id=cast.ada.id, title="Harbour host", started_on=date(2022, 5, 1))
    db.session.add(done)
    row = has(cast.ada, "Catering")
    proof = Evidence(person_id=cast.ada.id, skill_id=row.skill_id, kind="project", title="A feast")
    db.session.add(proof)
    db.session.commit()
    changed = {"/me": f"/me/experience/{done.id}", "/me/evidence": f"/me/evidence/{proof.id}"}
    for path, entry in changed.items():
        for deed in ("edit", "remove"):
            form = f'action="{entry}/{deed}"'
            assert form in ada.get(path, **COPY).text
            assert form not in ada.get(path).text
    copy = ada.get("/me/evidence", **COPY).text
    for kind in ("experience", "project", "certificate", "learning", "feedback"):
        assert f'action="/me/evidence/add?kind={kind}"' in copy
    assert copy.count("Harbour host") == 1  # to be linked


def test_what_was_opened_before_it_changed_is_asked_about_before_it_goes(ada, cast):
    done = Experience(
        person_id=cast.ada.id, title="Harbour host", started_on=date(2022, 5, 1), version=2
    )
    row = has(cast.ada, "Catering")
    proof = Evidence(
        person_id=cast.ada.id, skill_id=row.skill_id, kind="project", title="A feast", version=2
    )
    db.session.add_all([done, proof])
    db.session.commit()
    for path in (f"/me/experience/{done.id}/remove", f"/me/evidence/{proof.id}/remove"):
        answer = ada.post(path, {"version": "1"}, status=409)
        assert "You saved this somewhere else after you opened it here." in answer.text
        assert 'name="version" value="2"' in answer.text
        assert 'data-offline="Remove “' in answer.text
        ada.post(path, {"version": "2"})
        ada.post(path, {"version": "2"}, status=404)


def test_what_shows_a_skill_can_be_added_where_the_skill_is_chosen(ada, mei, cast):
    row, hers = has(cast.ada, "Catering"), has(cast.mei, "Sailing")
    address = "/me/evidence/add?kind=project"
    assert "Choose one of your skills." in ada.post(address, {"title": "A feast"}, status=422).text
    ada.post(address, {"title": "A feast", "skill_id": str(hers.skill_id)}, status=422)
    done = ada.post(address, {"title": "A feast", "skill_id": str(row.skill_id)})
    assert done.location == "/me/evidence"
    page = ada.get("/me/evidence").text
    assert "A feast" in page
    assert "Project added to Catering." in page
    ada.get("/me/evidence/add?kind=nothing", status=404)
    assert "Nothing yet" in mei.get("/me/evidence").text


def test_no_copy_names_the_line_manager(ada, cast):
    assert cast.manu.name in ada.get("/me/aspirations").text
    for path in copies.PAGES:
        assert cast.manu.name not in ada.get(path, **COPY).text, path
    assert "My line manager" in ada.get("/me/aspirations", **COPY).text
