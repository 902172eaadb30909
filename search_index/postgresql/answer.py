"""From a query to a page of hits: find, rank, filter, count, and show why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, text

from search_index.highlight import Marker, reason
from search_index.model import Hit, Query, Results
from search_index.postgresql.entry import LISTED, PAIR, card, parsed
from search_index.postgresql.finding import Filters, Found, Search, queries_of
from search_index.postgresql.names import Nearest
from search_index.postgresql.query import Words, understand
from search_index.postgresql.ranking import Ranked, rank
from search_index.query import MAX_TEXT, Typed
from search_index.text import pieces, stem
from search_index.verbatim import MOST, Verbatim, stems_of
from search_index.vocabulary import likely

_MOST_SHOWN = 1_000


_CARDS = text("SELECT no, id, card FROM index_document WHERE no = ANY(:nos)")


class _Asked:
    """What one asker may find for what was typed."""

    def __init__(self, connection: Connection, build: int, query: Query, nearest: Nearest) -> None:
        vocabulary = Words(connection, build)
        self.typed = understand(vocabulary, query.text, query.kinds)
        self.known = vocabulary.known
        self.near = nearest(query.text, self.known.documents)
        self.filters: Filters = {
            name: {*values} for name, values in query.filters.items() if values
        }
        queries = queries_of(self.typed, self.known, self.near)
        self.search = Search(connection, build, query.audiences, self.known.documents, queries)

    def others(self, name: str) -> Filters:
        """The filters without the one on a field."""
        return {one: values for one, values in self.filters.items() if one != name}


def answer(connection: Connection, build: int, query: Query, nearest: Nearest) -> Results:
    """Run a query with words in it.

    Where few documents are found they are filtered and counted here, and every number is exact.
    Where more are found than are ranked, the server filters, and what is counted are the best.
    """
    asked = _Asked(connection, build, query, nearest)
    early = asked.filters if not asked.search.queries.few else {}
    found, exact = asked.search.find(early)
    if not exact and not early and asked.filters:
        early = asked.filters
        found, exact = asked.search.find(early)
    with_words = _with_quoted_words(asked.typed, found)
    standing = _standing(connection, asked.typed, found, with_words[:MOST])
    ranked = rank(found, asked.typed, asked.known, asked.near, standing)
    facets = _counted(asked, query.facets, [found.facets[one.place] for one in ranked], early)
    corrected = _corrected(asked.typed, [found.names[one.place] for one in ranked])
    passed = ranked
    if asked.filters and not early:
        passed = [one for one in ranked if passes(found.facets[one.place], asked.filters)]
    if query.sort == "title":
        passed.sort(key=lambda one: (one.titled, one.no))
    first = max(query.offset, 0)
    shown = passed[first : first + min(max(query.limit, 0), _MOST_SHOWN)]
    return Results(
        hits=tuple(_hits(connection, asked.typed, shown, found.kinds)),
        total=len(passed),
        exact_total=exact,
        facets=facets,
        did_you_mean=_reworded(query.text, corrected),
        corrected=corrected,
        verbatim=not asked.typed.quoted
        or len(with_words) > MOST
        or any(one.exact for one in passed),
    )


def _with_quoted_words(typed: Typed, found: Found) -> list[int]:
    """The places of those that have all words of what was quoted, in whatever order."""
    listed = [f" {one}:" for one in stems_of(typed.quoted)]
    abouts = enumerate(found.abouts) if listed else ()
    return [place for place, about in abouts if all(one in about for one in listed)]


def _standing(connection: Connection, typed: Typed, found: Found, places: list[int]) -> list[int]:
    """Those of these places that have all that was quoted as it was."""
    cards = _cards(connection, [found.nos[place] for place in places])
    looks = Verbatim(typed.quoted)
    return [place for place in places if looks.all_in(*card(cards[found.nos[place]][1]))]


def _cards(connection: Connection, nos: list[int]) -> dict[int, tuple[str, str]]:
    """(id, what is shown) of each of these documents."""
    if not nos:
        return {}
    return {no: (key, kept) for no, key, kept in connection.execute(_CARDS, {"nos": nos})}


def _counted(
    asked: _Asked, names: Iterable[str], rows: list[str], early: Filters
) -> dict[str, dict[str, int]]:
    """Field -> value -> how many of those found under the other filters have it."""
    facets: dict[str, dict[str, int]] = {}
    whole = pairs([row for row in rows if early or passes(row, asked.filters)])
    for name in names:
        counted = whole
        if name in asked.filters:
            others = asked.others(name)
            seen = asked.search.values(others) if early else rows
            counted = pairs(seen if early else [row for row in seen if passes(row, others)])
        facets[name] = tallied(name, counted, asked.filters)
    return facets


def passes(facets: str, filters: Filters) -> bool:
    """Whether the facets of a document pass the filters."""
    if not filters:
        return True
    values = parsed(facets)
    return all(not accepted.isdisjoint(values.get(name, ())) for name, accepted in filters.items())


def pairs(rows: list[str]) -> Counter[str]:
    """How many of the documents with these facets have each pair of a field and a value."""
    return Counter(LISTED.join(rows).split(LISTED))


def tallied(
    name: str, counted: Mapping[str, int], filters: Mapping[str, Iterable[str]]
) -> dict[str, int]:
    """How many have each value of a field, most frequent first. Values filtered by are named even
    when nothing is left of them.
    """
    field = name + PAIR
    values = dict.fromkeys(filters.get(name, ()), 0)
    values |= {pair[len(field) :]: n for pair, n in counted.items() if pair.startswith(field)}
    return dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))


def _corrected(typed: Typed, names: list[str]) -> dict[str, str]:
    """The corrections that led somewhere the asker may look: a word that only stands in hidden
    documents is never suggested, nor a name that may have been heard otherwise.
    """
    meant = [
        (word.typed, one)
        for word in typed.words
        for listed in word.corrections.values()
        for one in listed
        if likely(word.typed, one)
    ]
    if not meant:
        return {}
    seen = _seen({stem(one) for _, one in meant}, names)
    corrected: dict[str, str] = {}
    for word, one in meant:
        if stem(one) in seen:
            corrected.setdefault(word, one)
    return corrected


def _seen(stems: set[str], names: list[str]) -> set[str]:
    """Those of the stems that a name of what was found has; the first few names have most."""
    seen: set[str] = set()
    known: set[str] = set()
    for listed in names:
        fresh = {*listed.replace("\n", " ").split(" ")} - known
        known |= fresh
        seen.update(stems.intersection(map(stem, fresh)))
        if len(seen) == len(stems):
            break
    return seen


def _reworded(typed: str, corrected: Mapping[str, str]) -> str | None:
    if not corrected:
        return None
    return "".join(corrected.get(word, piece) for piece, word in pieces(typed[:MAX_TEXT]))


def _hits(
    connection: Connection, typed: Typed, shown: list[Ranked], kinds: Sequence[str]
) -> Iterable[Hit]:
    if not shown:
        return
    cards = _cards(connection, [one.no for one in shown])
    marker = Marker(typed)
    for one in shown:
        identity, stored = cards[one.no]
        labels, keywords, body = card(stored)
        highlights = marker.marks(labels, keywords, body, one.name)
        found_in = reason(highlights, labels, by_code=one.by_code, near_to=one.near_to)
        yield Hit(
            id=identity,
            kind=kinds[one.place],
            title=labels[0],
            score=round(one.score, 4),
            found_in=found_in,
            highlights=highlights,
        )
