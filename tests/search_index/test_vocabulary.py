"""How many slips apart two words are."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.vocabulary import distance, letters_of, slips, unlike

WORDS = st.text("abc", max_size=9)
TYPED = st.text("abc", min_size=1, max_size=9)


def plain(one, other):
    """As it is defined: the fewest letters wrong, missing, added, or two beside each other swapped,
    each at most once.
    """

    @cache
    def apart(i, j):
        if not i or not j:
            return i + j
        cost = min(apart(i - 1, j) + 1, apart(i, j - 1) + 1)
        cost = min(cost, apart(i - 1, j - 1) + (one[i - 1] != other[j - 1]))
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            cost = min(cost, apart(i - 2, j - 2) + 1)
        return cost

    return apart(len(one), len(other))


@given(WORDS, WORDS, st.sampled_from([0, 1, 2, 3]))
def test_few_slips_are_counted_and_more_are_only_more(one, other, most):
    assert min(distance(one, other, most), most + 1) == min(plain(one, other), most + 1)


@given(TYPED, TYPED)
def test_no_word_a_slip_away_is_left_out_for_its_letters(typed, other):
    if slips(typed, other):
        assert (letters_of(typed) ^ letters_of(other)).bit_count() <= unlike(typed, len(other))


@pytest.mark.parametrize(
    ("typed", "meant", "many"),
    [("librarain", "librarian", 1), ("marketng", "marketing", 1), ("tecnicain", "technician", 2),
     ("nurse", "purse", 1), ("ward", "yard", 0), ("driver", "driver", 0), ("cat", "dog", 0)],
)  # fmt: skip
def test_words_that_may_be_meant(typed, meant, many):
    assert slips(typed, meant) == many
