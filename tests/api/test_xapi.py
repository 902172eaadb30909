"""Other systems tell what was learned: once, of known people and things, as people's own word."""

import json
from base64 import b64encode
from decimal import Decimal
from uuid import uuid4

import pytest

from portal import clock
from portal.accounts.models import Account
from portal.accounts.sessions import COOKIE
from portal.accounts.tokens import rules
from portal.db import db
from portal.learning.importing.models import ReceivedStatement
from portal.learning.models import Enrolment
from portal.notices.models import Notice
from portal.skills.models import PersonSkill
from tests.learning import catalogue
from tests.racing import at_once

AT = "https://learn.example/talks"
VERB = "http://adlnet.gov/expapi/verbs/"


def said(verb="completed", email="ada@example.org", thing=AT, key=None, **more):
    """A statement of this moment."""
    return {
        "id": str(key or uuid4()), "actor": {"mbox": f"mailto:{email}"},
        "verb": {"id": VERB + verb}, "object": {"id": thing}, "timestamp": clock.now().isoformat(),
    } | more  # fmt: skip


class System:
    """A learning system with the token of one person."""

    def __init__(self, app, person, *scopes):
        self.app, self.client = app, app.test_client()
        account = db.session.query(Account).filter_by(person_id=person.id).one()
        self.token = rules.make(account.id, "LMS", scopes or ("learning:write",), 30)
        db.session.commit()

    def send(self, what, status=200, method="POST", path="/xapi/statements", **headers):
        basic = b64encode(f"lms:{self.token}".encode()).decode()
        named = {"Authorization": f"Basic {basic}", "X-Experience-API-Version": "1.0.3"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        kind = headers.get("Content_Type", "application/json")
        answer = self.client.open(path, method=method, data=body, headers=named, content_type=kind)
        db.session.rollback()
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, (answer.status_code, text)
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"
        assert "Set-Cookie" not in answer.headers
        return answer


def states():
    db.session.rollback()
    return {row.item.title: row.state for row in db.session.query(Enrolment)}


@pytest.fixture
def talks(cast):
    skill = catalogue.skill("Speaking")
    row = catalogue.item("Talks", catalogue.provider(), {skill.id: 2}, url=AT)
    db.session.commit()
    return row


def test_what_was_begun_and_done_is_taken_once_and_skills_stay(app, cast, talks, ada):
    system = System(app, cast.hana)
    begun, done = said("initialized"), said("passed")
    assert system.send([begun, done, said("shared")]).get_json()[:2] == [begun["id"], done["id"]]
    assert states() == {"Talks": "completed"}
    assert db.session.query(PersonSkill).filter_by(person_id=cast.ada.id).count() == 0
    assert '/skills"' in ada.get("/learning/mine").get_data(as_text=True)  # they are asked there
    system.send([begun, done])
    system.send(done | {"stored": "2026-01-06T00:00:00Z"}, 204, "PUT",
                f"/xapi/statements?statementId={done['id']}")  # fmt: skip
    assert db.session.query(Enrolment).count() == 1
    told = system.send([said(), done | {"object": {"id": "other"}}], 409).get_json()
    assert "said something else" in told["detail"]
    assert [row.path for row in db.session.query(Notice)] == [f"/learning/{talks.id}"]
    kept = {row.id: row.outcome for row in db.session.query(ReceivedStatement)}
    assert sorted(kept.values()) == ["new", "new", "other"]


def test_what_cannot_be_taken_is_left_and_shown_without_a_name(app, cast, talks, hana):
    catalogue.item("Dear", talks.provider, url="dear", cost=Decimal(9), payer="budget")
    db.session.commit()
    System(app, cast.hana).send(
        [said(email="lee@example.org"), said(thing="https://x.example/1"), said(thing="dear"),
         said("progressed")]
    )  # fmt: skip
    assert states() == {"Talks": "started"}
    page = hana.get("/curate/learning/told").get_data(as_text=True)
    assert "https://x.example/1" in page
    assert "Somebody nobody knows here" in page
    assert "lee@" not in page
    assert "dear" not in page


@pytest.mark.one_database
def test_a_person_tells_of_themselves_and_nobody_by_a_lesser_token(app, cast, talks):
    own = System(app, cast.ada)
    own.send([said(email="mei@example.org"), said()])
    assert [row.person_id for row in db.session.query(Enrolment)] == [cast.ada.id]
    System(app, cast.hana, "me:write").send([said()], 403)
    own.client.set_cookie(COOKIE, own.token, secure=True)
    own.send([said()], 401, Authorization="Basic " + b64encode(b"ada:wrong").decode())
    own.send([said()], 401, Authorization="")
    own.send([said()], Authorization=f"Bearer {own.token}")
    assert own.client.get("/xapi/about").get_json() == {"version": ["1.0.3"]}


@pytest.mark.one_database
def test_bad_input_is_refused_whole_in_clear_words(app, cast, talks):
    system, good = System(app, cast.hana), said()
    for what, words in (
        ([], "Send 1 to 50"), ([good] * 51, "Send 1 to 50"), ([good, 3], "Statement 2: it is not"),
        ([good, good], "Statement 2: its id is that of another"),
        ([good, said(key="x")], "Statement 2: its id is not a UUID"),
        ([good, said(verb="passed", timestamp="soon")], "Statement 2: it has no timestamp"),
        ([good, said(timestamp="2999-01-01T00:00:00Z")], "Statement 2: its timestamp is in the"),
        ([good, {"actor": {}, "verb": {"id": "x"}}], "Statement 2: it has no object"),
        ([good, said(object={"id": "a\0b"})], "Statement 2: it has no object with an id"),
        (b"{", "not JSON"), (b"[" * 100_000, "not JSON"), (b'{"id":"\xff"}', "not JSON"),
    ):  # fmt: skip
        assert words in system.send(what, 400).get_json()["detail"], words
    system.send(good, 400, "PUT", "/xapi/statements")
    system.send(good, 400, "PUT", f"/xapi/statements?statementId={uuid4()}")
    system.send(good, 400, X_Experience_API_Version="2.0.0")
    system.send(good, 415, Content_Type="multipart/mixed")
    system.send(b" " * (512 * 1024 + 1), 413)
    assert states() == {}


def test_the_same_statement_twice_at_once_counts_once(app, cast, talks):
    system, one = System(app, cast.hana), said()
    token = {"Authorization": f"Bearer {system.token}", "X-Experience-API-Version": "1.0.3"}

    def send():
        return app.test_client().post("/xapi/statements", json=one, headers=token).status_code

    assert set(at_once([send, send])) == {200}
    assert db.session.query(Enrolment).count() == 1
