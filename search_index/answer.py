"""From a query to a page of hits: find, filter, count, order, and show why."""

from collections.abc import Iterator, Mapping
from heapq import merge, nlargest, nsmallest
from itertools import chain, islice

from search_index.closeness import Place
from search_index.facets import Sieve
from search_index.highlight import Marker, reason
from search_index.model import FoundIn, Hit, Parts, Query, Results
from search_index.orders import Orders
from search_index.query import MAX_TEXT, Typed, understand
from search_index.ranking import CODE, NEAR_FROM, Ranked, rank
from search_index.segment import NAME_BITS
from search_index.text import pieces, stem
from search_index.view import Part, View
from search_index.vocabulary import likely

_MOST_SHOWN = 1_000
_MOST_BROWSED = 64
_MOST_IDS = 20_000
"""So many ids are in all the lists together that a view keeps, some 100 bytes each."""


def browsed(view: View, query: Query, orders: Orders) -> Results:
    """The same, kept with the view where nothing was typed and nothing is looked for by its id.

    Lists without words are asked for most of all, and are the same for everybody of an audience
    until the index changes. What somebody typed is never kept (but see `orders`), nor what somebody
    of several audiences sees, who may be one alone.
    """
    if query.text.strip() or "id" in query.filters or len(query.audiences) > 1:
        return answer(view, query, orders)
    filters = tuple(sorted((name, tuple(values)) for name, values in query.filters.items()))
    kinds = None if query.kinds is None else tuple(query.kinds)
    lists = tuple(query.audiences), filters, tuple(query.facets)
    key = kinds, lists, query.offset, query.limit, query.sort
    found = view.browsed.get(key)
    if found is None:
        found = answer(view, query)
        _keep(view, key, found)
    return found


def _keep(view: View, key: tuple[object, ...], found: Results) -> None:
    """Keep a list, and forget the others where they would be too many, or name too many ids."""
    ids = _ids(found)
    if ids > _MOST_IDS:
        return
    if (
        len(view.browsed) >= _MOST_BROWSED
        or ids + sum(map(_ids, view.browsed.values())) > _MOST_IDS
    ):
        view.browsed.clear()
    view.browsed[key] = found


def _ids(found: Results) -> int:
    return len(found.facets.get("id", ()))


def answer(view: View, query: Query, orders: Orders | None = None) -> Results:
    """Run a query on a view. With `orders`, the words may have been ranked before."""
    kinds = view.kinds(query.kinds)
    sieve = Sieve(view, query.audiences, query.filters)
    typed = understand(view, query.text, kinds)
    if typed.words:
        ranked = _ranked(view, query, typed, kinds, sieve, orders)
    else:
        ranked = Ranked(
            [(part, sieve.visible(part, _everything(part, kinds))) for part in view.parts]
        )
    passed = [sieve.passing(part, documents) for part, documents in ranked.found]
    by_title = query.sort == "title" or not typed.words
    ordered = _by_title(view, kinds, passed) if by_title else _by_score(ranked, passed, query)
    first = max(query.offset, 0)
    shown = islice(ordered, first, first + min(max(query.limit, 0), _MOST_SHOWN))
    shower = _Shower(view, typed, ranked)
    corrected = _corrected(typed, ranked)
    return Results(
        hits=tuple(shower.hit(place) for place in shown),
        total=sum(map(len, passed)),
        exact_total=not ranked.bounded,
        facets=sieve.counts(query.facets, ranked.found, kinds),
        did_you_mean=_reworded(query.text, corrected),
        corrected=corrected,
        verbatim=not typed.quoted or ranked.unread or _as_quoted(ranked, passed),
    )


def _as_quoted(ranked: Ranked, passed: list[list[int]]) -> bool:
    """Whether one of those that passed the filters has what was quoted."""
    kept = [set(documents) for documents in passed] if ranked.exact else []
    return any(document in kept[number] for number, document in ranked.exact)


