"""The runs of words in a text that could name a skill."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from search_index import text as words

LONGEST = 6
"""Words in the longest name that is looked for."""

_APART = re.compile(r"\n\s*\n|[;:•·|\t]|[.!?]\s")
_SIDES = re.compile(r"[\s,;:•·|/()\[\]]")
_PART = re.compile(r"[^,;:•·|/]+")
_LISTED = re.compile(r"(?=.{4,40}$)[^\W\d_][^\d@]*(?: [^\d@ ]+){0,3}")
_BULLETS = " .-–—*•·"
_ABOUT = 60
FEWEST_PARTS = 3
"""So many things side by side are a list."""


@dataclass(frozen=True, slots=True)
class Span:
    """`phrase`, folded, is the words from `first` to `last`, at these places of the text."""

    phrase: str
    first: int
    last: int
    start: int
    end: int

    def line(self, text: str) -> str:
        """The line it stands in, shortened around it where it is long."""
        start = text.rfind("\n", 0, self.start) + 1
        end = text.find("\n", self.end)
        end = len(text) if end < 0 else end
        before, after = text[start : self.start], text[self.end : end]
        if len(before) > _ABOUT:
            before = "…" + before[-_ABOUT:].partition(" ")[2]
        if len(after) > _ABOUT:
            after = after[:_ABOUT].rpartition(" ")[0] + "…"
        return " ".join((before + text[self.start : self.end] + after).split()).lstrip(_BULLETS)


def of(text: str) -> list[Span]:
    """All of them. Names of one or two letters count only standing alone, as in a list."""
    found: list[Span] = []
    run: list[tuple[int, int, str]] = []
    place = 0
    for start, end, word in words.written_words(text):
        if run and _APART.search(text, run[-1][1], start):
            found += _spans(run, place, text)
            place += len(run)
            run = []
        run.append((start, end, word))
    return [*found, *_spans(run, place, text)]


def _spans(run: Sequence[tuple[int, int, str]], place: int, text: str) -> Iterator[Span]:
    for i, (start, _, _) in enumerate(run):
        for j in range(i, min(i + LONGEST, len(run))):
            phrase = " ".join(word for _, _, word in run[i : j + 1])
            if len(phrase) > 2 or _stands_alone(text, start, run[j][1]):
                yield Span(phrase, place + i, place + j, start, run[j][1])


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether it is written large, and as one of a list: the R of "Python, R", not of "J. R."."""
    before = text[max(start - 2, 0) : start].strip(" ")
    after = text[end : end + 1]
    sides = (not before or _SIDES.match(before[-1])) and (not after or _SIDES.match(after))
    return bool(sides) and text[start].isupper()


def listed(text: str, used: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """(words, their line) of the parts of lists in which no known name stands."""
    taken = [(span.start, span.end) for span in used]
    start = 0
    for line in text.split("\n"):
        parts = [found for found in _PART.finditer(line) if found.group().strip()]
        for found in parts if len(parts) >= FEWEST_PARTS else ():
            words = found.group().strip(_BULLETS)
            if line[found.end() : found.end() + 1] == ":":
                continue  # what stands before a colon says what the list is about
            first, last = start + found.start(), start + found.end()
            if _LISTED.fullmatch(words) and not any(a < last and first < b for a, b in taken):
                yield words, " ".join(line.split()).lstrip(_BULLETS)
        start += len(line) + 1


def longest(spans: Sequence[Span], known: Collection[str]) -> list[Span]:
    """The known ones in order, each word in the longest name it belongs to."""
    best: dict[int, Span] = {}
    for span in spans:
        if span.phrase in known and (span.first not in best or best[span.first].last < span.last):
            best[span.first] = span
    chosen: list[Span] = []
    for first in sorted(best):
        if not chosen or first > chosen[-1].last:
            chosen.append(best[first])
    return chosen
