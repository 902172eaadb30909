"""What somebody finds who tries the doors from outside: each test was a defect once."""

from io import BytesIO
from urllib.parse import parse_qs

import pytest

from portal.accounts.models import Account, SignedIn
from portal.answers import back
from portal.db import db
from tests.checking import Browser

OLD = "an old token"


def test_a_file_that_is_not_there_is_answered_with_a_page_nobody_keeps(ada, cast):
    for path in ("/static/nothing.woff2", "/static/nothing.css?v=1"):
        answer = ada.get(path, status=404)
        assert cast.ada.name in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Cookie" in answer.headers["Vary"]


def test_opening_the_address_of_a_form_is_no_breakdown(ada):
    answer = ada.get("/me/settings/theme", status=405)
    assert "no page of its own" in answer.text
    assert "our side" not in answer.text
    assert "POST" in answer.headers["Allow"]


def test_a_form_from_before_gives_back_what_was_typed(ada):
    typed = {"headline": "<b>Trees</b>", "about": "Two lines\nof my own", "version": "1"}
    answer = ada.post("/me/edit", typed | {"csrf_token": OLD}, status=400)
    assert "Nothing was saved" in " ".join(answer.text.split())
    assert "&lt;b&gt;Trees&lt;/b&gt;" in answer.text
    assert "Two lines\nof my own" in answer.text
    assert OLD not in answer.text


def test_a_form_from_before_shows_no_password(ada):
    typed = {"password-current": "old words here", "password-new": "new words here"}
    answer = ada.post("/me/settings/password", typed | {"csrf_token": OLD}, status=400)
    assert "words here" not in answer.text


def test_htmx_is_told_what_to_do_with_a_form_from_before(ada):
    answer = ada.post("/me/edit", {"csrf_token": OLD}, htmx=True, status=400)
    assert "Copy what you wrote" in " ".join(answer.text.split())
    assert answer.headers["HX-Reswap"] == "none"


def test_a_refusal_leads_back_inside_only(app):
    for referrer in ("http://localhost//evil.example/x", "http://localhost/\\evil.example/x"):
        with app.test_request_context(headers={"Referer": referrer}):
            assert back() == "/evil.example/x"


def test_what_is_too_large_is_taken_in_before_the_answer(app, ada):
    """A browser that is still sending when the connection closes never sees the page about it."""
    body = BytesIO(b"about=" + b"x" * (3 * 1024 * 1024))
    size = len(body.getvalue())
    form = "application/x-www-form-urlencoded"
    answer = ada.client.post("/me/edit", input_stream=body, content_length=size, content_type=form)
    assert answer.status_code == 413
    assert body.tell() == size


def test_a_number_of_any_length_is_refused_on_its_field(ada):
    for number in ("1" * 400, "9" * 5000, "-1", "nan", "1e309"):
        answer = ada.post("/me/aspirations", {"gig_hours": number}, status=422)
        said = ("Type a number from 0 to 20", "Write a whole number in figures")
        assert any(words in answer.text for words in said)


def test_control_characters_in_an_email_are_no_breakdown(visitor, cast):
    """PostgreSQL has no place for a NUL; the form takes it out, as every other form does."""
    typed = {"email": "ada\x00@example.org", "password": "not the right words"}
    answer = visitor.post("/sign-in", typed, status=422)
    assert "do not go together" in answer.text


def test_no_address_names_the_person_an_administrator_acted_on(app, cast):
    alex = Browser(app).sign_in(cast.alex)
    account = db.session.query(Account).filter_by(person_id=cast.ada.id).one()
    for act in ("disable", "enable", "sign-out"):
        answer = alex.post(f"/admin/accounts/{account.id}/{act}")
        assert "@" not in answer.location
        assert "%40" not in answer.location


def test_a_form_sent_after_the_session_ended_gives_back_what_was_typed(ada):
    typed = {"csrf_token": ada.token(), "headline": "Planting <trees>", "version": "1"}
    db.session.query(SignedIn).delete()
    db.session.commit()
    page = {"Referer": "http://localhost/me/edit"}
    answer = ada._ask("POST", "/me/edit", False, 401, data=typed, headers=page)
    assert "Planting &lt;trees&gt;" in answer.text
    assert 'href="/sign-in?next=/me/edit"' in answer.text
    told = ada._ask("POST", "/me/edit", True, 401, data=typed, headers=page)
    assert "nothing was saved" in told.text
    assert told.headers["HX-Reswap"] == "none"
    nothing = {"csrf_token": typed["csrf_token"]}
    assert ada.client.post("/me/edit", data=nothing).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("at", "back"),
    [
        ("http://localhost/roles?q=caf%C3%A9&level=4", "/roles?q=caf%C3%A9&level=4"),
        ("http://elsewhere.example/roles", None),
        ("http://localhost.elsewhere.example/roles", None),
        ("", None),
    ],
)
def test_a_part_of_a_page_asked_for_when_signed_out_leads_back_to_the_page(app, at, back):
    asked = {"HX-Request": "true", "HX-Current-URL": at}
    answer = app.test_client().get("/roles?q=other&move=up", headers=asked)
    assert answer.status_code == 401
    path, _, query = answer.headers["HX-Redirect"].partition("?")
    assert (path, parse_qs(query).get("next", [None])) == ("/sign-in", [back])


PARAMETERS = {
    "ada": (
        "/roles?q= /roles?family= /roles?level= /roles?location= /roles?page= /roles?move= "
        "/search?q= /roles/suggest?q= /mentors?q= /mentors?skill= /mentors?where= /mentors?page= "
        "/mentors/suggest?q= /notifications?page= /me/aspirations?role= /me/skills/find?skill= "
        "/me/aspirations/find?target= /sign-in?next="
    ),
    "hana": "/insights?group= /insights.csv?view= /insights.csv?group=",
    "alex": "/admin/accounts?q= /admin/accounts?page= /admin/log?before=",
}
ODD = (
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "-1",
    "0",
    "9" * 30,
    "9" * 4000,
    "%C2%B2",
    "%D9%A3",
    "%25_'\"<",
)


@pytest.mark.parametrize("who", PARAMETERS)
def test_no_parameter_breaks_a_page(app, cast, who):
    browser = Browser(app).sign_in(getattr(cast, who))
    for path in PARAMETERS[who].split():
        for odd in ODD:
            answer = browser.client.get(path + odd)
            assert answer.status_code < 500, f"{path}{odd[:20]} answered {answer.status_code}"
