"""Completions from elsewhere count as the person's own word, once."""

import json
from contextlib import suppress
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.commands import main
from portal.db import db
from portal.learning.importing.statements import Untaken, read
from portal.learning.models import Enrolment
from tests.learning import catalogue

DONE = "http://adlnet.gov/expapi/verbs/completed"
AT = "https://learn.example/talks"


def statement(email="ada@example.org", thing=AT, verb=DONE, at="2026-01-05T10:00:00Z", **more):
    actor = {"mbox": f"mailto:{email}"}
    return json.dumps(
        {"actor": actor, "verb": {"id": verb}, "object": {"id": thing}, "timestamp": at} | more
    )


def run(app, tmp_path, *lines, options=()):
    file = tmp_path / "statements.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    answer = app.test_cli_runner().invoke(main, ["import", "xapi", str(file), *options])
    db.session.rollback()
    return answer


def test_completions_are_taken_once_and_the_rest_is_named(app, cast, tmp_path):
    by = catalogue.provider()
    free = catalogue.item("Talks", by, url=AT)
    sure = catalogue.item("First aid", by, external_id="fa-1", source="own", certificate="Aider")
    catalogue.item("Dear", by, url="https://learn.example/dear", cost=Decimal(9), payer="budget")
    db.session.commit()
    account = {"account": {"homePage": "https://lrs.example", "name": "ADA@example.org"}}
    lines = (
        statement(),
        statement(thing="fa-1", actor=account),
        statement(verb="http://adlnet.gov/expapi/verbs/shared"),
        statement(thing="fa-1", result={"success": False}),
        statement(email="lee@example.org"),
        statement(thing="https://learn.example/nothing"),
        statement(thing="https://learn.example/dear"),
        statement(at="2999-01-01T00:00:00Z"),
        "{not json",
    )
    tried = run(app, tmp_path, lines[0], options=("--dry-run",))
    assert "1 statements taken" in tried.output
    assert db.session.query(Enrolment).count() == 0
    answer = run(app, tmp_path, *lines)
    assert "2 statements taken, 0 known already, 2 about something else, 5 not" in (answer.output)
    assert answer.exit_code == 1
    for said in (
        "line 5: nobody who works here", "line 6: nothing in the catalogue has", "line 7: ",
        "line 8: its timestamp is in the future", "line 9: this is not one statement",
    ):  # fmt: skip
        assert said in answer.output, said
    rows = {row.item_id: row for row in db.session.query(Enrolment)}
    assert (rows[free.id].state, str(rows[free.id].done_on)) == ("completed", "2026-01-05")
    assert rows[sure.id].state == "done"  # a certificate needs somebody to confirm it
    assert "0 statements taken, 2 known already" in run(app, tmp_path, *lines[:2]).output


NAMES = st.sampled_from(("actor", "verb", "object", "id", "mbox", "timestamp", "result"))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.text(), lambda x: st.lists(x) | st.dictionaries(NAMES, x)
)


@given(ANYTHING)
def test_any_json_is_read_or_told(said):
    with suppress(Untaken):
        read(said)
