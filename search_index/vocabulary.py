"""The words that names are made of: completing a word, and finding the one that was meant."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

_REMEMBERED = 2_000


class Vocabulary:
    """The words of one kind's names in one segment, with how many names each stands in."""

    def __init__(self, names: Iterable[str]) -> None:
        counted: Counter[str] = Counter()
        for name in names:
            counted.update(set(name.split(" ")))
        del counted[""]
        self.words = sorted(counted)
        self.count = dict(counted)
        self._by_length: dict[int, list[tuple[int, str]]] = {}
        for word in self.words:
            self._by_length.setdefault(len(word), []).append((letters_of(word), word))
        self._remembered: dict[str, list[tuple[str, int]]] = {}

    def starting(self, prefix: str, most: int = 200) -> Iterator[str]:
        """At most so many words that begin with the prefix, in alphabetical order."""
        at = bisect_left(self.words, prefix)
        for word in self.words[at : at + most]:
            if not word.startswith(prefix):
                return
            yield word

    def near(self, word: str) -> list[tuple[str, int]]:
        """Words a slip of the hand away, with how many slips: one letter wrong, missing, too many
        or two swapped. One slip from 3 letters on, two from 7 on; short words must start alike.
        """
        known = self._remembered.get(word)
        if known is None:
            known = list(self._search(word))
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = known
        return known

    def _search(self, word: str) -> Iterator[tuple[str, int]]:
        most = allowed(word)
        letters = letters_of(word)
        for length in range(len(word) - most, len(word) + most + 1):
            changed = unlike(word, length)
            for other_letters, other in self._by_length.get(length, ()):
                if (letters ^ other_letters).bit_count() > changed:  # a cheap way to say no
                    continue
                found = slips(word, other)
                if found:
                    yield other, found


def allowed(word: str) -> int:
    """How many slips a word of this length is forgiven."""
    return 0 if len(word) < 3 else 1 if len(word) < 7 else 2


def slips(word: str, other: str) -> int:
    """How many slips apart two words are; 0 when they are the same, or too far apart."""
    most = allowed(word) - (len(word) < 5 and other[0] != word[0])
    found = distance(word, other, most)
    return found if found <= most else 0


def likely(typed: str, meant: str) -> bool:
    """Whether the hand slipped, rather than that one short word was typed and another is known:
    "sea" is no slip of "see", nor "police" of "policy". Two swapped letters are a slip in any word,
    one left out from five letters on, one too many or wrong from six, but not wrong at the end.
    """
    many = len(typed)
    if many > 6 or sorted(typed) == sorted(meant):
        return True
    if many < 6:
        return many == 5 < len(meant)
    return len(meant) != many or typed[-1] == meant[-1]


def letters_of(word: str) -> int:
    """The letters of a word, a bit each; some share one."""
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 63)
    return mask


def unlike(word: str, length: int) -> int:
    """In how many letters of the set the words of a length may differ from a word that one slip or
    two made of them: a wrong letter changes two of them, one that is missing or too many only one.
    """
    return 2 * allowed(word) - abs(len(word) - length)


def distance(one: str, other: str, most: int) -> int:
    """How many slips (wrong, missing, added, swapped letters) apart; most + 1 when more.

    The columns of the table of Damerau as whole numbers, a bit for each place where the next row is
    one more (`up`) or one less (`down`): Hyyrö, A bit-vector algorithm for computing Levenshtein
    and Damerau edit distances, 2003. The numbers are as long as the word, so none is cut off.
    """
    if not one or not other:
        return min(len(one) + len(other), most + 1)
    places = _places(one)
    last = 1 << (len(one) - 1)
    apart, whole = len(one), 2 * last - 1
    up, down, same, before = whole, 0, 0, 0
    for letter in other:
        here = places.get(letter, 0)
        swapped = ((~same & here) << 1) & before
        same = (((here & up) + up) ^ up) | here | down | swapped
        right, left = down | ~(same | up), same & up
        if right & last:
            apart += 1
        elif left & last:
            apart -= 1
        right = right << 1 | 1
        up, down = (left << 1 | ~(same | right)) & whole, right & same & whole
        before = here
    return min(apart, most + 1)


@lru_cache(maxsize=64)
def _places(word: str) -> dict[str, int]:
    """Letter -> where it stands in a word, a bit for each place."""
    places: dict[str, int] = {}
    for place, letter in enumerate(word):
        places[letter] = places.get(letter, 0) | 1 << place
    return places
