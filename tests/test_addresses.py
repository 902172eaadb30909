"""Addresses are made ready when the first link is written, and links are the same."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from portal.addresses import Address

pytestmark = pytest.mark.one_database


def test_nothing_is_compiled_before_a_link_is_asked_for(monkeypatch):
    compiled = []
    make = Rule._compile_builder

    def counted(rule, append_unknown=True):
        compiled.append((rule.rule, append_unknown))
        return make(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", counted)

    class App(Flask):
        url_rule_class = Address

    app = App("app")
    compiled.clear()  # its own static files
    app.add_url_rule("/rules/<rule>", "one", lambda rule: rule)
    app.add_url_rule("/many/", "many", str, defaults={"page": 1})
    app.add_url_rule("/many/<int:page>", "many", str)
    assert not compiled
    with app.test_request_context():
        for _ in range(2):
            assert url_for("one", rule="a b") == "/rules/a%20b"
            assert url_for("one", rule="x", q="y") == "/rules/x?q=y"
            assert url_for("many", page=1) == "/many/"
            assert url_for("many", page=2) == "/many/2"
    assert len(compiled) == len(set(compiled)) <= 3
    assert app.test_client().get("/many/1").location.endswith("/many/")
