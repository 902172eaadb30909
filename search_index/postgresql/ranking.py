"""The order of the candidates: names vote, texts add, exact names and codes come first.

The same sums as `search_index.ranking` makes over posting lists, over a thousand rows at most.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest

from search_index import closeness
from search_index.highlight import hints
from search_index.postgresql.entry import MAX_ABOUT
from search_index.postgresql.finding import BY_CODE, BY_NAME, Candidate, Rarity
from search_index.postgresql.names import Near
from search_index.postgresql.query import Known
from search_index.query import Typed
from search_index.ranking import (
    CODE,
    NEAR_FROM,
    STEEPNESS,
    TAIL,
    TITLE_WORTH,
    VOTERS,
    exactly,
    score,
)
from search_index.segment import NAME_WORTH
from search_index.text import stem

_LITTLE = 0.02
"""What a word is worth in a text that is about more words than are weighed."""

Credits = list[tuple[int, float]]
"""What a stem says: (number of the word of the query, how much)."""


@dataclass(slots=True)
class Ranked:
    """A candidate that counts as found.

    name: the number of the name that spoke loudest for it, None where none did.
    near_to: the number of the name that is near in meaning, None where none is.
    """

    candidate: Candidate
    score: float
    name: int | None
    by_code: bool
    near_to: int | None


@dataclass(frozen=True, slots=True)
class _Close:
    """How near a candidate is in meaning, by which of its names, and what these vote."""

    likeness: float = 0.0
    name: int = 0
    votes: float = 0.0


_FAR = _Close()


class Scale:
    """What each stem of a search says in names and in texts of a kind."""

    def __init__(self, kind: str, typed: Typed, known: Known) -> None:
        rarity = Rarity(known)
        listed = [word for word in typed.words if word.stems[kind]]
        telling = rarity.telling(kind, listed)
        self._in_names: dict[str, Credits] = {}
        self._in_texts: list[list[tuple[str, float]]] = []
        self._known: dict[str, float] = {}  # documents share names
        self._said: dict[str, Credits] = {}  # and names words
        for number, word in enumerate(listed):
            rare = rarity.in_names(kind, word)
            for one, worth in word.stems[kind].items():
                self._in_names.setdefault(one, []).append((number, rare * worth))
        self._beginning = _beginning(self._in_names).search
        for word in telling:
            rare = rarity.in_texts(kind, word)
            self._in_texts.append(
                [(f" {one}:", rare * worth) for one, worth in word.stems[kind].items()]
            )

    def named(self, names: list[str]) -> Iterator[tuple[float, int]]:
        """(how much it says, its number) for every name that says something: BM25."""
        known = self._known
        for number, name in enumerate(names):
            worth = known.get(name)
            if worth is None:
                worth = known[name] = self._worth(name) if self._beginning(name) else 0.0
            if worth:
                yield worth, number

    def _worth(self, name: str) -> float:
        """Of several alternatives of one word only the best counts."""
        listed, said = name.split(" "), self._said
        best: dict[int, float] = {}
        for word in listed:
            credits = said.get(word)
            if credits is None:
                credits = said[word] = self._in_names.get(stem(word), [])
            for place, worth in credits:
                best[place] = max(worth, best.get(place, 0.0))
        return sum(best.values()) * NAME_WORTH[min(len(listed), 63)]

    def told(self, about: str) -> float:
        """How much a text is about what was typed: BM25F, weighed when it was written."""
        total = 0.0
        for alternatives in self._in_texts:
            best = 0.0
            for mark, worth in alternatives:
                at = about.find(mark)
                if at >= 0:
                    at += len(mark)
                    best = max(best, worth * int(about[at : at + 2]) / 100)
            total += best
        if not total and about.count(":") >= MAX_ABOUT:
            return _LITTLE
        return total


def _beginning(listed: Iterable[str]) -> re.Pattern[str]:
    """Says whether a name may have a word with one of these stems: nearly all have none."""
    starts = "|".join(map(re.escape, hints(set(listed)))) or "(?!)"
    return re.compile(rf"(?:(?<= )|\A)(?:{starts})")


def rank(found: list[Candidate], typed: Typed, known: Known, near: Near) -> list[Ranked]:
    """Score the candidates and let go of the tail, the best first."""
    scales = {kind: Scale(kind, typed, known) for kind in known.documents}
    said = [scales[one.kind].told(one.about) for one in found]
    most = max(said, default=0.0) or 1.0
    names = [one.names.split("\n") for one in found]
    votes = _Votes(found, names, typed, scales)
    close = _closeness(found, names, near)
    ranked = []
    for place, one in enumerate(found):
        share, vote = said[place] / most, votes.of.get(place, 0.0)
        whole, nearest = votes.exact.get(place, 0.0), close.get(place, _FAR)
        is_near = nearest.likeness >= NEAR_FROM
        if whole or vote or share >= TAIL or is_near:
            compared = nearest.votes if one.kind in near else None
            worth = score(whole, vote, share, compared, len(typed.words))
            near_to = nearest.name if is_near else None
            by_code = one.tier == BY_CODE
            ranked.append(Ranked(one, worth, votes.best_name.get(place), by_code, near_to))
    return sorted(ranked, key=lambda one: (-one.score, one.candidate.titled, one.candidate.no))


class _Votes:
    """What the best names say for their candidates, as shares of the most; what is exactly what
    was typed; and which name spoke loudest for each.
    """

    def __init__(
        self,
        found: list[Candidate],
        names: list[list[str]],
        typed: Typed,
        scales: Mapping[str, Scale],
    ) -> None:
        self.of: dict[int, float] = {}
        self.exact: dict[int, float] = {}
        self.best_name: dict[int, int] = {}
        spoken = (
            (worth, place, number)
            for place, one in enumerate(found)
            if one.named
            for worth, number in scales[one.kind].named(names[place])
        )
        voters = nlargest(VOTERS, spoken)
        for worth, place, number in voters:
            loud = 1.0 if number else TITLE_WORTH
            vote = loud * (worth / voters[0][0]) ** STEEPNESS
            self.of[place] = self.of.get(place, 0.0) + vote
            self.best_name.setdefault(place, number)
            self._look(names[place][number], found[place].kind, place, number, typed)
        for place, one in enumerate(found):
            if one.tier == BY_NAME:
                for number, name in enumerate(names[place]):
                    self._look(name, one.kind, place, number, typed)
            if one.tier == BY_CODE:
                self.exact[place] = CODE
        most = max(self.of.values(), default=1.0)
        self.of = {place: vote / most for place, vote in self.of.items()}

    def _look(self, name: str, kind: str, place: int, number: int, typed: Typed) -> None:
        found = exactly(name, number, typed, kind)
        if found > self.exact.get(place, 0.0):
            self.exact[place] = found
            self.best_name[place] = number


def _closeness(found: list[Candidate], listed_of: list[list[str]], near: Near) -> dict[int, _Close]:
    """The candidates with names that are near; votes as shares of the most among their kind."""
    close: dict[int, _Close] = {}
    most: dict[str, float] = {}
    for place, one in enumerate(found):
        names = near.get(one.kind)
        if not names:
            continue
        listed = listed_of[place]
        if not names.keys().isdisjoint(listed):
            heard = [(*names[name], n) for n, name in enumerate(listed) if name in names]
            likeness, _, number = max(heard, key=lambda one: (one[0], -one[2]))
            _, title = closeness.vote(one.kind)
            votes = sum(vote * (1.0 if number else title) for _, vote, number in heard)
            close[place] = _Close(likeness, number, votes)
            most[one.kind] = max(most.get(one.kind, 0.0), votes)
    return {
        place: _Close(one.likeness, one.name, one.votes / (most[found[place].kind] or 1.0))
        for place, one in close.items()
    }
