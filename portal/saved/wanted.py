"""What a saved search asks for: the words and filters of an address, in one order, and a name."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from portal.errors import Refused

WORDS = "q"
LONGEST, MOST_FILTERS, LONGEST_NAME, LONGEST_TEXT = 1500, 40, 80, 200
# What says how a result list is shown, and not what is looked for.
_SHOWING = frozenset({"page", "sort"})
_FIELD = re.compile(r"[a-z][a-z-]{0,29}\Z")
_SAID = {"level": "Level {}", "skill": "Asks for {}", "match": "{}% or more match"}
_MOVES = {"up": "Step up", "sideways": "Sideways", "field": "Another field"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words, and filters (field, value): values of one field joined by "or", fields by "and"."""

    text: str
    filters: tuple[tuple[str, str], ...]

    @property
    def query(self) -> str:
        """What stands behind the "?" of its address: the same for the same search."""
        words = [(WORDS, self.text)] if self.text else []
        return urlencode([*words, *self.filters])

    @property
    def in_words(self) -> list[str]:
        """The filters as a person would say them."""
        return [_said(field, value) for field, value in self.filters]

    @property
    def name(self) -> str:
        """A name to begin with, from the words and filters."""
        return shortened(", ".join([self.text, *self.in_words] if self.text else self.in_words))


def shortened(name: str) -> str:
    """A name no longer than there is room for."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def read(query: str) -> Wanted:
    """The search behind an address. Raises Refused for one that asks for nothing, or too much."""
    pairs = [(name, _line(value)) for name, value in parse_qsl(query[: 4 * LONGEST])]
    text = next((value for name, value in pairs if name == WORDS), "")[:LONGEST_TEXT]
    filters = sorted({pair for pair in pairs if pair[0] != WORDS and _narrows(*pair)})
    wanted = Wanted(text, tuple(filters))
    if not wanted.query:
        raise Refused("Type a word or choose a filter first: then there is a search to save.")
    if len(filters) > MOST_FILTERS or len(wanted.query) > LONGEST:
        raise Refused("That is too much for one search. Take off a few filters and save again.")
    return wanted


def _narrows(field: str, value: str) -> bool:
    return bool(value) and field not in _SHOWING and _FIELD.match(field) is not None


def _line(value: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _said(field: str, value: str) -> str:
    if field in _SAID:
        return _SAID[field].format(value)
    return _MOVES.get(value, value) if field == "move" else value