def _ranked(
    view: View,
    query: Query,
    typed: Typed,
    kinds: list[tuple[int, str]],
    sieve: Sieve,
    orders: Orders | None,
) -> Ranked:
    def anew() -> Ranked:
        return rank(view, query.text, typed, kinds, sieve)

    return orders.of(view, query, anew) if orders else anew()


def _everything(part: Part, kinds: list[tuple[int, str]]) -> Iterator[int]:
    for number, _ in kinds:
        yield from part.segment.in_order(number)


def _by_score(ranked: Ranked, passed: list[list[int]], query: Query) -> list[Place]:
    """The best, by title where they are equal; titles are only looked at for those."""
    wanted = max(query.offset, 0) + min(max(query.limit, 0), _MOST_SHOWN)
    scores = [
        [of[one] for one in documents] for of, documents in zip(ranked.scores, passed, strict=True)
    ]
    best = nlargest(wanted, chain.from_iterable(scores))
    least = best[-1] if best else 0.0
    places = [
        (-score, ranked.found[number][0].segment.title_key(one), (number, one))
        for number, documents in enumerate(passed)
        for one, score in zip(documents, scores[number], strict=True)
        if score >= least
    ]
    return [place for _, _, place in nsmallest(wanted, places)]


def _by_title(view: View, kinds: list[tuple[int, str]], passed: list[list[int]]) -> Iterator[Place]:
    runs = [
        _run(number, part, kind, frozenset(documents))
        for number, (part, documents) in enumerate(zip(view.parts, passed, strict=True))
        for kind, _ in kinds
    ]
    return (place for _, place in merge(*runs))


def _run(number: int, part: Part, kind: int, passed: frozenset[int]) -> Iterator[tuple[str, Place]]:
    for document in part.segment.in_order(kind):
        if document in passed:
            yield part.segment.title_key(document), (number, document)


def _corrected(typed: Typed, ranked: Ranked) -> dict[str, str]:
    """The corrections that led somewhere the asker may look: a word that only stands in hidden
    documents is never suggested, nor a name that may have been heard otherwise.
    """
    corrected: dict[str, str] = {}
    if not any(word.corrections for word in typed.words):
        return corrected
    found = [(part, set(documents)) for part, documents in ranked.found]
    for word in typed.words:
        for kind, listed in word.corrections.items():
            for meant in (one for one in listed if likely(word.typed, one)):
                if word.typed not in corrected and any(
                    where >> NAME_BITS in documents
                    for part, documents in found
                    for where in part.postings("names", kind, stem(meant)).where
                ):
                    corrected[word.typed] = meant
    return corrected


def _reworded(text: str, corrected: Mapping[str, str]) -> str | None:
    if not corrected:
        return None
    return "".join(corrected.get(word, piece) for piece, word in pieces(text[:MAX_TEXT]))


class _Shower:
    """Makes the hits of one page."""

    def __init__(self, view: View, typed: Typed, ranked: Ranked) -> None:
        self._view = view
        self._ranked = ranked
        self._typed = typed
        self._marker = Marker(typed)

    def hit(self, place: Place) -> Hit:
        """The hit for a place, its reasons marked."""
        part = self._view.parts[place[0]]
        identity, kind, labels, keywords, body = part.card(place[1])
        highlights: dict[str, Parts] = {"title": ((labels[0], False),)}
        found_in: FoundIn = ""
        score = 0.0
        if self._typed.words:
            ranked, near = self._ranked, self._ranked.close.get(place)
            score = ranked.scores[place[0]][place[1]]
            name = ranked.best_name.get(place)
            highlights = self._marker.marks(labels, keywords, body, name)
            by_code = ranked.exact.get(place) == CODE
            near_to = near.name if near and near.likeness >= NEAR_FROM else None
            found_in = reason(highlights, labels, by_code=by_code, near_to=near_to)
        return Hit(
            id=identity,
            kind=kind,
            title=labels[0],
            score=round(score, 4),
            found_in=found_in,
            highlights=highlights,
        )
