"""The order of the candidates: names vote, texts add, exact names and codes come first.

The same sums as `search_index.ranking` makes over posting lists, over some hundred rows.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

from search_index import closeness
from search_index.highlight import hints
from search_index.postgresql.entry import MAX_ABOUT, TITLED
from search_index.postgresql.finding import BY_CODE, BY_NAME, Found, Rarity
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
    WITHIN,
    exactly,
    score,
)
from search_index.segment import NAME_WORTH
from search_index.text import stem

_LITTLE = 0.02
"""What a word is worth in a text that is about more words than are weighed."""

_SHORTEST = len("a:01 ")
"""No entry of what a document is about is shorter."""

_FEW, _SHARED = 3, 3
"""More words than these, with so many letters in common, are looked for by these."""

Credits = list[tuple[int, float]]
"""What a stem says: (number of the word of the query, how much)."""

Nearness = Mapping[str, tuple[float, float]]
"""Name -> (how near it is in meaning, its vote)."""

Voter = tuple[float, int, int, str]
"""How much a name says, the place of its document, its number in there, itself."""


class Ranked(NamedTuple):
    """A candidate that counts as found, by its place among them.

    name: the number of the name that spoke loudest for it, None where none did.
    near_to: the number of the name that is near in meaning, None where none is.
    exact: whether it is what was typed, or has all that was quoted.
    """

    place: int
    no: int
    titled: str
    score: float
    name: int | None
    by_code: bool
    near_to: int | None
    exact: bool


class _Close(NamedTuple):
    """How near a candidate is in meaning, by which of its names, and what these vote."""

    likeness: float = 0.0
    name: int = 0
    votes: float = 0.0


_FAR, _NOWHERE = _Close(), (-2.0, 0)


class Scale:
    """What each stem of a search says in names and in texts of a kind."""

    def __init__(self, kind: str, typed: Typed, known: Known) -> None:
        rarity = Rarity(known)
        listed = [word for word in typed.words if word.stems[kind]]
        telling = rarity.telling(kind, listed)
        self._in_names: dict[str, Credits] = {}
        self._in_texts: list[dict[str, float]] = []
        self._said: dict[str, Credits] = {}  # names share words
        for number, word in enumerate(listed):
            rare = rarity.in_names(kind, word)
            for one, worth in word.stems[kind].items():
                self._in_names.setdefault(one, []).append((number, rare * worth))
        # Nearly all names have no word with one of these stems, which is seen at once.
        self._hints = hints(set(self._in_names))
        for word in telling:
            rare = rarity.in_texts(kind, word)
            self._in_texts.append(
                {f" {one}:": rare * worth for one, worth in word.stems[kind].items()}
            )

    def named(self, names: Iterable[str]) -> dict[str, float]:
        """How much each of these names says, but for those that say nothing: BM25."""
        some = {name for hint in self._hints for name in names if hint in name}
        return {name: worth for name in some if (worth := self._worth(name))}

    def _worth(self, name: str) -> float:
        """Of several alternatives of one word only the best counts."""
        listed, said = name.split(" "), self._said
        best: dict[int, float] = {}
        for word in listed:
            credits = said.get(word)
            if credits is None:
                credits = said[word] = self._in_names.get(stem(word), [])
            for place, worth in credits:
                if worth > best.get(place, 0.0):
                    best[place] = worth
        return sum(best.values()) * NAME_WORTH[min(len(listed), 63)] if best else 0.0

    def told(self, abouts: Sequence[str]) -> list[float]:
        """How much texts are about what was typed: BM25F, weighed when they were written."""
        total = [0.0] * len(abouts)
        for worths in self._in_texts:
            best: dict[int, float] = {}
            for number, mark, at in _marks(worths, abouts):
                told = worths[mark] * int(abouts[number][at : at + 2]) / 100
                best[number] = max(told, best.get(number, 0.0))
            for number, most in best.items():
                total[number] += most
        for number, about in enumerate(abouts):
            long = len(about) >= _SHORTEST * MAX_ABOUT
            if long and not total[number] and about.count(":") >= MAX_ABOUT:
                total[number] = _LITTLE
        return total


def _marks(listed: Collection[str], abouts: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """(number of the text, mark, where it ends) for every mark that stands in one of the texts.

    Many that begin alike, as completions do, are looked for at once.
    """
    shared = _beginning(listed)
    if len(listed) <= _FEW or len(shared) < _SHARED:
        for mark in listed:
            size = len(mark)
            for number, at in enumerate([about.find(mark) for about in abouts]):
                if at >= 0:
                    yield number, mark, at + size
        return
    for number, about in enumerate(abouts):
        at = about.find(shared)
        while at >= 0:
            end = about.find(":", at) + 1
            if about[at:end] in listed:
                yield number, about[at:end], end
            at = about.find(shared, end)


def _beginning(listed: Collection[str]) -> str:
    """What all of them begin with."""
    first, last = min(listed), max(listed)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


def rank(
    found: Found, typed: Typed, known: Known, near: Near, standing: Collection[int]
) -> list[Ranked]:
    """Score the candidates and let go of the tail, the best first. `standing` are the places of
    those that have all that was quoted.
    """
    voters: list[Voter] = []
    close: dict[int, _Close] = {}
    shares = [0.0] * len(found.nos)
    for kind in known.documents:
        scale = Scale(kind, typed, known)
        places = [place for place, one in enumerate(found.kinds) if one == kind]
        told = scale.told([found.abouts[place] for place in places])
        for place, worth in zip(places, told, strict=True):
            shares[place] = worth
        names = _Names(places, found, scale, near.get(kind, {}))
        voters += names.loudest()
        close |= names.close(closeness.vote(kind)[1])
    most = max(shares, default=0.0) or 1.0
    shares = [one / most for one in shares]
    votes = _Votes(found, voters, typed)
    votes.exact = dict.fromkeys(standing, WITHIN) | votes.exact
    ranked = []
    for place in _counted(shares, votes, close):
        nearest = close.get(place, _FAR)
        worth = score(
            votes.exact.get(place, 0.0),
            votes.of.get(place, 0.0),
            shares[place],
            nearest.votes if found.kinds[place] in near else None,
            len(typed.words),
        )
        no, titled = found.nos[place], found.names[place].partition("\n")[0][:TITLED]
        near_to = nearest.name if nearest.likeness >= NEAR_FROM else None
        by_code = found.tiers[place] == BY_CODE
        name, exact = votes.best_name.get(place), place in votes.exact
        one = Ranked(place, no, titled, worth, name, by_code, near_to, exact)
        ranked.append((-worth, titled, no, one))
    ranked.sort()
    return [one for *_, one in ranked]


def _counted(shares: list[float], votes: "_Votes", close: Mapping[int, _Close]) -> set[int]:
    """The places of the candidates that count as found."""
    counted = {place for place, share in enumerate(shares) if share >= TAIL}
    counted |= votes.of.keys() | votes.exact.keys()
    counted.update(place for place, one in close.items() if one.likeness >= NEAR_FROM)
    return counted


class _Names:
    """The names of the candidates of a kind, in one list, for it is looked at as a whole.

    says: what a name says, by its words. near: how near it is in meaning, and its vote.
    """

    def __init__(self, places: list[int], found: Found, scale: Scale, near: Nearness) -> None:
        self._places = places
        texts = [found.names[place] for place in places]
        listed = "\n".join(texts).split("\n") if texts else []
        self._firsts = [0, *accumulate(text.count("\n") + 1 for text in texts)]
        distinct = set(listed)
        self._near, self._says = near, scale.named(distinct)
        heard = self._says.keys() | (near.keys() & distinct)
        self._listed = listed
        self._heard = [at for at, name in enumerate(listed) if name in heard]

    def _of(self, at: int) -> tuple[int, int]:
        """The place of the document that a name is of, and its number in there."""
        which = bisect_right(self._firsts, at) - 1
        return self._places[which], at - self._firsts[which]

    def loudest(self) -> list[Voter]:
        """The VOTERS names that say most; a name of several documents is as many names."""
        says, listed = self._says, self._listed
        spoken = [at for at in self._heard if listed[at] in says]
        spoken.reverse()  # of those that say as much, the later ones come first
        spoken.sort(key=lambda at: says[listed[at]], reverse=True)
        return [(says[listed[at]], *self._of(at), listed[at]) for at in spoken[:VOTERS]]

    def close(self, title: float) -> dict[int, _Close]:
        """The documents with names that are near; votes as shares of the most.

        title: what the vote of a title is worth beside another name's.
        """
        near, votes = self._near, dict[int, float]()
        nearest: dict[int, tuple[float, int]] = {}
        for at in self._heard:
            name = self._listed[at]
            if name in near:
                place, number = self._of(at)
                likeness, vote = near[name]
                votes[place] = votes.get(place, 0.0) + (vote if number else vote * title)
                if likeness > nearest.get(place, _NOWHERE)[0]:
                    nearest[place] = likeness, number
        most = max(votes.values(), default=1.0) or 1.0
        return {place: _Close(*nearest[place], vote / most) for place, vote in votes.items()}


class _Votes:
    """What the best names say for their candidates, as shares of the most; what is exactly what
    was typed; and which name spoke loudest for each.
    """

    def __init__(self, found: Found, loudest: list[Voter], typed: Typed) -> None:
        self.of: dict[int, float] = {}
        self.exact: dict[int, float] = {}
        self.best_name: dict[int, int] = {}
        voters = sorted(loudest, reverse=True)[:VOTERS]
        for worth, place, number, name in voters:
            loud = 1.0 if number else TITLE_WORTH
            vote = loud * (worth / voters[0][0]) ** STEEPNESS
            self.of[place] = self.of.get(place, 0.0) + vote
            self.best_name.setdefault(place, number)
            self._look(name, found.kinds[place], place, number, typed)
        for place, tier in enumerate(found.tiers):
            if tier == BY_NAME:
                for number, name in enumerate(found.names[place].split("\n")):
                    self._look(name, found.kinds[place], place, number, typed)
            elif tier == BY_CODE:
                self.exact[place] = CODE
        most = max(self.of.values(), default=1.0)
        self.of = {place: vote / most for place, vote in self.of.items()}

    def _look(self, name: str, kind: str, place: int, number: int, typed: Typed) -> None:
        found = exactly(name, number, typed, kind)
        if found > self.exact.get(place, 0.0):
            self.exact[place] = found
            self.best_name[place] = number
