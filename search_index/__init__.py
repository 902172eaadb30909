"""The search index as a library: documents in, ranked hits, counts and suggestions out.

It knows nothing of the portal: whoever uses it says what a document is and who may find it.

    rebuild(folder, documents)                  # from the database, at first and when damaged
    index = open_index(folder)                  # raises IndexMissing, IndexDamaged: rebuild
    index.apply(put=[document], remove=["role:…"])
    results = index.search("bus drivr", kinds=["role"], audiences={"everyone"}, facets=["family"])

The index is a cache that may be deleted at any time; the truth is in the database.
"""

from search_index.model import (
    Document,
    FoundIn,
    Hit,
    Index,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexProblem,
    Parts,
    Query,
    Results,
    Sort,
    Suggestion,
)
from search_index.query import demanded
from search_index.rebuilding import rebuild, tidy
from search_index.whoosh_index import open_index

__all__ = [
    "Document",
    "FoundIn",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexDamaged",
    "IndexMissing",
    "IndexProblem",
    "Parts",
    "Query",
    "Results",
    "Sort",
    "Suggestion",
    "demanded",
    "open_index",
    "rebuild",
    "tidy",
]
