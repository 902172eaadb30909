"""Notices on devices: without a word of what they say, once, where wanted, and to no other."""

import json
import ssl
import stat
import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from socket import create_server

import pytest

from portal import clock, outbox, work
from portal.accounts import rules as accounts
from portal.accounts.models import Account, SignedIn
from portal.commands.notices import push
from portal.db import db, transaction
from portal.notices.models import Notice, PushChoice
from portal.notices.posting import NotYet
from portal.notices.push import endpoints, jobs, keys, sealing, sending
from portal.notices.push.models import DEVICE, PUSH, PushSubscription
from portal.notices.push.rules import MOST, UNKNOWN
from portal.notices.rules import read, tell
from portal.notices.undelivered.models import Refusal
from portal.outbox import INDEX, OutboxRow
from portal.personal.erasing import erase
from tests.cast import PASSWORD
from tests.notices.endpoint import Service, Subscriber, certificate, claims_of
from tests.racing import at_once

pytestmark = pytest.mark.one_database

KEY = sealing.fresh_key()
BROWSER = Subscriber()
KNOWN = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/1",
    "p256dh": BROWSER.p256dh,
    "auth": BROWSER.auth,
}


@pytest.fixture
def service(app, monkeypatch):
    monkeypatch.setattr(sending, "_resting", {})
    with Service() as one:
        settings = replace(app.config["SETTINGS"], push=(one.origin,), vapid_key=str(KEY))
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield one
    clock.fix(None)


def form(service, subscriber, path="/1"):
    endpoint = service.origin + path if path.startswith("/") else path
    return {"endpoint": endpoint, "p256dh": subscriber.p256dh, "auth": subscriber.auth}


def says_yes(browser, service, path="/1"):
    """The browser's keys, once its person has said yes."""
    made = Subscriber()
    browser.post("/me/settings/devices", form(service, made, path))
    db.session.rollback()
    return made


def told(who, key="one", kind="mentorship.accepted", **names):
    with transaction():
        names = {"mentor": "Mei", "who": "Mei", "title": "Sailor", "day": "today"} | names
        tell(who.id, key=key, kind=kind, path="/mentorship", **names)
    return db.session.query(Notice).filter_by(key=key).one().id


def work_off():
    """What the worker does of the outbox, without looking after anything else."""
    db.session.rollback()
    while rows := outbox.due(OutboxRow.kind != INDEX):
        db.session.rollback()
        for row in rows:
            work._do(*row)
    db.session.rollback()


def jobs_left():
    db.session.rollback()
    mine = OutboxRow.kind.in_((PUSH, DEVICE))
    return [(row.kind, row.tries, row.error) for row in db.session.query(OutboxRow).filter(mine)]


def test_a_device_is_told_where_something_waits_and_nothing_else(ada, cast, service, monkeypatch):
    subscriber = says_yes(ada, service)
    told(cast.ada)
    told(cast.mei, "nobody there")
    work_off()
    [(path, headers, body)] = service.came
    assert path == "/1"
    said = json.loads(subscriber.opened(body))
    assert said == {"title": "Mentoring", "body": "Something waits for you.", "tag": "mentorship"}
    claims = claims_of(headers["Authorization"])
    assert claims["aud"] == service.origin
    assert claims["sub"] == "mailto:aspire@localhost"
    assert 0 < claims["exp"] - clock.running().timestamp() <= 24 * 3600
    assert headers["Authorization"].endswith(f"k={KEY.public}")
    assert headers["Content-Encoding"] == "aes128gcm"
    assert (headers["TTL"], headers["Urgency"]) == ("86400", "normal")
    assert len(headers["Topic"]) == 32
    assert "mentor" not in headers["Topic"]
    assert jobs_left() == []
    told(cast.ada, "again")
    with monkeypatch.context() as crash:  # after the yes of the service, before the end of the job
        crash.setattr(jobs, "update", lambda _table: 1 / 0)
        work_off()
    assert jobs_left() == [(DEVICE, 1, "ZeroDivisionError")]
    clock.fix(clock.now() + timedelta(seconds=3))
    work_off()
    assert jobs_left() == []
    assert {sent["Topic"] for _, sent, _ in service.came} == {headers["Topic"]}  # one is shown
    work_off()
    assert len(service.came) == 3
    assert "last told" in ada.get("/me/settings").text


def test_what_is_read_old_quiet_or_not_wanted_is_not_pushed(ada, cast, service):
    says_yes(ada, service)
    seen, late = told(cast.ada, "seen"), told(cast.ada, "late")
    told(cast.ada, "never by push at first", kind="share.role")
    with transaction() as session:
        read(session.get_one(Notice, seen))
        session.get_one(Notice, late).at = clock.now() - timedelta(days=2)
        session.add(PushChoice(person_id=cast.ada.id, topic="plan", wanted=False))
    told(cast.ada, "switched off", kind="plan.due")
    work_off()
    assert service.came == []
    assert jobs_left() == []


