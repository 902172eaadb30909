"""A program that calls the API with a token, and checks every answer."""

import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.accounts.tokens import rules
from portal.accounts.tokens.scopes import SCOPES
from portal.db import db
from portal.people.models import Person
from portal.problems import KIND
from tests.checking import counting

PLACE = "/api/v1"


class Program:
    """What one person lets a program do."""

    def __init__(self, app: Flask, person: Person, *scopes: str) -> None:
        self.app, self.client, self.statements = app, app.test_client(), 0
        account = db.session.query(Account).filter_by(person_id=person.id).one()
        self.token = rules.make(account.id, "a test", scopes or SCOPES, 30)
        db.session.commit()

    def ask(self, path: str, status: int = 200, method: str = "GET", **more: Any) -> TestResponse:
        """The answer, checked: never a cookie, never kept, problems as problems."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        self.statements = 0
        with self.app.app_context(), counting(self):
            answer = self.client.open(PLACE + path, method=method, headers=headers, **more)
        db.session.rollback()
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, f"{path}: {answer.status_code} {text[:1500]}"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert not any(name.startswith("Access-Control") for name, _ in answer.headers)
        if status >= 400:
            assert answer.mimetype == KIND
            assert json.loads(text)["status"] == status
            assert "Traceback" not in text
        return answer

    def get(self, path: str, status: int = 200, **more: Any) -> Any:
        """What was answered, read."""
        return self.ask(path, status, **more).get_json(force=True)
