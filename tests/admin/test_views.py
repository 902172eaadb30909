"""Administration: who may, what it shows, what it changes."""

import re
from datetime import timedelta

import pytest

from portal import clock, outbox, timed
from portal.accounts.models import Account, SignedIn
from portal.audit import AuditEvent
from portal.db import db
from portal.notices.undelivered import rules as undelivered
from portal.notices.undelivered.models import DeadAddress
from portal.outbox import OutboxRow
from tests.checking import Browser

pytestmark = pytest.mark.one_database


@pytest.fixture
def alex(app, cast):
    return Browser(app).sign_in(cast.alex)


def account_of(person):
    return db.session.query(Account).filter_by(person_id=person.id).one()


@pytest.mark.parametrize("path", ["/admin", "/admin/accounts", "/admin/log"])
def test_only_administrators_come_in(ada, hana, visitor, path):
    for someone in (ada, hana):
        someone.get(path, status=403)
    assert visitor.get(path, status=303).location.startswith("/sign-in")


def test_the_system_is_told_in_words(alex):
    page = alex.get("/admin").get_data(as_text=True)
    assert "has not started yet" in page
    assert " waiting" in page


def test_failed_work_is_shown_and_tried_again(alex):
    outbox.put("notify.something", "1")
    db.session.commit()
    row = db.session.query(OutboxRow).filter_by(kind="notify.something").one()
    row.tries, row.error = 8, "ValueError"
    db.session.commit()
    page = alex.get("/admin").text
    assert "1 left after the last try" in page
    assert "Next try: when you ask" in page
    assert "Outbox: some work goes wrong again and again" in alex.get("/readyz", status=503).text
    alex.post("/admin/outbox/retry")
    db.session.expire_all()
    row = db.session.query(OutboxRow).filter_by(kind="notify.something").one()
    assert (row.tries, row.error) == (0, "")


def test_accounts_are_found_by_name_and_email(alex):
    page = alex.get("/admin/accounts?q=OKAFOR").get_data(as_text=True)
    assert "ada@example.org" in page
    assert "mei@example.org" not in page
    assert "ada@example.org" in alex.get("/admin/accounts?q=ada%40exa").get_data(as_text=True)
    assert "Nobody found" in alex.get("/admin/accounts?q=%25").get_data(as_text=True)
    alex.get("/admin/accounts?page=0", status=400)


def test_a_disabled_person_is_out_at_once_and_may_come_back(alex, ada, cast):
    path = f"/admin/accounts/{account_of(cast.ada).id}"
    alex.post(f"{path}/disable")
    ada.get("/me/settings", status=303)
    answer = alex.post(f"{path}/enable", htmx=True).get_data(as_text=True)
    assert "can sign in again" in answer
    assert db.session.query(Account).filter_by(person_id=cast.ada.id).one().disabled_at is None


def test_a_person_is_signed_out_everywhere(alex, ada, cast):
    alex.post(f"/admin/accounts/{account_of(cast.ada).id}/sign-out")
    ada.get("/me/settings", status=303)
    assert db.session.query(SignedIn).count() == 1


def test_nobody_disables_themselves_and_nobody_else_disables(alex, ada, cast):
    alex.post(f"/admin/accounts/{account_of(cast.alex).id}/disable", status=404)
    ada.post(f"/admin/accounts/{account_of(cast.mei).id}/disable", status=404)
    assert db.session.query(Account).filter(Account.disabled_at.is_not(None)).count() == 0


def test_the_log_names_people_and_keeps_private_acts_private(alex, cast):
    alex.post(f"/admin/accounts/{account_of(cast.ada).id}/disable")
    db.session.add(
        AuditEvent(at=cast.ada.updated_at, actor_id=cast.ada.id, action="mentorship.ask")
    )
    db.session.commit()
    page = alex.get("/admin/log").get_data(as_text=True)
    assert "account.disable" in page
    assert "Ada Okafor" in page
    assert "mentorship.ask" not in page


def test_the_log_has_pages(alex, cast):
    for number in range(30):
        db.session.add(AuditEvent(at=cast.ada.updated_at, action="sign-in", detail=f"n{number:02}"))
    db.session.commit()
    first = alex.get("/admin/log").get_data(as_text=True)
    assert "n29" in first
    assert "n04" not in first
    older = first.split("before=")[1].split('"')[0]
    assert "n04" in alex.get(f"/admin/log?before={older}").get_data(as_text=True)


def test_stuck_and_refused_work_is_told_by_kind_and_never_by_person(alex, cast):
    timed.failed("snapshot", "ValueError")
    now = clock.now()
    since = now - timedelta(hours=3)
    waits = {"kind": "push.device", "created_at": since, "due_at": now + timedelta(minutes=2)}
    db.session.add_all(
        [
            *(OutboxRow(ref=str(n), tries=7, error="HTTP 503", **waits) for n in range(2)),
            OutboxRow(kind="mail.notice", ref="x", created_at=since, due_at=since, error=""),
            DeadAddress(person_id=cast.ada.id, address="ada@example.org", last_at=now,
                        closed_at=now, times=3),
        ]
    )  # fmt: skip
    undelivered.note("mail", "SMTP 550")
    db.session.commit()
    page = " ".join(re.sub("<[^>]+>", " ", alex.get("/admin").text).split())
    assert "push.device 2, HTTP 503 The oldest since 3 hours. Next try: " in page
    assert "mail.notice 1, not begun in time The oldest since 3 hours. Next try: now" in page
    assert "Letters 1, SMTP 550 The last a moment ago" in page
    assert "One address takes no letters" in page
    assert " waiting, 2 put off after an error" in page
    assert "failed, and is tried again: snapshot" in page
    assert cast.ada.name not in page
    assert "ada@" not in page
