"""The pages of communities, as people walk through them."""

from datetime import timedelta

import pytest

from portal import clock
from portal.communities import rules
from portal.communities.models import (
    Community,
    CommunityMeeting,
    CommunityMember,
    CommunityPost,
    CommunityReport,
)
from portal.communities.timed import tick
from portal.db import db
from portal.notices.models import Notice
from portal.plans.models import PlanStep
from portal.skills.models import Skill
from portal.work import once
from tests.checking import Browser

pytestmark = pytest.mark.one_database
SAID = {"name": "Trees of the harbour", "purpose": "Pruning without harm, and when to leave it.",
        "meets": "Every second Thursday at noon", "skill_0": "Pruning"}  # fmt: skip


@pytest.fixture
def skill(app):
    row = Skill(name="Pruning", folded="pruning")
    db.session.add(row)
    db.session.commit()
    return row.id


@pytest.fixture
def mei(app, cast, skill):
    """Mei, who has started a community."""
    browser = Browser(app).sign_in(cast.mei)
    assert "No skill is called “Juggling”" in browser.post(
        "/communities/new", SAID | {"skill_0": "Juggling"}, status=422
    ).text  # fmt: skip
    browser.post("/communities/new", SAID)
    return browser


def only(model, **by):
    """The one row there is now."""
    db.session.rollback()
    return db.session.query(model).filter_by(**by).one()


def told(person):
    db.session.rollback()
    return [row.words for row in db.session.query(Notice).filter_by(person_id=person.id)]


def test_from_a_question_to_knowledge_that_search_finds(app, cast, mei, ada):
    one = only(Community)
    here = f"/communities/{one.id}"
    page = ada.get(here).text
    assert "Every second Thursday at noon" in page
    assert "Plan a date" not in page
    ada.post(f"{here}/write", {"kind": "question", "title": "", "words": "x"}, status=422)
    asks = {"kind": "question", "title": "When do limes bleed?", "words": "Mine did in March."}
    ada.post(f"{here}/write", asks)
    thread = only(CommunityPost)
    post = f"/communities/posts/{thread.id}"
    mei.post(f"{post}/reply", {"words": "Cut them in <b>late</b> summer."})
    answer = only(CommunityPost, kind="reply")
    page = ada.get(post).text
    assert "&lt;b&gt;late&lt;/b&gt; summer" in page
    mei.post(f"/communities/posts/{answer.id}/keep", {})
    assert f"#p-{answer.id}" in ada.get(f"/communities/posts/{answer.id}", status=303).headers[
        "Location"
    ]  # fmt: skip
    while once():
        pass
    assert "Mei Halvorsen answered “When do limes bleed?”" in told(cast.ada)
    found = ada.get("/communities?show=knowledge&q=late+summer").text
    assert "When do limes bleed?" in found
    assert "1 note" in found
    everywhere = ada.get("/search?q=limes").text
    assert "Kept knowledge" in everywhere
    listed = ada.get("/communities?q=thursday").text
    assert "Trees of the harbour" in listed
    assert "1 community" in listed
    assert "Trees of the harbour" in ada.get("/search?q=pruning").text
    # What it answers is taken back: the answer is found, by no words of the question.
    ada.post(f"{post}/remove", {})
    once()
    assert "When do limes bleed?" not in mei.get(post).text
    found = mei.get("/communities?show=knowledge&q=late+summer").text
    assert "A reply" in found
    assert "limes bleed" not in found
    mei.post(f"/communities/posts/{answer.id}/unkeep", {})
    once()
    assert "A reply" not in mei.get("/communities?show=knowledge&q=late+summer").text


def test_joining_is_seen_by_nobody_until_one_says_so(app, cast, mei, ada):
    here = f"/communities/{only(Community).id}"
    ada.post(f"{here}/join", {})
    assert "You belong to Trees of the harbour." in ada.follow(ada.post(f"{here}/join", {})).text
    assert "Ada Okafor" not in mei.get(f"{here}/people").text
    ada.post(f"{here}/shown", {"shown": "y"})
    assert "Ada Okafor" in mei.get(f"{here}/people").text
    ada.post(f"{here}/leave", {})
    assert "Ada Okafor" not in mei.get(f"{here}/people").text
    ada.post("/plan/communities", {"community": here.rpartition("/")[2]})
    assert only(PlanStep).title == "Join Trees of the harbour"
    assert "See it and join" in ada.get("/plan").text


def test_hosts_hand_over_and_a_stale_save_loses_nothing(app, cast, mei, ada):
    one = only(Community)
    here = f"/communities/{one.id}"
    assert "only host" in mei.follow(mei.post(f"{here}/leave", {})).text
    ada.post(f"{here}/edit", SAID, status=404)
    mei.post(f"{here}/people", {"name": "Ada Okafor"})
    once()
    assert "You are asked to host Trees of the harbour" in told(cast.ada)
    ada.post(f"{here}/host", {})
    mei.post(f"{here}/edit", SAID | {"purpose": "All about trees.", "version": "1"})
    both = ada.post(f"{here}/edit", SAID | {"purpose": "Trees!", "version": "1"}, status=409).text
    assert "All about trees." in both
    assert "Trees!" in both
    mei.post(f"{here}/stop-hosting", {})
    assert ada.get(here).text.count("You host it") == 1
    ada.post(f"{here}/close", {})
    sam = Browser(app).sign_in(cast.sam)
    assert "It is closed" in sam.get(here).text
    mei.get(f"{here}/write", status=404)
    assert "is closed" in sam.follow(sam.post(f"{here}/join", {})).text
    ada.post(f"{here}/reopen", {})
    mei.get(f"{here}/write")


