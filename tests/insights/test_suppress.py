"""The rules for one figure and one row: each fails here when it is weakened."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.disclosure import FLOOR, enough_changed, rounded, shown
from portal.insights.suppress import (
    alike,
    nearly_all,
    publish,
    publish_people,
    share,
    span,
)

counts = some.integers(0, 100_000)
thresholds = some.integers(5, 40)


@given(counts)
def test_rounding_is_to_the_nearest_five(count):
    assert rounded(count) % 5 == 0
    assert abs(rounded(count) - count) <= 2


@given(counts, thresholds)
def test_nothing_under_the_threshold_is_shown_and_what_is_shown_is_rounded(count, k):
    figure = shown(count, k)
    assert (figure is None) == (count < k)
    assert figure is None or (figure >= FLOOR and figure % 5 == 0)


@given(counts, some.integers(-5, 4))
def test_the_threshold_is_never_under_five(count, k):
    with pytest.raises(ValueError, match="at least 5"):
        shown(count, k)


@given(counts, thresholds)
def test_a_reader_is_left_with_a_span_that_holds_the_truth(count, k):
    figure = shown(count, k)
    if figure is not None:
        low, high = span(figure, k)
        assert low <= count <= high
        # "About 10" with a threshold of 10 means 10 to 12: never narrower than that.
        assert high - low >= 2 or low == k


@given(counts, counts, thresholds)
def test_subtracting_two_figures_never_gives_a_number(first, second, k):
    larger, smaller = shown(max(first, second), k), shown(min(first, second), k)
    if larger is not None and smaller is not None and larger > smaller:
        least = span(larger, k).low - span(smaller, k).high
        most = span(larger, k).high - span(smaller, k).low
        assert most - least >= 4


@given(some.dictionaries(some.sampled_from("abcdefgh"), some.integers(0, 60)), some.data())
def test_a_row_shows_no_small_and_no_nearly_whole_group(row, data):
    people = data.draw(some.integers(max(row.values(), default=0), 80))
    crowd = data.draw(some.integers(people, 100))
    figures = publish(row, people=people, crowd=crowd, k=5)
    assert figures.keys() == row.keys()
    for answer, figure in figures.items():
        if figure is not None:
            assert row[answer] >= 5
            assert figure == rounded(row[answer])
            assert crowd - span(figure, 5).low >= 5
            assert not alike(row[answer], people)


def test_withheld_looks_the_same_whatever_the_reason():
    row = publish({"nobody": 0, "few": 3, "nearly all": 28, "many": 12}, people=30, crowd=31, k=5)
    assert row == {"nobody": None, "few": None, "nearly all": None, "many": 10}


def test_a_small_group_of_one_mind_loses_its_row():
    assert set(publish({"leave": 17, "stay": 5}, people=18, crowd=60, k=5).values()) == {None}
    assert publish({"leave": 12, "stay": 6}, people=18, crowd=60, k=5) == {"leave": 10, "stay": 5}


def test_of_eight_people_five_are_too_many():
    assert nearly_all(5, crowd=8, k=5)
    assert not nearly_all(5, crowd=10, k=5)


@pytest.mark.parametrize("crowd", [8, 9])
def test_taking_part_does_not_tell_who_does_not(crowd):
    assert publish_people(6, crowd, 5) is None
    assert publish_people(6, 12, 5) == 5
    assert publish_people(20, 20, 5) == 20


@given(thresholds)
def test_fewer_than_k_changes_publish_nothing(k):
    assert not enough_changed(k - 1, k - 1, k)
    assert enough_changed(k, 0, k)
    assert enough_changed(0, k, k)


def test_shares_are_bands_of_what_is_shown():
    assert share(60, 190) == "30 to 40 %"
    assert share(190, 190) == "90 to 100 %"
    assert share(5, 15) == ""
    assert share(None, 190) == ""
    assert share(60, None) == ""
