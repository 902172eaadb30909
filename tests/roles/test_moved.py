"""How many people moved between roles: what is counted, and what two nights give away."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from flask import current_app
from sqlalchemy import delete, select, update

from portal import clock
from portal.db import db, start_change, transaction
from portal.people.models import Department, Move, Person
from portal.roles import moved
from portal.roles.models import Family, MoveCount, Role

K = 5
TODAY = clock.today()


class Works:
    """Three roles, and people who are hired into one and move to another."""

    def __init__(self) -> None:
        department, family = Department(name="Works"), Family(name="Works")
        db.session.add_all([department, family])
        db.session.flush()
        self.department = department.id
        roles = [Role(title=t, family_id=family.id, level=1) for t in ("Clerk", "Officer", "Chief")]
        db.session.add_all(roles)
        db.session.commit()
        self.clerk, self.officer, self.chief = (role.id for role in roles)
        self.made = 0

    def move(self, here, there, *, kind="promotion", days=100, stayed=800, person=None):
        """Somebody, hired into `here`, moved `days` ago."""
        start_change()
        if person is None:
            self.made += 1
            row = Person(name=f"P {self.made}", department_id=self.department,
                         hired_on=TODAY - timedelta(days=days + stayed))  # fmt: skip
            db.session.add(row)
            db.session.flush()
            person = row.id
            self._event(person, "hire", days + stayed, None, here)
        self._event(person, kind, days, here, there)
        db.session.commit()
        return person

    def _event(self, person, kind, days, here, there):
        db.session.add(Move(person_id=person, kind=kind, from_role_id=here, to_role_id=there,
                            effective_on=TODAY - timedelta(days=days)))  # fmt: skip

    def shown(self):
        """What the night makes of it: pair → (people, months)."""
        moved.prepare()
        found = moved.counts([self.clerk, self.officer, self.chief])
        return {(m.from_role_id, m.to_role_id): (m.people, m.months) for m in found}


@pytest.fixture
def works(app):
    return Works()


def test_only_real_moves_of_five_years_by_five_people_are_shown_and_rounded(works):
    for n in range(8):
        works.move(works.clerk, works.officer, stayed=600 + n)
    for _ in range(4):
        works.move(works.officer, works.chief)
    for _ in range(5):
        works.move(works.chief, works.clerk, days=365 * 5 + 5)
        works.move(works.clerk, works.chief, kind="exit")
        works.move(works.chief, works.officer, days=-5)
    assert works.shown() == {(works.clerk, works.officer): (10, None)}


def test_a_person_counts_once_however_often_they_go_to_and_fro(works):
    for _ in range(4):
        person = works.move(works.clerk, works.officer, days=900)
        works.move(works.officer, works.clerk, days=600, person=person)
        works.move(works.clerk, works.officer, days=300, person=person)
    assert works.shown() == {}


def test_how_long_people_stayed_needs_twice_as_many_and_is_said_in_half_years(works):
    for n in range(9):
        works.move(works.clerk, works.officer, stayed=600 + 10 * n)
    assert works.shown()[works.clerk, works.officer] == (10, None)
    for _ in range(5):
        works.move(works.clerk, works.officer, stayed=600)
    assert works.shown()[works.clerk, works.officer] == (15, 18)


def test_two_nights_one_person_apart_show_the_same(works):
    """7 people show as 5, 8 would as 10: who knows that one more moved would know there were 7."""
    for _ in range(7):
        works.move(works.clerk, works.officer)
    first = works.shown()
    assert first == {(works.clerk, works.officer): (5, None)}
    works.move(works.clerk, works.officer)
    assert works.shown() == first
    # Enough others moved elsewhere: still nothing to be learnt of these two roles.
    for _ in range(6):
        works.move(works.officer, works.chief)
    assert works.shown() == first | {(works.officer, works.chief): (5, None)}
    for _ in range(4):
        works.move(works.clerk, works.officer)
    assert works.shown()[works.clerk, works.officer] == (5, None)  # four changed in all
    works.move(works.officer, works.chief)
    assert works.shown()[works.clerk, works.officer] == (10, 24)


def test_who_is_erased_counts_no_more_and_nobody_can_tell_when(works):
    people = [works.move(works.clerk, works.officer) for _ in range(8)]
    first = works.shown()
    for n, person in enumerate(people):
        gone = update(Person).where(Person.id == person).values(erased_at=clock.now())
        with transaction() as session:
            session.execute(gone)
        assert works.shown() == (first if n < K - 1 else {})
    assert db.session.scalars(select(MoveCount.people)).all() == [None]


def test_counting_twice_changes_nothing_and_a_higher_threshold_counts_at_once(works, monkeypatch):
    for _ in range(6):
        works.move(works.clerk, works.officer)
    assert works.shown()
    assert moved.prepare() == 0
    stricter = replace(current_app.config["SETTINGS"], k=10)
    monkeypatch.setitem(current_app.config, "SETTINGS", stricter)
    assert moved.counts([works.clerk]) == []
    assert works.shown() == {}


def test_over_many_nights_no_change_of_a_figure_stands_for_fewer_than_five(works):
    """An attacker reads every night and knows how many changed: sums give no small group away."""
    rng = Random(7)
    roles = [works.clerk, works.officer, works.chief]
    pairs = [(a, b) for a in roles for b in roles if a != b][:4]
    live, last = [], {}
    settled = {pair: set() for pair in pairs}
    for _ in range(14):
        for _ in range(rng.randrange(1, 5)):
            pair = rng.choice(pairs)
            live.append((works.move(*pair), pair))
        if rng.random() < 0.5:
            person, _ = live.pop(rng.randrange(len(live)))
            db.session.execute(delete(Move).where(Move.person_id == person))
            db.session.commit()
        shown = works.shown()
        for pair in pairs:
            now = {person for person, where in live if where == pair}
            if shown.get(pair) != last.get(pair):
                changed = max(len(now - settled[pair]), len(settled[pair] - now))
                assert changed >= K, (changed, last.get(pair), shown.get(pair))
                assert pair not in shown or len(now) >= K
                settled[pair] = now
        last = shown
    assert any(last.values())
