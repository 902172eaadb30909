"""The index on Whoosh: opening, reading, committing, rebuilding."""

import json
import os
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from search_index import journal, store
from search_index.answer import answer
from search_index.model import Document, Query, Results, Sort, Suggestion
from search_index.schema import fields, schema
from search_index.segment import Segment, Shared
from search_index.store import reading
from search_index.suggest import suggestions
from search_index.view import View

_BATCH_MB = 256
_PROGRESS_EVERY = 100


class _Build:
    """One opened build, with what its segments share in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shared = Shared()
        self.segments: dict[str, Segment] = {}
        with reading():
            store.verify(folder)
            self.index = FileIndex(_storage(folder), schema=schema())

    def latest(self) -> int:
        """The number of the newest commit."""
        with reading():
            return int(self.index.latest_generation())


class _Thread(threading.local):
    """What each thread keeps: its view, and what that is a view of."""

    build: _Build | None = None
    latest: int = -1
    view: View | None = None


class WhooshIndex:
    """An index in a folder; see the protocol Index for what it can do.

    Threads share the object and all that is derived from segments; each has a searcher of its
    own, opened anew whenever a commit or a rebuild was made. A reader is never refreshed in place:
    in every Whoosh after 2.7.4 that brings removed documents back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._mine = _Thread()
        self._build = _Build(store.current(folder))
        self._view()  # an index that opens but cannot be read shall say so now

    @property
    def generation(self) -> str:
        """See Index."""
        build = self._current()
        return f"{build.folder.name}:{build.latest()}"

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
        """See Index."""
        return self.run(Query(text, kinds, audiences, filters or {}, facets, offset, limit, sort))

    def run(self, query: Query) -> Results:
        """See Index."""
        return answer(self._view(), query)

    def suggest(
        self,
        prefix: str,
        audiences: Collection[str],
        limit: int = 8,
        kinds: Collection[str] | None = None,
    ) -> list[Suggestion]:
        """See Index."""
        return suggestions(self._view(), prefix, audiences, limit, kinds)

    def ids(self, kind: str | None = None) -> set[str]:
        """See Index."""
        held = set()
        for part, column in self._view().heads():
            for number in range(part.segment.size):
                if number not in part.removed:
                    with reading():
                        identity, its_kind, *_ = json.loads(column[number])
                    if kind in (None, its_kind):
                        held.add(identity)
        return held

    def apply(self, put: Iterable[Document] = (), remove: Iterable[str] = ()) -> None:
        """See Index. Safe from any process at any time, also while a rebuild is under way."""
        removed = set(remove)
        documents = {one.id: one for one in put if one.id not in removed}
        if not documents and not removed:
            return
        with store.locked(self._folder, "write.lock"):
            build = self._current()
            _commit(build.index, documents, removed)
            store.seal(build.folder)
            journal.note(self._folder, documents.values(), removed)

    def _current(self) -> _Build:
        """The build that is current now, opened once per process."""
        with self._lock:
            if store.current_name(self._folder) != self._build.folder.name:
                self._build = _Build(store.current(self._folder))
            return self._build

    def _view(self) -> View:
        mine, build = self._mine, self._current()
        latest = build.latest()
        if mine.view is None or mine.build is not build or mine.latest != latest:
            before = mine.view
            with reading(), self._lock:
                mine.view = View(build.index.searcher(), build.segments, build.shared)
            mine.build, mine.latest = build, latest
            if before is not None:
                before.close()
        return mine.view


def open_index(folder: str | os.PathLike[str]) -> WhooshIndex:
    """Open the index in a folder and check it.

    Raises IndexMissing when none was ever built there, IndexDamaged when files are unreadable,
    cut short, changed or gone; both are answered by `rebuild`.
    """
    return WhooshIndex(Path(folder))


def rebuild(
    folder: str | os.PathLike[str],
    documents: Iterable[Document],
    on_progress: Callable[[int], None] | None = None,
) -> int:
    """Build the index anew beside the present one and swap it in; out: how many documents.

    Searches go on in the old build until the one moment of the swap. Commits made by `apply`
    meanwhile, in this or another process, are noted and repeated in the new build before the
    swap, so none is lost, whether or not `documents` had read the row by then. A rebuild started
    during another waits for it. Killed at any moment, the old build stays current.

    It is also how text leaves the disk for good: a removed document's words stay in the files of
    a build until segments are merged. After an erasure rebuild; the old build is deleted with the
    first commit or rebuild after store.KEEP_SECONDS.
    """
    root = Path(folder)
    store.prepare(root)
    with store.locked(root, "rebuild.lock"):
        with store.locked(root, "write.lock"):
            store.sweep(root)
            journal.start(root)
        build = store.new_build(root)
        index = FileIndex.create(_storage(build), schema())
        writer = index.writer(limitmb=_BATCH_MB)
        seen: set[str] = set()
        repeated: dict[str, Document] = {}
        for document in documents:
            if document.id in seen:
                repeated[document.id] = document
                continue
            seen.add(document.id)
            writer.add_document(**fields(document))
            if on_progress and len(seen) % _PROGRESS_EVERY == 0:
                on_progress(len(seen))
        writer.commit()
        if repeated:
            _commit(index, repeated, set())
        store.seal(build)
        with store.locked(root, "write.lock"):
            for put, removed in journal.entries(root):
                _commit(index, put, removed)
            store.seal(build)
            store.swap_in(root, build)
            journal.stop(root)
    if on_progress:
        on_progress(len(seen))
    return len(seen)


def _storage(folder: Path) -> Any:
    return FileStorage(str(folder))


def _commit(index: Any, put: Mapping[str, Document], remove: Collection[str]) -> None:
    """One commit; one operation per id, for Whoosh does not see what it has not committed."""
    writer = index.writer(timeout=5)
    try:
        for identity in remove:
            writer.delete_by_term("id", identity)
        for document in put.values():
            writer.update_document(**fields(document))
        writer.commit()
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
