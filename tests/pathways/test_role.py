"""The page of a role, and the roles near a person."""

from uuid import uuid4

import pytest

from portal.aspirations.models import Aspiration
from portal.db import db
from portal.pathways import queries
from portal.roles.models import Role
from tests.pathways.catalogue import Town

pytestmark = pytest.mark.one_database


@pytest.fixture
def town(cast):
    return Town(cast)


def test_a_role_shows_what_i_have_and_what_is_to_grow_and_who_teaches_it(ada, town):
    text = ada.get(f"/roles/{town.coordinator.id}").get_data(as_text=True)
    assert "You have 4 of the 7 skill steps" in text
    assert "Mei Halvorsen" in text
    assert "Teaches Public speaking" in text
    assert "1 step to grow" in text
    assert "Not rated yet" in text
    assert "My role today" in text
    assert "To here" in text
    assert "A licence to try" in text
    assert "/learning?q=A+licence+to+try" in text  # what I do not hold, with a way to it
    assert text.index("What else is asked for") < text.index("A way to get there")


def test_a_role_i_aim_for_says_so_instead_of_asking_again(ada, cast, town):
    assert "Aim for this role" in ada.get(f"/roles/{town.leader.id}").get_data(as_text=True)
    db.session.add(Aspiration(person_id=cast.ada.id, role_id=town.leader.id))
    db.session.commit()
    text = ada.get(f"/roles/{town.leader.id}").get_data(as_text=True)
    assert "One of my aims" in text
    assert "Aim for this role" not in text


def test_the_page_of_a_role_costs_ten_statements(ada, town):
    ada.get(f"/roles/{town.coordinator.id}")
    assert ada.statements <= 10


def test_my_own_role_is_marked_and_offers_no_aim(ada, town):
    text = ada.get(f"/roles/{town.officer.id}").get_data(as_text=True)
    assert "My role today" in text
    assert "Aim for this role" not in text
    assert "You have 5 of the 5 skill steps" in text


def test_a_role_that_is_not_there_answers_404(ada, town):
    ada.get(f"/roles/{uuid4()}", status=404)
    ada.get("/roles/not-an-id", status=404)


def test_a_role_without_skills_says_so(ada, town):
    for row in list(town.leader.skills):
        db.session.delete(row)
    db.session.commit()
    assert "No skills are written down" in ada.get(f"/roles/{town.leader.id}").get_data(
        as_text=True
    )


def titles(ids):
    return [db.session.get_one(Role, key).title for key in ids]


def test_the_nearest_roles_leave_out_my_own(app, cast, town):
    near = queries.nearest_ids(cast.ada.id, role_id=town.officer.id, level=2)
    assert titles(near) == ["Permits Team Leader", "Community Outreach Coordinator"]


def test_a_newcomer_is_near_nothing_and_that_is_no_error(app, cast, town):
    assert queries.nearest_ids(cast.sam.id) == []


def test_a_retired_role_is_not_near_anybody(app, cast, town):
    town.leader.status = "retired"
    db.session.commit()
    near = queries.nearest_ids(cast.ada.id, role_id=town.officer.id)
    assert titles(near) == ["Community Outreach Coordinator"]
