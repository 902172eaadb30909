"""A merger loses nothing, and can be taken back: what each person had comes back."""

import itertools
import os
import threading
import time
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.audience import Audience
from portal.curate.movers import ALL
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship.models import Mentor, mentor_skill
from portal.outbox import OutboxRow
from portal.people.models import Department, Person
from portal.roles.models import RoleSkill
from portal.skills import evidence, own, own_queries, queries
from portal.skills.merging import rules as merging
from portal.skills.merging.joining import narrower
from portal.skills.merging.models import SkillMerge
from portal.skills.models import Evidence, PersonSkill, PersonSkillEvent, Skill, SkillAlias
from portal.validation.models import Validation
from tests.profile.making import has, role, skill
from tests.racing import at_once

WORDS = ("level", "interest", "audience", "can_teach", "last_used_on",
         "validated_level", "validated_by_id")  # fmt: skip


def rating(level=2, interest="happy", audience=Audience.EVERYONE, can_teach=False):
    return own.Rating(level=level, interest=interest, audience=audience, can_teach=can_teach)


def merge(one, other, by=None):
    with transaction():
        return merging.merge(one, other, by, ALL).id


def unmerge(key, by=None):
    with transaction():
        merging.unmerge(lock(SkillMerge, key), by, ALL)


def owned(person_id, skill_id):
    db.session.rollback()
    row = own_queries.held(person_id, skill_id)
    return row and {name: getattr(row, name) for name in WORDS}


def pair():
    return skill("Negotiation", "Bargaining").id, skill("Negotiating").id


def test_who_has_one_has_the_other_with_all_that_was_said(cast):
    one, other = pair()
    row = has(cast.ada, "Negotiation", 3, interest="more", can_teach=True, audience=Audience.HR,
              validated_level=3, validated_by_id=cast.mei.id, validated_at=clock.now(),
              last_used_on=date(2026, 1, 1))  # fmt: skip
    proof = Evidence(person_id=cast.ada.id, skill_id=one, kind="project", title="The harbour deal")
    db.session.add(proof)
    db.session.commit()
    before = owned(cast.ada.id, one)
    key = merge(one, other, cast.hana.id)
    assert owned(cast.ada.id, one) is None
    assert owned(cast.ada.id, other) == before
    assert own_queries.held(cast.ada.id, other).id == row.id
    history = own_queries.history(cast.ada.id, other)
    assert [(e.event, e.actor_id) for e in reversed(history)] == [
        ("merged", cast.hana.id), ("validated", cast.mei.id),
    ]  # fmt: skip
    assert history[1].detail == "Negotiation"
    assert [e.skill_id for e in evidence.of_skill(cast.ada.id, other)] == [other]
    unmerge(key, cast.sam.id)
    assert (owned(cast.ada.id, one), owned(cast.ada.id, other)) == (before, None)
    assert [e.skill_id for e in evidence.of_skill(cast.ada.id, one)] == [one]
    last = own_queries.history(cast.ada.id, one)[0]
    assert (last.event, last.actor_id) == ("unmerged", cast.sam.id)


def test_who_has_both_has_the_higher_level_and_opens_nothing(cast):
    one, other = pair()
    has(cast.ada, "Negotiation", 3, interest="more", audience=Audience.MANAGER, can_teach=True)
    has(cast.ada, "Negotiating", 1, interest="less", audience=Audience.EVERYONE,
        validated_level=2, validated_by_id=cast.mei.id, validated_at=clock.now())  # fmt: skip
    before = [owned(cast.ada.id, key) for key in (one, other)]
    key = merge(one, other)
    assert owned(cast.ada.id, one) is None
    assert owned(cast.ada.id, other) == {
        "level": 3, "interest": "more", "audience": Audience.MANAGER, "can_teach": True,
        "last_used_on": None, "validated_level": 2, "validated_by_id": cast.mei.id,
    }  # fmt: skip
    unmerge(key)
    assert [owned(cast.ada.id, key) for key in (one, other)] == before


