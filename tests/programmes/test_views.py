"""The pages of programmes, as HR and as members walk through them."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db
from portal.mentorship.models import Mentorship
from portal.notices.models import Notice
from portal.programmes.models import Member, MemberChoice, Programme
from portal.work import once
from tests.checking import Browser
from tests.programmes.conftest import joins, make, pairs

pytestmark = pytest.mark.one_database


def form(**more):
    today = clock.today()
    days = {"joining_from": 0, "joining_until": 14, "starts_on": 21, "ends_on": 200}
    return {
        "name": "First steps into leading", "purpose": "So that new leaders are not alone.",
        "words": "", "months_least": "3", "months": "6", "months_most": "9", "roles": "",
        **{name: str(today + timedelta(days=n)) for name, n in days.items()},
    } | more  # fmt: skip


def test_hr_makes_one_opens_it_and_people_join_by_themselves(app, here, hana, ada):
    cast = here.cast
    assert "No programme yet" in hana.get("/programmes").text
    assert "before it begins" in hana.post(
        "/programmes/new", form(joining_until=str(clock.today() - timedelta(days=1))), status=422
    ).text  # fmt: skip
    assert "No role has this title" in hana.post(
        "/programmes/new", form(roles="Wizard"), status=422
    ).text  # fmt: skip
    only = form(departments=cast.permits.id.hex)
    page = hana.follow(hana.post("/programmes/new", only)).text
    assert "Draft" in page
    assert "Permits" in page
    key = db.session.query(Programme).one().id
    path = f"/mentorship/programmes/{key}"
    ada.get(path, status=404)
    hana.follow(hana.post(f"/programmes/{key}/open", {}))
    assert "First steps into leading" in ada.get("/mentorship").text
    page = ada.get(path).text
    assert "Hana Raman of HR reads what you write here" in page
    assert "stay hidden" in page
    written = {"mentee": "y", "months": "6", "more_wants": "leading meetings", "goals": "Lead one"}
    ada.get(f"{path}/people", status=404)
    again = ada.post(path, written | {"more_wants": "Leeding"}, status=422).text
    assert "No skill is called" in again
    assert "Lead one" in again
    assert "You are in" in ada.follow(ada.post(path, written)).text
    naming = f"{path}/people"
    assert "Nobody here is called" in ada.get(f"{naming}?q=wizard").text
    assert "I would like them" in ada.get(f"{naming}?q=noor", htmx=True).text
    ada.follow(ada.post(naming, {"person": here.noor.id, "never": "n"}))
    ada.follow(ada.post(naming, {"person": cast.sam.id, "never": "n"}))
    said = ada.follow(ada.post(naming, {"person": cast.mei.id, "never": "y"})).text
    assert "Mei Halvorsen is on your list" in said
    ada.follow(ada.post(naming, {"person": here.noor.id, "never": "y"}))  # thinks better of it
    ada.follow(ada.post(f"{naming}/remove", {"person": cast.mei.id}))
    ada.follow(ada.post(path, written | {"goals": "Lead two"}))  # keeps those who were named
    rows = {row.person_id: row.position for row in db.session.query(MemberChoice)}
    assert rows == {cast.sam.id: 1, here.noor.id: 0}
    db.session.rollback()
    sam = Browser(app).sign_in(cast.sam)
    assert "First steps" not in sam.get("/mentorship").text
    assert "for others" in sam.get(path).text
    member = db.session.query(Member).one()
    db.session.rollback()
    page = hana.get(f"/programmes/members/{member.id}").text
    assert "Sam " in page
    assert "Noor" not in page
    ada.follow(ada.post(f"{path}/leave", {}))
    assert db.session.query(Member).count() == 0


def test_the_desk_from_working_out_to_a_mentorship(app, cohort, hana, ada, mei):
    cast, path = cohort.cast, f"/programmes/{cohort.id}"
    assert "Nothing on your desk" in hana.get(f"{path}/matching").text
    assert "being worked out" in hana.follow(hana.post(f"{path}/matching", {})).text
    once()
    page = hana.get(f"{path}/matching").text
    assert hana.statements <= 6
    assert "2 pairs" in page
    assert "Teaches Leading meetings and Public speaking: 8 of 8" in page
    (pair,) = [p for p in pairs(cohort.id).values() if p.mentee_id == cast.ada.id]
    (row,) = db.session.query(Member).filter_by(person_id=cast.sam.id)
    key = row.id
    db.session.rollback()
    ada.get(f"/mentorship/proposals/{pair.id}", status=404)
    assert (
        "Unlock"
        in hana.follow(hana.post(f"/programmes/pairs/{pair.id}/keep", {"kept": "yes"})).text
    )
    hana.follow(hana.post(f"/programmes/members/{key}/aside", {"out": "yes"}))
    assert "Put aside" in hana.get(f"{path}/matching").text
    hana.follow(hana.post(f"/programmes/members/{key}/aside", {"out": "no"}))
    assert "Propose Noor Adeyemi" in hana.get(f"/programmes/members/{key}").text
    again = {"mentor": str(cohort.noor.id)}
    assert "2 pairs" in hana.follow(hana.post(f"/programmes/members/{key}/match", again)).text
    hana.post(f"/programmes/members/{key}/match", {"mentor": "x"}, status=400)
    assert "Sent, waits for both" in hana.follow(hana.post(f"{path}/send", {})).text
    assert "would like a mentor" in mei.get("/mentorship").text
    assert "Yes, I would like to" in mei.get(f"/mentorship/proposals/{pair.id}").text
    mei.follow(mei.post(f"/mentorship/proposals/{pair.id}/yes", {}))
    assert "has said yes" in ada.get(f"/mentorship/proposals/{pair.id}").text
    said = ada.follow(ada.post(f"/mentorship/proposals/{pair.id}/yes", {}))
    assert "your mentorship begins today" in said.text
    assert db.session.query(Mentorship).one().programme_id == cohort.id
    page = hana.get(f"{path}/matching").text
    assert "Both said yes" in page
    assert "1 came together, 1 wait for an answer, 0 not this time" in page
    assert "Figures come once" in hana.get(path).text
    mine, together = f"/mentorship{path}", db.session.query(Mentorship).one().id
    db.session.rollback()
    assert "Match me again" not in ada.get(mine).text
    ada.post(f"/mentorship/{together}/end", {})
    assert "The programme you met in" in ada.get(f"/mentorship/{together}").text
    assert "Match me again" in ada.get(mine).text
    said = ada.follow(ada.post(f"{mine}/again", {})).text
    assert "You are in the matching again" in said
    assert "Match me again" not in said


@pytest.mark.one_database
def test_who_does_not_look_after_it_reads_nothing_of_members(app, cohort, hana):
    cast = cohort.cast
    other = make(cast.mei, name="Of others")
    joins(other, cast.sam, wants=cohort.both)
    member = db.session.query(Member).filter_by(programme_id=other).one().id
    db.session.rollback()
    assert "Sam" not in hana.get(f"/programmes/{other}").text
    for path in (f"/programmes/{other}/matching", f"/programmes/members/{member}"):
        hana.get(path, status=404)
    hana.post(f"/programmes/{other}/send", {}, status=404)
    hana.follow(hana.post(f"/programmes/{other}/look-after", {}))
    hana.get(f"/programmes/members/{member}")
    once()
    (notice,) = db.session.query(Notice).filter_by(kind="mentorship.programme_owned").all()
    assert (notice.person_id, "Hana Raman" in notice.words) == (cast.sam.id, True)


@pytest.mark.one_database
def test_two_who_write_at_once_are_both_heard(app, cohort, hana):
    path = f"/programmes/{cohort.id}/edit"
    page = hana.get(path).text
    assert 'name="version" type="hidden" value="1"' in page
    same = form(version="1", purpose="One", joining_until=str(clock.today() + timedelta(days=14)))
    hana.follow(hana.post(path, same))
    for what, why in (("months", "how long a mentorship lasts"), ("starts_on", "the start stay")):
        other = {"months": "5", "starts_on": str(clock.today() + timedelta(days=30))}[what]
        assert why in hana.post(path, same | {"version": "2", what: other}, status=422).text
    answer = hana.post(path, same | {"purpose": "Two"}, status=409)
    assert "Somebody changed this programme" in answer.text
    assert "Two" in answer.text
