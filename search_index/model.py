"""What goes into the index and what comes out: plain, typed values, the same for every backend."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Sort = Literal["best", "title"]
FoundIn = Literal["", "code", "title", "alias", "meaning", "keyword", "text"]
Parts = tuple[tuple[str, bool], ...]
"""A text in pieces: (piece, is it what was looked for). Plain text, to be escaped as any other."""


class IndexProblem(Exception):
    """The index cannot answer. It is a cache: build it again, and meanwhile ask the database."""


class IndexMissing(IndexProblem):
    """There is no index in this folder yet."""


class IndexDamaged(IndexProblem):
    """The files are there but unreadable, cut short or changed by somebody else."""


Reason = Literal["room", "leave", "held", "device"]


class IndexBusy(IndexProblem):
    """The files are sound and go on answering, but cannot be written now: try again later.

    reason: "room" (the disk is full), "leave" (the files may not be written), "held" (another
        process writes), "device" (anything else the system says of a file).
    """

    def __init__(self, words: str, reason: Reason) -> None:
        super().__init__(words)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Document:
    """One thing people look for.

    id: "kind:something", unique over all kinds, for instance "role:<uuid>".
    audience: who may find it; a search names the audiences of the person asking and finds only
        documents that share one. An empty audience is found by nobody.
    facets: what lists are narrowed by: {"family": ["Transit"], "location": ["Harbour", "Hill"]}.
    codes: exact codes and former names ("11-1011.00"), found only when typed in full.
    """

    id: str
    kind: str
    title: str
    aliases: Collection[str] = ()
    body: str = ""
    keywords: Collection[str] = ()
    facets: Mapping[str, Collection[str]] = field(default_factory=dict)
    audience: Collection[str] = ()
    codes: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A search, ready to be run; every field has a harmless value when left out.

    text: whatever was typed. Any string is safe; only its first 500 characters count.
    kinds: only these kinds; None is all of them.
    audiences: those of the person asking. Nothing is found without one.
    filters: field -> accepted values. Values of one field are joined by "or", fields by "and".
    facets: the fields to count. A field is counted as if its own filter were not set, so that
        people see what else they could tick.
    sort: "best" (by title when nothing was typed) or "title".
    """

    text: str = ""
    kinds: Collection[str] | None = None
    audiences: Collection[str] = ()
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    facets: Collection[str] = ()
    offset: int = 0
    limit: int = 20
    sort: Sort = "best"


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document, with why it was found.

    found_in: where the strongest reason lies; "" when nothing was typed. "meaning" when no word
        of its names was typed, but something near one of them.
    highlights: "title", "alias" (the alternate title that fitted best), "keywords" (those that
        fitted, joined by " · ") and "text" (a window of the body): only those that have a match,
        always "title", and "alias" without a mark when that is what is near in meaning.
    """

    id: str
    kind: str
    title: str
    score: float
    found_in: FoundIn
    highlights: Mapping[str, Parts]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits.

    total: how many were found under the filters; exact_total is False when counting stopped
        there ("more than 1,000").
    facets: field -> value -> count, most frequent first; only what the asker may find is counted.
    did_you_mean: the text with the words that exist, when the ones typed do not.
    corrected: typed word -> word searched for instead.
    verbatim: whether something found has all that was quoted, or the code that was typed, word for
        word; or nothing is asked for so, or more may have it than were read through. Where it is
        False, whatever was found is only near.
    """

    hits: tuple[Hit, ...]
    total: int
    exact_total: bool
    facets: Mapping[str, Mapping[str, int]]
    did_you_mean: str | None = None
    corrected: Mapping[str, str] = field(default_factory=dict)
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title or alternate title that begins, or has a word that begins, as typed."""

    text: str
    kind: str
    id: str


class Index(Protocol):
    """What every backend can do; `tests/search_index/test_contract.py` is its full wording.

    An index may be used by any number of threads and processes. Every method may raise
    IndexProblem; the answer to that is always the same: build the index again. IndexBusy alone
    says that nothing is wrong but the moment.
    """

    @property
    def generation(self) -> str:
        """A stamp that changes with every commit and every rebuild. Two equal stamps, one state."""
        ...

    def search(
        self,
        text: str = "",
        *,
        kinds: Collection[str] | None = None,
        audiences: Collection[str] = (),
        filters: Mapping[str, Collection[str]] | None = None,
        facets: Collection[str] = (),
        offset: int = 0,
        limit: int = 20,
        sort: Sort = "best",
    ) -> Results:
        """Find documents; the parameters are those of Query."""
        return self.run(Query(text, kinds, audiences, filters or {}, facets, offset, limit, sort))

    def run(self, query: Query) -> Results:
        """Find documents for a Query made before."""
        ...

    def run_all(self, queries: Iterable[Query]) -> list[Results]:
        """The same for several queries, one after the other."""
        return [self.run(query) for query in queries]

    def suggest(
        self,
        prefix: str,
        audiences: Collection[str],
        limit: int = 8,
        kinds: Collection[str] | None = None,
    ) -> list[Suggestion]:
        """Titles and alternate titles for what is being typed, one per document."""
        ...

    def suggest_of_each(
        self, prefix: str, audiences: Mapping[str, Collection[str]], limit: int = 8
    ) -> Mapping[str, Sequence[Suggestion]]:
        """The same for several kinds, each with the audiences of the person asking.

        An index may read them only when they are looked at: at once, and by the same thread.
        """
        return {kind: self.suggest(prefix, of, limit, [kind]) for kind, of in audiences.items()}

    def apply(self, put: Iterable[Document] = (), remove: Iterable[str] = ()) -> None:
        """Put or replace documents and remove ids, in one commit that is on disk on return.

        Of several documents with one id the last counts; an id both put and removed is removed.
        """
        ...

    def ids(self, kind: str | None = None) -> set[str]:
        """The ids the index holds, to be compared with the database."""
        ...

    def digests(self, kind: str | None = None) -> dict[str, str]:
        """Each id the index holds with the digest (search_index.digest) of the document it was
        made from, so that one that is out of date is found.
        """
        ...
