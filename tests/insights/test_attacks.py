"""Somebody reads every figure and computes. No group of one to four people may come out.

Each attack is run on simulated organisations whose directory the attacker knows: who works in which
department and at which level. That the attacks bite is shown on figures that were only rounded.
"""

import csv
import io
from itertools import islice, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from portal import marks
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.db import db
from portal.disclosure import enough_changed
from portal.insights import figures as making
from portal.insights.catalogue import SPLITS, VIEWS
from portal.insights.cells import EVERYBODY, TOTAL, Table, groups_of
from portal.insights.figures import publishable
from portal.insights.suppress import span
from portal.insights.worlds import World
from portal.people.models import Department, Location
from portal.roles.models import Family, Role
from tests.insights.attack import HORIZONS, Attack, answers, checked_in, organisation, tally
from tests.insights.days import published_days
from tests.insights.organisation import Town, snapshot, someone

K = 5
# people, departments, levels, roles, part of them that takes part, locations
SIZES = [
    (40, 3, 2, 4, 0.7, 1),
    (40, 3, 2, 4, 1.0, 2),
    (60, 3, 2, 5, 0.8, 2),
    (90, 4, 3, 6, 0.8, 1),
]
ORGANISATIONS = [(seed, *size) for seed, size in enumerate([*SIZES, *SIZES[:2]])]


@pytest.fixture(params=ORGANISATIONS, ids=lambda o: f"{o[1]}-people-{o[0]}", scope="module")
def published(request):
    true = tally(organisation(*request.param))
    shown, _ = publishable(true, K)
    return true, shown


def rounded_only(true):
    crowd = making._sums(true.headcount)
    return making._suppressed({a: making._sums(c) for a, c in true.answers.items()}, crowd, K)


def test_linear_programming_finds_no_small_group(published):
    assert Attack(*published, K).deduced() == []


def test_linear_programming_would_find_groups_in_figures_that_are_only_rounded():
    true = tally(organisation(1, *SIZES[1]))
    assert len([*islice(Attack(true, rounded_only(true), K).deductions(), 5)]) == 5


def test_many_days_together_find_no_small_group():
    """The reader has the figures of every day, knows that five people changed each day, one of them
    the one they are after, and goes on from what was shown before about what is withheld now.
    """
    *_, (true, shown) = days = published_days(2, (40, 3, 2, 4, 1.0, 2), 5)
    assert len(days) > 3
    others = {n - len(days) + 1: figures for n, (_, figures) in enumerate(days[:-1])}
    assert Attack(true, shown, K, others).deduced() == []


@pytest.mark.parametrize(("people", "taking_part"), [(40, 1.0), (60, 0.7), (90, 0.9)])
def test_who_answers_once_or_not_at_all_is_in_no_small_group(people, taking_part):
    """The answers to one question shut one another out, which a reader may compute with."""
    published = 0
    for seed in range(2):
        true = checked_in(seed, people, 3, taking_part)
        shown, _ = publishable(true, K)
        published += sum(figure is not None for row in shown.values() for figure in row.values())
        assert Attack(true, shown, K).deduced() == []
        for answer, row in shown.items():
            for group, figure in row.items():
                answered = sum(making._sums(cells)[group] for cells in true.answers.values())
                assert figure is None or answered - making._sums(true.answers[answer])[group] >= 3
    assert published > 0


def test_subtracting_totals_from_one_another_finds_no_small_group(published):
    """What is left of a total, or of the directory, when all other parts are taken away."""
    true, shown = published
    attack = Attack(true, shown, K)
    for answer in attack.split:
        for kind in VIEWS[answer[0]].splits:
            parts = [group for group in attack.within if group[0] == kind]
            known = {group: attack.known(answer, group) for group in [TOTAL, *parts]}
            for group in parts:
                others = [known[other] for other in parts if other != group]
                low = max(known[group][0], known[TOTAL][0] - sum(high for _, high in others))
                high = min(known[group][1], known[TOTAL][1] - sum(low for low, _ in others))
                assert not small(attack.size(answer, group), low, high), (answer, group)
            for group in [TOTAL, *parts]:
                size = attack.crowd(group) - attack.size(answer, group)
                low, high = known[group]
                crowd = attack.crowd(group)
                assert not small(size, crowd - high, crowd - low), ("not", answer, group)


