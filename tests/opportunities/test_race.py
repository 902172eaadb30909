"""Places are counted in the transaction, however many decide at once."""

from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.opportunities import standing
from portal.opportunities.applying import rules as applying
from portal.opportunities.models import Application
from portal.opportunities.states import TAKEN
from portal.people.models import Person
from tests.cast import person
from tests.opportunities.conftest import applies, made
from tests.racing import at_once


def test_two_places_stay_two_when_both_owners_offer_to_six_at_once(app, cast):
    key = made(cast.mei.id, places=2, co_owner_id=cast.hana.id)
    with transaction():
        people = [person(f"P{n} Quick", cast.parks).id for n in range(6)]
    rows = [applies(key, one) for one in people]
    owners = [cast.mei.id, cast.hana.id]
    db.session.rollback()

    def offer(n):
        def run():
            with app.app_context(), transaction():
                row = lock(Application, rows[n])
                try:
                    applying.answer(row, db.session.get_one(Person, owners[n % 2]), "offered")
                except Refused:
                    return False
                return True

        return run

    assert sorted(at_once([offer(n) for n in range(6)])) == [False] * 4 + [True] * 2
    assert standing.count(key, TAKEN) == 2
