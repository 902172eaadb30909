"""The index on Whoosh: opening, reading, committing, rebuilding."""

import io
import json
import os
import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import FileIndex

from search_index import journal, meaning, store
from search_index.answer import answer, browsed
from search_index.meaning import Nearby
from search_index.model import Document, Index, IndexDamaged, Query, Results, Suggestion
from search_index.orders import Orders
from search_index.schema import fields, schema
from search_index.segment import Segment, Shared
from search_index.store import reading
from search_index.suggest import suggestions
from search_index.view import View

_TRIES = 5
_MOMENT = 0.01  # seconds between them


class _Build:
    """One opened build, with what its segments share in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shared = Shared(folder)
        self.segments: dict[str, Segment] = {}
        with reading():
            store.verify(folder)
            self.index = _open(folder)
        self._seen = -1

    def latest(self) -> int:
        """The number of the newest commit.

        Whoosh looks through the names of all files. A commit adds the next table of contents and
        takes the last one away, or does the former at least where it is cut off: while neither has
        happened, nothing has.
        """
        seen = self._seen
        if seen < 0 or not self._has(seen) or self._has(seen + 1):
            with reading():
                seen = self._seen = int(self.index.latest_generation())
        return seen

    def _has(self, commit: int) -> bool:
        """Whether the table of contents of a commit is there."""
        return os.access(f"{self.folder}/_MAIN_{commit}.toc", os.F_OK)


class _Thread(threading.local):
    """What each thread keeps: its view, and what that is a view of."""

    build: _Build | None = None
    latest: int = -1
    view: View | None = None


def _open(folder: Path) -> FileIndex:
    """A commit replaces the table of contents, perhaps just when we have read its name."""
    for _ in range(_TRIES):
        with suppress(FileNotFoundError):
            return open_build(folder)
    return open_build(folder)


class WhooshIndex(Index):
    """An index in a folder; see the protocol Index for what it can do.

    Threads share the object and all that is derived from segments; each has a searcher of its
    own, opened anew whenever a commit or a rebuild was made. A reader is never refreshed in place:
    in every Whoosh after 2.7.4 that brings removed documents back.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._mine = _Thread()
        self.orders = Orders()
        self._build = _Build(store.current(folder))
        self._view()  # an index that opens but cannot be read shall say so now

    @property
    def generation(self) -> str:
        """See Index."""
        build = self._current()
        return f"{build.folder.name}:{build.latest()}"

    def run(self, query: Query) -> Results:
        """See Index."""
        return browsed(self._view(), query, self.orders)

    def run_all(self, queries: Iterable[Query]) -> list[Results]:
        """See Index. All of them see the index as it is now."""
        view = self._view()
        return [answer(view, query) for query in queries]

    def suggest(
        self,
        prefix: str,
        audiences: Collection[str],
        limit: int = 8,
        kinds: Collection[str] | None = None,
    ) -> list[Suggestion]:
        """See Index."""
        return list(suggestions(self._view(), prefix, audiences, limit, kinds))

    def suggest_of_each(
        self, prefix: str, audiences: Mapping[str, Collection[str]], limit: int = 8
    ) -> Mapping[str, Sequence[Suggestion]]:
        """See Index. All of them see the index as it is now."""
        view = self._view()
        return {
            kind: suggestions(view, prefix, of, limit, [kind]) for kind, of in audiences.items()
        }

    def ids(self, kind: str | None = None) -> set[str]:
        """See Index."""
        return set(self.digests(kind))

    def digests(self, kind: str | None = None) -> dict[str, str]:
        """See Index."""
        held = {}
        for part, heads in self._view().heads():
            with reading():
                sums = part.reader.column_reader("digest", translate=False)
                for number in range(part.segment.size):
                    if number not in part.removed:
                        identity, its_kind, *_ = json.loads(heads[number])
                        if kind in (None, its_kind):
                            held[identity] = sums[number].decode()
        return held

    def apply(self, put: Iterable[Document] = (), remove: Iterable[str] = ()) -> None:
        """See Index. Safe from any process at any time, also while a rebuild is under way."""
        removed = set(remove)
        documents = {one.id: one for one in put if one.id not in removed}
        if not documents and not removed:
            return
        with store.locked(self._folder, "write.lock"):
            build = self._current()
            commit(build.index, documents, removed)
            encode_names(build.index)
            store.seal(build.folder)
            journal.note(self._folder, documents.values(), removed)

    def _current(self) -> _Build:
        """The build that is current now, opened once per process."""
        with self._lock:
            if store.current_name(self._folder) != self._build.folder.name:
                self._build = _Build(store.current(self._folder))
            return self._build

    def _view(self) -> View:
        """What this thread searches. A commit or a swap may take files away while they are opened:
        then there is something newer, which is opened instead.
        """
        seen: str | None = None
        left = _TRIES
        while True:
            try:
                return self._look()
            except IndexDamaged:
                left -= 1
                now = self._stamp()
                if not left or now == seen:
                    raise
                seen = now
            time.sleep(_MOMENT)

    def _stamp(self) -> str:
        with suppress(IndexDamaged):
            return self.generation
        return ""

    def _look(self) -> View:
        mine, build = self._mine, self._current()
        latest = build.latest()
        if mine.view is None or mine.build is not build or mine.latest != latest:
            before = mine.view
            with reading(), self._lock:
                mine.view = View(build.index.searcher(), build.segments, build.shared)
                build.segments = {part.name: part.segment for part in mine.view.parts}
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


