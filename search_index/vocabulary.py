"""The words that names are made of: completing a word, and finding the one that was meant."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

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
            for other_letters, other in self._by_length.get(length, ()):
                # A slip changes at most two letters of the set: a cheap way to say no.
                if (letters ^ other_letters).bit_count() > 2 * most:
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


def distance(one: str, other: str, most: int) -> int:
    """How many slips (wrong, missing, added, swapped letters) apart; most + 1 when more."""
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    start = 0
    for start, (a, b) in enumerate(zip(one, other, strict=False)):  # noqa: B007 - used below
        if a != b:
            break
    else:
        start = min(len(one), len(other))
    one, other = one[start:], other[start:]
    if not one or not other:
        return len(one) + len(other)
    return _table(one, other, most)


def _table(one: str, other: str, most: int) -> int:
    """The table of Damerau, as far from its diagonal as so many slips can lead."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    far = most + 1
    width = len(other) + 1
    before: list[int] = []
    row = [min(place, far) for place in range(width)]
    for i, a in enumerate(one):
        earlier, before, row = before, row, [far] * width
        row[0] = min(i + 1, far)
        least = far
        for j in range(max(0, i - most), min(width - 1, i + most + 1)):
            b = other[j]
            cost = before[j]
            if a != b:
                cost = 1 + min(cost, before[j + 1], row[j])
                if i and j and a == other[j - 1] and one[i - 1] == b:
                    cost = min(cost, earlier[j - 1] + 1)
            row[j + 1] = cost
            least = min(least, cost)
        if least > most and min(before) > most:
            return far
    return min(row[-1], far)