def test_a_service_that_cannot_now_is_asked_again_and_one_device_holds_up_no_other(
    ada, mei, cast, service
):
    says_yes(ada, service)
    other = accounts.open_session(db.session.query(Account).filter_by(person_id=cast.ada.id).one(),
                                  device="a phone")  # fmt: skip
    db.session.commit()
    ada.client.set_cookie("__Host-aspire", other, secure=True, httponly=True)
    says_yes(ada, service, "/2")
    told(cast.ada)
    service.answers = [(429, {"Retry-After": "900"})]
    start = clock.now()
    clock.fix(start)
    work_off()
    assert [path for path, _, _ in service.came] in (["/1", "/2"], ["/2", "/1"])
    assert jobs_left() == [(DEVICE, 1, "HTTP 429")]
    clock.fix(start + timedelta(seconds=890))
    work_off()
    assert len(service.came) == 2
    service.answers = [(503, {})]
    for seconds in (901, 910):
        clock.fix(start + timedelta(seconds=seconds))
        work_off()
    assert len(service.came) == 4
    assert jobs_left() == []
    assert service.came[0][0] == service.came[3][0]


def test_a_browser_that_is_gone_is_forgotten(ada, cast, service):
    for status in (404, 410):
        says_yes(ada, service)
        told(cast.ada, str(status))
        service.answers = [(status, {})]
        work_off()
        assert jobs_left() == []
        assert db.session.query(PushSubscription).count() == 0


def test_what_is_refused_for_good_is_counted_for_administrators(ada, cast, service):
    says_yes(ada, service)
    told(cast.ada)
    service.answers = [(302, {"Location": service.origin + "/inside"})]  # followed by nobody
    work_off()
    assert len(service.came) == 1
    assert jobs_left() == []
    [refusal] = db.session.query(Refusal)
    assert (refusal.channel, refusal.why) == ("push", "HTTP 302")
    assert db.session.query(PushSubscription).count() == 1


def test_a_service_that_drips_or_is_away_holds_nobody_up(app, service, monkeypatch):
    monkeypatch.setattr(sending, "IN_ALL", 0.4)
    with create_server(("127.0.0.1", 0)) as slow:
        origin = f"http://127.0.0.1:{slow.getsockname()[1]}"

        def drip():
            line, _ = slow.accept()
            with line:
                try:
                    while True:
                        line.sendall(b"H")
                        threading.Event().wait(0.05)
                except OSError:
                    return

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        before = clock.running()
        with pytest.raises(NotYet):
            sending.post(f"{origin}/1", b"x", {}, (origin,))
        assert clock.running() - before < timedelta(seconds=4)
        dripping.join(2)
    with pytest.raises(NotYet, match="away"):  # without a second try
        sending.post(f"{origin}/1", b"x", {}, (origin,))


def test_a_push_ends_with_its_session_its_person_and_its_key(ada, cast, service, app):
    def left():
        db.session.rollback()
        return db.session.query(PushSubscription).count()

    # What another test's worker made: here the operator has forgotten the key.
    (app.config["SETTINGS"].instance / keys.FILE).unlink(missing_ok=True)
    says_yes(ada, service)
    told(cast.ada)
    for key, devices in (("", 1), (str(sealing.fresh_key()), 0)):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], vapid_key=key)
        work_off()
        assert (left(), service.came) == (devices, [])
        clock.fix(clock.now() + timedelta(seconds=3))
    assert jobs_left() == []
    clock.fix(None)
    says_yes(ada, service)
    [row] = db.session.query(PushSubscription)
    ada.post(f"/me/settings/devices/{row.id}/end")
    assert left() == 0
    says_yes(ada, service)
    ada.post("/sign-out")
    assert left() == 0
    ada.sign_in(cast.ada)
    says_yes(ada, service)
    with transaction():
        erase(cast.ada.id, by=None)
    assert left() == 0


def test_who_goes_on_in_a_browser_keeps_its_pushes_and_nobody_else_gets_them(
    app, ada, cast, service, visitor
):
    says_yes(ada, service)
    with transaction() as session:
        session.query(SignedIn).one().seen_at = clock.now() - timedelta(days=1)  # idle for long
    ada.get("/me", status=303)
    ada.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD}, status=303)
    [row] = db.session.query(PushSubscription)
    assert row.session_id == db.session.query(SignedIn).one().id
    db.session.rollback()
    with transaction() as session:
        session.query(SignedIn).one().seen_at = clock.now() - timedelta(days=1)
    ada.post("/sign-in", {"email": "mei@example.org", "password": PASSWORD}, status=303)
    assert db.session.query(PushSubscription).count() == 0


