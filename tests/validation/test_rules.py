"""Asking, saying something unasked, and what only the owner decides."""

from datetime import timedelta

import pytest

from portal import clock
from portal.audience import Audience
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.people.models import Person
from portal.skills import own
from portal.skills.models import PersonSkill
from portal.transitions import Past
from portal.validation import machine, notices, rules, words
from portal.validation.models import State, Validation, ValidationEvent
from tests.validation.conftest import asked, do, events, has, mine, offered, skill

OWN = own.Rating(level=1, interest="happy", audience=Audience.EVERYONE)


def test_every_line_of_the_table_leads_to_a_state_there_is():
    assert {change.after for change in machine.TABLE} <= set(State)
    assert {before for before, _ in machine.CHANGES} <= {None, *State}
    ends = {State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.REMOVED}
    assert not [before for before, _ in machine.CHANGES if before in ends]
    assert {change.event for change in machine.TABLE if change.told} == set(notices.TELLERS)


@pytest.mark.parametrize(("level", "said"), [(1, "lower"), (2, "same"), (3, "higher")])
def test_a_colleague_confirms_at_the_level_they_have_seen(cast, first_aid, level, said):
    row = do(rules.confirm, asked(cast.ada, cast.mei, first_aid), level, "At the harbour.")
    assert (row.state, row.level, row.own_level) == ("confirmed", level, 2)
    assert said in words.beside(row)
    kept = mine(cast.ada, first_aid)
    assert (kept.level, kept.validated_level, kept.validated_by_id) == (2, level, cast.mei.id)
    assert events(cast.ada, first_aid) == ["added", "validated"]
    story = db.session.query(ValidationEvent).order_by(ValidationEvent.id).all()
    assert [(e.event, e.from_state, e.actor_id) for e in story] == [
        ("asked", None, cast.ada.id),
        ("confirmed", "asked", cast.mei.id),
    ]
    assert [e.department_id for e in story] == [cast.permits.id, cast.parks.id]


def test_the_owner_takes_a_confirmation_off_and_the_one_before_shows(cast, first_aid):
    start = clock.now()
    clock.fix(start)
    first = do(rules.confirm, asked(cast.ada, cast.mei, first_aid), 2)
    clock.fix(start + timedelta(days=3))
    second = do(rules.confirm, asked(cast.ada, cast.sam, first_aid), 4)
    assert mine(cast.ada, first_aid).validated_by_id == cast.sam.id
    do(rules.take_off, second)
    left = mine(cast.ada, first_aid)
    assert (left.validated_by_id, left.validated_level) == (cast.mei.id, 2)
    assert left.validated_at == start
    do(rules.take_off, first)
    assert mine(cast.ada, first_aid).validated_at is None
    assert events(cast.ada, first_aid)[-2:] == ["unvalidated", "unvalidated"]
    with pytest.raises(Past, match="took it off"):
        do(rules.take_off, first)


def test_a_removed_skill_comes_back_without_what_was_taken_off(cast, first_aid):
    row = do(rules.confirm, asked(cast.ada, cast.mei, first_aid), 2)
    do(rules.take_off, row)
    with transaction():
        step = own.remove(mine_locked(cast.ada, first_aid)).id
    with transaction():
        own.undo(cast.ada.id, first_aid.id, step)
    assert mine(cast.ada, first_aid).validated_at is None


def mine_locked(owner, thing):
    return lock(PersonSkill, mine(owner, thing).id)


def test_a_suggestion_enters_only_with_a_yes(cast):
    diving = skill("Diving")
    row = offered(cast.ada, cast.mei, diving)
    assert mine(cast.ada, diving) is None
    with pytest.raises(Refused, match="in your own view"):
        do(rules.accept, row)
    row = do(rules.accept, row, OWN)
    kept = mine(cast.ada, diving)
    assert (kept.level, kept.validated_level, row.state) == (1, 3, "confirmed")
    assert events(cast.ada, diving) == ["added", "validated"]


def test_a_no_adds_nothing_and_tells_nothing(cast):
    diving = skill("Diving")
    row = do(rules.decline, offered(cast.ada, cast.mei, diving))
    assert row.state == "declined"
    assert mine(cast.ada, diving) is None
    assert "thanks you" in words.state_line(row, False)