def open_build(folder: Path) -> Any:
    """The Whoosh index in a build."""
    return FileIndex(_Storage(folder), schema=schema())


def create(folder: Path) -> Any:
    """A new, empty Whoosh index in an empty folder."""
    return FileIndex.create(_Storage(folder), schema())


class _File(io.FileIO):
    """A file that is closed without complaint when the thread that reads it ends."""

    def __del__(self) -> None:
        self.close()


class _Reading(io.BufferedReader):
    """The same, with a buffer: whichever of the two is collected first closes both."""

    def __del__(self) -> None:
        self.close()


class _Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types here
    """Files that are read, not memory-mapped: a mapped file that somebody cuts short kills the
    process (SIGBUS), a read one raises an error. What is read often is kept by Segment anyway.
    """

    supports_mmap = False

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)

    def open_file(self, name: str, **options: Any) -> Any:
        file = _Reading(_File(os.path.join(self.folder, name)))
        return StructFile(file, name=name, **options)


def commit(index: Any, put: Mapping[str, Document], remove: Collection[str]) -> None:
    """One commit: every id is deleted at most once and added at most once.

    Whoosh's own update_document does not see what is not committed yet, so two updates of one id
    in a batch would make two documents of it.
    """
    ready = [fields(document) for document in put.values()]
    with reading():
        writer = index.writer(_lk=False)  # our lock is held, and freed whatever happens
        try:
            with writer.reader() as reader:
                for identity in {*put, *remove}:
                    for number in _numbers(reader, identity):
                        writer.delete_document(number)
            for made in ready:
                writer.add_document(**made)
            writer.commit()
        except BaseException:
            if not writer.is_closed:
                with suppress(Exception):
                    writer.cancel()
            raise


def encode_names(index: Any) -> None:
    """Put the vectors of names beside the segments that have none yet; nothing without numpy."""
    kit = meaning.tools()
    if kit is None:
        return
    folder = Path(index.storage.folder)
    with reading(), index.reader() as whole:
        for reader, _ in whole.leaf_readers():
            if reader.doc_count_all() == 0:
                continue
            near = Nearby(folder, reader.segment().segment_id())
            if not near.file(kit).exists():
                near.keep(Segment(reader, Shared(folder)), kit)


def _numbers(reader: Any, identity: str) -> list[int]:
    if ("id", identity) not in reader:
        return []
    return list(reader.postings("id", identity).all_ids())
