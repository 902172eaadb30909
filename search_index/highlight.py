"""Why something was found, shown: the words that matched, marked in what people read.

Everything is plain text in pieces; the page escapes it like any other text. Whoosh's own
highlighter analyses every text again and expands every prefix for every hit: 60 ms a page.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from search_index.model import FoundIn, Parts
from search_index.query import Typed
from search_index.text import first_word, stem, written_words

LOOKED_AT = 4_000
"""Letters of a body that are searched for a passage."""

_BEFORE, _LONGEST = 60, 240
"""Letters shown before the first match, and in all."""

_MOST_KEYWORDS = 6

Span = tuple[int, int]


class Marker:
    """Marks the words of one search."""

    def __init__(self, typed: Typed) -> None:
        self._stems = typed.stems
        self._unfinished = typed.unfinished
        self._seen: dict[str, bool] = {}
        self._hints = hints(self._stems | {typed.unfinished})

    def fits(self, word: str) -> bool:
        """Whether a folded word is one of those looked for."""
        known = self._seen.get(word)
        if known is None:
            known = stem(word) in self._stems or bool(
                self._unfinished and word.startswith(self._unfinished)
            )
            self._seen[word] = known
        return known

    def spans(self, text: str) -> list[Span]:
        """Where the matches stand. Plain text is read from hint to hint, other text by words."""
        if not text.isascii():
            return [(start, end) for start, end, word in written_words(text) if self.fits(word)]
        lower = text.lower()
        hints = [hint for hint in self._hints if hint in lower]
        if not hints:
            return []
        places = {
            at
            for hint in hints
            for at in _occurrences(lower, hint)
            if at == 0 or not lower[at - 1].isalnum()
        }
        spans: list[Span] = []
        for at in sorted(places):
            start, end, word = first_word(text, at)
            # "__" is one word, found at both of its signs
            if word and self.fits(word) and not (spans and start < spans[-1][1]):
                spans.append((start, end))
        return spans

    def mark(self, text: str) -> Parts:
        """The whole text, its matches marked."""
        return _cut(text, self.spans(text))

    def _may_fit(self, listed: Sequence[str]) -> bool:
        """Whether one of these texts may have a match: told at once of plain texts without one."""
        together = "\n".join(listed)
        if not together.isascii():
            return True
        lower = together.lower()
        return any(hint in lower for hint in self._hints)

    def names(self, listed: Sequence[str]) -> Parts:
        """The names with a match in them, joined by a middle dot."""
        if not self._may_fit(listed):
            return ()
        marked = ((name, spans) for name in listed if (spans := self.spans(name)))
        parts: list[tuple[str, bool]] = []
        for name, spans in islice(marked, _MOST_KEYWORDS):
            if parts:
                parts.append((" · ", False))
            parts.extend(_cut(name, spans))
        return _joined(parts)

    def passage(self, text: str) -> Parts:
        """The passage with most matches; empty when there is none near the beginning."""
        text = " ".join(text[:LOOKED_AT].split())
        spans = self.spans(text)
        if not spans:
            return ()
        first = _densest(spans)
        start = _word_start(text, max(0, first - _BEFORE))
        end = _word_end(text, start + _LONGEST)
        within = [(a - start, b - start) for a, b in spans if start <= a and b <= end]
        before = (("… ", False),) if start else ()
        after = ((" …", False),) if end < len(text) else ()
        return _joined((*before, *_cut(text[start:end], within), *after))

    def marks(
        self, names: list[str], keywords: Sequence[str], body: str, name: int | None
    ) -> dict[str, Parts]:
        """The highlights of a hit; `name` is the number of the name that fitted best, if known."""
        if name is None:
            name = self.best_name(names)
        marks = {
            "title": self.mark(names[0]),
            "alias": self.mark(names[name]) if name else (),
            "keywords": self.names(keywords),
            "text": self.passage(body),
        }
        return {part: shown for part, shown in marks.items() if part == "title" or matched(shown)}

    def best_name(self, listed: list[str]) -> int:
        """The number of the name with most matching words and fewest others; 0 when none has."""
        best, number = 0.0, 0
        if not self._may_fit(listed):
            return number
        for candidate, name in enumerate(listed):
            found = len(self.spans(name))
            share = found + found / (name.count(" ") + 2)
            if share > best:
                best, number = share, candidate
        return number


def matched(parts: Parts) -> bool:
    """Whether something is marked."""
    return any(marked for _, marked in parts)


def reason(
    marks: dict[str, Parts], names: list[str], *, by_code: bool, near_to: int | None
) -> FoundIn:
    """Where the strongest reason lies. near_to: the number of the name that is near in meaning,
    if one is; where no name has a word that was typed, that alias is put among the marks.
    """
    if by_code and not all(on for piece, on in marks["title"] if piece.strip()):
        return "code"
    if "alias" in marks and not by_code:
        return "alias"
    if matched(marks["title"]):
        return "title"
    if near_to is None:
        return "keyword" if "keywords" in marks else "text"
    if near_to:
        marks["alias"] = ((names[near_to], False),)
    return "meaning"


def hints(stems: set[str]) -> list[str]:
    """Beginnings that every word with one of the stems shares, as few as will do.

    A stem may end in another letter than its words do ("happi", "happy"), so that is left off.
    """
    starts = {one[:-1] if len(one) > 3 else one for one in stems} - {""}
    return [one for one in starts if not any(one != o and one.startswith(o) for o in starts)]


def _occurrences(text: str, hint: str) -> Iterator[int]:
    at = text.find(hint)
    while at >= 0:
        yield at
        at = text.find(hint, at + 1)


def _densest(spans: list[Span]) -> int:
    """Where the passage with most matches begins; the first of several."""
    starts = [start for start, _ in spans]
    reach = _LONGEST - _BEFORE
    # In order, so that a text of nothing but matches takes no longer than another.
    found = (bisect_left(starts, at + reach) - place for place, at in enumerate(starts))
    return max(zip(found, starts, strict=True), key=lambda one: (one[0], -one[1]))[1]


def _cut(text: str, spans: list[Span]) -> Parts:
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        if start > at:
            parts.append((text[at:start], False))
        parts.append((text[start:end], True))
        at = end
    if at < len(text):
        parts.append((text[at:], False))
    return tuple(parts)


def _joined(listed: Iterable[tuple[str, bool]]) -> Parts:
    joined: list[tuple[str, bool]] = []
    for piece, marked in listed:
        if joined and joined[-1][1] == marked:
            joined[-1] = (joined[-1][0] + piece, marked)
        elif piece:
            joined.append((piece, marked))
    return tuple(joined)


def _word_start(text: str, at: int) -> int:
    if at == 0:
        return 0
    space = text.find(" ", at)
    return space + 1 if 0 <= space < at + _BEFORE // 2 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 30, at)
    return space if space > 0 else at
