"""The file of labels: what is nearest, twins, changes without encoding all, and damage."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search_index import labels, nearest, subwords
from search_index.mapped import MappedProblem

TABLE = subwords.packed(np.random.default_rng(7).standard_normal((2**12, 32)).astype(np.float32))


def thing(number):
    return UUID(int=number)


THINGS = {
    thing(1): ["Negotiation", "haggling", "bargaining"],
    thing(2): ["Project management", "managing projects"],
    thing(3): ["Welding"],
    thing(4): ["Management of projects", "Planung"],
}


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "a.labels"
    nearest.build(made, TABLE, THINGS)
    return made


def found(file, typed, limit=8):
    return nearest.find(labels.read(file, TABLE), TABLE, typed, limit)


def test_the_nearest_label_finds_its_thing(file):
    first = found(file, "hagling")[0]
    assert (first.id, first.label, first.is_name) == (thing(1), "haggling", False)
    first = found(file, "WELDINGS")[0]
    assert (first.id, first.is_name) == (thing(3), True)
    assert len(found(file, "projects", limit=1)) == 1
    assert found(file, "") == found(file, "\x00 !") == []


def test_names_are_held_beside_those_of_ones_own(file):
    held = labels.read(file, TABLE)
    own = [thing(2), thing(1), thing(9)]
    found = nearest.beside(held, own, [thing(4), thing(3), thing(8)])
    assert len(found) == 3
    near, first, likeness = found[0]
    assert own[first] == thing(2)
    assert near > found[1][0]
    assert 0.5 < likeness <= 1.001
    nothing = (0.0, 0, 0.0)
    assert found[2] == nothing
    assert nearest.beside(held, [], [thing(4)]) == [nothing]
    assert nearest.beside(held, own, []) == []


def test_things_of_the_same_words_are_twins(file):
    pairs = list(nearest.twins(labels.read(file, TABLE), 10))
    assert [(one.id, other.id) for one, other in pairs] == [(thing(2), thing(4))]


def changed(things, put, gone):
    return {id: things[id] for id in things if id not in gone | put.keys()} | put


NAMES = st.lists(st.text("abcdef -é漢", min_size=1, max_size=9), min_size=1, max_size=3)
SOME = st.dictionaries(st.integers(1, 6).map(thing), NAMES, max_size=6)


@settings(max_examples=30, deadline=None)
@example({thing(2): ["a", "b"], thing(3): ["b"], thing(1): ["b"]}, {}, {thing(3)})
@given(before=SOME, put=SOME, gone=st.sets(st.integers(1, 6).map(thing), max_size=3))
def test_a_file_that_was_changed_is_one_that_was_built(tmp_path_factory, before, put, gone):
    gone -= put.keys()
    folder = tmp_path_factory.mktemp("labels")
    nearest.build(folder / "a", TABLE, before)
    nearest.change(folder / "a", TABLE, put, gone)
    nearest.build(folder / "b", TABLE, changed(before, put, gone))
    one, other = (labels.read(folder / name, TABLE) for name in "ab")
    assert contents(one) == contents(other)
    assert couples(one) == couples(other)


def contents(held):
    return {
        held.id(number): [held.label(i) for i in range(*held.starts[number : number + 2])]
        for number in range(len(held.ids))
    }


def couples(held):
    return {frozenset((one.id, other.id)) for one, other in nearest.twins(held, 999)}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: b"",
        lambda whole: whole[:-1],
        lambda whole: whole[:60],
        lambda whole: whole + b"x",
        lambda whole: whole[:-20] + b"?" + whole[-19:],
        lambda whole: b"\xff" * len(whole),
        lambda whole: whole.replace(b"labels 2 ", b"labels 2 x", 1),
    ],
)
def test_a_spoilt_file_is_not_read(file, spoil):
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(MappedProblem):
        labels.read(file, TABLE)


def test_the_file_of_another_table_is_not_read(file):
    other = subwords.packed(np.ones((2**12, 32), np.float32))
    with pytest.raises(MappedProblem, match="another table"):
        labels.read(file, other)


def test_an_empty_taxonomy_has_nothing_near(tmp_path):
    nearest.build(tmp_path / "a", TABLE, {})
    assert found(tmp_path / "a", "anything") == []
    nearest.change(tmp_path / "a", TABLE, THINGS, set())
    assert found(tmp_path / "a", "welding")[0].id == thing(3)


@pytest.mark.parametrize("many", [0, 1, 1024, 1025, 3000])
def test_however_many_the_cosine_of_each_is_its_own(many):
    chance = np.random.default_rng(many)
    numbers = chance.integers(-127, 128, (many, 16)).astype(np.int8)
    scales = chance.random(many).astype(np.float32)
    vector = chance.random(16).astype(np.float32)
    plain = (numbers.astype(np.float64) * scales[:, None]) @ vector
    assert np.allclose(labels.cosines(numbers, scales, vector), plain, rtol=1e-4, atol=1e-3)
