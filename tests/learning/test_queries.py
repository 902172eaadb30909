"""What teaches a skill, and when it is next held."""

from decimal import Decimal

from portal import clock
from portal.db import db
from portal.learning.models import Enrolment
from portal.learning.queries import teaching
from tests.learning import catalogue


def test_what_teaches_a_skill_comes_with_its_next_date_that_has_a_place(cast):
    here = catalogue.provider()
    grants, talks = catalogue.skill("Grant writing"), catalogue.skill("Public speaking")
    dear = catalogue.item("Grants in depth", here, {grants.id: 2}, cost=Decimal("90.50"))
    catalogue.item("Grants basics", here, {grants.id: 1, talks.id: 1})
    catalogue.item("Grants of old", here, {grants.id: 3}, status="retired")
    catalogue.held(dear, -2)
    catalogue.held(dear, 3, cancelled_at=clock.now())
    full, later = catalogue.held(dear, 5, places=1), catalogue.held(dear, 20, places=2)
    for person, date in ((cast.ada, full), (cast.mei, later)):
        row = Enrolment(person_id=person.id, item_id=dear.id, date_id=date.id, state="enrolled")
        db.session.add(row)
    db.session.flush()
    found = sorted(teaching([grants.id]), key=lambda one: -one.level)
    assert [(one.title, one.level) for one in found] == [
        ("Grants in depth", 2),
        ("Grants basics", 1),
    ]
    first, second = found
    assert (first.date_id, first.places_left, first.place) == (later.id, 1, "Room 2")
    assert first.cost == Decimal("90.50")
    assert first.internal is True
    assert (second.date_id, second.starts_at, second.places_left) == (None, None, None)
    later.places = 1
    db.session.flush()
    assert {one.places_left for one in teaching([grants.id])} == {0, None}
    assert teaching([]) == []
    assert len(teaching([grants.id, talks.id])) == 3
