"""Tokens: shown once, for what they are for, and dead when their time or their person goes."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts import rules as accounts
from portal.accounts.models import AccessToken, Account
from portal.accounts.sessions import COOKIE
from portal.accounts.tokens import counting, rules
from portal.db import db
from portal.errors import Refused
from portal.people.models import Person
from tests.api.calling import Program
from tests.cast import PASSWORD

pytestmark = pytest.mark.one_database

FORM = {"name": "My time sheet", "scopes": ["me"], "days": "90", "password": PASSWORD}


def test_a_token_is_shown_once_and_kept_as_a_digest(app, ada, cast):
    assert "No program acts for you" in ada.get("/me/settings/tokens").get_data(as_text=True)
    once = FORM | {"_once": "a-key"}
    shown = ada.post("/me/settings/tokens", once, status=200).get_data(as_text=True)
    token = re.search(r"aspire_[\w-]{43}", shown)[0]
    row = db.session.scalars(select(AccessToken)).one()
    assert token not in (row.token_digest, row.name)
    assert ada.post("/me/settings/tokens", once).location == "/me/settings/tokens"
    listed = ada.get("/me/settings/tokens").get_data(as_text=True)
    assert token not in listed
    assert "My time sheet" in listed
    program = Program(app, cast.sam)
    program.token = token
    assert program.get("/me")["name"] == cast.ada.name
    program.get(f"/people/{cast.mei.id}", 403)  # not what this token is for
    ada.post(f"/me/settings/tokens/{row.id}/revoke")
    program.get("/me", 401)


@pytest.mark.parametrize(
    "change", [{"password": "wrong"}, {"scopes": []}, {"days": "4000"}, {"scopes": ["insights"]},
               {"name": ""}],
)  # fmt: skip
def test_a_token_is_not_made_of_less(ada, change):
    """Also not one for the insights by somebody who is not HR."""
    page = ada.post("/me/settings/tokens", FORM | change, status=422).get_data(as_text=True)
    assert "There is a problem" in page
    assert db.session.scalars(select(AccessToken)).all() == []


def test_somebody_elses_token_is_not_there(app, cast, mei):
    Program(app, cast.ada)
    row = db.session.scalars(select(AccessToken)).one()
    mei.post(f"/me/settings/tokens/{row.id}/revoke", status=404)


def test_a_cookie_opens_nothing_and_a_token_no_page(app, cast, ada, visitor):
    answer = ada.client.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    program = Program(app, cast.ada)
    answer = visitor.client.get("/me", headers={"Authorization": f"Bearer {program.token}"})
    assert answer.status_code == 303
    visitor.client.set_cookie(COOKIE, program.token, secure=True)
    assert visitor.client.get("/me").status_code == 303


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer aspire_" + "a" * 43, "Bearer \xe4"]
)
def test_nothing_else_is_a_token(app, cast, header):
    Program(app, cast.ada).ask("/me", 401, headers={"Authorization": header})


def _password(account: Account, _person: Person) -> None:
    accounts.set_password(account, "a calm lagoon after rain", words=())


def _disabled(account: Account, _person: Person) -> None:
    accounts.disable(account)
    accounts.enable(account)


def _signed_out(account: Account, _person: Person) -> None:
    accounts.end_sessions(account.id)


def _left(_account: Account, person: Person) -> None:
    person.left_on = clock.today()
    db.session.flush()
    rules.forget_old()
    person.left_on = None


def _expired(_account: Account, _person: Person) -> None:
    clock.fix(clock.now() + timedelta(days=30, minutes=1))


@pytest.mark.parametrize("end", [_password, _disabled, _signed_out, _left, _expired])
def test_a_token_dies_with(app, cast, end):
    """Coming back, or being enabled again, revives none."""
    program = Program(app, cast.ada)
    program.get("/me")
    end(db.session.query(Account).filter_by(person_id=cast.ada.id).one(), cast.ada)
    db.session.commit()
    program.get("/me", 401)


def test_whoever_left_today_reads_nothing_though_nobody_has_tidied_up(app, cast):
    program = Program(app, cast.ada)
    cast.ada.left_on = clock.today()
    db.session.commit()
    program.get("/me", 401)


def test_changing_the_password_ends_tokens_and_signing_out_elsewhere_does_not(app, cast, ada):
    program = Program(app, cast.ada)
    ada.post("/me/settings/sessions/end")
    program.get("/me")


def test_nobody_has_more_tokens_than_they_can_watch(app, cast):
    account = db.session.query(Account).filter_by(person_id=cast.ada.id).one()
    for number in range(rules.MOST):
        rules.make(account.id, f"Program {number}", ["me"], 30)
    with pytest.raises(Refused, match="Revoke one"):
        rules.make(account.id, "One more", ["me"], 30)


def test_the_calls_of_a_minute_are_counted_across_processes_and_use_is_noted(app, cast):
    moment = clock.now().replace(second=30)
    clock.fix(moment)
    program = Program(app, cast.ada)
    for _ in range(counting.STEP + 1):
        program.get("/me")
    row = db.session.scalars(select(AccessToken)).one()
    assert row.used_at == moment
    assert row.calls == counting.STEP + 1
    row.calls = counting.MOST  # what other processes have let through
    db.session.commit()
    assert program.ask("/me", 429).headers["Retry-After"] == "30"
    clock.fix(moment + timedelta(seconds=30))
    program.get("/me")
