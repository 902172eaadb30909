"""What is to stand word for word: found in what a document says, wherever it says it."""

import re
from collections.abc import Collection, Sequence

from search_index.text import COMMON, fold, key, stem

MOST = 100
"""So many documents are read through at most for one search."""


def stems_of(phrases: Collection[str]) -> set[str]:
    """The stems that every document with all these phrases is found by."""
    return {stem(one) for phrase in phrases for one in phrase.split() if one not in COMMON}


class Verbatim:
    """Looks for phrases, which are keys, in texts as people wrote them."""

    def __init__(self, phrases: Collection[str]) -> None:
        # Nearly all texts are told by their letters; only the others are cut into words.
        self._phrases = [
            (f" {one} ", re.compile(r"[\W_]*".join(map(re.escape, one.split())))) for one in phrases
        ]

    def all_in(self, labels: Sequence[str], keywords: Sequence[str], body: str) -> bool:
        """Whether each of them stands in one of the names, keywords or the body."""
        texts = [(text, fold(text).replace("'", "")) for text in (*labels, *keywords, body)]
        return all(
            any(letters.search(folded) and phrase in f" {key(text)} " for text, folded in texts)
            for phrase, letters in self._phrases
        )