def small(size: int, low: float, high: float) -> bool:
    """Whether a real group of one to four is known to be one."""
    return 1 <= size < K and low >= 1 and high < K


def test_no_small_group_is_a_combination_of_shown_figures(published):
    """Row space: a group that adds and subtracts out of shown figures is known to within the
    rounding of all of them together.
    """
    true, shown = published
    cells = list(true.headcount)
    for answer, figures in shown.items():
        if not VIEWS[answer[0]].splits:
            continue
        given_ = [(group, figure) for group, figure in figures.items() if figure is not None]
        if not given_:
            continue
        rows = np.array(
            [[group in groups_of(cell) for cell in cells] for group, _ in given_], float
        )
        for group, row in groups(cells):
            size = sum(
                true.answers[answer].get(cell, 0) for cell, on in zip(cells, row, strict=True) if on
            )
            weights, *_ = np.linalg.lstsq(rows.T, row, rcond=None)
            if 1 <= size < K and np.allclose(rows.T @ weights, row):
                spans = [span(figure, K) for _, figure in given_]
                ends = [
                    sorted((w * s.low, w * s.high)) for w, s in zip(weights, spans, strict=True)
                ]
                low, high = (sum(end[side] for end in ends) for side in (0, 1))
                assert not small(size, low, high), (answer, group)


def groups(cells):
    every = dict.fromkeys(group for cell in cells for group in groups_of(cell))
    for group in every:
        yield group, np.array([group in groups_of(cell) for cell in cells], float)
    for cell in cells:
        yield cell, np.array([cell == other for other in cells], float)


def test_two_answers_together_find_no_small_group_of_a_department():
    """Who gave both of two answers is at least what does not fit into the department otherwise."""
    people = organisation(7, 60, 3, 2, 4, 1.0, 2)
    true = tally(people)
    shown, _ = publishable(true, K)
    attack = Attack(true, shown, K)
    pairs = [
        (first, second)
        for first, second in product(attack.split, attack.split)
        if first < second and EVERYBODY not in (first, second) and not related(true, first, second)
    ]
    for (first, second), department in product(pairs, sorted({cell[0] for cell in true.headcount})):
        cells = [cell for cell in true.headcount if cell[0] == department]
        size = sum(
            one.counted and one.cell in cells and {first, second} <= answers(one) for one in people
        )
        if 1 <= size < K:
            crowd = sum(true.headcount[cell] for cell in cells)
            low = attack.bound(first, cells, 1) + attack.bound(second, cells, 1) - crowd
            if low >= 1:
                high = min(attack.bound(first, cells, -1), attack.bound(second, cells, -1))
                assert not small(size, low, high), (first, second, department)


def related(true, first, second) -> bool:
    role, family = (second, first) if second[0] == "roles" else (first, second)
    return role[0] == "roles" and family == ("families", true.family_of[role[1]])


@pytest.mark.parametrize("seed", range(5))
def test_every_world_that_was_tried_has_the_published_figures(monkeypatch, seed):
    """What proves a group deniable must itself be possible, tie by tie."""
    tried = []

    class Watched(World):
        def deniable(self, answer, where, cells):
            denied = super().deniable(answer, where, cells)
            if denied:
                assert self.size(answer, where) == 0 or self.size(answer, where) >= self.k
                check(self)
            tried.append(denied)
            return denied

    monkeypatch.setattr(making, "World", Watched)
    true = tally(organisation(seed, 60, 3, 3, 5, 0.8, 2))
    publishable(true, K)
    assert any(tried)
    tried.clear()
    publishable(checked_in(seed, 60, 3, 0.9), K)
    assert any(tried)


def check(world: World) -> None:
    for answer, table in world.tables.items():
        fresh = Table(table.view, dict(table.cells), world.k)
        for group in {*table.sums, *table.spans}:
            assert fresh.sums[group] == table.sums[group]
            low, high = table.span(group)
            assert low <= table.sums[group] <= high, (answer, group)
        for cell, count in table.cells.items():
            assert 0 <= count <= world.headcount[cell]
            assert count <= world.most(answer, cell), (answer, cell)
    for cell in world.headcount:
        assert sum(world.count(answer, cell) for answer in world.instead) <= world.headcount[cell]
        times = sum(world.count(("horizons", when), cell) for when in HORIZONS)
        assert all(world.count(family, cell) <= times for family in world.families)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.integers(0, 10_000), some.integers(10, 45), some.integers(1, 3), some.integers(1, 2))
