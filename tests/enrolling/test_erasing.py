"""What is left of somebody's learning when they are erased."""

from portal import clock
from portal.db import db, transaction
from portal.learning.enrolling import money, rules, timed
from portal.learning.models import Enrolment, EnrolmentEvent
from portal.people.models import Person
from portal.personal.erasing import erase
from portal.personal.queries import everything
from tests.enrolling.conftest import asked, date_of


def test_an_erased_learner_keeps_no_place_and_no_money(app, cast, school):
    date = date_of(school.paid, places=1)
    db.session.commit()
    row = asked(cast.ada, school.paid, date)
    with transaction():
        erase(cast.ada.id, by=None)
    timed.tick(clock.now())
    db.session.rollback()
    kept = db.session.get(Enrolment, row.id)
    assert (kept.state, kept.date_id) == ("cancelled", None)
    assert money.spent([school.budget.id]) == {}


def test_the_words_of_an_erased_manager_go(app, cast, school):
    row = asked(cast.ada, school.paid)
    with transaction():
        mine = db.session.get(Enrolment, row.id)
        rules.refuse(mine, db.session.get(Person, cast.manu.id), "Words of Manu.")
    with transaction():
        erase(cast.manu.id, by=None)
    db.session.rollback()
    assert {event.reason for event in db.session.query(EnrolmentEvent)} == {""}


def test_what_a_manager_asked_of_others_is_not_in_the_data_of_the_manager(app, cast, school):
    with transaction():
        ada, manu = (db.session.get(Person, who.id) for who in (cast.ada, cast.manu))
        rules.assign(ada, school.free, manu, rules.Assignment(mandatory=True))
    kept = {section.name for section in everything(cast.manu.id)}
    assert "enrolment" not in kept
    assert "enrolment" in {section.name for section in everything(cast.ada.id)}
