"""Who may see what, what is filtered, and how many there are of each: over columns of numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from search_index.view import Part, View

_MOST_ORDERED = 500
"""More values than people could read are counted in no order."""


class Sieve:
    """Keeps, part by part, the documents the asker may find, and those that pass the filters."""

    def __init__(
        self, view: View, audiences: Collection[str], filters: Mapping[str, Collection[str]]
    ) -> None:
        self.audience = view.shared.audiences.having(audiences)
        self._shared = view.shared
        self._filters = {
            name: view.shared.facet(name).having(values)
            for name, values in filters.items()
            if values
        }
        self._named = {name: sorted(set(values)) for name, values in filters.items() if values}

    def visible(self, part: Part, documents: Iterable[int]) -> list[int]:
        """Those that are still there and that the asker may find."""
        accepted, audience = self.audience, part.segment.audience
        kept = [document for document in documents if accepted[audience[document]]]
        if part.removed:
            removed = part.removed
            kept = [document for document in kept if document not in removed]
        return kept

    def finds(self, part: Part, document: int) -> bool:
        """Whether this one is visible."""
        accepted = self.audience[part.segment.audience[document]]
        return bool(accepted) and document not in part.removed

    def passing(self, part: Part, documents: list[int], without: str = "") -> list[int]:
        """Those that pass every filter, except the one on the field `without`."""
        for name, accepted in self._filters.items():
            if name != without:
                column = part.segment.facet(name)
                documents = [document for document in documents if accepted[column[document]]]
        return documents

    def count(self, name: str, found: list[tuple[Part, list[int]]]) -> dict[str, int]:
        """How many of the visible documents have each value of a field, the field's own filter
        left out. Values filtered by are named even when nothing is left of them.
        """
        counted = Counter(dict.fromkeys(self._named.get(name, ()), 0))
        values = self._shared.facet(name).values
        for part, documents in found:
            kept = self.passing(part, documents, without=name)
            numbers = map(part.segment.facet(name).__getitem__, kept)
            if len(kept) < len(values):  # most have a list of their own
                counted.update(chain.from_iterable(map(values.__getitem__, numbers)))
                continue
            for number, times in Counter(numbers).items():
                for value in values[number]:
                    counted[value] += times
        if len(counted) > _MOST_ORDERED:
            return counted
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