def test_any_small_organisation_keeps_its_small_groups(seed, people, departments, locations):
    """Organisations in which most groups are small."""
    true = tally(organisation(seed, people, departments, 2, 3, 0.9, locations))
    if EVERYBODY in true.answers:
        shown, _ = publishable(true, K)
        assert Attack(true, shown, K).deduced() == []


@given(some.sets(some.text(max_size=6), max_size=40), some.data())
def test_two_counts_fewer_than_five_people_apart_are_never_both_published(people, data):
    """Whoever comes, leaves or changes is at most one mark gone and one new."""
    key = marks.key_from("any", b"tests")
    before = {name: f"{name} wants one thing" for name in people}
    after = dict(before)
    for name in data.draw(some.lists(some.text(max_size=6), max_size=4)):
        if name in after and data.draw(some.booleans()):
            del after[name]
        else:
            after[name] = f"{name} wants another"
    runs = [
        marks.packed(marks.mark(key, said) for said in said_by.values())
        for said_by in (before, after)
    ]
    assert not enough_changed(*marks.changes(*runs), K)


def test_the_files_of_a_real_snapshot_find_no_small_group(hana):
    """From people in the database to what HR downloads, and back by linear programming."""
    people = organisation(11, 90, 3, 2, 4, 0.9, 2)
    here, words = settle(people)
    assert snapshot(here).published
    true, shown = tally(people), {}
    for query in ("", *(f"group={split}" for split in SPLITS)):
        for _, title, group, answer, figure in lines(hana.get(f"/insights.csv?{query}")):
            view = next(view.name for view in VIEWS.values() if view.title == title)
            key = "" if view == "people" else words.get(answer, answer)
            cell = TOTAL if not query else (query.removeprefix("group="), words.get(group, group))
            if figure != "not shown":
                shown.setdefault((view, key), {})[cell] = int(figure)
    for answer in true.answers:
        shown.setdefault(answer, {})
    assert sum(len(figures) for figures in shown.values()) > 20
    assert Attack(true, shown, K).deduced() == []


def lines(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))[1:]


def settle(people) -> tuple[Town, dict[str, str]]:
    """The simulated people in the database, and what each word in the file stands for."""
    families = {f: Family(name=f) for one in people for _, f, _ in one.aims}
    departments = {one.cell[0]: Department(name=one.cell[0]) for one in people}
    places = {one.cell[2]: Location(name=one.cell[2]) for one in people}
    db.session.add_all([*families.values(), *departments.values(), *places.values()])
    db.session.flush()
    roles = {
        role: Role(title=role, level=1, family_id=families[family].id)
        for one in people
        for role, family, _ in one.aims
        if role
    }
    db.session.add_all(roles.values())
    db.session.flush()
    today = {one.cell[3]: Role(title=f"Any {one.cell[3]}", level=1) for one in people}
    for name, role in today.items():
        role.family_id = families.setdefault(name, Family(name=name)).id
    db.session.add_all(today.values())
    db.session.flush()
    here = Town(departments, roles)
    for one in people:
        person = someone(here, one.cell[0], int(one.cell[1]))
        person.location, person.role_id = places[one.cell[2]], today[one.cell[3]].id
        db.session.add(AspirationProfile(person=person, counted=one.counted))
        for role, family, when in one.aims:
            aim = Aspiration(person=person, horizon=when)
            aim.role, aim.family = (roles[role], None) if role else (None, families[family])
            db.session.add(aim)
        for code in one.drivers:
            here.drivers.append({"person_id": person.id, "code": code, "drains": False})
    levels = {"Entry": "1", "Practitioner": "2", "Experienced": "3"}
    times = ("This year", "In 1 to 2 years", "In 3 years or more", "Just exploring")
    names = {name: name for name in (*departments, *roles, *families)}
    return here, levels | dict(zip(times, HORIZONS, strict=True)) | names
