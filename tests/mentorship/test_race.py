"""Many at the same moment: what counts is still counted, and everybody is answered."""

from uuid import uuid4

import pytest

from portal import clock
from portal.accounts.sessions import COOKIE
from portal.db import db, transaction
from portal.mentorship import ranked, rules, standing
from portal.mentorship.approaches import rules as approaches
from portal.mentorship.approaches.models import Approach, OpenTo
from portal.mentorship.models import Mentor, Mentorship, MentorshipEvent, MentorshipRequest
from portal.mentorship.timed import tick
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.personal.erasing import erase
from tests.checking import Browser
from tests.mentorship.conftest import MESSAGE, asked, crowd, mentor
from tests.mentorship.test_guards import do
from tests.racing import at_once

FORM = {"goals": "Chair a meeting", "message": MESSAGE, "months": "6"}


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
    return sorted(state for (state,) in db.session.query(MentorshipRequest.state))


def test_places_hold_when_all_requests_are_accepted_at_once(app, cast, hall):
    requests = [asked(hall.mentor, who) for who in crowd(cast.parks, 8)]
    answers = at_once(
        [click(app, cast.mei, f"/mentorship/requests/{r.id}/accept") for r in requests]
    )
    assert [status for status, _ in answers] == [200] * 8
    assert sum("You now mentor" in text for _, text in answers) == 2
    assert standing.live_count(cast.mei.id) == 2
    assert states() == ["accepted"] * 2 + ["closed"] + ["waitlisted"] * 5


def test_one_request_is_accepted_once(app, cast, hall):
    request = asked(hall.mentor, cast.ada)
    path = f"/mentorship/requests/{request.id}/accept"
    answers = at_once([click(app, cast.mei, path) for _ in range(6)])
    assert [status for status, _ in answers] == [200] * 6
    assert sum("You now mentor" in text for _, text in answers) == 1
    assert standing.live_count(cast.mei.id) == 1
    assert db.session.query(MentorshipEvent).filter_by(event="accepted").count() == 1
    assert db.session.query(OutboxRow).filter_by(kind="notify.mentorship.accepted").count() == 1


@pytest.mark.parametrize("other", ["withdraw", "decline"])
def test_of_two_answers_one_counts_and_the_other_is_told(app, cast, hall, other):
    request = asked(hall.mentor, cast.ada)
    path = f"/mentorship/requests/{request.id}/"
    who = cast.ada if other == "withdraw" else cast.mei
    answers = at_once(
        [
            click(app, cast.mei, path + "accept"),
            click(app, who, path + other, reason="timing"),
        ]
    )
    assert [status for status, _ in answers] == [200, 200]
    assert sum("Nothing was changed now" in text for _, text in answers) == 1
    live = standing.live_count(cast.mei.id)
    assert states() == (
        ["accepted"] if live else [other.replace("draw", "drawn").replace("line", "lined")]
    )


def test_accepting_and_taking_back_siblings_at_once_never_waits_for_ever(app, cast, hall):
    people = crowd(cast.parks, 6)
    requests = [asked(hall.mentor, who) for who in people]
    paths = [f"/mentorship/requests/{r.id}/" for r in requests]
    answers = at_once(
        [click(app, cast.mei, path + "accept") for path in paths]
        + [click(app, who, p + "withdraw") for who, p in zip(people, paths, strict=True)]
    )
    assert {status for status, _ in answers} <= {200}
    left = states()
    assert left.count("accepted") <= 2
    assert standing.live_count(cast.mei.id) == left.count("accepted")


def test_fewer_places_and_a_yes_at_once_come_one_after_the_other(app, cast, hall):
    request = asked(hall.mentor, cast.ada)
    answers = at_once(
        [
            click(app, cast.mei, f"/mentorship/requests/{request.id}/accept"),
            click(app, cast.mei, "/mentorship/mentor", capacity="0", state="open"),
        ]
    )
    assert [status for status, _ in answers] == [200, 200]
    db.session.rollback()
    assert db.session.get(Mentor, cast.mei.id).capacity == 0
    assert states() == (["accepted"] if standing.live_count(cast.mei.id) else ["waitlisted"])


def test_a_double_click_asks_once_and_leads_to_the_request(app, cast, hall):
    browser = Browser(app).sign_in(cast.ada)
    data = FORM | {"csrf_token": browser.token(), "_once": uuid4().hex}
    path = f"/mentors/{cast.mei.id}/ask"
    cookie = browser.client.get_cookie(COOKIE)
    clients = []
    for _ in range(4):
        client = app.test_client()
        client.set_cookie(COOKIE, cookie.value, secure=True, httponly=True)
        clients.append(client)
    answers = at_once([lambda client=client: client.post(path, data=data) for client in clients])
    db.session.rollback()  # to see what was committed meanwhile
    request = db.session.query(MentorshipRequest).one()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert {answer.location for answer in answers} == {f"/mentorship/requests/{request.id}"}


