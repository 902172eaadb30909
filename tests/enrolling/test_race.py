"""Many at the same moment: the last place and the last money go to one."""

from portal.db import db
from portal.learning.models import Enrolment, EnrolmentEvent
from portal.outbox import OutboxRow
from tests.checking import Browser
from tests.enrolling.conftest import asked, date_of, item
from tests.mentorship.conftest import crowd
from tests.racing import at_once


def click(app, who, path, **form):
    """A signed-in person about to post; calling it gives the status and the answer."""
    browser = Browser(app).sign_in(who)
    data = {"csrf_token": browser.token()} | form

    def post():
        answer = browser.client.post(path, data=data, headers={"HX-Request": "true"})
        return answer.status_code, answer.get_data(as_text=True)

    return post


def states():
    db.session.rollback()
    return sorted(state for (state,) in db.session.query(Enrolment.state))


def test_two_approvals_at_once_cannot_overspend(app, cast, school):
    people = crowd(cast.permits, 4)
    for who in people:
        who.manager_id = cast.manu.id
    db.session.commit()
    rows = [asked(who, school.paid) for who in people]
    school.budget.amount = 200
    db.session.commit()
    answers = at_once(
        [click(app, cast.manu, f"/learning/enrolments/{row.id}/approve") for row in rows]
    )
    assert sorted(status for status, _ in answers) == [200, 200, 409, 409]
    assert states() == ["approval"] * 2 + ["enrolled"] * 2


def test_one_request_is_approved_once(app, cast, school):
    row = asked(cast.ada, school.paid)
    path = f"/learning/enrolments/{row.id}/approve"
    answers = at_once([click(app, cast.manu, path) for _ in range(4)])
    assert [status for status, _ in answers] == [200] * 4
    assert db.session.query(EnrolmentEvent).filter_by(event="approved").count() == 1
    assert db.session.query(OutboxRow).filter_by(kind="notify.learning.approved").count() == 1


def test_two_cannot_take_the_last_place(app, cast, school):
    thing = item("A day out")
    date = date_of(thing, places=1)
    db.session.commit()
    people = crowd(cast.parks, 4)
    answers = at_once(
        [click(app, who, f"/learning/{thing.id}/ask", date=str(date.id)) for who in people]
    )
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    assert states() == ["enrolled"]


def test_my_own_allowance_holds_when_i_ask_for_much_at_once(app, cast, school):
    things = [item(f"Festival {n}", paid=True) for n in range(7)]
    db.session.commit()
    answers = at_once([click(app, cast.ada, f"/learning/{thing.id}/ask") for thing in things])
    assert sorted(status for status, _ in answers) == [200] * 5 + [409] * 2
    assert states() == ["approval"] * 5
