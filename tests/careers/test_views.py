"""The career map and the routes to a role, as pages."""

import re
from uuid import UUID, uuid4

import pytest

from portal.aspirations.models import Aspiration
from portal.db import db
from portal.roles.models import MoveCount, RoleMove, RoleNeighbour
from tests.pathways.catalogue import Town, role

pytestmark = pytest.mark.one_database


class Ladder(Town):
    """The town, with a role above the coordinator, and moves that lead in a circle."""

    def __init__(self, cast) -> None:
        super().__init__(cast)
        self.partner = role("Partnerships Manager", self.outreach, 4, (self.speaking, 3))
        self.old = role("Old Clerk", self.permits, 3, (self.rules, 1))
        self.old.status = "retired"
        for here, there in (
            (self.coordinator, self.partner), (self.partner, self.coordinator),
            (self.coordinator, self.officer), (self.officer, self.old), (self.old, self.partner),
            (self.leader, self.partner),
        ):  # fmt: skip
            db.session.add(RoleMove(from_role_id=here.id, to_role_id=there.id, kind="up"))
        self.count(self.officer, self.coordinator, 10)
        self.count(self.officer, self.leader, None)
        db.session.add(
            RoleNeighbour(role_id=self.officer.id, neighbour_id=self.leader.id, likeness=0.5)
        )
        db.session.commit()

    def count(self, here, there, people):
        db.session.add(MoveCount(from_role_id=here.id, to_role_id=there.id, people=people,
                                 months=18 if people else None, marks=b""))  # fmt: skip


@pytest.fixture
def ladder(cast):
    return Ladder(cast)


def text_of(browser, path, **more):
    return re.sub(r"\s+", " ", browser.get(path, **more).get_data(as_text=True))


def test_a_route_goes_by_moves_people_made_and_counts_what_is_grown_on_the_way(ada, ladder):
    text = text_of(ada, f"/roles/{ladder.partner.id}/routes")
    first, second = text.index("By Community Outreach Coordinator"), text.index("By Permits Team")
    assert first < second
    assert (
        "About 10 people here made this move in the last 5 years · usually after 18 months" in text
    )
    assert "The two roles are alike" in text
    # 3 steps for the coordinator, one of them speaking; the manager asks for one more by then.
    assert "4 skill steps" in text
    assert "1 step to grow by then: Public speaking" in text
    assert "Old Clerk" not in text
    assert ada.statements <= 10


def test_another_way_leaves_a_role_out_until_it_is_let_in_again(ada, ladder):
    there = f"/roles/{ladder.partner.id}/routes"
    text = text_of(ada, f"{there}?avoid={ladder.coordinator.id}")
    assert "By Permits Team Leader" in text
    assert "By Community Outreach" not in text
    assert "let ways go by it again" in text
    text = text_of(ada, f"{there}?avoid={ladder.coordinator.id}&avoid={ladder.leader.id}")
    assert "No way of up to four moves is known" in text
    assert "Let all roles in again" in text
    # Neither end can be left out.
    text = text_of(ada, f"{there}?avoid={ladder.partner.id}&avoid={ladder.officer.id}")
    assert "By Community Outreach Coordinator" in text
    assert "Left out" not in text


def test_what_cannot_have_a_route_is_said_in_words(ada, mei, cast, ladder):
    assert "You are there already" in text_of(ada, f"/roles/{ladder.officer.id}/routes")
    assert "no longer used" in text_of(ada, f"/roles/{ladder.old.id}/routes")
    assert "Say what my role is" in text_of(mei, f"/roles/{ladder.partner.id}/routes")
    assert "The way begins where it ends" in text_of(
        ada, f"/roles/{ladder.partner.id}/routes?from={ladder.partner.id}"
    )
    text = text_of(mei, f"/roles/{ladder.partner.id}/routes?from={ladder.coordinator.id}")
    assert "From Community Outreach Coordinator" in text
    assert "Straight there" in text


NOBODY = UUID(int=7)


@pytest.mark.parametrize("asked", ["from=nobody", f"from={NOBODY}", "avoid=x"])
def test_addresses_nobody_wrote_are_refused(ada, ladder, asked):
    for path in (f"/roles/{ladder.partner.id}/routes", "/roles/map"):
        if "avoid" not in asked or "routes" in path:
            assert "There is no such role." in text_of(ada, f"{path}?{asked}", status=400)
    ada.get(f"/roles/map?family={uuid4()}", status=400)
    many = "&".join(f"avoid={uuid4()}" for _ in range(11))
    ada.get(f"/roles/{ladder.partner.id}/routes?{many}", status=400)
    ada.get(f"/roles/{uuid4()}/routes", status=404)


def test_the_map_shows_my_place_my_aim_my_way_and_only_counts_that_may_be_shown(ada, cast, ladder):
    db.session.add(Aspiration(person_id=cast.ada.id, role_id=ladder.partner.id, state="active"))
    db.session.commit()
    text = text_of(ada, "/roles/map")
    assert ada.statements <= 10
    assert "Permit Officer You are here, level 2" in text
    assert "Partnerships Manager 1 of 3 steps, level 4, one of my aims" in text
    assert text.count("edge edge-on") == 2
    assert text.count("about 10</text>") == 1
    assert "Old Clerk" not in text
    assert "Ways to Partnerships Manager" in text
    rows = re.findall(r'<th scope="row">(.*?)</tr>', text)
    said = {re.sub("<.*?>", " ", row) for row in rows}
    assert any("about 10" in row for row in said)
    assert all("about 10" in row or "not shown" in row for row in said)


def test_the_map_of_a_family_and_around_another_role(ada, mei, ladder):
    text = text_of(ada, f"/roles/map?family={ladder.outreach.id}")
    assert "Outreach, level by level." in text
    assert ada.statements <= 10
    assert "Permits Team Leader" not in re.findall("<svg class=.map.*</svg>", text)[0]
    text = text_of(ada, f"/roles/map?from={ladder.coordinator.id}")
    assert "From here, level 3" in text
    assert "Back to my role" in text
    text = text_of(mei, "/roles/map")
    assert "We do not know your role yet" in text
    assert "The first family" in text


def test_an_empty_catalogue_has_an_empty_map(mei):
    assert "There are no roles yet" in text_of(mei, "/roles/map")
