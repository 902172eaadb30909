"""The pages: asking, answering, deciding; who sees what of it."""

from types import SimpleNamespace

import pytest

from portal import clock
from portal.access import can
from portal.audience import Audience
from portal.db import db
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.skills.models import PersonSkill
from portal.validation import notices, queries, rules
from portal.validation.models import Validation
from tests.checking import Browser
from tests.profile.test_skills import text
from tests.validation.conftest import asked, do, has, mine, offered, skill

pytestmark = pytest.mark.one_database


@pytest.fixture
def people(app, cast):
    """A browser for each of the cast, signed in."""
    return {name: Browser(app).sign_in(getattr(cast, name)) for name in ("ada", "mei", "sam")}


def told():
    """Do the notices of the outbox; what was told to whom."""
    for row in db.session.query(OutboxRow).filter(OutboxRow.kind.like("notify.validation%")).all():
        notices.HANDLERS[row.kind](row.ref)
        db.session.delete(row)
    db.session.commit()
    return [(n.person_id, n.words, n.path) for n in db.session.query(Notice).order_by(Notice.at)]


def test_asking_leads_from_the_skill_to_an_answer(app, cast, people, first_aid):
    ada, mei = people["ada"], people["mei"]
    has(cast.mei, "First aid", level=4)
    page = text(ada.get(f"/validation/ask?skill={first_aid.id}"))
    assert "Manu Reyes" in page
    assert "Mei Halvorsen" in page
    assert "Lee Gone" not in text(ada.get(f"/validation/ask?skill={first_aid.id}&q=gone"))
    assert "Sam Stranger" in text(ada.get("/validation/ask?q=stranger", htmx=True))
    path = f"/validation/ask/{cast.mei.id}"
    assert "checked" in text(ada.get(f"{path}?skill={first_aid.id}"))
    answer = ada.post(path, {"skills": str(first_aid.id), "message": "From the festival"})
    assert "hopes" not in text(ada.follow(answer))
    row = db.session.query(Validation).one()
    assert told() == [
        (cast.mei.id, "Ada Okafor asks you to confirm First aid", f"/validation/{row.id}")
    ]
    assert "For you to answer" in text(mei.get("/validation"))
    page = text(mei.get(f"/validation/{row.id}"))
    assert "From the festival" in page
    assert "Ada says this" in page
    people["sam"].get(f"/validation/{row.id}", status=404)
    mei.post(f"/validation/{row.id}/confirm", {"level": ""}, status=422)
    said = text(mei.post(f"/validation/{row.id}/confirm", {"level": "3"}, htmx=True))
    assert "Thank you. Ada Okafor reads it now." in said
    assert mine(cast.ada, first_aid).validated_level == 3
    assert told()[-1][1] == "Mei Halvorsen confirmed First aid as Skilled"
    assert "A higher level than your own" in text(ada.get(f"/validation/{row.id}"))
    ada.post(f"/validation/{row.id}/take-off", htmx=True)
    assert mine(cast.ada, first_aid).validated_level is None
    assert "off your page" in text(ada.get("/validation"))


def test_only_the_asked_skill_is_shared_and_nothing_else(cast, people):
    secret = has(cast.ada, "Quiet craft", level=3, audience=Audience.NOBODY).skill
    has(cast.ada, "Other secret", audience=Audience.NOBODY)
    row = asked(cast.ada, cast.sam, secret)
    page = text(people["sam"].get(f"/validation/{row.id}"))
    assert "Quiet craft" in page
    assert "Other secret" not in page
    assert "Quiet craft" not in text(people["sam"].get(f"/people/{cast.ada.id}"))


def test_several_skills_are_asked_in_one_go_and_told_once(cast, people, first_aid):
    diving = has(cast.ada, "Diving").skill
    people["ada"].post(
        f"/validation/ask/{cast.mei.id}", {"skills": [str(first_aid.id), str(diving.id)]}
    )
    (person, words, path), *more = told()
    assert (person, path, more) == (cast.mei.id, "/validation", [])
    assert words.endswith("and one more skill")


def test_asking_nothing_or_too_much_keeps_what_was_typed(cast, people, first_aid):
    path = f"/validation/ask/{cast.mei.id}"
    page = text(people["ada"].post(path, {"message": "My words"}, status=422))
    assert "Choose 1 to 5 skills." in page
    assert "My words" in page
    asked(cast.ada, cast.mei, first_aid)
    again = people["ada"].post(path, {"skills": str(first_aid.id)}, status=422)
    assert "already asked" in text(again)
    people["ada"].get(f"/validation/ask/{cast.ada.id}", status=404)
    people["ada"].get(f"/validation/ask/{cast.lee.id}", status=404)
    people["ada"].get("/validation/ask?skill=x", status=400)