def test_what_the_person_said_since_holds_for_both(cast):
    one, other = pair()
    has(cast.ada, "Negotiation", 3, audience=Audience.HR)
    has(cast.ada, "Negotiating", 2)
    key = merge(one, other)
    with transaction():
        own.change(own_queries.held(cast.ada.id, other), rating(1, audience=Audience.EVERYONE))
    unmerge(key)
    assert [owned(cast.ada.id, key)["level"] for key in (one, other)] == [1, 1]
    audiences = [owned(cast.ada.id, key)["audience"] for key in (one, other)]
    assert audiences == [Audience.HR, Audience.EVERYONE], "nothing closed is opened"


@pytest.mark.parametrize("both", [False, True])
def test_what_the_person_removed_since_stays_removed(cast, both):
    one, other = pair()
    has(cast.ada, "Negotiation", 3)
    if both:
        has(cast.ada, "Negotiating", 3)
    key = merge(one, other)
    with transaction():
        event = own.remove(own_queries.held(cast.ada.id, other))
        step = event.id
    if both:
        with transaction():
            own.undo(cast.ada.id, other, step)
    unmerge(key)
    have = [owned(cast.ada.id, key) is not None for key in (one, other)]
    assert have == [both, both], "a removal that was taken back is none"


def test_who_chose_the_other_since_keeps_that_one(cast):
    one, other = pair()
    has(cast.ada, "Negotiation", 3)
    key = merge(one, other)
    with transaction():
        own.remove(own_queries.held(cast.ada.id, other))
    with transaction():
        own.add(cast.ada.id, db.session.get(Skill, other), rating(1))
    unmerge(key)
    assert owned(cast.ada.id, one) is None
    assert owned(cast.ada.id, other)["level"] == 1


def test_the_name_and_other_words_find_the_one_that_is_left(cast):
    one, other = pair()
    key = merge(one, other)
    assert {queries.by_folded(name).id for name in ("Negotiation", "bargaining")} == {other}
    assert [found.id for found in queries.find("bargain")] == [other]
    refs = set(db.session.scalars(db.select(OutboxRow.ref).where(OutboxRow.kind == "index")))
    assert {f"skill:{one}", f"skill:{other}"} <= refs
    unmerge(key)
    assert queries.by_folded("bargaining").id == one
    assert db.session.query(SkillAlias).count() == 1
    assert [found.id for found in queries.find("bargain")] == [one]


def test_roles_mentors_and_validations_go_along_and_come_back(cast):
    one, other = pair()
    asked = role(cast.ada, title="Buyer")
    alone = role(cast.sam, title="Seller")
    db.session.add_all([
        RoleSkill(role_id=asked.id, skill_id=one, level=4, essential=False, weight=0.4),
        RoleSkill(role_id=asked.id, skill_id=other, level=2, essential=True, weight=0.2),
        RoleSkill(role_id=alone.id, skill_id=one, level=3),
        Mentor(id=cast.mei.id),
        Mentor(id=cast.sam.id),
        *[Validation(person_id=cast.ada.id, skill_id=key, by_id=cast.mei.id, origin="asked",
                     state="asked", expires_on=clock.today()) for key in (one, other)],
    ])  # fmt: skip
    db.session.flush()
    for mentor, key in ((cast.mei.id, one), (cast.mei.id, other), (cast.sam.id, one)):
        db.session.execute(mentor_skill.insert().values(mentor_id=mentor, skill_id=key))
    db.session.commit()

    def all_of_it():
        db.session.rollback()
        asks = db.session.execute(db.select(
            RoleSkill.role_id, RoleSkill.skill_id, RoleSkill.level, RoleSkill.essential,
            RoleSkill.weight))  # fmt: skip
        open_ones = db.select(Validation.skill_id, Validation.state)
        pairs = (asks, db.session.execute(mentor_skill.select()), db.session.execute(open_ones))
        return [sorted(map(str, rows)) for rows in pairs]

    before = all_of_it()
    key = merge(one, other)
    asks = {row.role_id: (row.skill_id, row.level, row.essential, row.weight)
            for row in db.session.query(RoleSkill)}  # fmt: skip
    assert asks == {asked.id: (other, 4, True, 0.4), alone.id: (other, 3, True, 1.0)}
    taught = db.session.execute(mentor_skill.select()).all()
    assert sorted(taught, key=str) == sorted([(cast.mei.id, other), (cast.sam.id, other)], key=str)
    states = db.session.execute(db.select(Validation.skill_id, Validation.state)).all()
    assert sorted(states) == [(other, "asked"), (other, "withdrawn")]
    unmerge(key)
    assert all_of_it() == before


