"""Searching roles and everything, and the index in step with the database."""

import pytest

from portal import outbox
from portal.audience import Audience
from portal.db import db
from portal.people.models import Person
from portal.roles.models import Role
from portal.search import indexing
from portal.skills.models import PersonSkill
from tests.index import in_step, take_away
from tests.pathways.catalogue import skill


def body(answer):
    return answer.get_data(as_text=True)


def plain(answer):
    """The text without the marks on what was looked for."""
    return body(answer).replace("<mark>", "").replace("</mark>", "")


def test_a_role_is_found_by_its_title_its_other_title_and_a_skill(ada, town):
    for words in ("outreach coordinator", "OUTREACH OFFICER", "event planning", "comunity outrech"):
        text = body(ada.get("/roles", query_string={"q": words}))
        assert f"/roles/{town.coordinator.id}" in text, words
    assert "<mark>" in body(ada.get("/roles?q=outreach"))


def test_without_words_every_role_is_listed_with_the_counts_of_the_filters(ada, town):
    text = body(ada.get("/roles"))
    assert "3 roles" in text
    assert text.count('<article class="card') == 3
    assert "Harbour House" in text


def test_filters_narrow_and_are_taken_off_one_by_one(ada, town):
    text = body(ada.get("/roles?level=3&family=Outreach&move=up"))
    assert "1 role" in text
    assert "remove this filter" in text
    assert f"/roles/{town.officer.id}" not in body(ada.get("/roles?move=up"))
    assert "Nothing matches yet" in body(ada.get("/roles?family=Elsewhere"))


def test_htmx_gets_the_results_alone(ada, town):
    text = body(ada.get("/roles?q=permit", htmx=True))
    assert text.lstrip().startswith('<section class="stack" id="results"')


def test_suggestions_come_as_one_types(ada, town):
    text = body(ada.get("/roles/suggest?q=outr", htmx=True))
    assert f"/roles/{town.coordinator.id}" in text
    assert "All results for" in text


@pytest.mark.parametrize(
    "typed",
    ['"', "AND OR NOT", "*" * 500, "a" * 10_000, "\x00\x07", "(((", "title:x~2^9", "日本語", "-",
     "%_", "' or 1=1 --", "<script>alert(1)</script>", "\u202eevil"],
)  # fmt: skip
def test_any_string_gets_an_answer(ada, town, typed):
    ada.get("/roles", query_string={"q": typed, "page": typed[:9], "level": typed[:99]})
    ada.get("/search", query_string={"q": typed})
    ada.get("/roles/suggest", query_string={"q": typed}, htmx=True)


def test_everything_finds_roles_people_and_skills(ada, town):
    text = plain(ada.get("/search?q=permit"))
    assert "Permit Officer" in text
    assert "Permit rules" in text
    assert "Manu Reyes" in plain(ada.get("/search?q=Manu"))


def test_a_person_is_not_found_by_a_skill_that_is_not_for_everyone(app, cast, ada, town, folder):
    juggling = skill("Juggling")
    db.session.add(
        PersonSkill(person_id=cast.sam.id, skill_id=juggling.id, level=3, audience=Audience.MANAGER)
    )
    db.session.commit()
    in_step(folder)
    text = plain(ada.get("/search?q=juggling"))
    assert "Sam Stranger" not in text
    row = db.session.query(PersonSkill).filter_by(skill_id=juggling.id).one()
    row.audience = Audience.EVERYONE
    db.session.commit()
    in_step(folder)
    assert "Sam Stranger" in plain(ada.get("/search?q=juggling"))


def test_someone_who_has_left_is_not_found_even_before_the_index_knows(ada, cast, town):
    db.session.get_one(Person, cast.sam.id).left_on = cast.sam.hired_on
    db.session.commit()
    assert "Sam Stranger" not in plain(ada.get("/search?q=Sam"))


def test_a_change_stains_its_document_in_the_same_transaction(app, town):
    db.session.query(outbox.OutboxRow).delete()
    db.session.commit()
    town.leader.title = "Head of Licensing"
    db.session.flush()
    refs = [row.ref for row in db.session.query(outbox.OutboxRow)]
    assert f"role:{town.leader.id}" in refs
    db.session.rollback()
    left = [row.ref for row in db.session.query(outbox.OutboxRow)]
    assert f"role:{town.leader.id}" not in left


def test_the_index_follows_changes_and_removals(app, ada, town, folder):
    role = db.session.get_one(Role, town.leader.id)
    role.title = "Head of Licensing"
    db.session.commit()
    indexing.apply(folder, [f"role:{role.id}"])
    assert "Head of Licensing" in plain(ada.get("/roles?q=head+licensing"))
    role = db.session.get_one(Role, town.leader.id)
    role.status = "retired"
    db.session.commit()
    indexing.apply(folder, [f"role:{role.id}"])
    assert "2 roles" in body(ada.get("/roles"))
    assert indexing.differences(folder) == []


def test_while_there_is_no_index_titles_are_looked_through_and_we_say_so(ada, town, folder):
    take_away(folder)
    text = body(ada.get("/roles?q=outreach"))
    assert "being built" in text
    assert f"/roles/{town.coordinator.id}" in text
    ada.get("/search?q=outreach")
    ada.get("/roles/suggest?q=outr", htmx=True)
    assert indexing.differences(folder)
    indexing.rebuild(folder)
    assert "being built" not in body(ada.get("/roles?q=outreach"))


def test_the_search_page_costs_at_most_six_statements_beyond_the_session(ada, town):
    ada.get("/roles?q=permit", htmx=True)
    assert ada.statements <= 6
