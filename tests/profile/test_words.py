"""My headline, about me, and what I have done."""

import re
from uuid import uuid4

import pytest

from portal import clock
from portal.answers import FLASH_COOKIE
from portal.db import db
from portal.people.models import Experience, Person
from tests.profile.test_skills import text

pytestmark = pytest.mark.one_database


def me(cast):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Person, cast.ada.id)


def words(**more):
    return {"headline": "Permits, kindly", "about": "I like maps.", "version": "1"} | more


def deed(**more):
    return {
        "title": "Festival marshal",
        "organisation": "Parks",
        "start_month": "5",
        "start_year": "2022",
        "end_month": "",
        "end_year": "",
        "description": "Kept 300 people dry.",
    } | more


def done(cast):
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Experience).filter_by(person_id=cast.ada.id).one_or_none()


def test_words_are_saved_as_a_page_and_in_place(ada, cast):
    ada.get("/me/edit")
    page = ada.follow(ada.post("/me/edit", words()))
    assert "Permits, kindly" in text(page)
    answer = ada.post("/me/edit", words(headline="Maps", version="2"), htmx=True)
    assert text(answer).lstrip().startswith("<section")
    assert "Saved" in text(answer)
    assert me(cast).headline == "Maps"
    assert "Maps" in text(ada.get("/me/words", htmx=True))


KEPT = [
    "שלום, עולם",
    "مرحبا \u200fبكم",
    "👩🏽\u200d🔧 fixes things",
    "Ǻ n\u0303 ế",
    'two\nlines\n\nand <i>signs</i> & "quotes" {{ 7*7 }}',
    "日本語の文章",
]


@pytest.mark.parametrize("about", KEPT)
def test_any_script_comes_back_exactly(ada, cast, about):
    ada.post("/me/edit", words(about=about.replace("\n", "\r\n")))
    assert me(cast).about == about
    assert "{{" not in about or "{{ 7*7 }}" in ada.get("/me").get_data(as_text=True)


def test_characters_nobody_types_are_left_out(ada, cast):
    ada.post("/me/edit", words(headline="A\0B\x07C\x1b[31m", about="tab\there\x00"))
    assert (me(cast).headline, me(cast).about) == ("ABC[31m", "tab\there")


@pytest.mark.parametrize(("field", "limit"), [("headline", 160), ("about", 2000)])
def test_too_much_is_refused_in_words_and_kept(ada, cast, field, limit):
    form = text(ada.get("/me/edit"))
    assert f'maxlength="{limit}"' in form
    ada.post("/me/edit", words(**{field: "ä" * limit}))
    for count in (limit + 1, 10_000):
        typed = "🎈" * count
        answer = ada.post("/me/edit", words(**{field: typed}), status=422)
        assert f"Keep this to {limit:,} characters. You have written {count:,}." in text(answer)
        assert typed in text(answer)
        ada.post("/me/edit", words(**{field: typed}), htmx=True, status=422)
    assert getattr(me(cast), field) == "ä" * limit


def test_a_second_tab_sees_both_texts(ada, cast):
    ada.post("/me/edit", words(about="The first tab."))
    for htmx in (True, False):
        answer = ada.post("/me/edit", words(about="The second tab."), htmx=htmx, status=409)
        assert "The first tab." in text(answer)
        assert "The second tab." in text(answer)
    version = re.search(r'name="version" value="(\d+)"', text(answer))[1]
    assert me(cast).about == "The first tab."
    ada.post("/me/edit", words(about="The second tab.", version=version))
    assert me(cast).about == "The second tab."


def test_two_tabs_with_the_same_words_agree(ada, cast):
    for _ in range(2):
        ada.post("/me/edit", words())
    assert me(cast).version == 2


def test_nothing_but_words_is_read(ada, cast):
    more = {
        "name": "Boss",
        "manager_id": "",
        "job_title": "Mayor",
        "level": "5",
        "left_on": "2020-01-01",
    }
    ada.post("/me/edit", words(**more))
    person = me(cast)
    assert (person.name, person.job_title, person.level) == ("Ada Okafor", "Officer", 2)
    assert person.manager_id == cast.manu.id


