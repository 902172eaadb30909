"""What roles tell of the skills that go with a list: each a part, where several say the same."""

from uuid import UUID

import numpy as np
import pytest

from portal.pathways.telling import HELPFUL, RIDGE, shares
from portal.roles.lines import HELPS, arranged

ONE, TWO, THREE, FOUR, FIVE = (UUID(int=number) for number in range(1, 6))


def nameless(ids):
    return np.zeros((len(ids), 4), np.float32)


def asked(*roles, helpful=()):
    """What roles ask for, each with its skills."""
    ids = sorted({one for wanted in roles for one in wanted})
    listed = [(n, ids.index(one), one not in helpful) for n, w in enumerate(roles) for one in w]
    of = [np.array(column) for column in zip(*listed, strict=True)] or [np.empty(0, int)] * 3
    keys = np.array([one.bytes for one in ids], "S16")
    return lambda names: arranged(keys, of[0], of[1], of[2].astype(bool), names(ids))


def found(own, roles, names=nameless):
    return shares(roles(names), own, names, 10)


def test_one_role_like_the_list_says_all_it_asks_for_and_half_of_what_it_might():
    told = found([ONE], asked([ONE, TWO, THREE], helpful=[THREE]))
    assert told[TWO].roles == told[THREE].roles == 1
    assert told[THREE].share == pytest.approx(HELPFUL * told[TWO].share)
    alike = 1 / (1 + 1 + HELPS**2)  # the cosine of both lists, squared: all are as rare
    assert told[TWO].share == pytest.approx(alike / (1 + RIDGE), rel=1e-5)


def test_what_is_rare_brings_a_role_nearer():
    told = found([ONE, TWO], asked([ONE, THREE], [TWO, FOUR], [TWO], [TWO]))
    assert told[THREE].share > told[FOUR].share


def test_roles_that_say_the_same_count_less_than_roles_that_differ():
    # As rare as each other: two roles ask for ONE and two for TWO, one of these for nothing else.
    told = found([ONE, TWO], asked([ONE, THREE], [ONE, THREE], [TWO, FOUR], [TWO, FIVE]))
    assert told[THREE].roles == 2
    assert told[FOUR].share < told[THREE].share < 2 * told[FOUR].share


def test_names_bring_roles_near_that_ask_for_nothing_of_the_list():
    def names(ids):
        alike = {ONE: [1, 0], TWO: [1, 0.1], THREE: [0, 1]}
        return np.array([alike.get(id, [0, 0]) for id in ids], np.float32)

    told = found([ONE], asked([TWO, FOUR], [THREE, FIVE], [ONE]), names)
    assert FOUR in told
    assert FIVE not in told


def test_no_more_are_told_than_were_asked_for():
    told = shares(asked([ONE, TWO, THREE, FOUR])(nameless), [ONE], nameless, 2)
    assert len(told) == 2


def test_nothing_is_told_where_no_role_is_near():
    assert found([ONE], asked()) == {}
    assert found([], asked([ONE])) == {}
    assert found([FIVE], asked([ONE, TWO])) == {}