def test_a_requirement_changed_since_stays_as_it_is(cast):
    one, other = pair()
    asked = role(cast.ada, title="Buyer")
    db.session.add(RoleSkill(role_id=asked.id, skill_id=one, level=3))
    db.session.commit()
    key = merge(one, other)
    with transaction():
        db.session.get_one(RoleSkill, (asked.id, other)).level = 1
    unmerge(key)
    assert [(r.skill_id, r.level) for r in db.session.query(RoleSkill)] == [(other, 1)]


def test_what_stands_on_a_merger_is_taken_back_first(cast):
    a, b = pair()
    c, d = skill("Haggling").id, skill("Dealing").id
    has(cast.ada, "Negotiation", 3)
    has(cast.ada, "Dealing", 2)
    first, second, third = merge(a, b), merge(b, c), merge(d, c)
    with pytest.raises(Refused, match="“Negotiating” was itself merged into “Haggling”"):
        unmerge(first)
    with pytest.raises(Refused, match="“Dealing” was merged into “Haggling” later"):
        unmerge(second)
    for wrong, words in ((a, "already merged"), (c, "same skill")):
        with pytest.raises(Refused, match=words):
            merge(wrong, c)
    with pytest.raises(Refused, match="not a skill in use"):
        merge(c, a)
    for key in (third, second, first):
        unmerge(key)
    assert owned(cast.ada.id, a)["level"] == 3
    with pytest.raises(Refused, match="taken back already"):
        unmerge(first)
    assert {row.status for row in db.session.query(Skill)} == {"active"}


def test_mergers_that_touch_nobody_in_common_are_taken_back_in_any_order(cast):
    a, b = pair()
    c = skill("Haggling").id
    has(cast.ada, "Negotiation", 3)
    has(cast.ada, "Haggling", 1)
    has(cast.sam, "Negotiating", 2)
    first, second = merge(a, c), merge(b, c)
    unmerge(first)
    assert [owned(cast.ada.id, key)["level"] for key in (a, c)] == [3, 1]
    assert owned(cast.sam.id, c)["level"] == 2
    unmerge(second)
    assert owned(cast.sam.id, b)["level"] == 2


def test_what_was_written_meanwhile_is_carried_over_and_comes_back(cast):
    one, other = pair()
    key = merge(one, other)
    has(cast.ada, "Negotiation", 2)  # by somebody who began before and ended after
    with transaction():
        merging.sweep(key, ALL)
    assert owned(cast.ada.id, other)["level"] == 2
    unmerge(key)
    assert owned(cast.ada.id, one)["level"] == 2


# Random histories.

PEOPLE, SKILLS = 3, 3
who, what = st.integers(0, PEOPLE - 1), st.integers(0, SKILLS - 1)
says = st.tuples(
    st.integers(0, 4), st.sampled_from(["more", "happy", "less", "learn"]),
    st.sampled_from([Audience(n) for n in (0, 1, 2, 3, 4, 8)]), st.booleans(),
)  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), who, what, says),
        st.tuples(st.just("remove"), who, what, says),
        st.tuples(st.just("confirm"), who, what, says),
        st.tuples(st.just("review"), who, what, says),
    ),
    max_size=8,
)
MERGERS = st.lists(st.tuples(what, what), min_size=1, max_size=3)
fresh_number = itertools.count()


