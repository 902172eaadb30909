"""The states of a conversation, who may set off what, what counts, and many at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal import clock
from portal.access import can
from portal.conversations import agreed, goals, machine, queries, rules, standing, timed
from portal.conversations.models import Conversation, ConversationEvent
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.notices.models import Notice
from portal.people.models import Person
from portal.personal.erasing import erase
from portal.transitions import Past
from tests.checking import Browser
from tests.conversations.conftest import do, get, propose, talked, when
from tests.racing import at_once

DAY = timedelta(days=1)


def events(key):
    db.session.rollback()
    rows = db.session.query(ConversationEvent).filter_by(conversation_id=key)
    return [row.event for row in rows.order_by(ConversationEvent.id)]


def kinds(person):
    db.session.rollback()
    rows = db.session.query(Notice).filter_by(person_id=person.id).order_by(Notice.at)
    return [row.kind.partition(".")[2] for row in rows]


def later(**more):
    clock.fix(clock.now() + timedelta(**more))


def test_from_a_proposal_to_one_that_counts_and_opened_again(app, cast):
    key = propose(cast.ada)
    with pytest.raises(Refused, match="waits for the other"):
        do(key, rules.accept, cast.ada)
    do(key, rules.move, cast.manu, when(days=5))
    assert get(key).asked_by_id == cast.manu.id, "the other one answers now"
    do(key, rules.accept, cast.ada)
    with pytest.raises(Refused, match="not the day yet"):
        do(key, rules.open_it, cast.ada)
    do(key, rules.move, cast.ada, when(hours=3))
    assert get(key).state == "scheduled", "what is planned stays so when it is moved"
    assert get(key).sequence == 3
    do(key, rules.open_it, cast.manu)
    do(key, rules.close, cast.manu)
    assert get(key).counted_at is None, "one of the two said so"
    do(key, rules.confirm, cast.ada, yes=True)
    assert get(key).counted_at is not None, "both said so"
    do(key, rules.reopen, cast.ada)
    one = get(key)
    assert (one.state, one.counted_at, one.manager_agrees) == ("open", None, None)
    do(key, rules.close, cast.ada)
    assert events(key) == ["proposed", "suggested", "accepted", "moved", "opened", "closed",
                           "agreed", "agreed", "reopened", "closed", "agreed"]  # fmt: skip
    assert kinds(cast.manu) == ["proposed", "accepted", "moved", "reopened", "closed"]
    assert kinds(cast.ada) == ["suggested", "closed"]


def test_what_the_table_does_not_say_is_not_done(app, cast, planned):
    for act in (rules.accept, rules.close, rules.reopen):
        with pytest.raises(Past, match="said yes to the time"):
            do(planned, act, cast.ada)
    with pytest.raises(ValueError, match="set off by"):
        do(planned, rules.cancel, cast.sam)
    with pytest.raises(ValueError, match="set off by"):
        do(planned, machine.advance, "missed", cast.ada)
    with pytest.raises(Refused, match="not over for long enough"):
        do(planned, machine.advance, "missed", None)
    do(planned, rules.cancel, cast.manu)
    for act in (rules.open_it, rules.cancel):
        with pytest.raises(Past, match="Manu Reyes cancelled it"):
            do(planned, act, cast.ada)
    with pytest.raises(Refused, match="is over"):
        do(planned, rules.say_notes, "too late")


def test_who_can_meet_and_when(app, cast, planned):
    with pytest.raises(Refused, match="under way already"):
        propose(cast.ada)
    with pytest.raises(Refused, match="no line manager"):
        propose(cast.mei)
    for wrong in (when(days=-1), when(days=500)):
        with pytest.raises(Refused, match="Choose a"):
            do(planned, rules.move, cast.ada, wrong)


def test_an_objection_keeps_it_from_counting_until_it_is_taken_back(app, cast):
    key = talked(cast.ada, cast.manu, days_ago=3, manager_agrees=True)
    do(key, rules.confirm, cast.ada, yes=False)
    later(days=20)
    timed.tick(clock.now())
    assert get(key).counted_at is None
    do(key, rules.confirm, cast.ada, yes=True)
    assert get(key).counted_at is not None
    with pytest.raises(Refused, match="more than 7 days ago"):
        do(key, rules.confirm, cast.ada, yes=False)
    later(days=20)
    with pytest.raises(Refused, match="more than 30 days ago"):
        do(key, rules.reopen, cast.ada)


def test_the_clock_counts_misses_and_reminds_once(app, cast, planned):
    silent = talked(cast.ada, cast.manu, days_ago=8)
    timed.tick(clock.now())
    assert get(silent).counted_at is not None, "nobody objected in 7 days"
    later(days=2, hours=1)
    for _ in range(2):
        timed.tick(clock.now())
    assert kinds(cast.ada).count("soon") == kinds(cast.manu).count("soon") == 1
    later(days=14)
    timed.tick(clock.now())
    assert get(planned).state == "scheduled", "not yet"
    later(days=1)
    for _ in range(2):
        timed.tick(clock.now())
    assert get(planned).state == "missed"
    assert events(silent) == ["counted"]
    unanswered = propose(cast.ada, cast.manu)
    later(days=18)
    timed.tick(clock.now())
    assert get(unanswered).state == "cancelled"


def test_both_hear_once_that_the_next_one_is_due(app, cast):
    db.session.get(Person, cast.ada.id).hired_on = clock.today() - 400 * DAY
    db.session.commit()
    timed.nudge(clock.now())
    assert kinds(cast.ada) == [], "what came due long ago is told no more"
    talked(cast.ada, cast.manu, days_ago=61)
    with transaction():
        rules.keep_rhythm(lock(Person, cast.ada.id), 60)
    for _ in range(2):
        timed.nudge(clock.now())
    assert kinds(cast.ada) == ["due"]
    assert kinds(cast.manu) == ["due_with"]
    with transaction(), pytest.raises(Refused):
        rules.keep_rhythm(lock(Person, cast.ada.id), 7)


def led_by(person, boss):
    db.session.get(Person, person.id).manager_id = boss.id
    db.session.commit()


def test_old_conversations_stay_with_the_employee(app, cast, planned):
    """The former manager reads them no more, the new one only what is shown."""
    old = talked(cast.ada, cast.manu)
    everybody = (cast.ada, cast.manu, cast.mei, cast.hana, cast.alex, cast.sam)

    def readers(key):
        one = get(key)
        asked = {who.name.split()[0]: SimpleNamespace(id=who.id) for who in everybody}
        may = {name for name, who in asked.items() if can(who, "conversation.see", one)}
        assert may == {
            name for name, who in asked.items()
            if key in set(db.session.scalars(queries.visible_to(who)))
        }, "the list and the policy say the same"  # fmt: skip
        return may

    assert readers(old) == {"Ada", "Manu"}
    led_by(cast.ada, cast.mei)
    assert readers(old) == {"Ada"}
    timed.tick(clock.now())
    assert get(planned).state == "cancelled"
    assert kinds(cast.manu)[-1] == "ended"
    do(old, rules.show, wanted=True)
    assert readers(old) == {"Ada", "Mei"}
    led_by(cast.ada, cast.sam)
    assert readers(old) == {"Ada"}
    led_by(cast.ada, cast.mei)
    do(old, rules.show, wanted=False)
    assert readers(old) == {"Ada"}
    assert propose(cast.ada), "with the new one"


def test_coverage_is_of_those_here_for_sixty_days(app, cast):
    """M1: counted conversations of the last 180 days."""
    rows = [("Bo", 400, None), ("Cy", 400, 170), ("Di", 400, 190), ("Ed", 400, 20), ("Fay", 30, 5)]
    for name, hired, ago in rows:
        one = Person(name=name, department_id=cast.parks.id, manager_id=cast.manu.id,
                     hired_on=clock.today() - hired * DAY)  # fmt: skip
        db.session.add(one)
        db.session.commit()
        if ago:
            counted = None if name == "Ed" else clock.now()
            talked(one, cast.manu, days_ago=ago, counted_at=counted)
    me, reports = standing.standing(cast.manu.id)
    assert me.manager_id is None
    assert [one.name for one in reports if one.due] == ["Ada Okafor", "Bo", "Di", "Cy"]
    found = standing.coverage(reports)
    assert (found.covered, found.of, found.percent) == (1, 5, 20)


def test_a_goal_has_an_owner_on_both_sides(app, cast, planned):
    what = goals.Agreed("Lead a hearing", "Prepare one", clock.today(), "Find a date", None)
    with transaction():
        key = goals.agree(lock(Conversation, planned), what).id
    with transaction():
        goal = lock(agreed.ConversationGoal, key)
        goals.part(goal, cast.ada.id, done=True)
        goals.part(goal, cast.ada.id, done=True)
    assert [one.words for one in agreed.open_goals(cast.manu.id)] == ["Lead a hearing"]
    assert agreed.open_goals(cast.sam.id) == []
    led_by(cast.ada, cast.mei)
    assert agreed.open_goals(cast.manu.id) == [], "he leads her no more"
    assert len(agreed.open_goals(cast.ada.id)) == 1
    led_by(cast.ada, cast.manu)
    with transaction():
        goals.part(lock(agreed.ConversationGoal, key), cast.manu.id, done=True)
    assert agreed.open_goals(cast.ada.id) == []


def click(app, who, path, **form):
    browser = Browser(app).sign_in(who)
    data = {"csrf_token": browser.token()} | form
    return lambda: browser.client.post(path, data=data).status_code


def test_of_many_at_once_one_does(app, cast):
    at = (clock.now() + 2 * DAY).date().isoformat()
    form = {"day": at, "time": "15:00", "minutes": "45"}
    path = f"/conversations/with/{cast.ada.id}/propose"
    both = [click(app, who, path, **form) for who in (cast.ada, cast.manu) for _ in range(3)]
    assert sorted(at_once(both)) == [303, 422, 422, 422, 422, 422]
    db.session.rollback()
    [one] = db.session.query(Conversation).all()
    other = cast.manu if one.asked_by_id == cast.ada.id else cast.ada
    path = f"/conversations/{one.id}/accept"
    assert at_once([click(app, other, path) for _ in range(4)]) == [303] * 4
    assert events(one.id) == ["proposed", "accepted"]
    do(one.id, rules.move, cast.ada, when(hours=1))
    do(one.id, rules.open_it, cast.ada)
    path = f"/conversations/{one.id}/close"
    at_once([click(app, who, path) for who in (cast.ada, cast.manu) for _ in range(2)])
    assert events(one.id).count("closed") == 1


def test_whoever_is_erased_leaves_no_word(app, cast, planned):
    do(planned, rules.say_notes, "What we said")
    do(planned, rules.own_note, cast.manu.id, "My own")
    with transaction():
        erase(cast.ada.id, by=None)
    one = get(planned)
    assert (one.agenda, one.notes, one.place) == ("", "", "")
