"""What shows a skill: added, edited, removed, and read by those who may; the story of a skill."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from portal import clock
from portal.audience import Audience
from portal.db import db, transaction
from portal.people.models import Experience
from portal.skills import evidence, own
from portal.skills.models import Evidence, PersonSkill, PersonSkillEvent
from tests.profile.making import fresh, has, skill

pytestmark = pytest.mark.one_database

CERTIFICATE = {"title": "Food hygiene", "month": "3", "year": "2024", "valid_until": "2031-05-01",
               "url": "example.org/cert", "note": "Level 2"}  # fmt: skip


def text(response):
    return response.get_data(as_text=True)


def post(person, title="Harbour host", **more):
    row = Experience(person_id=person.id, title=title, **({"started_on": date(2022, 5, 1)} | more))
    db.session.add(row)
    db.session.commit()
    return row


def shows(row, kind="project", **more):
    entry = Evidence(
        person_id=row.person_id, skill_id=row.skill_id, kind=kind, **({"title": kind} | more)
    )
    db.session.add(entry)
    db.session.commit()
    return entry


def all_of(row):
    db.session.rollback()
    return evidence.of_skill(row.person_id, row.skill_id)


def test_a_certificate_is_shown_and_kept_in_the_history(ada, cast):
    row = has(cast.ada, "Catering")
    ada.get(f"/me/skills/{row.id}/evidence?kind=certificate")
    answer = ada.post(f"/me/skills/{row.id}/evidence?kind=certificate", CERTIFICATE)
    assert answer.location == f"/me/skills/{row.id}/story#evidence"
    page = text(ada.get(f"/me/skills/{row.id}/story"))
    for words in ("Food hygiene", "valid until 1 May 2031", "March 2024", "Level 2"):
        assert words in page
    assert 'href="https://example.org/cert" rel="noopener noreferrer' in page
    assert "Certificate added as evidence" in page
    [entry] = all_of(row)
    assert (entry.valid_until, entry.happened_on) == (date(2031, 5, 1), date(2024, 3, 1))
    assert "1 piece of evidence" in text(ada.get("/me"))


@pytest.mark.parametrize("kind", ["learning", "project", "feedback"])
def test_each_kind_has_a_form_of_its_own(ada, cast, kind):
    row = has(cast.ada, "Catering")
    assert "valid_until" not in text(ada.get(f"/me/skills/{row.id}/evidence?kind={kind}"))
    ada.post(f"/me/skills/{row.id}/evidence?kind={kind}", CERTIFICATE | {"month": "", "year": ""})
    [entry] = all_of(row)
    assert (entry.kind, entry.valid_until, entry.happened_on) == (kind, None, None)


def test_what_i_have_done_can_be_linked_once(ada, mei, cast):
    row, mine, hers = has(cast.ada, "Catering"), post(cast.ada), post(cast.mei, "Secret post")
    address = f"/me/skills/{row.id}/evidence?kind=experience"
    page = text(ada.get(address))
    assert "Harbour host" in page
    assert "Secret post" not in page
    for wrong in ("", "x", str(hers.id)):
        answer = ada.post(address, {"experience_id": wrong}, status=422)
        assert "Choose one of the things you have done." in text(answer)
    ada.post(address, {"experience_id": str(mine.id), "note": "Every summer"})
    again = ada.post(address, {"experience_id": str(mine.id)}, status=422)
    assert "linked to this skill already" in text(again)
    assert [e.experience_id for e in all_of(row)] == [mine.id]


def test_without_experience_the_way_to_add_some_is_shown(ada, cast):
    row = has(cast.ada, "Catering")
    page = text(ada.get(f"/me/skills/{row.id}/evidence?kind=experience"))
    assert "/me/experience/add" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "Say in a few words what it is."),
        ({"title": "x" * 161}, "Keep this to 160 characters."),
        ({"url": "javascript:alert(1)"}, "Write the address of a page"),
        ({"url": "ftp://example.org"}, "Write the address of a page"),
        ({"url": "https://ada@example.org/"}, "Write the address of a page"),
        ({"url": "data:text/html,x"}, "Write the address of a page"),
        ({"url": "https://localhost"}, "Write the address of a page"),
        ({"url": 'https://a.example/" onclick=x'}, "Write the address of a page"),
        ({"url": "https://a.example/" + "x" * 600}, "Write the address of a page"),
        ({"month": "3", "year": ""}, "Say the month and the year"),
        ({"month": "3", "year": "2200"}, "It cannot be in the future."),
        ({"valid_until": "soon"}, "Write a day such as 2027-03-31"),
        ({"valid_until": "0001-01-01"}, "Write a year between"),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_nothing_is_lost(ada, cast, changes, words):
    row = has(cast.ada, "Catering")
    answer = ada.post(
        f"/me/skills/{row.id}/evidence?kind=certificate", CERTIFICATE | changes, status=422
    )
    assert words in text(answer)
    assert "Level 2" in text(answer)
    assert all_of(row) == []


def test_a_kind_that_is_none_is_not_found(ada, cast):
    row = has(cast.ada, "Catering")
    for kind in ("", "x", "medal"):
        ada.get(f"/me/skills/{row.id}/evidence?kind={kind}", status=404)
        ada.post(f"/me/skills/{row.id}/evidence?kind={kind}", CERTIFICATE, status=404)


def test_there_is_an_end_to_the_number(ada, cast):
    row = has(cast.ada, "Catering")
    for number in range(evidence.MOST):
        shows(row, title=f"Project {number}")
    answer = ada.post(f"/me/skills/{row.id}/evidence?kind=project", {"title": "More"}, status=422)
    assert "Remove one before you add another" in text(answer)
    assert "kind=project" not in text(ada.get(f"/me/skills/{row.id}/story"))


def test_an_entry_is_edited_and_a_second_tab_loses_nothing(ada, cast):
    entry = shows(has(cast.ada, "Catering"), title="Old words")
    address = f"/me/evidence/{entry.id}/edit"
    ada.get(address)
    other = {"title": "From here", "version": "1"}
    ada.post(address, {"title": "From there", "version": "1"})
    page = text(ada.post(address, other, status=409))
    assert "From there" in page
    assert 'value="From here"' in page
    assert "Keep mine" in page
    ada.post(address, {"title": "From there", "version": "1"})
    ada.post(address, other | {"version": "2"})
    assert fresh(entry).title == "From here"


def test_removing_asks_first(ada, cast):
    row = has(cast.ada, "Catering")
    entry = shows(row)
    assert "gone for good" in text(ada.get(f"/me/evidence/{entry.id}/remove"))
    assert fresh(entry) is not None
    ada.post(f"/me/evidence/{entry.id}/remove")
    assert all_of(row) == []
    assert "Project removed as evidence" in text(ada.get(f"/me/skills/{row.id}/story"))


def test_nobody_else_comes_near_it(ada, mei, hana, cast):
    row = has(cast.ada, "Catering")
    entry = shows(row)
    for person in (mei, hana):
        for path in (f"/me/evidence/{entry.id}/edit", f"/me/evidence/{entry.id}/remove"):
            person.get(path, status=404)
            person.post(path, {"title": "x"}, status=404)
        person.get(f"/me/skills/{row.id}/story", status=404)
        person.post(f"/me/skills/{row.id}/evidence?kind=project", {"title": "x"}, status=404)
        person.post(f"/me/skills/{row.id}/review", status=404)
    assert fresh(entry).title == "project"
    ada.get(f"/me/evidence/{uuid4()}/edit", status=404)


def test_readers_see_evidence_of_what_is_open_to_them_and_no_post_that_is_not(cast):
    row = has(cast.ada, "Catering", audience=Audience.MANAGER)
    shows(row, title="A project")
    closed = post(cast.ada, "Closed", audience=Audience.MENTORS)
    shows(row, "experience", title="", experience_id=closed.id)
    hidden = has(cast.ada, "Unrated", 0)
    shows(hidden)

    def seen(groups):
        asked = [row.skill_id, hidden.skill_id]
        found = evidence.open_to(cast.ada.id, groups, asked)
        assert evidence.open_to(cast.ada.id, groups, []) == {}
        return sum(len(entries) for entries in found.values())

    assert seen(Audience.NOBODY) == seen(Audience.HR) == seen(Audience.MENTORS) == 0
    assert seen(Audience.MANAGER) == 1
    assert seen(Audience.MANAGER | Audience.MENTORS) == 2


def test_evidence_comes_back_with_a_skill_that_is_put_back(ada, cast):
    row = has(cast.ada, "Catering")
    entry = shows(row)
    with transaction():
        step = own.remove(db.session.get_one(PersonSkill, row.id)).id
    ada.get(f"/me/evidence/{entry.id}/edit", status=404)
    assert evidence.open_to(cast.ada.id, Audience.EVERYONE, [row.skill_id]) == {}
    ada.post(f"/me/skills/undo/{row.skill_id}?step={step}")
    assert len(evidence.open_to(cast.ada.id, Audience.EVERYONE, [row.skill_id])) == 1


def test_a_certificate_that_runs_out_is_said_in_the_list(ada, cast):
    row = has(cast.ada, "Catering")
    shows(row, "certificate", valid_until=clock.today() + timedelta(days=30))
    assert "Certificate runs out on" in text(ada.get("/me"))
    entry = db.session.query(Evidence).one()
    entry.valid_until = clock.today() - timedelta(days=30)
    db.session.commit()
    assert "Certificate ran out in" in text(ada.get("/me"))
    shows(row, "certificate", valid_until=clock.today() + timedelta(days=600))
    assert "Certificate r" not in text(ada.get("/me"))


def test_the_story_tells_every_event_with_the_department_of_its_time(ada, cast):
    row = has(cast.ada, "Catering", 2)
    form = {"level": "3", "interest": "more", "audience": "8", "version": "1"}
    ada.post(f"/me/skills/{row.id}/edit", form | {"used_month": "5", "used_year": "2024"})
    with transaction():
        row = db.session.get_one(PersonSkill, row.id)
        own.confirm(row, cast.mei.id, 2)
        row.person.department_id = cast.parks.id
    ada.post(f"/me/skills/{row.id}/review", {"used": "1"})
    page = text(ada.get(f"/me/skills/{row.id}/story"))
    for words in (
        "Added as Working",
        "Changed: from Working to Skilled; want to use more; last used in May 2024",
        "Mei Halvorsen confirmed it as Working",
        "Still right, and used in",
        "Permits",
        "Parks",
        'role="img"',
    ):
        assert words in page, words
    assert ada.statements <= 10


def test_the_story_of_a_word_that_is_no_longer_used_says_why(ada, cast):
    known = skill("Telegraphy", status="deprecated", retired_because="We have no telegraph.")
    row = PersonSkill(person_id=cast.ada.id, skill_id=known.id, level=3)
    db.session.add(row)
    db.session.commit()
    for path in ("/me", f"/me/skills/{row.id}/story"):
        assert "We have no telegraph." in text(ada.get(path))


def test_still_right_is_one_tap_with_a_way_back(ada, cast):
    long_ago = clock.now() - timedelta(days=800)
    row = has(cast.ada, "Catering", reviewed_at=long_ago, created_at=long_ago)
    assert "Not used or looked over since" in text(ada.get("/me"))
    answer = ada.post(f"/me/skills/{row.id}/review", htmx=True)
    assert "Saved" in text(answer)
    assert "Not used" not in text(answer)
    assert ada.statements <= 20
    step = db.session.query(PersonSkillEvent.id).filter_by(event="reviewed").scalar()
    ada.post(f"/me/skills/undo/{row.skill_id}?step={step}", htmx=True)
    assert abs(fresh(row).reviewed_at - long_ago) < timedelta(seconds=1)
    ada.post(f"/me/skills/{row.id}/review", {"used": "1"}, htmx=True)
    assert fresh(row).last_used_on == clock.today().replace(day=1)


def test_when_it_was_last_used_is_kept_by_a_form_that_does_not_ask(ada, cast):
    row = has(cast.ada, "Catering", last_used_on=date(2024, 5, 17))
    form = {"level": "2", "interest": "happy", "audience": "8", "version": "1"}
    ada.post(f"/me/skills/{row.id}/edit", form)
    assert fresh(row).version == 1
    wrong = {"used_month": "5", "used_year": "2999"}
    assert "in the future" in text(ada.post(f"/me/skills/{row.id}/edit", form | wrong, status=422))
    ada.post(f"/me/skills/{row.id}/edit", form | {"used_month": "", "used_year": ""})
    assert fresh(row).last_used_on is None