def test_a_private_skill_is_treated_as_if_it_were_not_there(cast):
    """Whatever a colleague tries, they see the same for a private skill and for none."""
    has(cast.ada, "Secret craft", audience=Audience.NOBODY)
    secret = mine(cast.ada, db.session.query(PersonSkill).one().skill).skill
    with_it, without = offered(cast.ada, cast.mei, secret), offered(cast.sam, cast.mei, secret)
    assert with_it.own_level is None is without.own_level
    for who in (cast.ada, cast.sam):
        with pytest.raises(Refused) as no:
            offered(who, cast.mei, secret)
        assert no.value.message == f"You have already suggested Secret craft to {who.name}."
        db.session.rollback()


def test_what_is_open_to_the_colleague_is_shown_beside_what_they_say(cast, first_aid):
    assert offered(cast.ada, cast.mei, first_aid).own_level == 2


def refusal(act, *args, **named):
    with pytest.raises(Refused) as no:
        act(*args, **named)
    db.session.rollback()
    return no.value.message


def test_whom_one_cannot_ask(cast, first_aid):
    assert "your own" in refusal(asked, cast.ada, cast.ada, first_aid)
    assert "cannot be asked" in refusal(asked, cast.ada, cast.lee, first_aid)
    assert "Say first" in refusal(asked, cast.ada, cast.mei, skill("Never said"))
    asked(cast.ada, cast.mei, first_aid)
    assert "already asked Mei" in refusal(asked, cast.ada, cast.mei, first_aid)
    assert "asked you about" in refusal(offered, cast.ada, cast.mei, first_aid)
    assert "your own skills" in refusal(offered, cast.ada, cast.ada, first_aid)
    assert "cannot be reached" in refusal(offered, cast.lee, cast.mei, first_aid)


def test_at_most_ten_questions_and_three_suggestions_are_open(cast):
    known = [has(cast.ada, f"Skill {n}").skill for n in range(11)]
    asked(cast.ada, cast.mei, *known[:5])
    asked(cast.ada, cast.mei, *known[5:10])
    assert "10 answers" in refusal(asked, cast.ada, cast.mei, known[10])
    for n in range(3):
        offered(cast.ada, cast.sam, known[n])
    assert "Let them answer first" in refusal(offered, cast.ada, cast.sam, known[3])


@pytest.mark.parametrize(("end", "days"), [("declined", 90), ("withdrawn", 7)])
def test_the_same_colleague_is_asked_again_after_a_while(cast, first_aid, end, days):
    start = clock.now()
    clock.fix(start)
    row = asked(cast.ada, cast.mei, first_aid)
    if end == "declined":
        do(rules.decline, row, "not seen", "Sorry.")
    else:
        do(rules.withdraw, row)
    clock.fix(start + timedelta(days=days - 1))
    assert "not long ago" in refusal(asked, cast.ada, cast.mei, first_aid)
    clock.fix(start + timedelta(days=days))
    assert asked(cast.ada, cast.mei, first_aid).state == "asked"


def test_a_no_has_a_reason(cast, first_aid):
    row = asked(cast.ada, cast.mei, first_aid)
    assert "Choose a reason" in refusal(do, rules.decline, row, "whatever")
    row = do(rules.decline, row, "rather talk", "Let us have a coffee.")
    assert (row.reason, row.word) == ("rather talk", "Let us have a coffee.")


def test_nothing_is_confirmed_that_is_no_longer_there(cast, first_aid):
    row = asked(cast.ada, cast.mei, first_aid)
    with transaction():
        own.remove(mine_locked(cast.ada, first_aid))
    assert "off their list" in refusal(do, rules.confirm, row, 2)


def test_a_click_that_comes_late_is_told_what_happened(cast, first_aid):
    row = do(rules.withdraw, asked(cast.ada, cast.mei, first_aid))
    with pytest.raises(Past, match="Ada Okafor took it back on"):
        do(rules.confirm, row, 2)


def test_nobody_sets_off_what_is_not_theirs(cast, first_aid):
    row = asked(cast.ada, cast.mei, first_aid)
    with pytest.raises(ValueError, match="colleague"), transaction():
        machine.advance(lock(Validation, row.id), "confirmed", by=lock(Person, cast.ada.id))


def test_a_confirmation_grows_old_after_18_months():
    said = clock.now().replace(year=2024, month=6, day=15)
    assert not words.stale(said, said.replace(year=2025, month=12, day=14))
    assert words.stale(said, said.replace(year=2025, month=12, day=15))
    assert words.age(said, said.replace(month=11)) == "5 months ago"
