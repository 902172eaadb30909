"""Notices by mail: in the same words, once, where it is wanted, and easily ended."""

import re
import smtplib
import socketserver
import threading
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from portal import clock, work
from portal.accounts.models import Account
from portal.config import BadSetting, read
from portal.db import db, transaction
from portal.notices import choices, letters, mailing, posting
from portal.notices.kinds import GROUPS
from portal.notices.models import MAIL, Notice
from portal.notices.rules import read as read_it
from portal.notices.rules import tell
from portal.outbox import OutboxRow

pytestmark = pytest.mark.one_database

WORDS = "Mei Halvorsen said yes: you have a mentor"


@pytest.fixture(autouse=True)
def rested(app, monkeypatch):
    monkeypatch.setitem(posting._resting, "until", 0.0)


def told(who, key="one", kind="mentorship.accepted", mentor="Mei Halvorsen"):
    """The notice, told and committed."""
    with transaction():
        names = {"mentor": mentor, "who": mentor, "title": "Sailor"}
        tell(who.id, key=key, kind=kind, path="/mentorship", **names)
    return db.session.query(Notice).filter_by(key=key).one()


def folder(app) -> Path:
    return Path(app.config["SETTINGS"].instance) / "mail"


def files(app):
    """The letters in the folder, read."""
    found = sorted(folder(app).glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=default) for path in found]


def send(notice):
    mailing.send(str(notice.id))
    db.session.rollback()


def link_in(letter):
    return re.search(r"http://localhost(/mail/off/\S+)", letter["List-Unsubscribe"])[1].rstrip(">")


def test_a_notice_goes_by_mail_once_and_says_no_more_than_itself(app, cast):
    notice = told(cast.ada, mentor="Mei\r\nBcc: everybody@example.org")
    [row] = db.session.query(OutboxRow).filter_by(kind=MAIL)
    assert row.ref == str(notice.id)
    for _ in range(2):
        send(notice)
    [letter] = files(app)
    address = db.session.query(Account.email).filter_by(person_id=cast.ada.id).scalar()
    assert letter["To"] == address
    assert letter["Subject"] == "Mei Bcc: everybody@example.org said yes: you have a mentor"
    assert letter["Bcc"] is None
    assert letter["Message-ID"] == f"<{notice.id}@localhost>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, rich = (part.get_content() for part in letter.iter_parts())
    for said in (plain, rich):
        assert "everybody@example.org said yes" in said
        assert "http://localhost/mentorship" in said
        assert link_in(letter) in said
    assert cast.ada.name not in plain + rich
    assert db.session.get_one(Notice, notice.id).mailed_at
    assert folder(app).stat().st_mode & 0o777 == 0o700
    [path] = folder(app).glob("*.eml")
    header = f"\r\nList-Unsubscribe: <http://localhost{link_in(letter)}>\r\n"
    assert header.encode() in path.read_bytes()  # in one piece
    assert path.stat().st_mode & 0o777 == 0o600
    path.unlink()
    send(notice)
    assert files(app) == []


def test_the_worker_sends_it_and_tries_again_what_could_not_go(app, cast, monkeypatch):
    told(cast.ada)

    def later(*_args):
        raise posting.NotYet

    with monkeypatch.context() as away:
        away.setattr(posting, "deliver", later)
        work.once()
    [row] = db.session.query(OutboxRow).filter_by(kind=MAIL)
    assert (row.tries, row.error) == (1, "NotYet")
    db.session.rollback()
    clock.fix(clock.now() + timedelta(minutes=1))
    work.once()
    clock.fix(None)
    assert len(files(app)) == 1
    assert db.session.query(OutboxRow).filter_by(kind=MAIL).count() == 0


def test_what_was_read_is_old_or_not_wanted_is_not_mailed(app, cast):
    off = told(cast.ada, "off", kind="share.role")
    none = told(cast.ada, "none")
    with transaction():
        db.session.get_one(Notice, none.id).kind = "gone.long"
    seen, late, left = (told(who, str(n)) for n, who in enumerate((cast.ada, cast.ada, cast.mei)))
    with transaction():
        read_it(db.session.get_one(Notice, seen.id))
        db.session.get_one(Notice, late.id).at = clock.now() - timedelta(days=3)
        person = db.session.merge(cast.mei)
        person.left_on = clock.today()
    for notice in (off, none, seen, late, left):
        send(notice)
    assert files(app) == []
    with transaction():
        choices.choose(cast.ada.id, GROUPS, mail={"share"}, push=())
    send(off)
    send(told(cast.ada, "now off"))
    assert [letter["Message-ID"] for letter in files(app)] == [f"<{off.id}@localhost>"]


def test_the_links_in_a_letter_end_its_kind_or_its_group_signed_out(app, cast, visitor):
    send(told(cast.ada))
    letter = files(app)[0]
    path = link_in(letter)
    assert "like “Somebody said yes: you have a mentor”" in visitor.get(path).text
    assert choices.of(cast.ada.id).mail("mentorship.accepted")
    db.session.rollback()
    answer = visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})  # no token, no page
    assert answer.status_code == 200
    db.session.rollback()
    now = choices.of(cast.ada.id)
    assert not now.mail("mentorship.accepted")
    assert now.mail("mentorship.asked")
    assert now.except_for == ["mentorship.accepted"]
    assert choices.of(cast.mei.id).mail("mentorship.accepted")
    assert cast.ada.name not in answer.text
    plain = letter.get_body("plain").get_content()
    of_group = re.search(r"about \"Mentoring\": http://localhost(\S+)", plain)[1]
    db.session.rollback()
    assert "Stop e-mail about “Mentoring”?" in visitor.get(of_group).text
    visitor.client.post(of_group)
    db.session.rollback()
    assert not choices.of(cast.ada.id).mail("mentorship.asked")
    for wrong in (path[:-1] + ("A" if path[-1] != "A" else "E"), "/mail/off/x"):
        visitor.get(wrong, status=404)
    with app.app_context():
        assert letters.opened(path.rpartition("/")[2]) == (cast.ada.id, "mentorship.accepted")
        other = letters.URLSafeTimedSerializer(app.secret_key, salt="flash")
        assert letters.opened(other.dumps([cast.ada.id.hex, "mentorship"])) is None