class World:
    """Three people, three skills, and what everybody has of them."""

    def __init__(self):
        department = Department(name=f"Department {next(fresh_number)}")
        db.session.add(department)
        db.session.flush()
        people = [Person(name=f"P{n}", department_id=department.id, hired_on=date(2020, 1, 1))
                  for n in range(PEOPLE)]  # fmt: skip
        db.session.add_all(people)
        db.session.commit()
        self.people = [person.id for person in people]
        self.skills = [skill(f"Skill {n} of {next(fresh_number)}").id for n in range(SKILLS)]

    def do(self, act, n, m, said):
        person_id, key = self.people[n], self.skills[m]
        with transaction():
            key = merging.in_use(key).id
            row = own_queries.held(person_id, key)
            if act == "say" and row is None:
                own.add(person_id, db.session.get_one(Skill, key), rating(*said))
            elif row is not None:
                self.act(act, row, said, self.people[n - 1])

    def act(self, act, row, said, other):
        if act == "say":
            own.change(row, rating(*said))
        elif act == "remove":
            own.remove(row)
        elif act == "confirm":
            own.confirm(row, other, max(1, said[0]))
        else:
            own.review(row)

    def everything(self):
        db.session.rollback()
        db.session.expire_all()
        rows = db.session.query(PersonSkill).where(PersonSkill.person_id.in_(self.people))
        return {(r.person_id, r.skill_id): tuple(getattr(r, n) for n in WORDS) for r in rows}

    def history(self):
        rows = db.session.query(PersonSkillEvent).where(
            PersonSkillEvent.person_id.in_(self.people))  # fmt: skip
        return {r.id: (r.event, r.level, r.interest, r.audience, r.at) for r in rows}


