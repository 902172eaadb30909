"""What roles tell of the skills that go with a list: each a part, where several say the same."""

from uuid import UUID

import numpy as np
import pytest

from portal.pathways.telling import HELPFUL, RIDGE, shares

ONE, TWO, THREE, FOUR, FIVE = (UUID(int=number) for number in range(1, 6))


def nameless(ids):
    return np.zeros((len(ids), 4), np.float32)


def asked(role, *skills, helpful=()):
    return [(role, skill, skill not in helpful, 2.0, 0.5) for skill in skills]


def test_one_role_like_the_list_says_all_it_asks_for_and_half_of_what_it_might():
    found = shares({ONE: 2.0}, asked("a", ONE, TWO, THREE, helpful=[THREE]), nameless)
    assert found[TWO].roles == found[THREE].roles == 1
    assert found[THREE].share == pytest.approx(HELPFUL * found[TWO].share)
    alike = 2.0 / (2.0 + 2.0 + 2.0 * 0.25**2)  # the cosine of both lists, squared
    assert found[TWO].share == pytest.approx(alike / (1 + RIDGE), rel=1e-5)


def test_roles_that_say_the_same_count_less_than_roles_that_differ():
    own = {ONE: 2.0, TWO: 2.0}
    grades = [*asked("a", ONE, THREE), *asked("b", ONE, THREE)]
    found = shares(own, [*grades, *asked("c", TWO, FOUR)], nameless)
    assert found[THREE].roles == 2
    assert found[FOUR].share < found[THREE].share < 2 * found[FOUR].share


def test_names_bring_roles_near_that_ask_for_nothing_of_the_list():
    def names(ids):
        alike = {ONE: [1, 0], TWO: [1, 0.1], THREE: [0, 1]}
        return np.array([alike.get(id, [0, 0]) for id in ids], np.float32)

    found = shares({ONE: 2.0}, [*asked("a", TWO, FOUR), *asked("b", THREE, FIVE)], names)
    assert FOUR in found
    assert FIVE not in found


def test_nothing_is_told_where_no_role_is_near():
    assert shares({ONE: 2.0}, [], nameless) == {}
    assert shares({}, asked("a", ONE), nameless) == {}
