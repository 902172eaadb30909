"""From what people write to what is compared: folding, words, stems.

The same functions serve indexing, searching, suggesting and highlighting, so that the four can
never disagree about what a word is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from whoosh.lang.porter2 import stem as porter2

# Letters that Unicode does not take apart into a base and an accent.
_ALIKE = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00ad": "", "\u200b": "", "\u200d": ""}
)
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u0652\u0670]")
# Marks that belong to a word in Indic and South-East Asian scripts, but are no \w to Python.
_MARKS = "\u0900-\u0dff\u0e00-\u0eff\u0f18-\u0fbc\u102b-\u109f\u17b4-\u17d3"
# Scripts written without spaces: each character is a word of its own.
_SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(
    rf"""[{_SPACELESS}]
      | \.net\b                               # .NET
      | [cf]\#                                # C#, F#
      | [c]\+\+                               # C++
      | (?:[^\W{_SPACELESS}]|[{_MARKS}])+(?:'(?:[^\W_{_SPACELESS}])+)*""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"[a-z]{3,40}\Z")

MAX_WORD = 60
"""Longer runs of letters are cut here: nothing people look for is longer, and terms stay small."""

COMMON = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)
"""Words too common to carry a search; "it", "hr" and the like stay, they mean something here."""

FRAME = frozenset(
    {
        *("i", "im", "ive", "me", "my", "myself", "we", "our", "ours", "you", "your", "yours"),
        *("they", "them", "their", "he", "him", "his", "she", "her", "someone", "somebody"),
        *("anyone", "anybody", "everyone", "everybody", "something", "anything", "everything"),
        *("who", "whom", "whose", "which", "that", "this", "these", "those", "there"),
        *("where", "what", "when", "why", "how", "is", "are", "am", "was", "were", "be", "been"),
        *("being", "has", "have", "had", "having", "would", "could", "should"),
        *("want", "wants", "wanted"),
    }
)
"""Words that make a sentence and name nothing: "someone who fixes pipes" asks for pipes. Left out
are words that are names or trades too ("it", "us", "will", "may", "can", "do", "job")."""


def fold(text: str) -> str:
    """The text without case and accents: "Résumé" and "RESUME" become "resume", "Straße" "strasse".

    In: any text. Out: lower-case text, composed again (Hangul stays whole). Never fails. What is
    folded stays as it is when folded again, since folded names are looked up by folded words:
    taking apart may bring forth another case, and the case another form (Unicode, section 3.13).
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart.translate(_ALIKE)))


def words(text: str) -> list[str]:
    """The folded words of a text in order; C++, C#, .NET, R, 5S and 3D survive as words."""
    return [bare(found) for found in _WORD.findall(fold(text))]


def bare(word: str) -> str:
    """A folded word without its apostrophe: "driver's" is looked up as "drivers"."""
    return word.replace("'", "").replace("_", "")[:MAX_WORD] or "_"


def telling(text: str) -> list[str]:
    """The folded words of what somebody asks for, without those that only make it a sentence. The
    last one stays: it may be the beginning of another.
    """
    listed = words(text)
    return [one for one in listed[:-1] if one not in FRAME] + listed[-1:]


def told(text: str) -> str:
    """What somebody asks for as a text, without the words that only make it a sentence."""
    kept = telling(text)
    return text if len(kept) == len(words(text)) else " ".join(kept)


def key(text: str) -> str:
    """What two spellings of one name share: "C++-Developer" and "c++ developer" have one key."""
    return " ".join(words(text))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word (Porter 2). Numbers, codes and other scripts stay as they are.

    Porter 2 and not the older Porter of Whoosh's analyser: there "planning" becomes "plann", so
    that "plan" misses it.
    """
    if not _PLAIN.match(word):
        return word
    return str(porter2(word))


def stems(listed: Iterable[str]) -> list[str]:
    """The stems of folded words, in order."""
    return [stem(word) for word in listed]


def pieces(text: str) -> list[tuple[str, str]]:
    """The text cut at its words: pairs of (as written, the folded word or "" between words).

    Joining the first halves gives the text back, letter by letter; this is what highlighting
    needs. Each piece is folded alone, so a letter that grows when folded moves nothing.
    """
    cut: list[tuple[str, str]] = []
    end = 0
    for found in _WRITTEN.finditer(text):
        start = found.start()
        if start > end:
            cut.append((text[end:start], ""))
        cut.append((found.group(), bare_written(found.group())))
        end = found.end()
    if end < len(text):
        cut.append((text[end:], ""))
    return cut


def written_words(text: str, start: int = 0) -> Iterator[tuple[int, int, str]]:
    """(start, end, the folded word) of every word in a text, from a place on."""
    for found in _WRITTEN.finditer(text, start):
        yield found.start(), found.end(), bare_written(found.group())


def first_word(text: str, start: int) -> tuple[int, int, str]:
    """The first of these words from a place on; an empty one where there is none."""
    found = _WRITTEN.search(text, start)
    return (found.start(), found.end(), bare_written(found.group())) if found else (0, 0, "")


@lru_cache(maxsize=50_000)
def bare_written(word: str) -> str:
    """The folded form of one word as written."""
    return bare(fold(word))


_WRITTEN = re.compile(
    rf"""[{_SPACELESS}]
      | \.net\b | [cf]\# | c\+\+
      | (?:[^\W{_SPACELESS}]|[{_MARKS}\u0300-\u036f\u00ad\u200d])+
        (?:['’](?:[^\W_{_SPACELESS}])+)*""",
    re.VERBOSE | re.IGNORECASE,
)
