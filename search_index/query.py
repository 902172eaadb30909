"""From what was typed to words to look for, with their completions and corrections.

What was typed is never parsed: there are no operators, so no string can be wrong, and only so
many words count, so no string can be slow.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from search_index.meaning import NAMES_OF_PEOPLE
from search_index.text import COMMON, key, stem, telling, words
from search_index.view import View
from search_index.vocabulary import likely

MAX_TEXT = 500
MAX_WORDS = 24
COMPLETIONS = 25
CORRECTIONS = 5
MOST_CORRECTED = 6

_CLOSING = '"“”»'
_QUOTED = re.compile('["“„«]([^"“”„«»]+)["“”»]')
_CODE = re.compile(r"\S*\d\S*")

# What an alternative is worth beside the word itself, tuned on the development sets.
COMPLETED, COMPLETED_BESIDE_WHOLE = 0.8, 0.2
ONE_SLIP, TWO_SLIPS = 0.8, 0.5


CURATED = ("role", "skill", "learning")
"""Kinds for everybody, written with care: a word that stands in one of them is no slip of the hand,
whatever kind is searched."""


@dataclass(slots=True)
class Word:
    """A word of the query: per kind the stems that will do, each with what it is worth. One that
    may only make a sentence is looked for in names of people, and in no text.
    """

    typed: str
    frames: bool = False
    stems: dict[str, dict[str, float]] = field(default_factory=dict)
    corrections: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: its words, its key (for whole names and codes), the word being typed, and
    what is to stand word for word: what is quoted, or a code.
    """

    key: str
    words: list[Word]
    unfinished: str
    quoted: tuple[str, ...] = ()

    @property
    def stems(self) -> set[str]:
        """All stems that count as a match."""
        return {one for word in self.words for listed in word.stems.values() for one in listed}


def understand(view: View, text: str, kinds: list[tuple[int, str]]) -> Typed:
    """The words of a text with their alternatives among the kinds searched."""
    text = text[:MAX_TEXT]
    listed = telling(text)
    found = looked_for(text, [kind for _, kind in kinds])
    unfinished = begun(text, listed)
    corrected = 0
    for word in found:
        known = _stand(view, word, kinds, unfinished)
        if not known and not curated(view, word.typed) and corrected < MOST_CORRECTED:
            corrected += 1
            for number, kind in kinds:
                _correct(view, word, number, kind)
    return Typed(key(text), found, unfinished, quoted(text))


def _stand(view: View, word: Word, kinds: list[tuple[int, str]], unfinished: str) -> bool:
    """Note the kinds in which a word stands, or one that it may become. Out: whether there are any;
    one that makes a sentence needs none.
    """
    whole = stem(word.typed)
    for number, kind in kinds:
        there = view.heard(kind, whole) if word.frames else view.known(kind, whole)
        word.stems[kind] = {whole: 1.0} if there else {}
        if word.typed == unfinished and not word.frames:
            _complete(view, word, number, kind)
    return word.frames or any(word.stems.values())


def looked_for(text: str, kinds: Collection[str]) -> list[Word]:
    """The words of a text that are looked for among these kinds. Those that make a sentence are
    names too ("He Wei", "You Li", "Her Lee"), and stay where people are among them.
    """
    listed = telling(text)
    if NAMES_OF_PEOPLE.isdisjoint(kinds):
        return [Word(one) for one in dict.fromkeys(listed[:MAX_WORDS])]
    telling_ones = {*listed}
    whole = dict.fromkeys(words(text)[:MAX_WORDS])
    return [Word(one, one not in telling_ones) for one in whole]


def curated(view: View, word: str) -> bool:
    """Whether a word stands in any of the kinds written with care."""
    return any(view.known(kind, stem(word)) for kind in CURATED)


def begun(text: str, listed: list[str]) -> str:
    """The word that is being typed, of those listed; none behind a space or a closing mark."""
    finished = not listed or text[-1].isspace() or text[-1] in _CLOSING
    return "" if finished or len(listed[-1]) < 2 else listed[-1]


def demanded(text: str) -> list[str]:
    """What is to stand word for word, as it was typed: what stands between quotation marks, a mark
    without another being a letter less, but no words like "of the" alone. One word with a figure in
    it (X-99999) is as good as quoted, for codes are looked up and not meant.
    """
    text = text[:MAX_TEXT]
    phrases = [one.strip() for one in _QUOTED.findall(text) if set(key(one).split()) - COMMON]
    return phrases or ([text.strip()] if _CODE.fullmatch(text.strip()) and key(text) else [])


def quoted(text: str) -> tuple[str, ...]:
    """The keys of what is demanded."""
    return tuple(map(key, demanded(text)))


def _complete(view: View, word: Word, number: int, kind: str) -> None:
    worth = COMPLETED_BESIDE_WHOLE if word.stems[kind] else COMPLETED
    frequent: dict[str, int] = {}
    for part in view.parts:
        vocabulary = part.segment.vocabulary(number)
        for completed in vocabulary.starting(word.typed):
            frequent[completed] = frequent.get(completed, 0) + vocabulary.count[completed]
    for completed in sorted(frequent, key=lambda one: -frequent[one])[:COMPLETIONS]:
        word.stems[kind].setdefault(stem(completed), worth)


def _correct(view: View, word: Word, number: int, kind: str) -> None:
    slips: dict[str, int] = {}
    frequent: dict[str, int] = {}
    for part in view.parts:
        vocabulary = part.segment.vocabulary(number)
        for meant, apart in vocabulary.near(word.typed):
            # Names of people are heard, not read: any letter of them may be wrong.
            named = kind in NAMES_OF_PEOPLE and not curated(view, meant)
            if not named and not likely(word.typed, meant):
                continue
            slips[meant] = apart
            frequent[meant] = frequent.get(meant, 0) + vocabulary.count[meant]
    best = sorted(slips, key=lambda one: (slips[one], -frequent[one], one))[:CORRECTIONS]
    word.corrections[kind] = best
    for meant in best:
        worth = ONE_SLIP if slips[meant] == 1 else TWO_SLIPS
        word.stems[kind].setdefault(stem(meant), worth)
