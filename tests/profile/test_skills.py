"""My skills on my page: added, edited, removed and taken back, as pages and as rows."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from portal import clock
from portal.audience import Audience
from portal.audit import AuditEvent
from portal.db import db
from portal.skills.models import PersonSkill, Skill, Status
from tests.profile.making import ONLY_ME, edit, fresh, has, role, skill

pytestmark = pytest.mark.one_database


def text(answer):
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def mine(cast):
    db.session.rollback()
    return {
        row.skill.name: row
        for row in db.session.query(PersonSkill).filter_by(person_id=cast.ada.id)
    }


def undo_of(answer):
    return re.search(r'action="(/me/skills/undo/[^"]+)"', answer.get_data(as_text=True))[1]


def test_a_skill_is_added_by_any_of_its_names(ada, cast):
    skill("First aid", "emergency care")
    answer = ada.follow(ada.post("/me/skills", {"skill": " Emergency  CARE ", "level": "3"}))
    assert "First aid added." in text(answer)
    row = mine(cast)["First aid"]
    assert (row.level, row.interest, row.audience) == (3, "happy", Audience.EVERYONE)


def test_htmx_gets_the_list_with_the_new_row_and_its_undo(ada, cast):
    skill("First aid")
    answer = ada.post("/me/skills", {"skill": "First aid", "level": "0"}, htmx=True)
    assert 'id="my-skills"' in text(answer)
    assert "Want to learn" in text(answer)
    assert "Saved" in text(answer)
    gone = ada.post(undo_of(answer), htmx=True)
    assert "is removed" in text(gone)
    assert mine(cast) == {}


def test_an_unknown_word_is_asked_about_and_can_be_proposed(ada, cast):
    skill("Kayak maintenance")
    asked = ada.post("/me/skills", {"skill": "Kayak", "level": "4"}, htmx=True, status=422)
    assert "We do not know “Kayak” yet." in text(asked)
    assert "Kayak maintenance" in text(asked), "something like it is offered"
    assert 'value="Kayak"' in text(asked)
    assert '<option value="4" selected>' in text(asked)
    assert mine(cast) == {}
    answer = ada.follow(ada.post("/me/skills", {"skill": "Kayak", "level": "4", "propose": "1"}))
    assert "New word, still to be agreed" in text(answer)
    proposed = mine(cast)["Kayak"].skill
    assert (proposed.status, proposed.proposed_by_id) == (Status.PROPOSED, cast.ada.id)


def test_a_second_proposer_gets_the_same_skill(ada, mei, cast):
    for person in (ada, mei):
        person.post("/me/skills", {"skill": "Harp  tuning", "level": "2", "propose": "1"})
    assert db.session.query(Skill).count() == 1
    assert db.session.query(PersonSkill).count() == 2


def test_a_word_that_is_no_longer_used_is_refused(ada, cast):
    skill("Telex", status=Status.DEPRECATED)
    answer = ada.post("/me/skills", {"skill": "Telex", "level": "2", "propose": "1"}, status=422)
    assert "no longer used" in text(answer)


def test_a_merged_word_stands_for_what_it_became(ada, cast):
    kept = skill("Word processing")
    skill("Typing", status=Status.DEPRECATED, merged_into_id=kept.id)
    ada.post("/me/skills", {"skill": "typing", "level": "2"})
    assert list(mine(cast)) == ["Word processing"]


def test_what_the_role_asks_for_is_one_tap_away(ada, cast):
    role(cast.ada, "Fee calculation", "Site visits")
    has(cast.ada, "Site visits")
    page = ada.get("/me")
    assert "Fee calculation" in text(page)
    key = str(db.session.query(Skill).filter_by(name="Fee calculation").one().id)
    answer = ada.post("/me/skills", {"skill_id": key}, htmx=True)
    assert "How well do you do this today?" in text(answer), "the row is open to be rated"
    assert mine(cast)["Fee calculation"].level == 0
    page = ada.get("/me")
    assert "Not rated yet" in text(page)
    assert 'name="skill_id"' not in text(page)


def test_a_tap_without_a_script_leads_to_the_form(ada, cast):
    made = skill("Fee calculation")
    answer = ada.follow(ada.post("/me/skills", {"skill_id": str(made.id)}))
    assert "Now say how well you do it." in text(answer)


@pytest.mark.parametrize("key", ["nothing", "", "00000000-0000-4000-8000-000000000000"])
def test_a_tap_on_no_skill_is_not_found(ada, cast, key):
    ada.post("/me/skills", {"skill_id": key}, status=404)


@pytest.mark.parametrize("name", ["", "   ", "\0\x07", "x" * 201, "y" * 10_000])
def test_a_name_that_cannot_be_is_said_at_the_field(ada, cast, name):
    answer = ada.post("/me/skills", {"skill": name, "level": "2", "propose": "1"}, status=422)
    assert 'aria-invalid="true"' in text(answer)
    assert name.strip("\0\x07 ") in text(answer)
    assert mine(cast) == {}


@pytest.mark.parametrize("name", ["קריאה", "🎈 balloons", "naïve Größe", "<b>&amp;", "C#"])
def test_any_script_is_kept_as_it_was_typed(ada, cast, name):
    ada.post("/me/skills", {"skill": name, "level": "2", "propose": "1"})
    assert list(mine(cast)) == [name]


def test_a_level_that_is_none_is_said_at_the_field(ada, cast):
    skill("First aid")
    for level in ("", "7", "x"):
        answer = ada.post("/me/skills", {"skill": "First aid", "level": level}, status=422)
        assert "Choose one of the levels." in text(answer)
    assert mine(cast) == {}


def test_the_address_of_the_form_leads_to_my_page(ada, cast):
    assert ada.get("/me/skills", status=303).location == "/me#my-skills"


def test_suggestions_come_as_options_with_aliases_counted(ada, cast):
    skill("First aid", "emergency care")
    options = text(ada.get("/me/skills/find?skill=emer", htmx=True))
    assert 'role="option"' in options
    assert 'data-value="First aid"' in options
    assert ada.get("/me/skills/find?skill=emer", status=303).location == "/me"
    ada.get("/me/skills/find?skill=" + "x" * 5000, htmx=True)
    ada.get("/me/skills/find?skill=%00%25", htmx=True)


def test_a_row_is_edited_in_place(ada, cast):
    row = has(cast.ada, "First aid")
    form = text(ada.get(f"/me/skills/{row.id}/edit", htmx=True))
    assert form.lstrip().startswith('<li class="editrow"')
    answer = ada.post(
        f"/me/skills/{row.id}/edit",
        edit(row, level=4, interest="more", audience=ONLY_ME, can_teach="y"),
        htmx=True,
    )
    assert "Saved" in text(answer)
    assert "Leading" in text(answer)
    assert "only you see this" in text(answer)
    assert "First aid saved." in text(answer), "the toast"
    saved = fresh(row)
    assert (saved.level, saved.interest, saved.audience, saved.can_teach, saved.version) == (
        4, "more", Audience.NOBODY, True, 2,
    )  # fmt: skip
    assert db.session.query(AuditEvent).filter_by(action="skill.edit").count() == 1
    ada.post(undo_of(answer), htmx=True)
    assert fresh(row).level == 2


def test_a_row_is_edited_as_a_plain_page(ada, cast):
    row = has(cast.ada, "First aid")
    ada.get(f"/me/skills/{row.id}/edit")
    answer = ada.post(f"/me/skills/{row.id}/edit", edit(row, level=3))
    assert answer.location == f"/me#skill-{row.id}"
    page = ada.get("/me")
    assert "First aid saved." in text(page)
    ada.post(undo_of(page))
    assert fresh(row).level == 2


def test_not_yet_means_wanting_to_learn(ada, cast):
    row = has(cast.ada, "First aid", 3, can_teach=True)
    ada.post(f"/me/skills/{row.id}/edit", edit(row, level=0, interest="", can_teach="y"))
    saved = fresh(row)
    assert (saved.level, saved.interest, saved.can_teach) == (0, "learn", False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"level": ""}, "Choose a level for First aid."),
        ({"level": "5"}, "Choose a level for First aid."),
        ({"level": "-1"}, "Choose a level for First aid."),
        ({"interest": "learn"}, "Choose whether you would like to use it."),
        ({"interest": "x" * 10_000}, "Choose whether you would like to use it."),
        ({"audience": "99"}, "Choose who may see First aid."),
        ({"audience": "\0"}, "Choose who may see First aid."),
    ],
)
def test_a_wrong_choice_is_said_in_the_row(ada, cast, changes, words):
    row = has(cast.ada, "First aid")
    for htmx in (True, False):
        answer = ada.post(f"/me/skills/{row.id}/edit", edit(row, **changes), htmx=htmx, status=422)
        assert words in text(answer)
        assert "row-err" in text(answer)
    assert fresh(row).version == 1


def test_only_the_fields_of_the_form_are_read(ada, cast):
    row = has(cast.ada, "First aid")
    form = edit(row, level=3) | {
        "person_id": str(cast.sam.id), "skill_id": str(uuid4()), "validated_level": "4", "id": "1",
        "validated_by_id": str(cast.ada.id),
    }  # fmt: skip
    ada.post(f"/me/skills/{row.id}/edit", form)
    saved = fresh(row)
    assert (saved.person_id, saved.validated_level, saved.validated_by_id) == (
        cast.ada.id, None, None,
    )  # fmt: skip


def test_a_removed_skill_comes_back(ada, cast):
    row = has(cast.ada, "First aid", 3)
    answer = ada.post(f"/me/skills/{row.id}/edit", {"remove": "1"}, htmx=True)
    assert "First aid</span> is removed" in text(answer)
    back = ada.post(undo_of(answer), htmx=True)
    assert "As before" in text(back)
    assert mine(cast)["First aid"].level == 3
    again = ada.post(undo_of(answer), htmx=True, status=409)
    assert again.headers["HX-Refresh"] == "true"
    assert "Nothing was taken back" in text(ada.get("/me"))


@pytest.mark.parametrize("step", ["", "x", "-1", "9" * 30, "٣"])
def test_an_undo_of_nothing_is_not_found(ada, cast, step):
    made = skill("First aid")
    ada.post(f"/me/skills/undo/{made.id}?step={step}", status=404)
    ada.post(f"/me/skills/undo/{uuid4()}?step=1", status=404)


def test_a_second_tab_is_told_and_loses_nothing(ada, cast):
    row = has(cast.ada, "First aid", interest="happy")
    other = edit(row, level=4, interest="less")
    ada.post(f"/me/skills/{row.id}/edit", edit(row, level=1, interest="more"))
    for htmx in (True, False):
        answer = ada.post(f"/me/skills/{row.id}/edit", other, htmx=htmx, status=409)
        page = text(answer)
        assert "There you saved: <b>Learning</b>, want to use more" in page
        assert "Here you have: <b>Leading</b>, rather use less" in page
        assert 'value="4" checked' in page
        assert "Keep mine" in page
        assert "Keep the saved one" in page
    assert fresh(row).level == 1
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    ada.post(f"/me/skills/{row.id}/edit", other | {"version": version})
    assert fresh(row).level == 4


def test_two_tabs_that_say_the_same_agree(ada, cast):
    row = has(cast.ada, "First aid")
    for _ in range(2):
        ada.post(f"/me/skills/{row.id}/edit", edit(row, level=4))
    assert fresh(row).version == 2


@pytest.mark.parametrize("version", ["", "x", "2", "\0", "1" * 5000])
def test_a_form_without_its_version_overwrites_nothing(ada, cast, version):
    row = has(cast.ada, "First aid")
    ada.post(f"/me/skills/{row.id}/edit", edit(row, level=4, version=version), status=409)
    assert fresh(row).level == 2


def test_nobody_else_sees_or_edits_my_row(mei, hana, cast):
    row = has(cast.ada, "First aid")
    for person in (mei, hana):
        person.get(f"/me/skills/{row.id}/edit", status=404)
        person.get(f"/me/skills/{row.id}", status=404)
        person.post(f"/me/skills/{row.id}/edit", edit(row, level=4), status=404)
        person.post(f"/me/skills/{row.id}/edit", {"remove": "1"}, status=404)
    assert fresh(row).version == 1
    mei.get(f"/me/skills/{uuid4()}/edit", status=404)


def test_the_visitor_is_asked_to_sign_in(visitor, cast):
    assert visitor.get("/me", status=303).location.startswith("/sign-in")


def test_more_skills_take_no_more_statements_and_no_longer_page(ada, cast):
    role(cast.ada, "Fee calculation")
    taken = []
    for first, last in ((0, 3), (3, 60)):
        for number in range(first, last):
            has(cast.ada, f"Skill {number}")
            has(cast.mei, f"Skill {number}")
        for path in ("/me", f"/people/{cast.ada.id}", f"/people/{cast.mei.id}"):
            page = text(ada.get(path))
            assert ada.statements <= 10
            assert len(page.encode()) < 30 * 1024
            taken.append(ada.statements)
    assert all(many <= few for few, many in zip(taken[:3], taken[3:], strict=True)), taken


def test_of_many_skills_some_stand_on_my_page_and_all_on_one_of_their_own(ada, cast):
    for number in range(60):
        row = has(cast.ada, f"Skill {number}")
    db.session.execute(
        update(PersonSkill).values(reviewed_at=clock.now() - timedelta(days=900), last_used_on=None)
        .where(PersonSkill.id == row.id)
    )  # fmt: skip
    db.session.commit()
    mine, every = text(ada.get("/me")), text(ada.get("/me/skills/all"))
    assert mine.count("/story") == 3 + 30 + 1, "what is to be looked over stands there too"
    assert f"/me/skills/{row.id}/story" in mine
    assert 'href="/me/skills/all">All 60 skills</a>' in mine
    assert every.count("/story") == 60
    assert "look it over" in every
    assert ada.statements <= 3


def test_of_few_skills_no_page_of_all_is_offered(ada, cast):
    for number in range(33):
        has(cast.ada, f"Skill {number}")
    mine = text(ada.get("/me"))
    assert mine.count("/story") == 33
    assert "/me/skills/all" not in mine


def test_a_row_costs_few_statements(ada, cast):
    row = has(cast.ada, "First aid")
    ada.get(f"/me/skills/{row.id}/edit", htmx=True)
    assert ada.statements <= 6
    ada.get(f"/me/skills/{row.id}", htmx=True)
    assert ada.statements <= 6
