"""Why something was found, shown: the words that matched, marked in what people read.

Everything is plain text in pieces; the page escapes it like any other text. Whoosh's own
highlighter analyses every text again and expands every prefix for every hit: 60 ms a page.
"""

from collections.abc import Callable, Iterable

from search_index.model import Parts
from search_index.query import Typed
from search_index.text import pieces, stem, written_words

_LOOKED_AT = 4_000
"""Letters of a body that are searched for a passage."""

_BEFORE, _LONGEST = 60, 240
"""Letters shown before the first match, and in all."""

_MOST_KEYWORDS = 6


class Marker:
    """Marks the words of one search."""

    def __init__(self, typed: Typed) -> None:
        self._stems = typed.stems
        self._unfinished = typed.unfinished
        self._seen: dict[str, bool] = {}

    def fits(self, word: str) -> bool:
        """Whether a folded word is one of those looked for."""
        known = self._seen.get(word)
        if known is None:
            known = stem(word) in self._stems or bool(
                self._unfinished and word.startswith(self._unfinished)
            )
            self._seen[word] = known
        return known

    def mark(self, text: str) -> Parts:
        """The whole text, its matches marked. Neighbouring pieces of one sort are joined."""
        return _joined((piece, bool(word) and self.fits(word)) for piece, word in pieces(text))

    def names(self, listed: Iterable[str]) -> Parts:
        """The names with a match in them, joined by a middle dot."""
        marked = [parts for parts in map(self.mark, listed) if matched(parts)][:_MOST_KEYWORDS]
        return _joined(
            piece
            for number, parts in enumerate(marked)
            for piece in ([(" · ", False)] if number else []) + list(parts)
        )

    def passage(self, text: str) -> Parts:
        """A passage around the first match; empty when there is none near the beginning."""
        text = text[:_LOOKED_AT]
        first = next((start for start, word in written_words(text) if self.fits(word)), None)
        if first is None:
            return ()
        start = _word_start(text, max(0, first - _BEFORE))
        end = _word_end(text, start + _LONGEST)
        parts = self.mark(" ".join(text[start:end].split()))
        before = (("… ", False),) if start else ()
        after = ((" …", False),) if end < len(text) else ()
        return _joined((*before, *parts, *after))


def matched(parts: Parts) -> bool:
    """Whether something is marked."""
    return any(marked for _, marked in parts)


def best_name(listed: list[str], fits: Callable[[str], bool]) -> int:
    """The number of the name with the largest share of matching words; the first when none."""
    best, number = 0.0, 0
    for candidate, name in enumerate(listed):
        found = [fits(word) for _, word in written_words(name)]
        share = sum(found) + sum(found) / len(found) if found else 0.0
        if share > best:
            best, number = share, candidate
    return number


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