def test_only_push_services_are_pushed_to():
    wrong = (
        "https://127.0.0.1/x", "https://localhost/x", "https://intranet.example.org/x",
        "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "https://[::1]/x",
        "https://a@fcm.googleapis.com/x", "https://fcm.googleapis.com.example.org/x",
        "https://xpush.apple.com/x", "https://fcm.googleapis.com/" + "x" * 1000, "",
        "ftp://fcm.googleapis.com/x", "https://fcm.googleapis.com/\nx", "http://127.0.0.1:9/x",
        "https://[fcm.googleapis.com/x",
    )  # fmt: skip
    more = ("http://127.0.0.1:8", "*.push.example.org")
    assert [path for path in wrong if endpoints.taken(path, more)] == []
    assert endpoints.taken("http://127.0.0.1:8/x", more)
    assert endpoints.taken("https://a.push.example.org/1", more)


def test_a_known_service_is_taken_unless_its_name_leads_inside(monkeypatch):
    apple = "https://web.push.apple.com/QGu"
    assert endpoints.taken(apple, ())
    inside = ("10.0.0.1", "127.0.0.1", "::1", "169.254.169.254", "::ffff:10.0.0.1", "224.0.0.1")
    assert not any(endpoints.reachable(address) for address in inside)
    assert endpoints.reachable("17.188.143.1")
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *_a, **_k: [
        (2, 1, 6, "", ("17.188.143.1", 443)), (2, 1, 6, "", ("192.168.1.1", 443)),
    ])  # fmt: skip
    with pytest.raises(sending.Refused, match="private"):
        sending.post(apple, b"x", {}, ())


def test_the_settings_show_my_devices_and_say_no_in_words(ada, mei, cast, service):
    assert f'data-key="{KEY.public}"' in ada.get("/me/settings").text
    assert "Tell me here too" in ada.get("/notifications").text
    made = Subscriber()
    wrong = ({"endpoint": "https://example.org/1"}, {"p256dh": "AAAA"}, {"auth": "no!"})
    for change in wrong:
        answer = ada.post("/me/settings/devices", form(service, made) | change)
        assert UNKNOWN in ada.follow(answer).text
    says_yes(ada, service)
    assert "Tell me here too" not in ada.get("/notifications").text
    page = ada.get("/me/settings").text
    assert "This one" in page[page.index('id="devices"') :]
    [row] = db.session.query(PushSubscription)
    mei.post(f"/me/settings/devices/{row.id}/end", status=404)
    says_yes(mei, service)  # the same browser, at its service: it belongs to who said yes last
    assert db.session.query(PushSubscription).one().person_id == cast.mei.id
    db.session.rollback()
    tab = partial(mei.client.post, "/me/settings/devices", data=KNOWN | {"csrf_token": mei.token()})
    assert [answer.status_code for answer in at_once([tab] * 4)] == [303] * 4
    assert db.session.query(PushSubscription).filter_by(person_id=cast.mei.id).count() == 1
    db.session.rollback()
    account = db.session.query(Account).filter_by(person_id=cast.ada.id).one()
    for number in range(MOST + 1):
        token = accounts.open_session(account, device="a phone")
        db.session.commit()
        ada.client.set_cookie("__Host-aspire", token, secure=True, httponly=True)
        says_yes(ada, service, f"/{number + 2}")
    assert db.session.query(PushSubscription).filter_by(person_id=cast.ada.id).count() == MOST


def test_the_embedded_default_makes_its_own_key_and_rotates_it(ada, app, tmp_path, monkeypatch):
    settings = replace(app.config["SETTINGS"], instance=tmp_path, database_url="sqlite://")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    for _ in range(2):
        jobs.make_key(clock.now())
        [made] = keys.kept_by(settings)
    assert sealing.fits(made)
    assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / keys.FILE]
    run = app.test_cli_runner()
    assert sealing.fits(keys.parse(run.invoke(push, ["key"]).output)[0])
    assert "0 older kept" in run.invoke(push, ["rotate"]).output
    [second] = keys.kept_by(settings)
    ada.post("/me/settings/devices", KNOWN)
    assert "1 older kept" in run.invoke(push, ["rotate"]).output
    assert keys.kept_by(settings)[1:] == [second]
    (tmp_path / keys.FILE).write_text("spoilt")
    assert KNOWN["p256dh"] not in ada.get("/me/settings").text


def test_the_certificate_of_a_service_is_checked(tmp_path, monkeypatch):
    monkeypatch.setattr(sending, "_resting", {})
    with Service(certificate(tmp_path)) as one:
        monkeypatch.setattr(sending.endpoints, "origin", lambda _parts: one.origin)
        url = one.origin.replace("http:", "https:") + "/1"
        with pytest.raises(NotYet, match="SSLCertVerificationError"):
            sending.post(url, b"x", {}, (one.origin,))
        sending._resting.clear()
        trusting = ssl.create_default_context(cafile=tmp_path / "both.pem")
        monkeypatch.setattr(sending, "_checked", lambda: trusting)
        sending.post(url, b"x", {}, (one.origin,))
    assert [body for _, _, body in one.came] == [b"x"]