random = partial(
    settings,
    deadline=None,
    max_examples=int(os.environ.get("HISTORIES", "25")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@random()
@given(before=STEPS, mergers=MERGERS)
def test_whatever_was_there_comes_back_whole(app, before, mergers):
    world = World()
    for step in before:
        world.do(*step)
    stages, history = [], world.history()
    for one, other in mergers:
        had = world.everything()
        try:
            key = merge(world.skills[one], world.skills[other])
        except Refused:
            continue
        now = world.everything()
        assert {person for person, _ in had} == {person for person, _ in now}, "nobody lost a skill"
        assert not any(skill_id == world.skills[one] for _, skill_id in now), "none is left behind"
        best = {p: max(v[0] for (q, _), v in had.items() if q == p) for p, _ in had}
        assert best == {p: max(v[0] for (q, _), v in now.items() if q == p) for p, _ in now}
        stages.append((key, had))
    for key, had in reversed(stages):
        unmerge(key)
        assert world.everything() == had
    assert history.items() <= world.history().items(), "history only grows"


@random()
@given(before=STEPS, meanwhile=STEPS)
def test_what_people_say_meanwhile_holds(app, before, meanwhile):
    world = World()
    for step in before:
        world.do(*step)
    one, other = world.skills[:2]
    had = world.everything()
    key = merge(one, other)
    for step in meanwhile:
        world.do(*step)
    joined, history = world.everything(), world.history()
    unmerge(key)
    now = world.everything()
    assert history.items() <= world.history().items(), "history only grows"
    for person_id in world.people:
        said = joined.get((person_id, other))
        both = all((person_id, key) in had for key in (one, other))
        if both and (person_id, one) in now:
            before_it, audience = had[person_id, one][2], now[person_id, one][2]
            assert narrower(audience, before_it) == audience, "nothing closed is opened"
        if said is None:
            assert not any((person_id, key) in now for key in (one, other)), "removed is removed"
        if said is not None:
            kept = [now[key] for key in ((person_id, one), (person_id, other)) if key in now]
            assert kept, "nobody lost a skill"
    third = world.skills[2]
    assert {k: v for k, v in now.items() if k[1] == third} == {
        k: v for k, v in joined.items() if k[1] == third
    }


# At the same moment.


def in_app(app, call):
    def run():
        with app.app_context():
            return call()

    return run


@pytest.mark.parametrize("_again", range(3))
def test_nothing_is_lost_while_people_rate(app, cast, _again):
    one, other = pair()
    people = [cast.ada, cast.mei, cast.sam, cast.manu, cast.hana]
    for person in people[:3]:
        has(person, "Negotiation", 1)
    has(cast.ada, "Negotiating", 1)
    ids = [person.id for person in people]

    def change(person_id):
        with transaction():
            row = own_queries.held(person_id, one) or own_queries.held(person_id, other)
            own.change(row, rating(4))

    def add(person_id, skill_id):
        with transaction():
            own.add(person_id, db.session.get_one(Skill, skill_id), rating(4))

    calls = [
        lambda: merge(one, other), *[partial(change, key) for key in ids[:3]],
        *[partial(add, key, one) for key in ids[3:]], partial(add, ids[1], other),
    ]  # fmt: skip
    told = at_once([in_app(app, call) for call in calls])
    assert not isinstance(told[0], Exception), told
    db.session.rollback()
    left = {row.skill_id for row in db.session.query(PersonSkill)}
    assert left == {other}, "none is left on the one that is gone"
    for key, answer in zip(ids, told[1:6], strict=True):
        if not isinstance(answer, Exception):
            assert owned(key, other)["level"] == 4
    assert all(isinstance(a, (Refused, AttributeError)) for a in told[1:] if a is not None), told
    unmerge(db.session.query(SkillMerge).one().id)


def test_a_merger_waits_for_who_is_just_adding_the_skill(app, cast):
    one, other = pair()
    person_id, added = cast.ada.id, threading.Event()

    def add():
        with transaction():
            own.add(person_id, db.session.get_one(Skill, one), rating(4))
            added.set()
            time.sleep(0.5)  # not committed yet: nobody else can see the row

    def then_merge():
        added.wait(10)
        merge(one, other)

    assert at_once([in_app(app, add), in_app(app, then_merge)]) == [None, None]
    assert owned(person_id, one) is None, "none is left on the one that is gone"
    assert owned(person_id, other)["level"] == 4


def test_who_adds_a_skill_that_is_just_being_merged_has_the_other(app, cast):
    one, other = pair()
    person_id, merged = cast.ada.id, threading.Event()

    def merge_slowly():
        with transaction():
            merging.merge(one, other, None, ALL)
            merged.set()
            time.sleep(0.5)

    def then_add():
        merged.wait(10)
        with transaction():
            own.add(person_id, db.session.get_one(Skill, one), rating(4))

    assert at_once([in_app(app, merge_slowly), in_app(app, then_add)]) == [None, None]
    assert owned(person_id, one) is None
    assert owned(person_id, other)["level"] == 4


def test_of_several_mergers_at_once_those_that_fit_are_made(app, cast):
    one, other = pair()
    third = skill("Haggling").id
    has(cast.ada, "Negotiation", 3)
    ways = [(one, other), (other, one), (one, third), (third, one), (one, other)]
    told = at_once([in_app(app, partial(merge, *way)) for way in ways])
    assert all(isinstance(a, Refused) for a in told if isinstance(a, Exception)), told
    db.session.rollback()
    kept = db.session.query(PersonSkill).one()
    assert kept.level == 3
    assert db.session.get_one(Skill, kept.skill_id).status == "active"
    for row in db.session.query(Skill):
        assert merging.in_use(row.id).status == "active", "no circle"


def test_a_merger_is_taken_back_once(app, cast):
    one, other = pair()
    has(cast.ada, "Negotiation", 3)
    key = merge(one, other)
    told = at_once([in_app(app, lambda: unmerge(key))] * 4)
    assert sum(isinstance(answer, Refused) for answer in told) == 3, told
    assert owned(cast.ada.id, one)["level"] == 3
    assert db.session.query(SkillMerge).one().undone_at <= clock.now() + timedelta(seconds=1)
