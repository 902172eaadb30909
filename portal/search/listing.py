"""Lists read from the index: what those of one kind have in common, whatever they list."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, Self, TypeVar
from uuid import UUID

from werkzeug.datastructures import MultiDict

from portal.search import reasons
from portal.search.addresses import MOST_PAGES, Address, Filter, number, values, words
from portal.search.indexing import forget, index
from portal.search.queries import AUDIENCES, NOBODY
from portal.search.widening import Help
from search_index import Hit, IndexProblem, Results
from search_index.model import Parts

NOTHING: Mapping[str, str] = {}


class Titled(Protocol):
    """A row as lists show it."""

    @property
    def id(self) -> UUID: ...

    @property
    def title(self) -> str: ...


Row = TypeVar("Row", bound=Titled, covariant=True)
Beside = TypeVar("Beside", covariant=True)
Counts = Mapping[str, Mapping[str, int]]
Hits = list[tuple[UUID, Hit | None]]


class Facet(NamedTuple):
    """A filter beside the list: its field, its values in words, and how one that is on is called.
    `single`: one value at once, and the database says which things it stands for.
    """

    legend: str
    name: str
    words: Mapping[Any, str] = NOTHING
    called: str = "{}"
    single: bool = False


class Wording(NamedTuple):
    """What the page of a list says; `one` and `many` are what it counts. `parts` are the templates
    of what is listed. `closest` is said of what fits the reader where nothing fits the words.
    """

    name: str
    one: str
    many: str
    parts: str
    endpoint: str
    example: str
    nothing: str
    everything: str
    closest: str = ""


@dataclass(frozen=True)
class Asked(Address):
    """What is looked for in a list of one kind; `only` is the one value of a field that is neither
    a filter of the index nor an order.
    """

    WORDING: ClassVar[Wording]
    FACETS: ClassVar[tuple[Facet, ...]]
    SORTS: ClassVar[Mapping[str, str]] = {"best": "Best for these words", "title": "Title, A to Z"}
    # The field of `only` with its values in words; as tabs, it stays when filters are taken off.
    ONLY: ClassVar[tuple[str, Mapping[str, str]]]
    TABS: ClassVar[str] = ""

    only: str

    @classmethod
    def names(cls) -> list[str]:
        """The fields of the index that filter."""
        return [facet.name for facet in cls.FACETS if not facet.single]

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> Self:
        """What the part of an address behind its question mark asks for."""
        sort, (name, known) = given.get("sort", ""), cls.ONLY
        return cls(
            text=words(given.get("q", "")),
            filters={field: values(given, field) for field in cls.names()},
            sort=sort if sort in cls.SORTS else "best",
            page=number(given.get("page", "")),
            only=next((value for value in values(given, name) if value in known), ""),
        )

    @property
    def wording(self) -> Wording:
        """What the page says."""
        return self.WORDING

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return super().pairs + ([(self.ONLY[0], self.only)] if self.only else [])

    @property
    def chosen(self) -> list[Filter]:
        """The filters that are on, each to be taken off by itself; a tab is none."""
        facets = {facet.name: facet for facet in self.FACETS}
        return [
            Filter(facet.called.format(facet.words.get(value, value)), name, value)
            for name, value in self.pairs
            if (facet := facets.get(name))
        ]

    @property
    def cleared(self) -> str:
        return self.tab(self.only, bare=True) if self.TABS else super().cleared

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """(address, words, whether it is shown) of each tab."""
        return [
            (self.tab(value), said, self.only == value)
            for value, said in (self.ONLY[1].items() if self.TABS else ())
        ]

    def tab(self, value: str, *, bare: bool = False) -> str:
        """The address of a tab; `bare` leaves out all filters."""
        change: dict[str, Any] = {self.ONLY[0]: value or None}
        return self.url(bare=bare, **change)

    def without(self, fields: Collection[str]) -> Self:
        """The same from the first page, in the best order, with the filters of these fields off."""
        filters = {name: [] if name in fields else v for name, v in self.filters.items()}
        only = "" if self.ONLY[0] in fields and not self.TABS else self.only
        return replace(self, filters=filters, only=only, sort="best", page=1)

    def orders(self) -> dict[str, str]:
        """The orders there are, in words. Without words typed the best is the first by title."""
        if self.text:
            return dict(self.SORTS)
        return {key: said for key, said in self.SORTS.items() if key != "title"} | {
            "best": self.SORTS["title"]
        }


@dataclass(frozen=True)
class Found(Generic[Row, Beside]):
    """One of a list: its row as it is now, what of the reader stands beside it, and its title and
    text with the words marked that found it.
    """

    row: Row
    beside: Beside
    title: Parts
    text: Parts
    why: Parts


@dataclass
class Listed(Generic[Row, Beside]):
    """A page of a list; `helped` is False while the index is built and the database answers.
    `verbatim` is False where nothing has word for word what was asked for so.
    """

    found: Sequence[Found[Row, Beside]]
    total: int
    last: int
    exact: bool = True
    facets: Counts = field(default_factory=dict)
    did_you_mean: str | None = None
    helped: bool = True
    help: Help[Found[Row, Beside]] = field(default_factory=Help)
    verbatim: bool = True


class Answer(NamedTuple):
    """What the index says: the page of hits, and the counts of each filter."""

    results: Results
    hits: Collection[Hit]
    counts: Counts


def listed(
    folder: Path,
    asked: Asked,
    ask: Callable[[], Answer],
    rows: Callable[[Hits], Sequence[Found[Row, Beside]]],
    titled: Callable[..., tuple[list[UUID], int]],
) -> Listed[Row, Beside]:
    """A page of what `ask` finds in the index, with its `rows`.

    While the index is being built, of those `titled` with every word, without filters.
    """
    try:
        results, hits, counts = ask()
    except IndexProblem:
        forget(folder)
        ids, total = titled(asked.text, offset=(asked.page - 1) * asked.SIZE, most=asked.SIZE)
        return Listed(rows([(key, None) for key in ids]), total, _last(asked, total), helped=False)
    return Listed(
        rows([(UUID(hit.id.partition(":")[2]), hit) for hit in hits]),
        results.total,
        _last(asked, results.total),
        results.exact_total,
        counts,
        results.did_you_mean,
        verbatim=results.verbatim,
    )


def _last(asked: Asked, total: int) -> int:
    """The number of the last page there is to look at."""
    return min(MOST_PAGES, -(-total // asked.SIZE))


def search(
    folder: Path,
    asked: Asked,
    kinds: Collection[str],
    also: Mapping[str, Collection[str]] = NOTHING,
    facets: Collection[str] = (),
    *,
    counts_alone: bool = False,
) -> Answer:
    """The page of hits of these kinds under the filters asked for and these, with their counts."""
    names = asked.names()
    filters: dict[str, Collection[str]] = {k: v for k, v in asked.filters.items() if v}
    results = index(folder).search(
        asked.text,
        kinds=kinds,
        audiences=AUDIENCES,
        filters=filters | {**also},
        facets=[*names, *facets],
        offset=0 if counts_alone else (asked.page - 1) * asked.SIZE,
        limit=0 if counts_alone else asked.SIZE,
        sort="title" if asked.sort == "title" else "best",
    )
    return Answer(results, results.hits, {name: results.facets[name] for name in names})


def in_order(
    folder: Path, asked: Asked, kind: str, results: Results, ids: Iterable[str]
) -> list[Hit]:
    """The page of those found, by the facet "id", in the order of these ids, which only the
    database knows.
    """
    times = results.facets["id"]
    found = (key for key in ids if times.get(key))
    page = list(islice(found, (asked.page - 1) * asked.SIZE, asked.page * asked.SIZE))
    hits = index(folder).search(
        asked.text, kinds=[kind], audiences=AUDIENCES, filters={"id": page or NOBODY},
        limit=asked.SIZE,
    ).hits  # fmt: skip
    return sorted(hits, key=lambda hit: page.index(hit.id.partition(":")[2]))


def together(
    hits: Hits, rows: Mapping[UUID, Row], beside: Mapping[UUID, Beside]
) -> list[Found[Row, Beside]]:
    """The hits whose row is still there; the index may be a moment behind."""
    return [
        Found(
            rows[key],
            beside[key],
            hit.highlights["title"] if hit else ((rows[key].title, False),),
            hit.highlights.get("text", ()) if hit else (),
            reasons.why(hit) if hit else (),
        )
        for key, hit in hits
        if key in rows
    ]
