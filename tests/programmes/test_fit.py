"""The formula, and that the pairs it leads to are the best there are."""

import itertools
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from portal.programmes.fit import Help, Taught, Wish, fit, reasons
from portal.programmes.solving import points, solve

SKILLS = [UUID(int=n) for n in range(1, 5)]
PEOPLE = [UUID(int=n) for n in range(101, 111)]
PARTS = [UUID(int=n) for n in range(201, 203)]
LEVELS = some.integers(0, 4)
speaks = some.integers(0, 3)
never = some.frozensets(some.sampled_from(PEOPLE), max_size=2)


@some.composite
def members(draw, wishes=4, helps=4):
    """Mentees and mentors who may be the same people."""
    base = {
        "department_id": some.sampled_from(PARTS),
        "manager_id": some.none() | some.sampled_from(PEOPLE),
        "speaks": speaks,
        "never": never,
    }
    asking = draw(some.lists(some.sampled_from(PEOPLE), unique=True, max_size=wishes))
    giving = draw(some.lists(some.sampled_from(PEOPLE), unique=True, max_size=helps))
    order = some.permutations(PEOPLE).map(lambda all_: dict(zip(all_, (1, 2, 3), strict=False)))
    wants = some.dictionaries(some.sampled_from(SKILLS), LEVELS, max_size=3)
    taught = some.builds(Taught, some.integers(1, 4), some.booleans())
    teaches = some.dictionaries(some.sampled_from(SKILLS), taught, max_size=3)
    return (
        [draw(some.builds(Wish, person_id=some.just(one), wants=wants,
                          likes=some.just({}) | order, **base)) for one in asking],
        [draw(some.builds(Help, person_id=some.just(one), teaches=teaches,
                          places=some.integers(0, 2), **base)) for one in giving],
    )  # fmt: skip


def best_by_trying(wishes, helps):
    """The greatest sum of points over every way to place every mentee, or nobody."""
    fits = [[fit(wish, help_) for help_ in helps] for wish in wishes]
    best = 0
    for way in itertools.product([None, *range(len(helps))], repeat=len(wishes)):
        taken = [place for place in way if place is not None]
        if all(taken.count(place) <= helps[place].places for place in taken):
            found = [fits[row][place] for row, place in enumerate(way) if place is not None]
            if None not in found:
                best = max(best, sum(one.points for one in found))
    return best


@settings(max_examples=40, deadline=None)
@given(members())
def test_no_other_way_to_place_them_has_more_points(both):
    wishes, helps = both
    chosen = solve(wishes, helps)
    assert sum(one[2] for one in chosen) == best_by_trying(wishes, helps)
    givers = {help_.person_id: help_ for help_ in helps}
    askers = {wish.person_id: wish for wish in wishes}
    assert len({mentee for mentee, _, _ in chosen}) == len(chosen)
    for mentee_id, mentor_id, number in chosen:
        assert fit(askers[mentee_id], givers[mentor_id]).points == number
        assert sum(m == mentor_id for _, m, _ in chosen) <= givers[mentor_id].places


@settings(max_examples=40, deadline=None)
@given(members(6, 6))
def test_the_table_is_the_formula_and_the_order_of_members_changes_nothing(both):
    wishes, helps = both
    table = points(wishes, helps) if wishes and helps else []
    for row, wish in enumerate(wishes if helps else []):
        for place, help_ in enumerate(helps):
            found = fit(wish, help_)
            assert table[row][place] == (found.points if found else 0)
    assert solve(wishes, helps) == solve(wishes[::-1], helps[::-1])


@settings(max_examples=40, deadline=None)
@given(members(1, 1), some.sampled_from(SKILLS))
def test_teaching_more_never_fits_less_and_the_lines_add_up(both, skill):
    wishes, helps = both
    if not (wishes and helps and (before := fit(wishes[0], helps[0]))):
        return
    assert 20 < before.points <= 100
    names = {key: str(key.int) for key in SKILLS}
    assert sum(number for _, number in reasons(before, names)) == before.points
    had = helps[0].teaches.get(skill, Taught(0))
    more = {**helps[0].teaches, skill: Taught(min(4, had.level + 1), had.proven)}
    after = fit(wishes[0], Help(**vars(helps[0]) | {"teaches": more}))
    assert after.points >= before.points


def test_who_is_barred_is_barred_either_way_round():
    ada, mei = PEOPLE[:2]
    wish = {"person_id": ada, "department_id": PARTS[0], "wants": {SKILLS[0]: 1}}
    gives = {"person_id": mei, "department_id": PARTS[0], "teaches": {SKILLS[0]: Taught(4)}}
    assert fit(Wish(**wish), Help(**gives)).points == 20 + 45
    for more, other in (
        ({"never": frozenset({mei})}, {}),
        ({}, {"never": frozenset({ada})}),
        ({"manager_id": mei}, {}),
        ({}, {"manager_id": ada}),
        ({"speaks": 1}, {"speaks": 2}),
    ):
        assert fit(Wish(**wish | more), Help(**gives | other)) is None
        assert solve([Wish(**wish | more)], [Help(**gives | other)]) == []
    assert solve([Wish(**wish)], [Help(**gives)], {(ada, mei)}) == []
    assert fit(Wish(**wish | {"speaks": 1}), Help(**gives)) is not None
