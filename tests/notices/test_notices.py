"""The list of what one was told: once, one's own, in order, read or not."""

import re
from datetime import timedelta
from html import unescape

import pytest

from portal import clock
from portal.db import db, transaction
from portal.mentorship import machine, notices, rules
from portal.mentorship.models import MentorshipEvent
from portal.notices.models import Notice
from portal.notices.rules import tell
from portal.outbox import OutboxRow
from portal.plans import timed as plans
from portal.plans.models import Plan, PlanStep
from tests.mentorship.conftest import MESSAGE, asked, hall  # noqa: F401 - a fixture
from tests.mentorship.test_guards import do

pytestmark = pytest.mark.one_database


def put(who, key, at=None, kind="mentorship.accepted"):
    clock.fix(at)
    with transaction():
        new = tell(who.id, key=key, kind=kind, mentor=f"News {key}", path="/mentorship")
    clock.fix(None)
    return new


def unread_count(person_id):
    return db.session.query(Notice).filter_by(person_id=person_id, read_at=None).count()


def text(response):
    return response.get_data(as_text=True)


def test_the_same_thing_is_told_once(cast):
    assert put(cast.ada, "one")
    assert not put(cast.ada, "one")
    assert unread_count(cast.ada.id) == 1


def test_news_stand_under_their_day_the_newest_first(cast, ada):
    now = clock.now().replace(hour=12)
    for n, back in enumerate((0, 0, 1, 9)):
        put(cast.ada, str(n), now - timedelta(days=back, minutes=n))
    page = text(ada.get("/notifications"))
    order = ["Today", "News 0", "News 1", "Yesterday", "News 2", "News 3"]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "4 unread" in page


def test_opening_reads_one_and_leads_on_and_one_click_reads_all(cast, ada):
    for key in "abc":
        put(cast.ada, key)
    first = db.session.query(Notice).filter_by(key="a").one()
    assert ada.post(f"/notifications/{first.id}/open").location == "/mentorship"
    db.session.refresh(first)
    read_at = first.read_at
    assert read_at
    ada.post(f"/notifications/{first.id}/open")
    db.session.refresh(first)
    assert first.read_at == read_at
    assert unread_count(cast.ada.id) == 2
    ada.post("/notifications/read")
    db.session.rollback()
    assert unread_count(cast.ada.id) == 0
    assert "Mark all as read" not in text(ada.get("/notifications"))


def test_nobody_sees_or_opens_another_ones_news(cast, ada, mei):
    put(cast.ada, "hers")
    notice = db.session.query(Notice).one()
    assert "News hers" not in text(mei.get("/notifications"))
    mei.post(f"/notifications/{notice.id}/open", status=404)
    mei.post("/notifications/read")
    db.session.refresh(notice)
    assert notice.read_at is None


def test_many_come_in_pages_at_the_same_cost(cast, ada):
    now = clock.now()
    for n in range(25):
        put(cast.ada, str(n), now - timedelta(minutes=n))
    page = ada.get("/notifications")
    assert ada.statements <= 5
    assert len(page.data) < 30_000
    assert "News 19" in text(page)
    assert "News 20 " not in text(page)
    assert "News 24" in text(ada.get("/notifications?page=2"))
    ada.get("/notifications?page=9")
    ada.get("/notifications?page=x", status=400)


def test_what_belongs_together_is_one_line(cast, ada):
    now = clock.now().replace(hour=12)
    thing = "/mentorship/requests/3f2504e0-4f89-11d3-9a0c-0305e82c3301"
    for n, (kind, path) in enumerate([
        ("mentorship.asked", "/a"), ("mentorship.asked", "/b"), ("mentorship.asked", "/c"),
        ("mentorship.accepted", thing), ("mentorship.ended", thing), ("mentorship.ended", "/d"),
    ]):  # fmt: skip
        clock.fix(now - timedelta(minutes=n))
        with transaction():
            names = dict.fromkeys(("mentee", "mentor", "other"), f"Somebody {n}")
            tell(cast.ada.id, key=str(n), kind=kind, path=path, **names)
    clock.fix(None)
    page = text(ada.get("/notifications"))
    assert "3 requests for your help as a mentor" in page
    assert "1 earlier about this" in page
    assert page.count('class="go new') == 5
    assert "Somebody 4" not in text(ada.get("/notifications?about=learning"))
    first = db.session.query(Notice).filter_by(key="0").one()
    ada.post(f"/notifications/{first.id}/read", {"unread": "1"})
    assert "2 requests for your help as a mentor" in text(ada.get("/notifications?unread=1"))
    ada.post(f"/notifications/{first.id}/unread")
    assert "3 requests for your help as a mentor" in text(ada.get("/notifications?unread=1"))
    ada.get("/notifications?about=nonsense", status=400)
    accepted, ended = (db.session.query(Notice).filter_by(key=key).one() for key in "34")
    db.session.rollback()
    ada.post(f"/notifications/{accepted.id}/open")  # its page shows what came before, too
    assert db.session.get(Notice, ended.id).read_at
    db.session.rollback()
    page = text(ada.follow(ada.post("/notifications/read")))
    assert "All read" in text(ada.get("/notifications?unread=1"))
    ada.post(unescape(re.search(r'action="(/notifications/read/undo[^"]+)"', page)[1]))
    db.session.rollback()
    assert unread_count(cast.ada.id) == 4


def test_one_click_does_it_where_that_can_be_taken_back(cast, ada):
    plan = Plan(person_id=cast.ada.id, title="Onwards", state="now")
    plan.steps = [PlanStep(position=0, title="Sail", due_on=clock.today())]
    with transaction() as session:
        session.add(plan)
    plans.tick(clock.now())
    plans.tick(clock.now())
    notice, step = db.session.query(Notice).one(), db.session.query(PlanStep).one()
    assert notice.path == f"/plan/{step.plan_id}#step-{step.id}"
    db.session.rollback()
    assert "It is done" in text(ada.get("/notifications"))
    there = ada.post(f"/notifications/{notice.id}/act", status=307).location
    assert there == f"/plan/steps/{step.id}/done"
    ada.post(there)
    db.session.expire_all()
    assert (bool(step.done_on), bool(notice.read_at)) == (True, True)


def test_a_job_done_twice_tells_once_and_never_a_private_word(cast, hall):  # noqa: F811
    request = asked(hall.mentor, cast.ada)
    do(rules.decline, request, reason="conflict of interest", answer="A private word")
    kinds = {row.kind for row in db.session.query(OutboxRow)} & set(notices.HANDLERS)
    assert kinds == {"notify.mentorship.asked", "notify.mentorship.declined"}
    for _ in range(2):
        with transaction():
            for event in db.session.query(MentorshipEvent):
                notices.tell(f"event:{event.id}")
    told = {(n.person_id, n.kind): n for n in db.session.query(Notice)}
    # The request is answered: to ask for an answer now would be late.
    assert set(told) == {(cast.ada.id, "mentorship.declined")}
    for notice in told.values():
        assert notice.path == f"/mentorship/requests/{request.id}"
        assert not any(words in notice.words for words in (MESSAGE, "private", "conflict"))


def test_an_event_that_is_gone_tells_nobody(cast):
    with transaction():
        notices.tell("event:987654321")
    assert db.session.query(Notice).count() == 0


def test_every_change_that_is_told_has_a_handler():
    for changes in machine.TABLE.values():
        for change in changes:
            if change.told:
                assert f"notify.mentorship.{change.event}" in notices.HANDLERS
