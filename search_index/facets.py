"""Who may see what, what is filtered, and how many there are of each: over columns of numbers."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from heapq import nlargest
from itertools import chain

from search_index.view import Part, View, Whole

Found = list[tuple[Part, list[int]]]

_MOST_ORDERED, _READ = 500, 100
"""Of more values than people could read so many of the most frequent come first."""

_MOST_WHOLE, _WHOLES = 20_000, 4
"""Of so many documents a view keeps how many of all of them have each value."""


class Sieve:
    """Keeps, part by part, the documents the asker may find, and those that pass the filters."""

    def __init__(
        self, view: View, audiences: Collection[str], filters: Mapping[str, Collection[str]]
    ) -> None:
        self.audience = view.shared.audiences.having(audiences)
        self._audiences = tuple(audiences)
        self._view, self._shared = view, view.shared
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

    def all_visible(self, part: Part, kinds: list[tuple[int, str]]) -> bool:
        """Whether the asker may find all documents of these kinds. False may be said of all."""
        wanted = dict(kinds)
        audiences = {audience for kind, audience in part.segment.audiences if kind in wanted}
        return not part.removed and all(map(self.audience.__getitem__, audiences))

    def seen(self, part: Part, documents: Iterable[int]) -> list[int]:
        """For each of them whether it is visible: 0 where it is not."""
        accepted, audience, removed = self.audience, part.segment.audience, part.removed
        if not removed:
            return [accepted[audience[document]] for document in documents]
        return [accepted[audience[document]] and document not in removed for document in documents]

    def passing(self, part: Part, documents: list[int], without: str = "") -> list[int]:
        """Those that pass every filter, except the one on the field `without`."""
        for name, accepted in self._filters.items():
            if name != without:
                column = part.segment.facet(name)
                documents = [document for document in documents if accepted[column[document]]]
        return documents

    def counts(
        self, names: Iterable[str], found: Found, kinds: list[tuple[int, str]]
    ) -> dict[str, Mapping[str, int]]:
        """For each field how many of the visible documents of these kinds that were found have each
        value, its own filter left out; most frequent first. Values filtered by are named even when
        nothing is left of them.
        """
        whole = self._whole(found, kinds)
        if whole is None:
            return {name: _most_first(self._count(name, found)) for name in names}
        others = [
            (part, _without(all_, of))
            for (part, all_), (_, of) in zip(whole.found, found, strict=True)
        ]
        return {name: self._less(whole, name, others) for name in names}

    def _count(self, name: str, found: Found) -> Counter[str]:
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
        return counted

    def _whole(self, found: Found, kinds: list[tuple[int, str]]) -> Whole | None:
        """All documents of these kinds, where most of them were found: only the others need to be
        counted then. None where they were not, or where somebody of several audiences looks, who
        may be one alone.
        """
        size = sum(self._view.count(number) for number, _ in kinds)
        many = 2 * sum(len(documents) for _, documents in found) > size
        if not many or size > _MOST_WHOLE or self._named or len(self._audiences) > 1:
            return None
        kept, key = self._view.wholes, (tuple(kinds), self._audiences)
        if key not in kept:
            if len(kept) >= _WHOLES:
                kept.clear()
            kept[key] = Whole([(part, self._of(part, kinds)) for part in self._view.parts])
        return kept[key]

    def _of(self, part: Part, kinds: list[tuple[int, str]]) -> list[int]:
        return self.visible(part, chain.from_iterable(map(part.segment.in_order, dict(kinds))))

    def _less(self, whole: Whole, name: str, others: Found) -> Mapping[str, int]:
        """How many of all but these have each value."""
        if name not in whole.counts:
            whole.counts[name] = _most_first(self._count(name, whole.found))
        counted = whole.counts[name]
        if not any(documents for _, documents in others):
            return counted
        left = dict(counted)
        for value, times in self._count(name, others).items():
            left[value] -= times
            if not left[value]:
                del left[value]
        return _most_first(left)


def _without(documents: list[int], found: list[int]) -> list[int]:
    if len(documents) == len(found):
        return []
    seen = set(found)
    return [one for one in documents if one not in seen]


def _most_first(counted: Mapping[str, int]) -> Mapping[str, int]:
    least = 0
    if len(counted) > _MOST_ORDERED:
        most, *_, least = nlargest(_READ, counted.values())
        if most == least:  # such as ids
            return counted
    read = [item for item in counted.items() if item[1] >= least]
    read.sort(key=lambda item: (-item[1], item[0]))
    return {**dict(read), **counted} if least else dict(read)
