"""The order that words have put documents in, kept a while for the filters that follow.

Whoever has typed something goes on with the same words: a filter, another order, the next page. The
words alone say how near each document is, whatever the filters. What was typed is not kept, only a
digest of it under a key that this process made up; nor who typed it. And nothing is kept of people
that are looked for, or for somebody of several audiences, who may be one alone.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from threading import Lock
from time import monotonic

from search_index.meaning import NAMES_OF_PEOPLE
from search_index.model import Query
from search_index.ranking import Ranked
from search_index.view import View

MOST = 16
MOST_DOCUMENTS = 50_000
"""So many are in all the orders together, some 100 bytes each."""
SECONDS = 600

_KEY = secrets.token_bytes(32)
Key = tuple[object, ...]


class Orders:
    """The latest orders, for all threads that search the same build."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[float, Ranked]] = OrderedDict()
        self._lock = Lock()

    def of(self, view: View, query: Query, rank: Callable[[], Ranked]) -> Ranked:
        """The order for the words of a query in this view, as it was made lately or is made now."""
        key = _key(view, query)
        if key is None:
            return rank()
        with self._lock:
            made_at, ranked = self._kept.pop(key, (0.0, None))
            if ranked is not None and monotonic() - made_at < SECONDS:
                self._kept[key] = made_at, ranked  # the latest
                return _seen_in(view, ranked)
        ranked = rank()
        with self._lock:
            # Without the parts, which hold files that are open in this thread alone.
            self._kept[key] = monotonic(), replace(ranked, found=[])
            while len(self._kept) > MOST or self._documents() > MOST_DOCUMENTS:
                self._kept.popitem(last=False)
        return ranked

    def forget(self) -> None:
        """Keep none of those made so far."""
        with self._lock:
            self._kept.clear()

    def _documents(self) -> int:
        return sum(len(each) for _, ranked in self._kept.values() for each in ranked.scores)


def _key(view: View, query: Query) -> Key | None:
    if (
        len(query.audiences) != 1
        or query.kinds is None
        or not NAMES_OF_PEOPLE.isdisjoint(query.kinds)
    ):
        return None
    typed = blake2b(query.text.encode("utf-8", "surrogatepass"), key=_KEY).digest()
    return typed, view.state, tuple(query.kinds), tuple(query.audiences)


def _seen_in(view: View, ranked: Ranked) -> Ranked:
    found = [(part, list(scores)) for part, scores in zip(view.parts, ranked.scores, strict=True)]
    return replace(ranked, found=found)