def test_asking_many_mentors_at_once_stays_within_three(app, cast):
    mentors = [mentor(who) for who in (cast.mei, cast.sam, cast.hana, cast.alex, cast.manu)]
    answers = at_once(
        [
            click(app, cast.ada, f"/mentors/{row.id}/ask", _once=uuid4().hex, **FORM)
            for row in mentors
        ]
    )
    assert sorted(status for status, _ in answers) == [200] * 3 + [422] * 2
    assert states() == ["requested"] * 3


def test_a_place_that_becomes_free_is_offered_once(app, cast, hall):
    """Two ends, an answer and more places at once: the first in line are asked, and no more."""
    people = crowd(cast.parks, 6)
    mentor(cast.mei, capacity=2)
    for who in people[:2]:
        do(rules.accept, asked(hall.mentor, who))
    waiting = [asked(hall.mentor, who) for who in people[2:]]
    assert states().count("waitlisted") == 4
    pairs = standing.live_pairs(cast.mei.id)
    answers = at_once(
        [click(app, cast.mei, f"/mentorship/{pair.id}/end") for pair in pairs]
        + [click(app, people[2], f"/mentorship/requests/{waiting[0].id}/withdraw")]
        + [click(app, cast.mei, f"/mentorship/{pairs[0].id}/end")]
    )
    assert {status for status, _ in answers} == {200}
    db.session.rollback()
    found = [db.session.get(MentorshipRequest, row.id).state for row in waiting]
    assert found == ["withdrawn", "requested", "requested", "waitlisted"]


def test_the_next_choice_is_asked_once_or_not_at_all(app, cast, hall):
    """The turn of the first is over at the moment of a yes; the worker is there several times."""
    clock.fix(clock.now())
    then = [mentor(cast.sam), mentor(cast.hana)]
    what = rules.Ask(goals=["Chair a meeting"], message=MESSAGE)
    with transaction():
        row = db.session.get(Mentor, cast.mei.id)
        first = rules.ask(row, db.session.get(Person, cast.ada.id), what, then)
    moment = first.due_at
    yes = click(app, cast.mei, f"/mentorship/requests/{first.id}/accept")
    clock.fix(moment)
    ref = str(first.ranked_id)

    def work():
        with app.app_context():
            try:
                tick(moment)
                with transaction():
                    ranked.carry_on(ref)
            finally:
                db.session.remove()

    at_once([yes, work, work, work])
    left = states()
    if standing.live_count(cast.mei.id):
        assert left in (
            ["accepted", "draft", "superseded"],
            ["accepted", "superseded", "superseded"],
            ["accepted", "draft", "draft"],
        )
    else:
        assert left == ["draft", "expired", "requested"]
    told = db.session.query(MentorshipEvent).filter_by(event="asked_next").count()
    assert told == left.count("requested")


def test_an_offer_and_a_request_of_the_same_two_meet(app, cast, hall):
    """Both write first at the same moment: one of them counts, and the other reads why."""
    approaches.be_open_to(cast.ada.id, OpenTo.ANYONE)
    db.session.commit()
    answers = at_once(
        [
            click(app, cast.ada, f"/mentors/{cast.mei.id}/ask", **FORM),
            click(app, cast.mei, f"/people/{cast.ada.id}/mentor", message=MESSAGE, months="6"),
        ]
    )
    assert sorted(status for status, _ in answers) == [200, 422]
    db.session.rollback()
    assert db.session.query(MentorshipRequest).count() + db.session.query(Approach).count() == 1


def gone(app, person_id):
    """Somebody is erased, as a thread of its own would."""

    def run():
        with app.app_context(), transaction():
            erase(person_id, by=None)
        return 200, ""

    return run


@pytest.mark.parametrize("who", ["mentee", "mentor"])
def test_who_is_erased_meanwhile_keeps_nobody_waiting(app, cast, hall, who):
    request = asked(hall.mentor, cast.ada)
    others = crowd(cast.parks, 2)
    keys = [cast.mei.id, cast.ada.id]
    answers = at_once(
        [
            gone(app, keys[who == "mentee"]),
            click(app, cast.mei, f"/mentorship/requests/{request.id}/accept"),
            click(app, cast.ada, f"/mentorship/requests/{request.id}/withdraw"),
            *(click(app, other, f"/mentors/{cast.mei.id}/ask", **FORM) for other in others),
        ]
    )
    assert all(status < 500 for status, _ in answers), answers
    db.session.rollback()
    tick(clock.now())
    open_ = [row for row in db.session.query(MentorshipRequest) if row.open]
    pairs = [row for row in db.session.query(Mentorship) if row.live]
    for row in (*open_, *pairs):
        assert keys[who == "mentee"] not in (row.mentor_id, row.mentee_id)
