"""The page: answered, changed, shown, removed and taken back; told once when it is due."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.aspirations.models import Driver
from portal.audience import Audience
from portal.checkins import queries, timed
from portal.checkins.models import CheckIn
from portal.db import db
from portal.notices.models import Notice
from portal.people.models import Person
from portal.personal import retention
from portal.prompts.queries import waiting
from tests.checking import Browser

pytestmark = pytest.mark.one_database

GOOD = {"energy": "good", "confidence": "fairly", "drives": ["helping", "variety"],
        "drains": ["pay"], "words": "Slowly better.", "audience": "counted"}  # fmt: skip


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def rows():
    db.session.rollback()
    return list(db.session.scalars(select(CheckIn).order_by(CheckIn.at)))


def base(page):
    return text(page).partition('name="base" value="')[2].partition('"')[0]


def past(person, days, **more):
    row = CheckIn(person_id=person.id, at=clock.now() - timedelta(days=days), **more)
    db.session.add(row)
    db.session.commit()
    return row


def test_somebody_checks_in_changes_it_and_takes_it_back(ada, cast):
    db.session.add(Driver(person_id=cast.ada.id, code="outdoors"))
    db.session.commit()
    first = text(ada.get("/check-in"))
    assert "This is your first one" in first
    assert 'value="outdoors" checked' in first
    told = text(ada.follow(ada.post("/check-in", GOOD)))
    assert "Thank you. The next one is due on" in told
    assert "Slowly better." in told
    [row] = rows()
    assert (row.energy, row.confidence, row.drives) == ("good", "fairly", "helping variety")
    assert row.audience == Audience.NOBODY
    form = ada.get("/check-in?change=1")
    ada.post("/check-in", GOOD | {"energy": "low", "base": base(form)})
    [row] = rows()
    assert (row.energy, row.version) == ("low", 2)
    ada.post(f"/check-in/{row.id}/remove")
    ada.post(f"/check-in/{row.id}/remove")
    assert "This is your first one" in text(ada.get("/check-in"))
    ada.post(f"/check-in/{row.id}/put-back")
    assert "You checked in on" in text(ada.get("/check-in"))


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(ada):
    nothing = text(ada.post("/check-in", {"audience": "counted"}, status=422))
    assert "Answer at least one question." in nothing
    wrong = GOOD | {"energy": "fine", "drives": ["pay"], "words": "x" * 281, "audience": "all"}
    page = text(ada.post("/check-in", wrong, status=422))
    for said in ("Choose one of the answers.", "not both", "Keep this to 280", "Choose who reads"):
        assert said in page
    assert "x" * 281 in page
    assert rows() == []


def test_a_second_tab_never_overwrites_unseen(ada):
    ada.post("/check-in", GOOD)
    page = text(ada.post("/check-in", GOOD | {"energy": "empty", "words": "Worse."}, status=409))
    assert "You said something else in another window" in page
    assert "Slowly better." in page
    assert "Worse." in page
    ada.post("/check-in", GOOD)  # the same again is no conflict
    ada.post("/check-in", GOOD | {"words": "Worse.", "base": base(ada.get("/check-in?change=1"))})
    assert [row.words for row in rows()] == ["Worse."]


def test_a_double_click_makes_one(ada):
    for _ in range(2):
        ada.post("/check-in", GOOD | {"_once": "a1" * 16})
    assert len(rows()) == 1


def test_only_the_manager_one_chose_reads_it(app, ada, cast):
    ada.post("/check-in", GOOD | {"audience": "manager", "manager": str(cast.manu.id)})
    [row] = rows()
    key, page, manu = row.id, f"/people/{cast.ada.id}", Browser(app).sign_in(cast.manu)
    assert "Slowly better." in text(manu.get(page))
    for other in (cast.mei, cast.hana, cast.alex):
        browser = Browser(app).sign_in(other)
        assert "Slowly better." not in text(browser.get(page))
        browser.post(f"/check-in/{key}/audience", {"audience": "counted"}, status=404)
    ada.post(f"/check-in/{key}/audience", {"audience": "counted"})
    assert "Slowly better." not in text(manu.get(page))
    ada.post(f"/check-in/{key}/audience?audience=manager&manager={cast.manu.id}")
    assert "Slowly better." in text(manu.get(page))
    db.session.get_one(Person, cast.ada.id).manager_id = cast.mei.id
    db.session.commit()
    for reader in (cast.manu, cast.mei):
        assert "Slowly better." not in text(Browser(app).sign_in(reader).get(page))
    assert "Waits for your answer" in text(ada.get("/check-in"))
    ada.post(f"/check-in/{key}/audience", {"audience": "everyone"}, status=400)
    wide = {"section": "check-ins", f"to-{key.hex}": "8", f"was-{key.hex}": "0", "manager": ""}
    ada.post("/me/visibility", wide, status=400)
    ada.post("/me/visibility", wide | {f"to-{key.hex}": "0", f"was-{key.hex}": "32"})
    assert rows()[0].audience == Audience.NOBODY


def test_it_is_asked_for_once_when_due_and_can_be_silenced(ada, cast):
    def told():
        kinds = select(Notice.id).where(Notice.kind == "checkin.due")
        return len(list(db.session.scalars(kinds)))

    def prompted():
        db.session.rollback()
        return "check_in" in [prompt.name for prompt in waiting(cast.ada.id)]

    assert prompted()
    timed.tick(clock.now())
    assert told() == 0, "who never checked in is asked by the prompt alone"
    past(cast.ada, 89, energy="good")
    timed.tick(clock.now())
    assert not prompted()
    assert told() == 0
    clock.fix(clock.now() + timedelta(days=2))
    assert prompted()
    for _ in range(2):
        timed.tick(clock.now())
    assert told() == 1
    past(cast.manu, 95, energy="good")
    Browser(ada.app).sign_in(cast.manu).post("/check-in/reminders", {"wanted": "no"})
    timed.tick(clock.now())
    assert told() == 1
    past(cast.sam, 200, energy="good")
    timed.tick(clock.now())
    assert told() == 1, "long overdue is not told any more"
    cast_new = db.session.get_one(Person, cast.mei.id)
    cast_new.hired_on = clock.today() - timedelta(days=10)
    db.session.commit()
    assert "check_in" not in [prompt.name for prompt in waiting(cast.mei.id)]


def test_the_clock_forgets_what_is_old_and_what_was_removed(ada, cast):
    past(cast.ada, 750, energy="good")
    past(cast.ada, 3, energy="low", removed_at=clock.now() - timedelta(days=2))
    past(cast.ada, 300, energy="varies")
    retention.tick(clock.now())
    timed.tick(clock.now())
    assert [row.energy for row in rows()] == ["varies"]


def test_the_newest_of_the_last_120_days_counts(cast):
    everybody = select(Person.id)
    past(cast.ada, 119, energy="low", confidence="not")
    past(cast.ada, 20, energy="good", confidence=None)
    past(cast.ada, 1, energy="empty", removed_at=clock.now())
    past(cast.mei, 121, energy="good")
    newest = queries.lately(everybody)
    assert [tuple(row) for row in db.session.execute(select(newest))] == [
        (cast.ada.id, None, "good")
    ]