def test_a_suggestion_waits_for_the_yes(cast, people):
    diving = skill("Diving")
    mei, ada = people["mei"], people["ada"]
    path = f"/people/{cast.ada.id}/suggest"
    assert "Diving" not in text(mei.get(path))
    mei.post(path, {"skill": "Divng", "level": "3"}, status=422)
    mei.post(path, {"skill": "diving", "level": "3", "word": "You were calm."})
    row = db.session.query(Validation).one()
    assert "sees Diving in you" in told()[0][1]
    assert "Diving" not in text(ada.get(f"/people/{cast.ada.id}"))
    assert "You were calm." in text(ada.get(f"/validation/{row.id}"))
    ada.post(f"/validation/{row.id}/accept", status=422)
    page = ada.post(f"/validation/{row.id}/accept", {"level": "2", "audience": "8"}, htmx=True)
    assert "stands on your page" in text(page)
    kept = mine(cast.ada, diving)
    assert (kept.level, kept.validated_level) == (2, 3)
    assert told()[-1][:2] == (cast.mei.id, "Ada Okafor said yes to your word on Diving")


def test_a_no_to_a_suggestion_is_not_told(cast, people):
    row = offered(cast.ada, cast.mei, skill("Diving"))
    people["ada"].post(f"/validation/{row.id}/decline", htmx=True)
    assert [person for person, *_ in told()] == []
    assert "has read it and thanks you" in text(people["mei"].get(f"/validation/{row.id}"))


def test_nobody_learns_of_a_private_skill_by_suggesting_it(cast, people):
    """The answers to suggesting it are the same for who has it in private and who has it not."""
    has(cast.ada, "Quiet craft", level=3, audience=Audience.NOBODY)
    answers = []
    for who in (cast.ada, cast.sam):
        path = f"/people/{who.id}/suggest"
        pages = [text(people["mei"].get(path))]
        first = people["mei"].post(path, {"skill": "Quiet craft", "level": "2"})
        pages.append(text(people["mei"].follow(first)))
        again = people["mei"].post(path, {"skill": "Quiet craft", "level": "2"}, status=422)
        pages.append(text(again))
        answers.append([_neutral(page, who) for page in pages])
    assert answers[0] == answers[1]


def _neutral(page, who):
    """The readable words of a page without what differs between any two people."""
    lines = page[page.index("<main") :].split("What happened")[0]
    first = who.name.split()[0]
    for word in (who.name, first, who.job_title, str(who.id), "Permits", "Parks"):
        lines = lines.replace(word, "…")
    keep = [line for line in lines.splitlines() if not any(
        mark in line for mark in ("csrf", "_once", "nonce", "/validation/", 'class="av', "id=")
    )]  # fmt: skip
    return "\n".join(keep)


def test_who_may_do_what_to_one(cast, people, first_aid):
    row = asked(cast.ada, cast.mei, first_aid)
    paths = ("confirm", "accept", "decline", "withdraw", "take-off")
    may = {"ada": {"withdraw", "take-off"}, "mei": {"confirm", "accept", "decline"}, "sam": set()}
    for name, allowed in may.items():
        for path in set(paths) - allowed:
            people[name].post(f"/validation/{row.id}/{path}", {"level": "2"}, status=404)
    assert db.session.get(Validation, row.id).state == "asked"


def test_a_late_click_is_told_kindly(cast, people, first_aid):
    row = do(rules.withdraw, asked(cast.ada, cast.mei, first_aid))
    for path in ("confirm", "accept", "decline"):
        page = people["mei"].post(f"/validation/{row.id}/{path}", {"level": "2"}, htmx=True)
        assert "Nothing was changed now" in text(page)
    page = people["ada"].post(f"/validation/{row.id}/take-off", htmx=True)
    assert "Nothing was changed now" in text(page)


def test_a_no_is_read_with_its_reason_and_the_way_on(cast, people, first_aid):
    row = asked(cast.ada, cast.mei, first_aid)
    people["mei"].post(f"/validation/{row.id}/decline", htmx=True, status=422)
    people["mei"].post(
        f"/validation/{row.id}/decline", {"reason": "not seen", "word": "Not yet."}, htmx=True
    )
    page = text(people["ada"].get(f"/validation/{row.id}"))
    assert "I have not seen it." in page
    assert "Ask somebody else" in page
    assert "not my skills" not in page


def test_pages_take_the_same_few_statements_however_much_there_is(cast, people):
    for n in range(8):
        known = has(cast.ada, f"Skill {n}").skill
        row = asked(cast.ada, cast.mei, known) if n < 4 else offered(cast.ada, cast.sam, known)
        if n % 2:
            do(rules.withdraw, row)
        if n == 5:
            clock.fix(None)
    people["ada"].get("/validation")
    assert people["ada"].statements <= 6
    people["mei"].get(f"/people/{cast.ada.id}/suggest")
    assert people["mei"].statements <= 9
    assert db.session.query(PersonSkill).count() == 8


def test_the_first_page_says_that_somebody_asks(cast, people, first_aid):
    assert "what you have seen" not in text(people["mei"].get("/"))
    asked(cast.ada, cast.mei, first_aid)
    assert "Say what you have seen of a colleague’s skill" in text(people["mei"].get("/"))
    assert "what you have seen" not in text(people["ada"].get("/"))


def test_the_list_holds_what_the_policy_lets_one_see(cast, first_aid):
    asked(cast.ada, cast.mei, first_aid)
    offered(cast.ada, cast.sam, first_aid)
    rows = db.session.query(Validation).all()
    for who in (cast.ada, cast.mei, cast.sam, cast.manu):
        actor = SimpleNamespace(id=who.id)
        listed = set(db.session.scalars(queries.visible_to(actor)))
        assert listed == {row for row in rows if can(actor, "validation.see", row)}
