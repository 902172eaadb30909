"""A client that checks every answer, so that no test has to remember to."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from portal.accounts import rules
from portal.accounts.models import Account
from portal.accounts.sessions import COOKIE
from portal.db import db
from portal.people.models import Person

# Ten for a page, and one more on the first while the worker has not prepared what roles ask for.
STATEMENTS = 11


class Browser:
    """A browser in which at most one person is signed in."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.statements = 0
        self._tokens: dict[str | None, str] = {}

    def sign_in(self, person: Person) -> "Browser":
        """Signed in without the form: the token of a session made by the rule."""
        account = db.session.query(Account).filter_by(person_id=person.id).one()
        token = rules.open_session(account, device="a test")
        db.session.commit()
        self.client.set_cookie(COOKIE, token, secure=True, httponly=True)
        return self

    def get(self, path: str, *, htmx: bool = False, status: int = 200, **more: Any) -> TestResponse:
        """GET a page, checked; `status` is what must be answered."""
        return self._ask("GET", path, htmx, status, **more)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        htmx: bool = False,
        status: int | None = None,
    ) -> TestResponse:
        """POST a form with its token, checked. Without `status`, a redirect (or 200 for htmx)."""
        expected = status or (200 if htmx else 303)
        form = {"csrf_token": self.token()} | (data or {})
        return self._ask("POST", path, htmx, expected, data=form)

    def follow(self, response: TestResponse) -> TestResponse:
        """The page a redirect leads to."""
        return self.get(response.location)

    def token(self) -> str:
        """The form token of this browser's session, as a page carries it."""
        db.session.rollback()  # as after every page: what the test then reads is read afresh
        cookie = self.client.get_cookie(COOKIE)
        session = cookie and cookie.value
        if session not in self._tokens:
            found = self._look_for_token("/privacy") or self._look_for_token("/sign-in")
            assert found, "no form with a token"
            cookie = self.client.get_cookie(COOKIE)  # a visitor may have got one just now
            self._tokens[session := cookie and cookie.value] = unescape(found.group(1))
        return self._tokens[session]

    def _look_for_token(self, path: str) -> re.Match[str] | None:
        text = self._raw("GET", path).get_data(as_text=True)
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)

    def _raw(self, method: str, path: str, **more: Any) -> TestResponse:
        # In a context of its own, as in service: neither `g` nor the session is shared with the
        # test or with another browser. What the test then reads is read afresh.
        with self.app.app_context():
            response = self.client.open(path, method=method, **more)
        db.session.rollback()
        return response

    def _ask(self, method: str, path: str, htmx: bool, status: int, **more: Any) -> TestResponse:
        headers = dict(more.pop("headers", {}))
        if htmx:
            headers |= {"HX-Request": "true", "HX-Request-Type": "partial"}
        self.statements = 0
        with counting(self):
            response = self._raw(method, path, headers=headers, **more)
        assert response.status_code == status, (
            f"{method} {path} answered {response.status_code}, not {status}: "
            f"{response.get_data(as_text=True)[:1500]}"
        )
        check(response, htmx=htmx)
        if method == "GET":
            assert self.statements <= STATEMENTS, f"{path} took {self.statements} statements"
        return response


class counting:
    """Counts the statements that run inside the block."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def __enter__(self) -> None:
        event.listen(db.engine, "before_cursor_execute", self._count)

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._count)

    def _count(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.browser.statements += 1


def check(response: TestResponse, *, htmx: bool) -> None:
    """What must be true of every answer."""
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    if response.mimetype != "text/html" or not response.data:
        return
    assert "HX-Request" in response.vary
    text = response.get_data(as_text=True)
    whole = text.lstrip().lower().startswith("<!doctype")
    assert whole != htmx, "a page where a fragment belongs"
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(text) if whole else parser.parseFragment(text)
    errors = [e for e in parser.errors if e[1] not in ("unexpected-cell-in-table-body",)]
    assert not errors, f"HTML: {errors[:3]}"
    _check_tree(tree, text, whole)


def _check_tree(tree: Any, text: str, whole: bool) -> None:
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    ids = [e.get("id") for e in elements if e.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(i for i in ids if ids.count(i) > 1)}"
    if whole:
        assert sum(e.tag == "h1" for e in elements) == 1, "one h1"
        titles = [e for e in elements if e.tag == "title" and (e.text or "").strip()]
        assert titles, "a title"
    for element in elements:
        _check_element(element)
    labelled = {e.get("for") for e in elements if e.tag == "label"}
    inside = {id(c) for e in elements if e.tag == "label" for c in e.iter()}
    for e in elements:
        if e.tag in ("input", "select", "textarea") and e.get("type") not in ("hidden", "submit"):
            named = e.get("id") in labelled or id(e) in inside or e.get("aria-label")
            assert named, f"no label: {e.attrib}"


def _check_element(e: Any) -> None:
    odd = [name for name in e.attrib if not re.fullmatch(r"[A-Za-z][A-Za-z0-9:_-]*", name)]
    assert not odd, f"{odd} on {e.tag}: a quote was escaped"
    if e.get("role") == "combobox":
        assert e.get("type") == "text", "of all types of input only text may be a combobox"
    if e.tag == "time":
        assert e.get("datetime"), "what machines read of a time"
    assert e.get("style") is None, f"inline style on {e.tag}"
    hx = [name for name in e.attrib if name.startswith("hx-")]
    assert not any(name.startswith("hx-on") for name in hx), "hx-on"
    if hx and e.get("hx-swap-oob") is None:
        assert e.get("hx-nonce"), f"{e.tag} has {hx} without hx-nonce"
    assert not any(name.startswith("on") for name in e.attrib), f"handler on {e.tag}"
    if e.tag == "script":
        assert e.get("nonce") or not e.text, "a script without its nonce"
    if e.tag == "form" and (e.get("method") or "").lower() == "post":
        assert e.get("action"), "a form without an address"
        names = {c.get("name") for c in e.iter() if c.tag == "input"}
        assert "csrf_token" in names, f"no token in the form to {e.get('action')}"
    for name in ("href", "src", "action"):
        target = e.get(name)
        # A link somebody gave as evidence leads elsewhere; nothing of a page is loaded from there.
        elsewhere = e.tag == "a" and "noopener" in (e.get("rel") or "")
        if target and urlsplit(target).netloc and not elsewhere:
            raise AssertionError(f"another host: {target}")