def test_what_is_reported_is_hidden_with_a_reason_and_not_by_whom(app, cast, mei, ada):
    here = f"/communities/{only(Community).id}"
    ada.post(f"{here}/write", {"kind": "note", "title": "Cheap saws", "words": "Buy at my shop."})
    post = f"/communities/posts/{only(CommunityPost).id}"
    sam, hana = (Browser(app).sign_in(one) for one in (cast.sam, cast.hana))
    ada.post(f"{post}/report", {"words": "mine"}, status=404)
    sam.post(f"{post}/hide", {"words": "no"}, status=404)
    sam.post(f"{post}/report", {"words": "An advertisement."})
    sam.post(f"{post}/report", {"words": "Again."})
    assert only(CommunityReport).words == "An advertisement."
    once()
    assert told(cast.mei) == told(cast.hana) == [
        "Something written in Trees of the harbour was reported"
    ]  # fmt: skip
    assert "Cheap saws" in hana.get("/communities/waiting").text
    page = mei.get(post).text
    assert "An advertisement." in page
    assert "Stranger" not in page
    assert "An advertisement." not in ada.get(post).text
    mei.post(f"{post}/hide", {"words": "We sell nothing here."})
    once()
    assert "Buy at my shop" not in sam.get(post).text
    assert "We sell nothing here" not in sam.get(post).text
    assert "We sell nothing here" in ada.get(post).text
    assert "Cheap saws" not in sam.get("/communities?show=knowledge").text
    assert "Cheap saws" not in hana.get("/communities/waiting").text
    mei.post(f"{post}/show", {})
    assert "Buy at my shop" in sam.get(post).text


def test_a_date_is_told_and_goes_into_calendars(app, cast, mei, ada):
    here = f"/communities/{only(Community).id}"
    ada.post(f"{here}/join", {})
    day = clock.today() + timedelta(days=9)
    when = {"title": "Winter cuts", "day": str(day), "at": "12:00", "minutes": "60",
            "place": "The depot"}  # fmt: skip
    assert "still to come" in mei.post(
        f"{here}/meet", when | {"day": str(clock.today() - timedelta(days=2))}, status=422
    ).text  # fmt: skip
    mei.post(f"{here}/meet", when)
    row = only(CommunityMeeting)
    once()
    assert any("meets on" in words and "Winter cuts" in words for words in told(cast.ada))
    text = ada.get(f"/communities/meetings/{row.id}/calendar.ics").text
    assert "SUMMARY:Trees of the harbour: Winter cuts" in text
    move = f"/communities/meetings/{row.id}/edit"
    ada.get(move, status=404)
    mei.post(move, when | {"place": "The nursery", "version": "1"})
    assert "The nursery" in mei.post(move, when | {"at": "13:00", "version": "1"}, status=409).text
    mei.post(f"/communities/meetings/{row.id}/cancel", {})
    once()
    assert any("does not meet on" in words for words in told(cast.ada))
    assert "Called off" in ada.get(here).text


def test_when_the_host_leaves_whoever_belongs_longest_is_asked(app, cast, mei, ada):
    one = only(Community)
    ada.post(f"/communities/{one.id}/join", {})
    db.session.get_one(type(cast.mei), cast.mei.id).left_on = clock.today()
    db.session.commit()
    for _ in range(2):
        tick(clock.now())
    while once():
        pass
    assert [words for words in told(cast.ada) if "has no host any more" in words]
    ada.post(f"/communities/{one.id}/host", {})
    assert only(CommunityMember, person_id=cast.ada.id).standing == "host"
    assert only(CommunityMember, person_id=cast.mei.id).standing == "none"


def test_a_community_the_clock_cannot_see_to_keeps_it_from_no_other(cast, mei, monkeypatch):
    mei.post("/communities/new", SAID | {"name": "Hedges"})
    db.session.get_one(type(cast.mei), cast.mei.id).left_on = clock.today()
    db.session.commit()
    broken = db.session.query(Community.id).order_by(Community.id).first()[0]
    done = rules.leave_behind

    def leave_behind(one, gone):
        if one.id == broken:
            raise ValueError("It cannot be done.")
        done(one, gone)

    monkeypatch.setattr(rules, "leave_behind", leave_behind)
    with pytest.raises(ValueError, match="cannot be done"):
        tick(clock.now())
    standing = {row.community_id: row.standing for row in db.session.query(CommunityMember)}
    assert standing.pop(broken) == "host"
    assert list(standing.values()) == ["none"]