def test_letters_about_one_thing_hang_together(app, cast):
    thing = "/mentorship/requests/3f2504e0-4f89-11d3-9a0c-0305e82c3301"
    with transaction():
        for key, path in (("a", thing), ("b", f"{thing}#answer"), ("c", "/mentorship")):
            tell(cast.ada.id, key=key, kind="mentorship.accepted", mentor=key, path=path)
    for notice in db.session.query(Notice).all():
        send(notice)
    found = {letter["Subject"][0]: letter["References"] for letter in files(app)}
    assert found["a"] == found["b"] != found["c"] is None
    assert re.fullmatch(r"<about\.[0-9a-f-]{36}@localhost>", found["a"])
    assert {letter["In-Reply-To"] for letter in files(app)} == {found["a"], None}


RHYTHM = {"rhythm": "at_once", "hour": 8, "weekday": 0, "quiet_from": -1, "quiet_until": 7}


def test_what_comes_by_mail_is_chosen_in_the_settings(ada, cast):
    def on(channel):
        page = ada.get("/me/settings/told").text
        return re.findall(rf'name="{channel}" value="(\w+)" checked', page)

    mailed = [
        "mentorship",
        "learning",
        "opportunity",
        "community",
        "search",
        "feedback",
        "conversation",
    ]
    assert on("mail") == mailed
    assert on("push") == [name for name, group in GROUPS.items() if group.push and not group.may]
    ada.post("/me/settings/told", RHYTHM | {"mail": ["plan", "nonsense"], "push": ["share"]})
    assert (on("mail"), on("push")) == (["plan"], ["share"])
    with transaction():
        choices.switch_off(cast.ada.id, "plan.late")
    page = ada.get("/me/settings/told").text
    assert 'name="but" value="plan.late" checked' in page
    ada.post("/me/settings/told", RHYTHM | {"mail": ["plan"]})
    db.session.rollback()
    assert choices.of(cast.ada.id).mail("plan.late")
    assert choices.of(cast.ada.id).mail("insights.alert")  # not hers to choose, and not switched
    ada.post("/me/settings/told", RHYTHM)
    db.session.rollback()
    mine = [name for name, group in GROUPS.items() if not group.may]
    assert not any(choices.of(cast.ada.id).mail(name) for name in mine)


class Server(socketserver.ThreadingTCPServer):
    """A mail server on this machine, as small as one can be."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken: list[bytes] = []
        self.answer = "250 yes"
        self.url = f"smtp://ada:secret@127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("EHLO"):
                self.say("250-here\r\n250 AUTH PLAIN")
            elif line.startswith("AUTH"):
                self.say("235 welcome")
            elif line.startswith("RCPT"):
                self.say(self.server.answer)
            elif line == "DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.taken.append(b"".join(lines))
                self.say("250 taken")
            else:
                self.say("250 yes")
                if line == "QUIT":
                    return

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def server(app, monkeypatch):
    with Server() as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        settings = replace(app.config["SETTINGS"], smtp_url=one.url)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield one
        one.shutdown()


def test_a_mail_server_takes_it_or_is_asked_again_later(app, cast, server):
    notice = told(cast.ada)
    server.answer = "451 not now"
    with pytest.raises(posting.NotYet):
        send(notice)
    assert db.session.get_one(Notice, notice.id).mailed_at is None
    server.answer = "250 yes"
    for _ in range(2):
        send(notice)
    [raw] = server.taken
    assert message_from_bytes(raw, policy=default)["Subject"] == WORDS
    assert b"\r\nList-Unsubscribe: <http://localhost/mail/off/" in raw
    assert files(app) == []
    refused = told(cast.ada, "refused")
    server.answer = "550 nobody"
    send(refused)  # never tried again, and told in the log
    assert db.session.get_one(Notice, refused.id).mailed_at is None


def test_a_server_that_is_away_is_left_alone_for_a_while(app, cast, server, monkeypatch):
    tried = []

    def away(*_args, **_more):
        tried.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(smtplib, "SMTP", away)
    for key in "ab":
        with pytest.raises(posting.NotYet):
            send(told(cast.ada, key))
    assert tried == [1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASPIRE_SMTP_URL", "http://mail.example.org"),
        ("ASPIRE_SMTP_URL", "smtp://"),
        ("ASPIRE_SMTP_URL", "smtps://ada:hidden@mail.example.org:port"),
        ("ASPIRE_MAIL_FROM", "nobody"),
    ],
)
def test_a_mail_setting_that_cannot_be_used_stops_the_start(tmp_path, name, value):
    with pytest.raises(BadSetting, match=name) as told:
        read({"ASPIRE_INSTANCE": str(tmp_path), name: value})
    assert "hidden" not in str(told.value)


def test_letters_in_files_go_when_somebody_is_erased(app, cast):
    send(told(cast.ada))
    posting.tick(clock.now())
    assert len(files(app)) == 1
    posting.empty()
    assert files(app) == []