def test_something_done_is_added_edited_and_removed(ada, cast):
    ada.get("/me/experience/add")
    page = ada.follow(ada.post("/me/experience/add", deed()))
    assert "May 2022 to today" in text(page)
    row = done(cast)
    ada.get(f"/me/experience/{row.id}/edit")
    ada.get(f"/me/experience/{row.id}/edit", htmx=True)
    change = deed(end_month="1", end_year="2024", version="1")
    answer = ada.post(f"/me/experience/{row.id}/edit", change, htmx=True)
    assert "May 2022 to January 2024" in text(answer)
    ada.get(f"/me/experience/{row.id}", htmx=True)
    ada.get(f"/me/experience/{row.id}/remove")
    assert "cannot be taken back" in text(ada.get(f"/me/experience/{row.id}/remove", htmx=True))
    ada.post(f"/me/experience/{row.id}/remove", htmx=True)
    assert done(cast) is None


def test_a_double_click_adds_once(ada, cast):
    for _ in range(2):
        ada.post("/me/experience/add", deed(_once="k1"))
    assert done(cast) is not None


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_the_second_click_is_told_that_it_was_saved(ada, cast, htmx):
    ada.post("/me/experience/add", deed(_once="k1"))
    ada.client.delete_cookie(FLASH_COOKIE)  # the browser dropped the first answer
    answer = ada.post("/me/experience/add", deed(_once="k1"), htmx=htmx)
    ahead = answer.headers["HX-Redirect"] if htmx else answer.location
    assert "That was done already." in text(ada.get(ahead))
    assert "That was done already." not in text(ada.get(ahead)), "it is said once"
    assert done(cast) is not None


def test_what_the_first_answer_said_stays(ada, cast):
    said = [ada.post("/me/experience/add", deed(_once="k1")) for _ in range(2)][-1]
    page = text(ada.follow(said))
    assert "Festival marshal added." in page
    assert "That was done already." not in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": "  "}, "Write what you did."),
        ({"title": "x" * 121}, "Keep this to 120 characters."),
        ({"organisation": "x" * 10_000}, "Keep this to 120 characters."),
        ({"description": "x" * 1001}, "Keep this to 1,000 characters."),
        ({"start_month": ""}, "Say when it started: month and year."),
        ({"start_month": "13"}, "Say when it started: month and year."),
        ({"start_year": "soon"}, "Say when it started: month and year."),
        ({"start_year": "0"}, "Say when it started: month and year."),
        ({"start_year": "1066"}, "Write a year after 1930."),
        ({"start_year": "99999"}, "Write a year with four digits."),
        ({"start_year": str(clock.today().year + 1)}, "It cannot start in the future."),
        ({"end_month": "4", "end_year": "2022"}, "It cannot end before it started."),
        ({"end_month": "4"}, "Say when it ended: month and year."),
    ],
)
def test_what_is_wrong_with_a_deed_is_said_and_nothing_is_lost(ada, cast, wrong, message):
    answer = ada.post("/me/experience/add", deed(**wrong), status=422)
    assert message in text(answer)
    assert deed(**wrong)["description"] in text(answer)
    assert done(cast) is None


def test_a_second_tab_with_a_deed_is_told(ada, cast):
    ada.post("/me/experience/add", deed())
    row = done(cast)
    at = f"/me/experience/{row.id}/edit"
    ada.post(at, deed(title="First tab", version="1"))
    answer = ada.post(at, deed(title="Second tab", version="1"), htmx=True, status=409)
    assert "First tab" in text(answer)
    assert "Second tab" in text(answer)
    ada.post(at, deed(title="First tab", version="1"))
    assert done(cast).version == 2


def test_nobody_else_edits_what_i_have_done(ada, mei, cast):
    ada.post("/me/experience/add", deed())
    at = f"/me/experience/{done(cast).id}"
    for path in (f"{at}/edit", f"{at}/remove"):
        mei.get(path, status=404)
        mei.post(path, deed(version="1"), status=404)
    mei.get(at, status=404)
    ada.get(f"/me/experience/{uuid4()}/edit", status=404)


def test_the_one_next_thing_follows_what_is_there(ada, cast):
    page = text(ada.get("/me"))
    assert "You have 0 of the 5 things" in page
    assert "add 5 skills with your level" in page
    ada.post("/me/edit", words())  # which helps nobody to find what fits
    assert "You have 0 of the 5 things" in text(ada.get("/me"))
    ada.post("/me/skills", {"skill": "Budgeting", "level": "3", "propose": "1"})
    page = text(ada.get("/me"))
    assert "You have 1 of the 5 things" in page  # it is fresh
    assert "add 4 skills with your level" in page


def test_a_month_beyond_every_calendar_is_answered_in_words(ada):
    far = {"title": "A post", "start_month": "9" * 30, "start_year": "2020"}
    answer = ada.post("/me/experience/add", far, status=422).get_data(as_text=True)
    assert "Say when it started" in answer
