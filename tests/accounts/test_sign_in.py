"""Signing in and out."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import rules
from portal.accounts.models import Account, SignedIn
from portal.accounts.sessions import COOKIE
from portal.accounts.views import inward
from portal.db import db
from tests.cast import PASSWORD


def enter(visitor, email, password=PASSWORD, status=303, **more):
    return visitor.post("/sign-in", {"email": email, "password": password} | more, status=status)


def cookie(visitor):
    return visitor.client.get_cookie(COOKIE).value


def test_the_right_password_opens_the_portal_under_a_new_token(visitor, cast):
    visitor.get("/sign-in")
    before = cookie(visitor)
    answer = enter(visitor, " ADA@example.org ")
    assert answer.location == "/"
    assert cookie(visitor) != before
    visitor.get("/me/settings")


def test_a_wrong_password_and_an_unknown_name_read_the_same(visitor, cast):
    wrong = enter(visitor, "ada@example.org", "not the password", status=422)
    unknown = enter(visitor, "nobody@example.org", "not the password", status=422)
    for answer in (wrong, unknown):
        assert "do not go together" in answer.get_data(as_text=True)
    assert 'value="ada@example.org"' in wrong.get_data(as_text=True)


def test_someone_who_left_cannot_sign_in(visitor, cast):
    enter(visitor, "lee@example.org", status=422)


def test_a_guesser_is_braked_and_the_person_elsewhere_is_not(visitor, cast):
    for _ in range(rules.PAIR_LIMIT):
        enter(visitor, "ada@example.org", "a guess that is wrong", status=422)
    enter(visitor, " Ada@Example.org", status=429)
    enter(visitor, "sam@example.org")
    elsewhere = visitor.client.post(
        "/sign-in",
        data={"email": "ada@example.org", "password": PASSWORD, "csrf_token": visitor.token()},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status_code == 303


def test_a_stolen_token_is_dead_after_signing_out(ada, visitor):
    stolen = cookie(ada)
    answer = ada.post("/sign-out")
    assert "cookies" in answer.headers["Clear-Site-Data"]
    visitor.client.set_cookie(COOKIE, stolen, secure=True)
    assert visitor.get("/me/settings", status=303).location.startswith("/sign-in")


def test_signing_in_again_ends_the_session_before(ada, cast):
    old = cookie(ada)
    enter(ada, "sam@example.org")
    assert cookie(ada) != old
    assert db.session.query(SignedIn).join(Account).filter_by(person_id=cast.ada.id).count() == 0


def test_a_disabled_account_is_out_at_the_next_click(ada, cast):
    account = db.session.query(Account).filter_by(person_id=cast.ada.id).one()
    account.disabled_at = clock.now()
    db.session.commit()
    assert ada.get("/me/settings", status=303).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("who", "idle", "absolute"),
    [
        ("ada", timedelta(hours=12), timedelta(days=30)),
        ("hana", timedelta(minutes=30), timedelta(hours=12)),
    ],
)
def test_a_session_ends_when_idle_and_in_any_case(app, cast, request, who, idle, absolute):
    visitor = request.getfixturevalue(who)
    start = clock.now()
    clock.fix(start + idle - timedelta(minutes=2))
    visitor.get("/me/settings")
    clock.fix(start + 2 * idle - timedelta(minutes=5))
    visitor.get("/me/settings")
    clock.fix(start + 4 * idle)
    visitor.get("/me/settings", status=303)
    row = db.session.query(SignedIn).one()
    row.seen_at, row.created_at = clock.now(), clock.now() - absolute
    db.session.commit()
    visitor.get("/me/settings", status=303)


def test_signing_out_everywhere_leaves_this_device(app, cast, ada):
    rules.open_session(db.session.query(Account).filter_by(person_id=cast.ada.id).one(), device="x")
    db.session.commit()
    ada.post("/me/settings/sessions/end")
    assert db.session.query(SignedIn).count() == 1
    ada.get("/me/settings")


def test_nobody_ends_another_ones_session(ada, mei, cast):
    theirs = db.session.query(SignedIn).join(Account).filter_by(person_id=cast.mei.id).one()
    ada.post(f"/me/settings/sessions/{theirs.id}/end", status=404)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%2f/evil.example",
        "/\t/evil.example",
        "http:evil.example",
        " //evil.example",
        "evil.example",
    ],
)
def test_next_leads_only_inward(app, target):
    with app.test_request_context():
        assert inward(target) == "/"
        assert inward("/roles?q=parks") == "/roles?q=parks"


def test_a_form_without_its_token_changes_nothing(ada, cast):
    answer = ada.client.post("/me/settings/theme", data={"theme": "dark"})
    assert answer.status_code == 400
    assert db.session.query(Account).filter_by(person_id=cast.ada.id).one().theme == "system"
