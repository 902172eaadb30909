"""The pages of what people learn, of who answers, and of HR."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.learning.enrolling import certificates, money, rules, timed
from portal.learning.models import Budget, Enrolment, learning_prerequisite
from portal.notices.models import Notice
from portal.people.models import Person
from portal.skills.models import Evidence, PersonSkill
from portal.work import once
from tests.checking import Browser
from tests.enrolling.conftest import asked, date_of, item

pytestmark = pytest.mark.one_database


def words_of(person):
    db.session.rollback()
    found = db.session.query(Notice).filter_by(person_id=person.id).order_by(Notice.at)
    return [notice.words for notice in found]


def fresh(row):
    db.session.rollback()
    return db.session.get(Enrolment, row.id)


def test_from_asking_to_the_skill(app, cast, school, ada):
    date_of(school.paid, places=3)
    school.free.payer, school.free.cost = "budget", Decimal(90)
    db.session.commit()
    path = f"/learning/{school.free.id}"
    assert "leaves £410 of £500" in ada.get(path).text
    ada.post(f"{path}/ask", htmx=True)
    row = db.session.query(Enrolment).one()
    assert row.state == "approval"
    once()
    manu = Browser(app).sign_in(cast.manu)
    assert words_of(cast.manu) == ["Ada Okafor asks for £90 for “Plan a street party”"]
    page = manu.get("/learning/approvals").text
    assert "£910 left" in page
    manu.post(f"/learning/enrolments/{row.id}/approve")
    late = manu.follow(manu.post(f"/learning/enrolments/{row.id}/approve")).text
    assert "Manu Reyes said yes to the cost on" in late
    ada.post(f"/learning/enrolments/{row.id}/start", htmx=True)
    ada.post(f"/learning/enrolments/{row.id}/done")
    manu.post(f"/learning/enrolments/{row.id}/confirm")
    once()
    assert "Manu Reyes confirmed that you completed “Plan a street party”" in words_of(cast.ada)
    assert "Set Event planning to Working?" in ada.get("/learning/mine").text
    assert db.session.query(PersonSkill).count() == 0
    answer = {"answer": "yes", "skills": str(school.planning.id)}
    ada.post(f"/learning/enrolments/{row.id}/skills", answer)
    said = ada.follow(ada.post(f"/learning/enrolments/{row.id}/skills", answer)).text
    assert "You said before" in said
    assert [(s.skill_id, s.level) for s in db.session.query(PersonSkill)] == [
        (school.planning.id, 2)
    ]
    assert [e.kind for e in db.session.query(Evidence)] == ["learning"]
    assert "Set Event planning" not in ada.get("/learning/mine").text


def test_a_no_to_the_skill_changes_nothing(app, cast, school, ada):
    row = asked(cast.ada, school.free)
    with transaction():
        rules.done(lock(Enrolment, row.id))
    ada.post(f"/learning/enrolments/{row.id}/skills", {"answer": "no"})
    assert db.session.query(PersonSkill).count() == 0
    assert "Set Event planning" not in ada.get("/learning/mine").text


def test_a_refusal_needs_its_reason_and_gives_the_money_back(app, cast, school, ada):
    row = asked(cast.ada, school.paid)
    manu = Browser(app).sign_in(cast.manu)
    assert "Ada Okafor waits for your answer" in manu.get("/").text
    manu.post(f"/learning/enrolments/{row.id}/refuse", status=422)
    manu.post(f"/learning/enrolments/{row.id}/refuse", {"reason": "Try the free one first."})
    assert (fresh(row).state, fresh(row).budget_id) == ("planned", None)
    assert "Try the free one first." in ada.get(f"/learning/{school.paid.id}").text
    answer = ada.post(f"/learning/{school.paid.id}/ask")
    assert "You can ask again from" in ada.follow(answer).text


def test_nobody_but_the_manager_sees_or_answers(app, cast, school):
    row = asked(cast.ada, school.paid)
    hana, sam = Browser(app).sign_in(cast.hana), Browser(app).sign_in(cast.sam)
    assert "Ada Okafor" not in hana.get("/learning/approvals").text
    sam.get("/learning/approvals", status=403)
    for who in (hana, sam):
        who.post(f"/learning/enrolments/{row.id}/approve", status=404)
    sam.post(f"/learning/enrolments/{row.id}/withdraw", status=404)


def test_a_manager_asks_and_waives_without_learning_what_was_planned(app, cast, school, ada):
    with transaction():
        rules.plan(db.session.get(Person, cast.ada.id), school.free)
    manu = Browser(app).sign_in(cast.manu)
    path = f"/learning/{school.free.id}/assign"
    due = (clock.today() + timedelta(days=30)).isoformat()
    form = {"person": str(cast.ada.id), "how": "assigned", "due_on": due}
    manu.post(path, form | {"due_on": "2020-01-01"}, status=422)
    manu.post(path, form | {"person": str(cast.mei.id)}, status=422)
    manu.post(path, form)
    row = db.session.query(Enrolment).one()
    assert (row.state, row.mandatory, row.assigned_by_id) == ("assigned", True, cast.manu.id)
    refused = ada.post(f"/learning/enrolments/{row.id}/decline", {"reason": "No."})
    assert "mandatory" in ada.follow(refused).text
    assert "Ada Okafor" in manu.get("/learning/approvals").text
    manu.post(f"/learning/enrolments/{row.id}/waive", {"reason": "Not needed."})
    assert fresh(row).state == "waived"


def test_only_who_leads_somebody_today_reads_what_they_must_complete(app, cast, school):
    must = rules.Assignment(mandatory=True)
    with transaction():
        ada, manu = (db.session.get(Person, who.id) for who in (cast.ada, cast.manu))
        rules.assign(ada, school.free, manu, must)
        rules.assign(ada, school.code, manu, rules.Assignment())
        ada.manager_id = cast.mei.id
        db.session.get(Person, cast.sam.id).manager_id = manu.id
    assert "Ada Okafor" not in Browser(app).sign_in(cast.manu).get("/learning/approvals").text
    page = Browser(app).sign_in(cast.mei).get("/learning/approvals").text
    assert school.free.title in page
    assert school.code.title not in page  # a suggestion is theirs to take up or leave


def test_hr_keeps_budgets_and_two_tabs_do_not_blend(app, cast, school, hana):
    year = clock.today().year
    form = {"department": str(cast.parks.id), "year": str(year), "currency": "GBP"}
    hana.post("/curate/budgets", form | {"amount": "-5"}, status=422)
    hana.post("/curate/budgets", form | {"amount": "1e9"}, status=422)
    hana.post("/curate/budgets", form | {"amount": "1,5"}, status=422)  # never fifteen
    hana.post("/curate/budgets", form | {"amount": "12,000.50", "each": "400"})
    hana.post("/curate/budgets", form | {"year": "-5"}, status=422)
    again = hana.post("/curate/budgets", form | {"amount": "5"}, status=422)
    assert "has a budget for that year already" in again.text
    row = db.session.query(Budget).filter_by(department_id=cast.parks.id).one()
    assert row.amount == Decimal("12000.50")
    assert "£12,000.50" in hana.get("/curate/budgets").text
    path = f"/curate/budgets/{row.id}"
    assert 'value="12000.5"' in hana.get(path).text
    hana.post(path, {"amount": "9000", "each": "0", "version": "1"})
    both = hana.post(path, {"amount": "8000", "each": "0", "version": "1"}, status=409).text
    assert "£9,000" in both
    assert "£8,000" in both
    hana.post(path, {"amount": "9000", "each": "0", "version": "1"})
    Browser(app).sign_in(cast.manu).get("/curate/budgets", status=403)


def test_the_provider_says_who_was_there(app, cast, school, hana):
    date = date_of(school.code, places=5)
    db.session.commit()
    row = asked(cast.ada, school.code, date)
    clock.fix(clock.now() + timedelta(days=21))
    hana = Browser(app).sign_in(cast.hana)
    assert "1 to note" in hana.get("/curate/attendance").text
    path = f"/curate/attendance/{date.id}"
    assert "Ada Okafor" in hana.get(path).text
    hana.post(path, status=422)
    hana.post(path, {"people": [str(row.id)]})
    assert fresh(row).state == "current"
    assert "Completed" in hana.get(path).text


def test_a_certificate_is_told_once_at_each_step_and_renewed_by_the_next(app, cast, school, ada):
    row = asked(cast.ada, school.code)
    with transaction():
        rules.done(lock(Enrolment, row.id))
    with transaction():
        rules.confirm(lock(Enrolment, row.id), db.session.get(Person, cast.manu.id))
    until = fresh(row).certificate_until
    told = []
    for days in (61, 60, 59, 30, 29, 6, 0, -1, -2):
        clock.fix(clock.now().replace(hour=5) + (until - clock.today()) - timedelta(days=days))
        timed.tick(clock.now())
        timed.remind(clock.now())
        told.append(len(words_of(cast.ada)))
    assert told == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert fresh(row).state == "expired"
    needs = {"item_id": school.code.id, "needs_id": school.free.id}
    db.session.execute(learning_prerequisite.insert().values(**needs))
    db.session.commit()
    assert asked(cast.ada, school.code).state == "enrolled", "who renews has what comes before"
    page = Browser(app).sign_in(cast.ada).get("/learning/mine").text
    assert f"Renew it: {school.code.title}" in page
    assert [held.state for held in certificates.held(cast.ada.id)] == ["expired"]


def test_what_a_leaver_had_is_free_again(app, cast, school):
    thing = item("A day out", paid=True)
    date = date_of(thing, places=1)
    db.session.commit()
    row = asked(cast.ada, thing, date)
    db.session.get(Person, cast.ada.id).left_on = clock.today()
    db.session.commit()
    Browser(app).sign_in(cast.manu).post(f"/learning/enrolments/{row.id}/approve", status=303)
    assert fresh(row).state == "approval"  # before the clock has come by, too
    timed.tick(clock.now())
    assert (fresh(row).state, fresh(row).date_id) == ("cancelled", None)
    assert money.spent([school.budget.id]) == {}


def test_who_moves_on_asks_for_the_money_of_where_they_are(app, cast, school):
    row = asked(cast.ada, school.paid)
    with transaction():
        ada = db.session.get(Person, cast.ada.id)
        ada.department_id, ada.manager_id = cast.parks.id, cast.mei.id
    Browser(app).sign_in(cast.mei).post(f"/learning/enrolments/{row.id}/approve")
    assert fresh(row).state == "approval"
    timed.tick(clock.now())
    assert (fresh(row).state, fresh(row).budget_id) == ("planned", None)
