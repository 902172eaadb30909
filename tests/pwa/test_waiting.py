"""The seal of a person, and what a device asks before it sends what waited."""

import json
import re
from base64 import b64decode
from uuid import UUID

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.people.models import Experience
from portal.pwa.sealing import seal_of

pytestmark = pytest.mark.one_database

SECRET = "a key for tests, which is long enough to be taken"


def seal_in(page: str) -> tuple[str, str]:
    return re.search(r'id="later"[^>]* data-tag="(\w+)" data-key="([^"]+)"', page).groups()


def test_a_seal_is_of_one_account_one_secret_and_one_purpose():
    ada, bea = UUID(int=1), UUID(int=2)
    seal = seal_of(ada, SECRET)
    assert seal == seal_of(ada, SECRET)
    others = (seal_of(bea, SECRET), seal_of(ada, SECRET[::-1]))
    for other in others:
        assert {seal.tag, seal.key}.isdisjoint({other.tag, other.key})
    assert len(b64decode(seal.key)) == 32
    assert seal.tag not in b64decode(seal.key).hex()
    assert ada.hex not in seal.tag


def test_every_page_of_a_person_has_their_seal_and_no_page_of_nobody(ada, mei, visitor):
    own = seal_in(ada.get("/me").text)
    assert own == seal_in(ada.get("/roles").text)
    assert set(own).isdisjoint(seal_in(mei.get("/me").text))
    for page in (ada.get("/offline"), visitor.get("/sign-in")):
        assert page.status_code == 200
    assert "data-key" not in visitor.get("/offline").text
    assert "data-key" not in visitor.get("/sign-in").text
    assert ada.get("/me").headers["Cache-Control"] == "no-store"


def test_a_device_learns_whose_session_it_is_and_a_token_that_sends(ada, visitor):
    answer = ada.get("/me/waiting/token")
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.text)
    assert set(told) == {"who", "token"}
    assert told["who"] == seal_in(ada.get("/me").text)[0]
    assert visitor.get("/me/waiting/token", status=303).location.startswith("/sign-in")
    sent = ada.client.post(
        "/me/edit",
        data={"csrf_token": told["token"], "about": "Sent later", "headline": "", "version": "1"},
        headers={"HX-Request": "true"},
    )
    assert sent.status_code == 200
    assert "Sent later" in sent.text


def test_what_is_sent_again_with_its_key_is_done_once(ada):
    deed = {
        "title": "Counted the tides", "start_month": "5", "start_year": "2019", "_once": "k1"
    }  # fmt: skip
    for _ in range(3):
        assert ada.post("/me/experience/add", deed, htmx=True, status=200)
    assert db.session.scalar(select(func.count()).select_from(Experience)) == 1


def test_what_a_rule_refuses_is_told_in_its_words(ada):
    answer = ada.post("/me/settings/theme", {"theme": "plaid"}, htmx=True, status=409)
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.mimetype == "text/plain"
    assert answer.text == "Choose one of the three."


def test_the_page_of_what_waits_has_nothing_without_the_device(ada):
    assert "Nothing is waiting" in ada.get("/me/waiting").text
