"""The OpenAPI document and the API say the same."""

import json
import re

import jsonschema
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from portal.api import openapi
from portal.api.door import RESOURCES
from portal.api.views import bp
from portal.commands import main
from tests.api.calling import PLACE

pytestmark = pytest.mark.one_database

DOCUMENT = openapi.document()


def validator(schema):
    """For a schema of the document, with what it refers to."""
    Draft202012Validator.check_schema(schema)
    whole = {"components": DOCUMENT["components"]} | schema
    return Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


def operations():
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(path, method, operation, id=f"{method} {path}")


def test_every_address_is_in_it_and_no_other(app):
    served = {
        (method, re.sub(r"<uuid:(\w+)>", r"{\1}", rule.rule).removeprefix(PLACE))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PLACE)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    written = {(m.upper(), path) for path, methods in DOCUMENT["paths"].items() for m in methods}
    assert served - written == {("GET", "/openapi.json")}
    assert written <= served
    assert {endpoint.partition(".")[0] for endpoint in RESOURCES} == {bp.name}


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_every_example_is_as_its_schema_says(path, method, operation):
    contents = [operation["responses"]["200"]["content"]]
    contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
    for content in contents:
        for kind in content.values():
            validator(kind["schema"]).validate(kind["example"])
    for parameter in operation["parameters"]:
        Draft202012Validator.check_schema(parameter["schema"])
        assert (parameter["in"] == "path") == (f"{{{parameter['name']}}}" in path)
    assert {"401", "403", "422", "429"} <= operation["responses"].keys()
    assert operation["summary"]


def test_the_command_prints_what_the_address_answers_to_anybody(visitor):
    printed = CliRunner().invoke(main, ["openapi"])
    answer = visitor.client.get("/api/v1/openapi.json")
    assert json.loads(printed.output) == json.loads(answer.get_data()) == DOCUMENT
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
