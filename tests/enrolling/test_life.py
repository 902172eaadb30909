"""From the first thought to a certificate: what each step asks for, and what it leaves."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.learning.enrolling import certificates, money, queries, rules
from portal.learning.models import Budget, Enrolment, LearningItem, learning_prerequisite
from portal.people.models import Person
from portal.transitions import Past
from tests.enrolling.conftest import asked, date_of, item


def person(who):
    return db.session.get(Person, who.id)


def test_what_is_free_takes_a_place_and_ones_own_word_completes_it(app, cast, school):
    row = asked(cast.ada, school.free)
    assert queries.standing(cast.ada.id, [school.free.id]) == {school.free.id: "enrolled"}
    with transaction():
        rules.start(lock(Enrolment, row.id))
    with transaction():
        rules.done(lock(Enrolment, row.id))
    assert (row.state, row.done_on) == ("completed", clock.today())
    assert queries.standing(cast.ada.id, [school.free.id]) == {}
    with pytest.raises(Refused, match="can be taken again from"), transaction():
        rules.plan(person(cast.ada), school.free)


def test_what_a_budget_pays_waits_for_the_managers_yes(app, cast, school):
    row = asked(cast.ada, school.paid)
    assert row.state == "approval"
    mine = money.left(cast.ada.id)
    assert (mine.amount, mine.taken, mine.left) == (500, 90, 410)
    with pytest.raises(ValueError, match="set off by"), transaction():
        rules.approve(lock(Enrolment, row.id), person(cast.hana))
    school.paid.cost = Decimal(120)
    db.session.commit()
    with transaction():
        rules.approve(lock(Enrolment, row.id), person(cast.manu))
    assert (row.state, row.cost) == ("enrolled", 90)
    with pytest.raises(Past, match="Manu Reyes said yes to the cost on"), transaction():
        rules.approve(lock(Enrolment, row.id), person(cast.manu))
    assert money.spent([school.budget.id]) == {school.budget.id: (90, 0)}


def test_what_began_is_stopped_and_not_taken_back_with_its_money(app, cast, school):
    date = date_of(school.paid)
    db.session.commit()
    row = asked(cast.ada, school.paid, date)
    with transaction():
        rules.approve(lock(Enrolment, row.id), person(cast.manu))
    with pytest.raises(Refused, match="Until then"), transaction():
        rules.drop(lock(Enrolment, row.id))
    clock.fix(date.ends_at + timedelta(hours=1))
    with pytest.raises(Refused, match="with a place kept for you"), transaction():
        rules.withdraw(lock(Enrolment, row.id))
    with transaction():
        rules.drop(lock(Enrolment, row.id))
    assert (row.state, money.spent([school.budget.id])) == (
        "dropped",
        {school.budget.id: (90, 0)},
    )


def test_a_late_click_tells_others_nothing_of_what_is_the_persons_alone(app, cast, school):
    with transaction():
        ada = lock(Person, cast.ada.id)
        row = rules.suggest_for_an_aim(ada.id, db.session.get(LearningItem, school.free.id), None)
    for who in (cast.manu, cast.hana):
        with pytest.raises(Past) as late, transaction():
            rules.confirm(lock(Enrolment, row.id), person(who))
        assert late.value.message == "This does not wait for an answer. Nothing was changed."
    with pytest.raises(Past, match="because of an aim"), transaction():
        rules.start(lock(Enrolment, row.id))


def test_a_budget_is_laid_beside_costs_in_its_own_currency_alone(app, cast, school):
    today, euros = clock.today(), {"amount": 900, "each": 300, "currency": "EUR"}
    year = {"starts_on": today.replace(month=1, day=1), "ends_on": today.replace(month=12, day=31)}
    db.session.add(Budget(department_id=cast.permits.id, **year, **euros))
    db.session.commit()
    found = [money.left(cast.ada.id, code) for code in ("", "GBP", "EUR")]
    assert [(one.left, one.currency) for one in found] == [
        (500, "GBP"),
        (500, "GBP"),
        (300, "EUR"),
    ]
    assert money.left(cast.ada.id, "CHF") is None
    school.budget.each = Decimal(0)  # no limit for one person
    db.session.commit()
    assert money.left(cast.ada.id).currency == "EUR"
    assert {one.currency: one.limited for one in money.purses(cast.ada.id)} == {
        "EUR": True,
        "GBP": False,
    }


def test_a_certificate_begins_when_it_is_confirmed(app, cast, school):
    row = asked(cast.ada, school.code)
    with transaction():
        rules.done(lock(Enrolment, row.id))
    assert row.state == "done"
    assert certificates.held(cast.ada.id) == []
    with transaction():
        rules.confirm(lock(Enrolment, row.id), person(cast.manu))
    (held,) = certificates.held(cast.ada.id)
    assert (held.title, held.state) == ("Building Code Level 2", "current")
    clock.fix(clock.now() + timedelta(days=690))
    assert certificates.held(cast.ada.id)[0].state == "at risk"


def test_what_comes_first_comes_first(app, cast, school):
    needs = {"item_id": school.free.id, "needs_id": school.code.id}
    db.session.execute(learning_prerequisite.insert().values(**needs))
    db.session.commit()
    with pytest.raises(Refused, match="Complete “Building Code 2” first"):
        asked(cast.ada, school.free)


@pytest.mark.parametrize(
    ("days", "places", "status", "words"),
    [(-1, 5, "active", "is past"), (5, 5, "retired", "no longer offered")],
)
def test_what_is_over_is_refused_in_words(app, cast, days, places, status, words):
    row = item("A day", status=status)
    date = date_of(row, places, days)
    db.session.commit()
    with pytest.raises(Refused, match=words):
        asked(cast.ada, row, date)
