"""Letters that do not arrive: tried again, counted, and no longer sent to who cannot get them."""

import threading
from datetime import timedelta
from email import message_from_bytes
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from socket import create_server

import pytest

from portal import clock
from portal.accounts.models import Account
from portal.commands.notices import bounced
from portal.db import db, transaction
from portal.notices import posting
from portal.notices.models import Notice
from portal.notices.rules import tell
from portal.notices.undelivered import rules
from portal.notices.undelivered.models import DeadAddress, Refusal
from portal.outbox import OutboxRow
from tests.notices.test_mail import files, rested, server  # noqa: F401 - fixtures
from tests.notices.test_push import work_off

pytestmark = pytest.mark.one_database

ADDRESS = "ada@example.org"


def told(who, key):
    with transaction():
        tell(who.id, key=key, kind="mentorship.accepted", mentor="Mei", path="/mentorship")


def refusals():
    db.session.rollback()
    return [(row.channel, row.why) for row in db.session.query(Refusal)]


def send(who, *keys):
    for key in keys:
        told(who, key)
        work_off()


def test_an_address_that_refuses_gets_no_more_letters_until_its_person_says_so(
    ada, cast, server  # noqa: F811
):  # fmt: skip
    server.answer = "550 5.1.1 nobody here"
    send(cast.ada, *"abc")
    assert refusals() == [("mail", "SMTP 550")] * 3
    assert [
        row.words for row in db.session.query(Notice).filter_by(kind="account.mail_closed")
    ] == ["Your e-mail address takes no letters, so Aspire sends none until you say so"]
    page = ada.get("/me/settings").text
    assert "E-mail is off" in page
    assert ADDRESS in page
    server.answer = "250 yes"
    send(cast.ada, "d")
    assert server.taken == []
    ada.post("/me/settings/mail/again")
    assert "E-mail is off" not in ada.get("/me/settings").text
    send(cast.ada, "e")
    assert len(server.taken) == 1
    server.answer = "550 nobody here"
    send(cast.ada, *"fg")
    with transaction() as session:  # another address begins at nothing
        session.query(Account).filter_by(person_id=cast.ada.id).one().email = "ada.o@example.org"
    send(cast.ada, *"hi")
    assert db.session.query(DeadAddress).one().closed_at is None


def test_a_no_to_us_and_one_long_ago_are_not_counted_against_the_address(ada, cast, server):  # noqa: F811
    server.answer = "554 5.7.1 your reputation is poor"
    send(cast.ada, *"abcd")
    assert refusals() == [("mail", "SMTP 554")] * 4
    assert db.session.query(DeadAddress).count() == 0
    db.session.rollback()
    start = clock.now()
    for days in (0, 1, 40):
        clock.fix(start + timedelta(days=days))
        with transaction():
            rules.refused(cast.ada.id, ADDRESS, "SMTP 550")
    assert db.session.query(DeadAddress).one().times == 1
    assert db.session.query(DeadAddress).one().closed_at is None


def test_a_server_that_says_nothing_is_left_after_a_while(app, cast, server, monkeypatch):  # noqa: F811
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    with create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(posting, "_send", _to(silent, posting._send))
        held = []
        threading.Thread(target=lambda: held.append(silent.accept()), daemon=True).start()
        before = clock.running()
        send(cast.ada, "a", "b")
        assert clock.running() - before < timedelta(seconds=3)
        held[0][0].close()
    assert _errors() == {"SMTPServerDisconnected", "away"}
    clock.fix(clock.now() + timedelta(days=3))
    work_off()  # it stands in the portal, and administrators see that it went no further
    assert refusals() == [("mail", "waited too long")] * 2


def _to(silent, send_to):
    return lambda message, _url: send_to(message, f"smtp://127.0.0.1:{silent.getsockname()[1]}")


def _errors():
    db.session.rollback()
    return {row.error for row in db.session.query(OutboxRow) if row.error}


def came_back(app, *, status="5.1.1", to=ADDRESS, ours=True):
    """The report of a mail server about the last letter, as RFC 3464 has it."""
    letter = files(app)[-1]
    if not ours:
        del letter["List-Unsubscribe"]
    report = MIMEMultipart("report", report_type="delivery-status")
    report.attach(MIMEText("It could not be delivered."))
    told_of = MIMEBase("message", "delivery-status")
    told_of.set_payload(
        [
            message_from_bytes(b"Reporting-MTA: dns; mail.example.org\n"),
            message_from_bytes(
                f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: {status}\n".encode()
            ),
        ]
    )
    del told_of["MIME-Version"]
    report.attach(told_of)
    report.attach(MIMEMessage(letter))
    return report.as_bytes()


def test_a_letter_that_came_back_counts_when_it_is_ours(app, cast, tmp_path):
    send(cast.ada, "a")
    told_of = (
        ({"status": "4.4.7"}, 0, 0), ({"to": "mei@example.org"}, 0, 0), ({"ours": False}, 0, 0),
        ({"status": "5.7.1"}, 1, 0), ({}, 2, 1),
    )  # fmt: skip
    before = 0
    for number, (changes, refused, dead) in enumerate(told_of):
        path = tmp_path / f"{number}.eml"
        path.write_bytes(came_back(app, **changes))
        said = app.test_cli_runner().invoke(bounced, [str(path)]).output
        new, before = refused - before, refused
        assert said == f"{new} counted, {1 - new} not about a letter of ours.\n"
        assert (len(refusals()), db.session.query(DeadAddress).count()) == (refused, dead)
        db.session.rollback()
